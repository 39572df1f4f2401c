"""How near networks come to a given curve: built by hand, and trained."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
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
from conundrum.seeds import seeds_from
from conundrum.training.fleet import fit_fleet

Grid = Float[np.ndarray, " grid"]
Function = Callable[[Grid], Grid]


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
