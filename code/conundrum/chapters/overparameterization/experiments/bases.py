"""Splines past the point where they fit every observation, and two bases of polynomials."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from jaxtyping import Float, Int

from conundrum.data.curves import SINE
from conundrum.evaluation.bases import SIZES
from conundrum.evaluation.twenty_points import FEW, Grid, Panels, fit_even_panels
from conundrum.experiment import experiment
from conundrum.models.polynomials import legendre_basis, monomial_basis
from conundrum.models.splines import bend_basis, slope_basis

SHOWN = (7, 21, 161)
#: The sizes that both chapters compare, and two beyond them.
ON_AND_ON = (*SIZES, 320, 1000)
DEGREES = (0, 1, 2, 3, 4, 5, 40)


@dataclass(frozen=True)
class TwoNorms:
    """Least-norm splines of growing degrees of freedom through the same 20 points, two norms.

    Attributes
    ----------
    slope, bend
        The fits of least slope and of least bend, with 7, 21 and 161 knots.
    """

    slope: Panels
    bend: Panels


@experiment
def draw_panels(*, seed: int) -> TwoNorms:
    """Fit one draw with 7, 21 and 161 knots, by least slope and by least bend."""
    sample = SINE.sample_stratified(FEW, seed=seed)
    return TwoNorms(
        *(fit_even_panels(sample, basis_on, SHOWN) for basis_on in (slope_basis, bend_basis))
    )


@dataclass(frozen=True)
class Columns:
    """Polynomials of some degrees, each a column of features.

    Attributes
    ----------
    curves
        The value of each on a grid.
    at_observations
        The value of each at the observations.
    """

    curves: Float[np.ndarray, "degrees grid"]
    at_observations: Float[np.ndarray, "degrees n"]


@dataclass(frozen=True)
class Polynomials:
    """Legendre polynomials and powers of the same degrees.

    Attributes
    ----------
    degrees
        Increasing.
    x, observed
        A grid, and the inputs of 20 observations.
    legendre, powers
        Both are at most 1 in size.
    """

    degrees: Int[np.ndarray, " degrees"]
    x: Grid
    observed: Float[np.ndarray, " n"]
    legendre: Columns
    powers: Columns


@experiment
def draw_polynomials(*, seed: int, degrees: Sequence[int] = DEGREES) -> Polynomials:
    """Evaluate polynomials of two bases on a grid, and at the inputs of one draw of 20 points."""
    x, observed = SINE.grid(2001), SINE.sample_stratified(FEW, seed=seed).x
    columns = (_columns(basis, degrees, x, observed) for basis in (legendre_basis, monomial_basis))
    return Polynomials(np.array(degrees), x, observed, *columns)


def _columns(
    basis: Callable[..., Float[np.ndarray, "n d"]],
    degrees: Sequence[int],
    x: Grid,
    observed: Float[np.ndarray, " n"],
) -> Columns:
    on = partial(basis, degrees_of_freedom=max(degrees) + 1, low=SINE.low, high=SINE.high)
    return Columns(*(on(inputs)[:, list(degrees)].T for inputs in (x, observed)))
