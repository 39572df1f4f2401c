"""Twenty points of a sine, and splines with fewer and with more knots than points.

Two chapters follow these splines past the point where they fit every observation.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from jaxtyping import Float, Int

from conundrum.data.curves import SINE, Sample
from conundrum.evaluation.risk import risk
from conundrum.models.linear import minimum_norm
from conundrum.models.polynomials import legendre_basis
from conundrum.models.splines import NaturalSpline, fit_spline, uniform_knots
from conundrum.seeds import seeds_from

FEW = 20
#: Each set of knots holds all knots of the one before.
NESTED = (21, 41, 81, 161)
#: Directions with a smaller singular value count as badly seen.
BADLY_SEEN = 0.15

Grid = Float[np.ndarray, " grid"]
BasisOn = Callable[[Float[np.ndarray, " d"]], NaturalSpline]


def spline_basis(basis_on: BasisOn, degrees_of_freedom: int) -> NaturalSpline:
    """Return a basis on evenly spaced knots.

    Parameters
    ----------
    basis_on
        Makes a basis on knots, as `conundrum.models.splines.slope_basis`. It decides what the norm
        of the coefficients measures.
    degrees_of_freedom
        The number of knots.
    """
    return basis_on(uniform_knots(SINE.low, SINE.high, degrees_of_freedom))


def fit_polynomial(sample: Sample) -> Callable[[Grid], Grid]:
    """Pass a polynomial of degree 19 through a sample of 20 points."""
    basis = partial(legendre_basis, degrees_of_freedom=FEW, low=SINE.low, high=SINE.high)
    coefficients = minimum_norm(basis(sample.x), sample.y)
    return lambda x: basis(x) @ coefficients


def draw_points(*, seed: int, draws: int) -> list[Sample]:
    """Draw many samples of 20 points, each with one x in each twentieth of the interval."""
    return [SINE.sample_stratified(FEW, seed=draw) for draw in seeds_from(seed, draws)]


@dataclass(frozen=True)
class Panels:
    """Splines of growing degrees of freedom, fitted to the same points.

    Attributes
    ----------
    sample
        The points.
    x, truth
        The grid, and the curve there.
    degrees_of_freedom
        The number of knots of each fit.
    predictions
        The value of each fit on the grid.
    train_error, test_error
        The mean squared error on the points, and the expected squared error on a new observation.
    """

    sample: Sample
    x: Grid
    truth: Grid
    degrees_of_freedom: Int[np.ndarray, " m"]
    predictions: Float[np.ndarray, "m grid"]
    train_error: Float[np.ndarray, " m"]
    test_error: Float[np.ndarray, " m"]


def fit_panels(sample: Sample, bases: Iterable[NaturalSpline]) -> Panels:
    """Fit a spline in each of several bases, those past the last point with the least norm."""
    x = SINE.grid()
    truth = SINE.function(x)
    splines = [fit_spline(basis, sample.x, sample.y) for basis in bases]
    predictions = np.array([spline(x) for spline in splines])
    return Panels(
        sample,
        x,
        truth,
        np.array([len(spline.knots) for spline in splines]),
        predictions,
        np.array([((spline(sample.x) - sample.y) ** 2).mean() for spline in splines]),
        risk(predictions, truth, SINE.noise),
    )


def fit_even_panels(sample: Sample, basis_on: BasisOn, sizes: Sequence[int]) -> Panels:
    """Fit splines with growing numbers of evenly spaced knots."""
    return fit_panels(sample, (spline_basis(basis_on, d) for d in sizes))
