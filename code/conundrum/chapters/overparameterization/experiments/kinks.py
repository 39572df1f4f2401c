"""Networks of one input with fixed kinks: which spline they tend to, and what their bends cost."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int
from scipy.interpolate import CubicSpline
from scipy.optimize import linprog

from conundrum.data.curves import SINE, Sample
from conundrum.evaluation.twenty_points import Grid
from conundrum.experiment import experiment
from conundrum.models.hinges import HingeSum, least_squared_bends, least_total_bend
from conundrum.models.linear import minimum_norm
from conundrum.models.splines import NaturalSpline
from conundrum.seeds import seeds_from

TEN = 10


@dataclass(frozen=True)
class Kinked:
    """Networks with fixed kinks through the same points, and the splines that they approach.

    Attributes
    ----------
    sample
        The points.
    x
        A grid between the outer points.
    squared, total
        The network of least squared bends, and one of least total bend.
    cubic, dots
        The natural cubic spline through the points, and straight lines from point to point.
    """

    sample: Sample
    x: Grid
    squared: HingeSum
    total: HingeSum
    cubic: Grid
    dots: Grid

    @property
    def distance_to_cubic(self) -> float:
        """Root mean squared distance of the network of least squared bends from the cubic."""
        return float(np.sqrt(((self.squared(self.x) - self.cubic) ** 2).mean()))

    @property
    def slope_change(self) -> float:
        """The total change of slope of the lines from point to point."""
        slopes = np.diff(self.sample.y) / np.diff(self.sample.x)
        return float(np.abs(np.diff(slopes)).sum())


def fix_kinks(sample: Sample, kinks: int) -> Kinked:
    """Connect points by networks with evenly spaced kinks; the second has kinks at points too."""
    x = np.linspace(sample.x[0], sample.x[-1], 401)
    even = SINE.grid(kinks)
    return Kinked(
        sample,
        x,
        least_squared_bends(sample.x, sample.y, even),
        least_total_bend(sample.x, sample.y, np.union1d(even, sample.x)),
        NaturalSpline(sample.x, sample.y)(x),
        np.interp(x, sample.x, sample.y),
    )


def kink_frames(*, seed: int, kinks: Sequence[int], points: int = TEN) -> list[Kinked]:
    """Connect evenly spaced points with a growing number of kinks."""
    sample = SINE.sample_evenly(points, seed=seed)
    return [fix_kinks(sample, k) for k in kinks]


@dataclass(frozen=True)
class Kinks:
    """The same on many draws of ten points.

    Attributes
    ----------
    kinks
        How many, evenly spaced.
    distance_to_cubic
        Root mean squared distance, between the outer points, of the network of least squared
        bends from the natural cubic spline through the points.
    total_bend, slope_change
        Least total bend of a network, by linear programming, and the total change of slope of
        straight lines from point to point; the number of kinks makes no difference to either.
    weight_cost
        The least Σ |v| of a network whose hinges open to either side and whose line costs.
    line_cost
        The same for points on a straight line of slope 3, which has no bend at all.
    dots_if_biases_cost
        What straight lines from point to point cost, relative to the least, if weight decay counts
        biases as well.
    """

    kinks: Int[np.ndarray, " m"]
    distance_to_cubic: Float[np.ndarray, "draws m"]
    total_bend: Float[np.ndarray, "draws m"]
    slope_change: Float[np.ndarray, " draws"]
    weight_cost: Float[np.ndarray, " draws"]
    line_cost: float
    dots_if_biases_cost: Float[np.ndarray, " draws"]

    def distance(self, kinks: int) -> Float[np.ndarray, " draws"]:
        """Return the distance from the cubic with so many kinks, in each draw."""
        return self.distance_to_cubic[:, list(self.kinks).index(kinks)]


@experiment
def connect_by_kinks(
    *,
    seed: int,
    draws: int = 20,
    kinks: Sequence[int] = (20, 50, 100, 200),
    points: int = TEN,
) -> Kinks:
    """Connect many draws of evenly spaced points by networks with fixed kinks.

    Parameters
    ----------
    seed, draws : int
    kinks : sequence of int
        How many of them, evenly spaced.
    points : int
        How many points there are in each draw.
    """
    fits = [kink_frames(seed=s, kinks=kinks, points=points) for s in seeds_from(seed, draws)]
    samples = [row[0].sample for row in fits]
    line = Sample(np.arange(5.0), 3 * np.arange(5.0))
    return Kinks(
        np.array(kinks),
        np.array([[fit.distance_to_cubic for fit in row] for row in fits]),
        np.array([[fit.total.total_bend for fit in row] for row in fits]),
        np.array([row[0].slope_change for row in fits]),
        np.array([least_cost(sample, sample.x, np.ones_like) for sample in samples]),
        least_cost(line, line.x, np.ones_like),
        np.array([_dots_if_biases_cost(sample) for sample in samples]),
    )


Price = Callable[[Float[np.ndarray, " kinks"]], Float[np.ndarray, " kinks"]]


def least_cost(sample: Sample, kinks: Float[np.ndarray, " kinks"], price: Price) -> float:
    """Return the least cost of a constant plus hinges v max(0, ±(x − t)) through every point.

    Twice as much is the least sum of squared weights of a network with one hidden layer (Savarese
    et al. 2019): without biases, if each |v| has the price 1; with the biases of hidden units, if
    it has √(1 + t²), the length of a hidden unit's weight and bias (Boursier and Flammarion 2023).

    Parameters
    ----------
    sample : Sample
    kinks : ndarray, shape (kinks,)
        Where hinges may be.
    price : callable
        Takes kinks, and returns what a bend of size 1 costs there.
    """
    opening_up = np.maximum(0, np.subtract.outer(sample.x, kinks))
    opening_down = np.maximum(0, np.subtract.outer(kinks, sample.x).T)
    hinges = np.hstack([opening_up, opening_down])
    program = linprog(
        np.concatenate([[0], *[price(kinks)] * 4]),
        A_eq=np.hstack([np.ones((len(sample.x), 1)), hinges, -hinges]),
        b_eq=sample.y,
        bounds=[(None, None)] + [(0, None)] * (4 * len(kinks)),
        method="highs",
    )
    return float(program.fun)


def _dots_if_biases_cost(sample: Sample) -> float:
    """Return what bends at the points alone cost, relative to bends anywhere."""
    anywhere = np.union1d(SINE.grid(), sample.x)
    at_points, least = (
        least_cost(sample, kinks, lambda t: np.sqrt(1 + t**2)) for kinks in (sample.x, anywhere)
    )
    return at_points / least


@dataclass(frozen=True)
class Limits:
    """Networks with ever more fixed kinks, by what is free, and the splines that they approach.

    Distances are root mean squared, between the outer points.

    Attributes
    ----------
    kinks
        How many.
    free_line
        Of the network of least squared bends from the natural cubic spline; the line is free.
    least_norm
        The same, but the line costs as a bend does: its squared height at zero and squared slope
        count as well. Gradient descent on line and bends, from zero, ends there.
    both_sides
        The same as `least_norm`, with kinks at random, and hinges that open to either side.
    clamped
        Of the network of `least_norm` from another cubic spline: the one that is zero, and level,
        at the lower end of the interval, where the kinks begin.
    """

    kinks: Int[np.ndarray, " m"]
    free_line: Float[np.ndarray, "draws m"]
    least_norm: Float[np.ndarray, "draws m"]
    both_sides: Float[np.ndarray, "draws m"]
    clamped: Float[np.ndarray, "draws m"]

    def median(self, distances: Float[np.ndarray, "draws m"]) -> Float[np.ndarray, " m"]:
        """Return the median over draws of one of the distances."""
        return np.median(distances, axis=0)

    def at(self, distances: Float[np.ndarray, "draws m"], kinks: int) -> float:
        """Return the median over draws of one of the distances, with so many kinks."""
        return float(self.median(distances)[list(self.kinks).index(kinks)])


@experiment
def add_kinks(
    *,
    seed: int,
    draws: int = 10,
    kinks: Sequence[int] = (20, 50, 100, 200, 1000, 4000, 16_000, 64_000),
) -> Limits:
    """Connect draws of ten evenly spaced points by networks with ever more kinks."""
    rows = [[_distances(s, k) for k in kinks] for s in seeds_from(seed, draws)]
    return Limits(np.array(kinks), *np.moveaxis(rows, -1, 0))


def _distances(seed: int, kinks: int) -> tuple[float, ...]:
    sample = SINE.sample_evenly(TEN, seed=seed)
    x = np.linspace(sample.x[0], sample.x[-1], 101)
    even = SINE.grid(kinks)
    rng = np.random.default_rng(seed)
    random, sides = rng.uniform(SINE.low, SINE.high, kinks), rng.choice([-1, 1], kinks)

    def one_sided(inputs: Grid) -> Float[np.ndarray, "n k"]:
        hinges = np.maximum(0, np.subtract.outer(inputs, even))
        return np.column_stack([np.ones_like(inputs), inputs, hinges])

    def two_sided(inputs: Grid) -> Float[np.ndarray, "n k"]:
        return np.maximum(0, sides * np.subtract.outer(inputs, random))

    natural = NaturalSpline(sample.x, sample.y)(x)
    clamped = CubicSpline([SINE.low, *sample.x], [0, *sample.y], bc_type=((1, 0.0), (2, 0.0)))(x)
    free = least_squared_bends(sample.x, sample.y, even)(x)
    costly = one_sided(x) @ minimum_norm(one_sided(sample.x), sample.y)
    both = two_sided(x) @ minimum_norm(two_sided(sample.x), sample.y)
    pairs = ((free, natural), (costly, natural), (both, natural), (costly, clamped))
    return tuple(float(np.sqrt(((f - limit) ** 2).mean())) for f, limit in pairs)
