"""Splines and polynomials past the point where they fit every observation; networks as splines."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int

from conundrum.data.curves import SINE, Sample
from conundrum.evaluation.twenty_points import (
    FEW,
    Grid,
    Panels,
    fit_even_panels,
)
from conundrum.experiment import experiment
from conundrum.models.hinges import HingeSum, least_squared_bends, least_total_bend
from conundrum.models.linear import minimum_norm
from conundrum.models.splines import (
    NaturalSpline,
    bend_basis,
    slope_basis,
)
from conundrum.seeds import seeds_from
from conundrum.training.paths import least_squares_path

SHOWN = (7, 21, 41, 161)


# --- The peak again, and what the basis does to it ------------------------------------------------


@dataclass(frozen=True)
class TwoNorms:
    """Least-norm splines of growing degrees of freedom through the same 20 points, two norms.

    Attributes
    ----------
    slope, bend
        The fits of least slope and of least bend, with 7, 21, 41 and 161 knots.
    """

    slope: Panels
    bend: Panels


@experiment
def draw_panels(*, seed: int) -> TwoNorms:
    """Fit one draw with 7, 21, 41 and 161 knots, by least slope and by least bend."""
    sample = SINE.sample_stratified(FEW, seed=seed)
    return TwoNorms(
        *(fit_even_panels(sample, basis_on, SHOWN) for basis_on in (slope_basis, bend_basis))
    )


# --- Why: the smallest of ever more fits ----------------------------------------------------------


@dataclass(frozen=True)
class Descents:
    """Gradient descent on least squares with more features than observations, on many draws.

    Attributes
    ----------
    steps
        After how many steps the rows below were measured.
    distance
        Of the coefficients from those of least norm, relative to these; started at zero.
    train_error
        Mean squared error on the observations, of the same run.
    distance_elsewhere
        As `distance`, of a run that started at random coefficients.
    """

    steps: Int[np.ndarray, " times"]
    distance: Float[np.ndarray, "draws times"]
    train_error: Float[np.ndarray, "draws times"]
    distance_elsewhere: Float[np.ndarray, "draws times"]


@experiment
def descend_gradients(
    *, seed: int, draws: int = 5, steps: Sequence[int] = (1, 3, 10, 30, 100, 300, 1000)
) -> Descents:
    """Follow gradient descent with 20 observations and 60 features, all standard normal."""
    distances, errors, elsewhere = [], [], []
    for draw in seeds_from(seed, draws):
        rng = np.random.default_rng(draw)
        X, y = rng.standard_normal((FEW, 60)), rng.standard_normal(FEW)
        least = minimum_norm(X, y)
        # half the largest rate that converges: each step 1 / (largest squared singular value) long
        rate = FEW / (2 * np.linalg.norm(X, 2) ** 2)
        from_zero, from_elsewhere = (
            least_squares_path(X, y, rate=rate, steps=np.array(steps), start=start)
            for start in (np.zeros(60), rng.standard_normal(60))
        )
        distances.append(np.linalg.norm(from_zero - least, axis=1) / np.linalg.norm(least))
        elsewhere.append(np.linalg.norm(from_elsewhere - least, axis=1) / np.linalg.norm(least))
        errors.append(((from_zero @ X.T - y) ** 2).mean(axis=1))
    return Descents(np.array(steps), np.array(distances), np.array(errors), np.array(elsewhere))


# --- Networks are splines, exactly ----------------------------------------------------------------

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
    """

    kinks: Int[np.ndarray, " m"]
    distance_to_cubic: Float[np.ndarray, "draws m"]
    total_bend: Float[np.ndarray, "draws m"]
    slope_change: Float[np.ndarray, " draws"]

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
    return Kinks(
        np.array(kinks),
        np.array([[fit.distance_to_cubic for fit in row] for row in fits]),
        np.array([[fit.total.total_bend for fit in row] for row in fits]),
        np.array([row[0].slope_change for row in fits]),
    )
