"""One neuron, of one input and of two, and three neurons that add up to a curve."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float

from conundrum.data.curves import QUARTIC
from conundrum.experiment import experiment
from conundrum.models.networks import LinearPieces, ReLUNetwork, linear_pieces, network_of, predict
from conundrum.models.regions import activation_regions

Grid = Float[np.ndarray, " grid"]


@dataclass(frozen=True)
class Neuron:
    """One neuron of one input: max(0, weight · x + bias).

    Attributes
    ----------
    weight, bias
        Its two parameters.
    pieces
        What it computes between −3 and 3.
    """

    weight: float
    bias: float
    pieces: LinearPieces

    @property
    def kink(self) -> float:
        """Where it bends; NaN without a slope."""
        return -self.bias / self.weight if self.weight else np.nan


@experiment
def compute_neuron(weight: float, bias: float) -> Neuron:
    """Compute one neuron of one input, as the network that it is."""
    network = network_of(([[weight]], [bias]), ([[1.0]], [0.0]))
    return Neuron(weight, bias, linear_pieces(network, -3.0, 3.0))


# --- Three neurons --------------------------------------------------------------------------------


@dataclass(frozen=True)
class ThreeUnits:
    """A network of one input and three hidden units, from its lines to its output.

    Attributes
    ----------
    network
        With the widths 1, 3, 1.
    x, truth
        A grid, and the curve of the cloud there, which the network follows roughly.
    lines
        The weighted sum of each unit, before the cut.
    readout_weights
        What each unit is multiplied by.
    constant
        The bias of the readout.
    """

    network: ReLUNetwork
    x: Grid
    truth: Grid
    lines: Float[np.ndarray, "3 grid"]
    readout_weights: Float[np.ndarray, "3"]
    constant: float

    @property
    def cut(self) -> Float[np.ndarray, "3 grid"]:
        """Each unit: its line, with zero where that is negative."""
        return np.maximum(0, self.lines)

    @property
    def weighted(self) -> Float[np.ndarray, "3 grid"]:
        """Each unit, times its weight in the readout."""
        return self.readout_weights[:, None] * self.cut

    @property
    def output(self) -> Grid:
        """The constant and the weighted units, added up."""
        return self.constant + self.weighted.sum(axis=0)

    @property
    def pieces(self) -> LinearPieces:
        """The function of the network, exactly."""
        return linear_pieces(self.network, self.x[0], self.x[-1])

    @property
    def active(self) -> Bool[np.ndarray, "pieces 3"]:
        """Which units are above zero in the middle of each piece."""
        edges = self.pieces.edges
        hidden = self.network.layers[0]
        weight, bias = hidden.weight.detach().numpy(), hidden.bias.detach().numpy()
        return (edges[1:, None] + edges[:-1, None]) / 2 * weight[:, 0] + bias > 0


@experiment
def build_from_three_lines() -> ThreeUnits:
    """Compute 3.6 + ½ max(0, −2x − 2) − ¾ max(0, 4x − 1) + 2 max(0, 3x − 4)."""
    weights, biases = np.array([[-2.0], [4], [3]]), np.array([-2.0, -1, -4])
    readout, constant = np.array([0.5, -0.75, 2]), 3.6
    x = QUARTIC.grid(321)
    return ThreeUnits(
        network_of((weights, biases), (readout[None], [constant])),
        x,
        QUARTIC.function(x),
        weights * x + biases[:, None],
        readout,
        constant,
    )


@dataclass(frozen=True)
class Sum:
    """Weighted hinges and their sum, on a grid.

    Attributes
    ----------
    x
        The grid.
    hinges
        Each hidden unit, times its weight in the sum.
    network
        The hinges as one network with one hidden layer.
    """

    x: Grid
    hinges: Float[np.ndarray, "units grid"]
    network: ReLUNetwork

    @property
    def values(self) -> Grid:
        """The sum of the hinges."""
        return self.hinges.sum(axis=0)


@experiment
def add_hinges(kinks: Sequence[float], slopes: Sequence[float]) -> Sum:
    """Add up hinges slope · max(0, x − kink) between −2 and 2."""
    x = np.linspace(-2, 2, 161)
    network = network_of(
        (np.ones((len(kinks), 1)), -np.array(kinks)), (np.array([slopes]), np.zeros(1))
    )
    hinges = np.maximum(0, x - np.array(kinks)[:, None]) * np.array(slopes)[:, None]
    return Sum(x, hinges, network)


# --- Two inputs -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Fold:
    """One neuron of two inputs on a square: a plane, folded flat where it would be negative.

    Attributes
    ----------
    weight
        Of both inputs.
    bias
        The third parameter.
    x
        Places along either side of the square.
    heights
        Output of the neuron at ``x[i]`` (second input) and ``x[j]`` (first input).
    ends
        Where the fold enters and leaves the square.
    """

    weight: Float[np.ndarray, "2"]
    bias: float
    x: Grid
    heights: Float[np.ndarray, "grid grid"]
    ends: Float[np.ndarray, "2 2"]


@experiment
def fold_plane(weight: tuple[float, float], bias: float) -> Fold:
    """Compute one neuron of two inputs between −2 and 2."""
    network = network_of(([weight], [bias]), ([[1.0]], [0.0]))
    x = np.linspace(-2, 2, 81)
    inputs = np.stack(np.meshgrid(x, x), axis=-1).reshape(-1, 2)
    [[ends]] = activation_regions(network, -2.0, 2.0).folds
    return Fold(np.array(weight), bias, x, predict(network, inputs).reshape(len(x), len(x)), ends)
