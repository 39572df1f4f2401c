"""What the chapter *One neuron, then many* computes.

Functions of one or two inputs, small enough to be known exactly: where they bend, into how many
pieces, and how close to a given curve they can be brought.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import torch
from jaxtyping import Float, Int

from conundrum.data.curves import QUARTIC
from conundrum.experiment import experiment
from conundrum.models.networks import (
    LinearPieces,
    ReLUNetwork,
    linear_pieces,
    network_of,
    predict,
)
from conundrum.models.regions import Regions, activation_regions
from conundrum.seeds import seeds_from
from conundrum.training.fleet import fit_fleet

Grid = Float[np.ndarray, " grid"]
Function = Callable[[Grid], Grid]


def piece_count(network: ReLUNetwork, low: float, high: float) -> int:
    """Return of how many linear pieces the function of a network of one input is made."""
    return len(linear_pieces(network, low, high).slopes)


# --- One neuron -----------------------------------------------------------------------------------


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
def neuron(weight: float, bias: float) -> Neuron:
    """Compute one neuron of one input, as the network that it is."""
    network = network_of(([[weight]], [bias]), ([[1.0]], [0.0]))
    return Neuron(weight, bias, linear_pieces(network, -3.0, 3.0))


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
def fold(weight: tuple[float, float], bias: float) -> Fold:
    """Compute one neuron of two inputs between −2 and 2."""
    network = network_of(([weight], [bias]), ([[1.0]], [0.0]))
    x = np.linspace(-2, 2, 81)
    inputs = np.stack(np.meshgrid(x, x), axis=-1).reshape(-1, 2)
    [[ends]] = activation_regions(network, -2.0, 2.0).folds
    return Fold(np.array(weight), bias, x, predict(network, inputs).reshape(len(x), len(x)), ends)


# --- Sums of hinges, and layers of them -----------------------------------------------------------


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
def sum_of_hinges(kinks: Sequence[float], slopes: Sequence[float]) -> Sum:
    """Add up hinges slope · max(0, x − kink) between −2 and 2."""
    x = np.linspace(-2, 2, 161)
    network = network_of(
        (np.ones((len(kinks), 1)), -np.array(kinks)), (np.array([slopes]), np.zeros(1))
    )
    hinges = np.maximum(0, x - np.array(kinks)[:, None]) * np.array(slopes)[:, None]
    return Sum(x, hinges, network)


@dataclass(frozen=True)
class Composite:
    """A neuron on top of two neurons, as a network and by its formula.

    Attributes
    ----------
    network
        With the widths 1, 2, 1, 1: the readout only passes on what the last neuron gives.
    low, high
        The interval shown.
    inputs
        A grid on the interval.
    values
        What the formula gives there.
    """

    network: ReLUNetwork
    low: float
    high: float
    inputs: Grid
    values: Grid

    @property
    def pieces(self) -> LinearPieces:
        """The function, exactly."""
        return linear_pieces(self.network, self.low, self.high)

    @property
    def before_the_last_relu(self) -> LinearPieces:
        """The weighted sum that the last neuron cuts off."""
        first, second, _ = (
            (layer.weight.detach().numpy(), layer.bias.detach().numpy())
            for layer in self.network.layers
        )
        return linear_pieces(network_of(first, second), self.low, self.high)

    @property
    def difference(self) -> float:
        """The largest difference between the pieces and the formula."""
        return float(np.abs(self.pieces(self.inputs)[:, 0] - self.values).max())

    @property
    def kinks(self) -> list[Fraction]:
        """Where it bends, as the fractions that they are."""
        return [Fraction(float(x)).limit_denominator(1000) for x in self.pieces.edges[1:-1]]


@experiment
def first_composite() -> Composite:
    """Compute max(0, max(0, −2x + 3) − 4 max(0, 5x − 6) + 7) between 0 and 2."""
    network = network_of(([[-2], [5]], [3, -6]), ([[1, -4]], [7]), ([[1]], [0]))
    x = np.linspace(0, 2, 1001)
    values = np.maximum(0, np.maximum(0, -2 * x + 3) - 4 * np.maximum(0, 5 * x - 6) + 7)
    return Composite(network, 0.0, 2.0, x, values)


@experiment
def second_composite() -> Composite:
    """Compute max(0, −7 max(0, 6x − 5) + 4 max(0, −3x + 2) − 1) between 0 and 1.2."""
    network = network_of(([[6], [-3]], [-5, 2]), ([[-7, 4]], [-1]), ([[1]], [0]))
    x = np.linspace(0, 1.2, 1001)
    values = np.maximum(0, -7 * np.maximum(0, 6 * x - 5) + 4 * np.maximum(0, -3 * x + 2) - 1)
    return Composite(network, 0.0, 1.2, x, values)


# --- Any curve, with enough units -----------------------------------------------------------------


def connect_the_dots(function: Function, low: float, high: float, width: int) -> ReLUNetwork:
    """Set one hidden layer so that it meets a function at its kinks, which are evenly spaced."""
    dots = np.linspace(low, high, width + 1)
    heights = function(dots)
    slopes = np.diff(heights) / np.diff(dots)
    bends = np.diff(slopes, prepend=0)
    return network_of((np.ones((width, 1)), -dots[:-1]), (bends[None], heights[:1]))


@dataclass(frozen=True)
class Connected:
    """A curve, and the network that meets it at evenly spaced kinks.

    Attributes
    ----------
    x, truth
        The grid, and the curve there.
    pieces
        Of the network.
    """

    x: Grid
    truth: Grid
    pieces: LinearPieces

    @property
    def error(self) -> float:
        """Root mean squared distance."""
        return float(np.sqrt(((self.pieces(self.x)[:, 0] - self.truth) ** 2).mean()))


@experiment
def connect_quartic(width: int) -> Connected:
    """Connect the dots on the quartic curve."""
    x = QUARTIC.grid(2001)
    network = connect_the_dots(QUARTIC.function, QUARTIC.low, QUARTIC.high, width)
    return Connected(x, QUARTIC.function(x), linear_pieces(network, QUARTIC.low, QUARTIC.high))


@dataclass(frozen=True)
class Approximation:
    """How near networks of growing width come to the quartic curve, without noise.

    Attributes
    ----------
    constructed
        Root mean squared error of the network that connects dots, by its hidden units.
    trained
        Those of networks trained from random starts, by their hidden units.
    """

    constructed: dict[int, float]
    trained: dict[int, Float[np.ndarray, " starts"]]

    @property
    def widths(self) -> list[int]:
        """Hidden units, in one layer."""
        return list(self.constructed)

    @property
    def median_trained(self) -> dict[int, float]:
        """The median error after training, by hidden units."""
        return {width: float(np.median(errors)) for width, errors in self.trained.items()}

    @property
    def luck(self) -> dict[int, float]:
        """How many times the error of the best start the worst one has, by hidden units."""
        return {width: float(errors.max() / errors.min()) for width, errors in self.trained.items()}

    @property
    def gain(self) -> float:
        """The median error after training at the least width over that at the largest."""
        median = self.median_trained
        return median[min(median)] / median[max(median)]

    @property
    def behind(self) -> float:
        """The median error after training over that of connecting dots, at the largest width."""
        widest = max(self.constructed)
        return self.median_trained[widest] / self.constructed[widest]


APPROXIMATION_WIDTHS = (2, 4, 8, 16, 32, 64, 128)


@experiment
def approximate(
    *, seed: int, starts: int = 10, widths: Sequence[int] = APPROXIMATION_WIDTHS, steps: int = 1000
) -> Approximation:
    """Train networks on 129 points of the curve by Adam, beside those that connect dots."""
    points = QUARTIC.grid(129)
    inputs = np.tile(points[:, None], (starts, 1, 1))
    responses = QUARTIC.function(inputs)
    x = QUARTIC.grid(2001)
    trained = {}
    for width in widths:
        networks = [ReLUNetwork((1, width, 1), seed=s) for s in seeds_from(seed, starts)]
        fit_fleet(networks, inputs, responses, steps=steps, learning_rate=0.01)
        distances = [
            predict(network, x[:, None])[:, 0] - QUARTIC.function(x) for network in networks
        ]
        trained[width] = np.sqrt(np.square(distances).mean(axis=1))
    return Approximation({width: connect_quartic(width).error for width in widths}, trained)


@dataclass(frozen=True)
class Rates:
    """How near networks that connect dots come to random curves.

    Attributes
    ----------
    widths
        Hidden units, in one layer.
    error
        Root mean squared distance to each curve.
    """

    widths: Int[np.ndarray, " m"]
    error: Float[np.ndarray, "curves m"]

    @property
    def slope(self) -> float:
        """The median over curves of the slope of log error against log width, from 64 units on."""
        late = self.widths >= 64
        slopes, _ = np.polyfit(np.log(self.widths[late]), np.log(self.error[:, late]).T, 1)
        return float(np.median(slopes))


@experiment
def connect_random_curves(*, seed: int, curves: int = 10, wave: Function = np.sin) -> Rates:
    """Connect dots on sums of four waves, of random length, height and phase, on [−1, 1]."""
    rng = np.random.default_rng(seed)
    widths = np.array([8, 16, 32, 64, 128, 256, 512])
    x = np.linspace(-1, 1, 20481)
    error = []
    for _ in range(curves):
        speed, phase = rng.uniform(1, 6, 4), rng.uniform(0, 2 * np.pi, 4)
        height = rng.normal(size=4)

        def curve(x: Grid, speed=speed, phase=phase, height=height) -> Grid:
            return wave(np.outer(x, speed) + phase) @ height

        networks = [connect_the_dots(curve, -1.0, 1.0, int(width)) for width in widths]
        distances = np.array(
            [linear_pieces(network, -1.0, 1.0)(x)[:, 0] - curve(x) for network in networks]
        )
        error.append(np.sqrt((distances**2).mean(axis=1)))
    return Rates(widths, np.array(error))


# --- How many pieces ------------------------------------------------------------------------------


@dataclass(frozen=True)
class PieceCounts:
    """Linear pieces of networks of one input with random weights, counted between −10 and 10.

    Attributes
    ----------
    neurons
        Hidden units in all layers together, equally many in each.
    pieces
        Counted, by number of hidden layers.
    """

    neurons: Int[np.ndarray, " sizes"]
    pieces: dict[int, Int[np.ndarray, "draws sizes"]]

    @property
    def mean(self) -> dict[int, dict[int, float]]:
        """The mean number of pieces, by number of hidden layers, then of neurons."""
        return {
            depth: dict(zip(self.neurons.tolist(), pieces.mean(axis=0).tolist(), strict=True))
            for depth, pieces in self.pieces.items()
        }

    @property
    def most_off(self) -> float:
        """How far the mean is from the most neurons, as a share of them, at the worst depth."""
        most = int(self.neurons.max())
        return max(abs(mean[most] / most - 1) for mean in self.mean.values())


@experiment
def count_pieces(
    *, seed: int, draws: int = 20, start: Callable[..., ReLUNetwork] = ReLUNetwork
) -> PieceCounts:
    """Count the pieces of random networks with their neurons in one layer, two, four or eight.

    Weights and biases are as `start` draws them, called with widths and a seed.
    """
    neurons = (16, 32, 48, 64, 96)
    pieces = {
        depth: np.array(
            [
                [
                    piece_count(start((1, *[n // depth] * depth, 1), seed=s), -10.0, 10.0)
                    for n in neurons
                ]
                for s in seeds_from(seed, draws)
            ]
        )
        for depth in (1, 2, 4, 8)
    }
    return PieceCounts(np.array(neurons), pieces)


def sawtooth_pieces(depth: int) -> LinearPieces:
    """Return the sawtooth of a depth between 0 and 1."""
    return linear_pieces(sawtooth(depth), 0.0, 1.0)


def sawtooth(depth: int) -> ReLUNetwork:
    """Compose the tent 2 max(0, x) − 4 max(0, x − 1/2) with itself: Telgarsky (2015)."""
    first = ([[1], [1]], [0, -0.5])
    again = ([[2, -4], [2, -4]], [0, -0.5])
    return network_of(first, *[again] * (depth - 1), ([[2, -4]], [0]))


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

    def count(network: Callable[..., ReLUNetwork], low: float, high: float):
        return {
            depth: np.array([piece_count(network(depth, seed), low, high) for seed in seeds])
            for depth in depths
        }

    return Sawteeth(
        {depth: piece_count(sawtooth(depth), 0.0, 1.0) for depth in depths},
        count(lambda depth, seed: disturbed(sawtooth(depth), share, seed=seed), 0.0, 1.0),
        count(lambda depth, seed: ReLUNetwork((1, *[2] * depth, 1), seed=seed), -10.0, 10.0),
    )


def disturbed(network: ReLUNetwork, share: float, *, seed: int) -> ReLUNetwork:
    """Change each parameter, in place, by a normally distributed share of its size."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for parameter in network.parameters():
            noise = torch.randn(parameter.shape, generator=generator, dtype=parameter.dtype)
            parameter.mul_(1 + share * noise)
    return network


@dataclass(frozen=True)
class RegionCounts:
    """Regions of random networks of two inputs with one hidden layer and with three.

    Attributes
    ----------
    shallow, deep
        Regions between −3 and 3.
    """

    shallow: Int[np.ndarray, " draws"]
    deep: Int[np.ndarray, " draws"]

    @property
    def ratio(self) -> float:
        """Mean number of regions of the deep networks over that of the shallow ones."""
        return float(self.deep.mean() / self.shallow.mean())


SHALLOW, DEEP = (2, 24, 1), (2, 8, 8, 8, 1)


@experiment
def count_regions(*, seed: int, draws: int = 10, deep: Sequence[int] = DEEP) -> RegionCounts:
    """Count regions of random networks that have 24 units in one layer, and of deep ones.

    The deep ones have the same units in three layers, unless other widths are given.
    """

    def count(widths: Sequence[int]) -> Int[np.ndarray, " draws"]:
        networks = (ReLUNetwork(widths, seed=s) for s in seeds_from(seed, draws))
        return np.array([len(activation_regions(network, -3.0, 3.0)) for network in networks])

    return RegionCounts(count(SHALLOW), count(deep))


def region_maps(*, seed: int) -> tuple[Regions, Regions]:
    """Divide a square by one random network of either shape."""
    shallow, deep = (
        activation_regions(ReLUNetwork(widths, seed=seed), -3.0, 3.0) for widths in (SHALLOW, DEEP)
    )
    return shallow, deep
