"""Into how many linear pieces a network of one input divides a line: chosen weights, and random."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Int
from torch import nn

from conundrum.experiment import experiment
from conundrum.models.networks import LinearPieces, ReLUNetwork, linear_pieces, network_of
from conundrum.seeds import seeds_from

Start = Callable[..., ReLUNetwork]


def count_linear_pieces(network: ReLUNetwork, low: float, high: float) -> int:
    """Return of how many linear pieces the function of a network of one input is made."""
    return len(linear_pieces(network, low, high).slopes)


# --- Chosen weights -------------------------------------------------------------------------------


def sawtooth(depth: int) -> ReLUNetwork:
    """Compose the tent 2 max(0, x) − 4 max(0, x − 1/2) with itself: Telgarsky (2015)."""
    first = ([[1], [1]], [0, -0.5])
    again = ([[2, -4], [2, -4]], [0, -0.5])
    return network_of(first, *[again] * (depth - 1), ([[2, -4]], [0]))


def sawtooth_pieces(depth: int) -> LinearPieces:
    """Return the sawtooth of a depth between 0 and 1."""
    return linear_pieces(sawtooth(depth), 0.0, 1.0)


@dataclass(frozen=True)
class Sawteeth:
    """Linear pieces of sawtooth networks, as they are and with disturbed weights.

    All are by the number of hidden layers, of two units each.

    Attributes
    ----------
    exact
        Pieces with the chosen weights, between 0 and 1.
    disturbed
        Pieces when each weight and bias is changed by a random share of its size.
    random
        Pieces of networks of the same shape with random weights, between −10 and 10.
    """

    exact: dict[int, int]
    disturbed: dict[int, Int[np.ndarray, " draws"]]
    random: dict[int, Int[np.ndarray, " draws"]]

    @property
    def median_disturbed(self) -> dict[int, float]:
        """The median number of pieces with disturbed weights."""
        return {depth: float(np.median(pieces)) for depth, pieces in self.disturbed.items()}

    @property
    def median_random(self) -> dict[int, float]:
        """The median number of pieces with random weights."""
        return {depth: float(np.median(pieces)) for depth, pieces in self.random.items()}


@experiment
def disturb_sawteeth(*, seed: int, draws: int = 20, share: float = 0.1) -> Sawteeth:
    """Count the pieces of sawteeth of 1 to 10 layers, whose weights are then disturbed.

    Changes are normally distributed; `share` is their standard deviation, as a share of a weight.
    """
    depths = range(1, 11)
    seeds = seeds_from(seed, draws)

    def count(network: Callable[[int, int], ReLUNetwork], low: float, high: float):
        return {
            depth: np.array([count_linear_pieces(network(depth, s), low, high) for s in seeds])
            for depth in depths
        }

    return Sawteeth(
        {depth: count_linear_pieces(sawtooth(depth), 0.0, 1.0) for depth in depths},
        count(lambda depth, s: disturbed(sawtooth(depth), share, seed=s), 0.0, 1.0),
        count(lambda depth, s: ReLUNetwork((1, *[2] * depth, 1), seed=s), -10.0, 10.0),
    )


def disturbed(network: ReLUNetwork, share: float, *, seed: int) -> ReLUNetwork:
    """Change each parameter, in place, by a normally distributed share of its size."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for parameter in network.parameters():
            noise = torch.randn(parameter.shape, generator=generator, dtype=parameter.dtype)
            parameter.mul_(1 + share * noise)
    return network


# --- Random weights -------------------------------------------------------------------------------


def start_as_torch(widths: Sequence[int], *, seed: int) -> ReLUNetwork:
    """Draw weights and biases uniformly from ±1/√m for m inputs, as `nn.Linear` does."""
    network, generator = ReLUNetwork(widths, seed=seed), torch.Generator().manual_seed(seed)
    for layer in network.layers:
        bound = layer.in_features**-0.5
        for parameter in layer.parameters():
            nn.init.uniform_(parameter, -bound, bound, generator=generator)
    return network


def start_as_keras(widths: Sequence[int], *, seed: int) -> ReLUNetwork:
    """Draw weights as Glorot and Bengio (2010, eq. 16) do, and set biases to zero."""
    network, generator = ReLUNetwork(widths, seed=seed), torch.Generator().manual_seed(seed)
    for layer in network.layers:
        nn.init.xavier_uniform_(layer.weight, generator=generator)
        nn.init.zeros_(layer.bias)
    return network


def start_as_he(widths: Sequence[int], *, seed: int) -> ReLUNetwork:
    """Draw weights as He et al. (2015, section 2.2) do, and set biases to zero."""
    network, generator = ReLUNetwork(widths, seed=seed), torch.Generator().manual_seed(seed)
    for layer in network.layers:
        nn.init.kaiming_normal_(layer.weight, nonlinearity="relu", generator=generator)
        nn.init.zeros_(layer.bias)
    return network


STARTS: dict[str, Start] = {
    "this book": ReLUNetwork,
    "PyTorch": start_as_torch,
    "Keras": start_as_keras,
    "He et al.": start_as_he,
}
DEPTHS = (1, 2, 4, 8)


@dataclass(frozen=True)
class PieceCounts:
    """Linear pieces of networks of one input at random starts, counted between −10 and 10.

    Attributes
    ----------
    neurons
        Hidden units in all layers together, equally many in each.
    pieces
        Counted, by the start and the number of hidden layers.
    """

    neurons: int
    pieces: dict[str, dict[int, Int[np.ndarray, " draws"]]]

    @property
    def mean(self) -> dict[str, dict[int, float]]:
        """The mean number of pieces, by the start and the number of hidden layers."""
        return {
            start: {depth: float(pieces.mean()) for depth, pieces in by_depth.items()}
            for start, by_depth in self.pieces.items()
        }

    @property
    def gain_of_depth(self) -> float:
        """The largest mean number of pieces of deep networks over that of shallow ones, if any."""
        return max(
            pieces / by_depth[1]
            for by_depth in self.mean.values()
            for depth, pieces in by_depth.items()
            if depth > 1
        )


@experiment
def count_pieces(
    *, seed: int, draws: int = 20, neurons: int = 96, starts: Mapping[str, Start] = STARTS
) -> PieceCounts:
    """Count the pieces of random networks with their neurons in one layer, two, four or eight.

    Weights and biases are as each of the `starts` draws them, called with widths and a seed.
    """
    seeds = seeds_from(seed, draws)
    pieces = {
        name: {
            depth: np.array(
                [
                    count_linear_pieces(
                        start((1, *[neurons // depth] * depth, 1), seed=s).double(), -10.0, 10.0
                    )
                    for s in seeds
                ]
            )
            for depth in DEPTHS
        }
        for name, start in starts.items()
    }
    return PieceCounts(neurons, pieces)
