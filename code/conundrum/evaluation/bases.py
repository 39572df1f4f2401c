"""Least-norm fits to twenty points in several bases: splines and polynomials.

The basis decides what the norm of the coefficients measures.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from jaxtyping import Float, Int

from conundrum.data.curves import SINE
from conundrum.evaluation.least_norm import Basis, fit_least_norm
from conundrum.evaluation.risk import RiskCurve, risk_curve
from conundrum.evaluation.twenty_points import FEW, NESTED, draw_points, spline_basis
from conundrum.experiment import experiment
from conundrum.models.polynomials import legendre_basis, monomial_basis
from conundrum.models.splines import b_spline_basis, bend_basis, slope_basis

SIZES = (*range(4, 23), 24, 28, 34, 41, 50, 60, 81, 100, 120, 161)


def _polynomials(basis: Callable[..., Float[np.ndarray, "n d"]], degrees_of_freedom: int) -> Basis:
    return partial(basis, degrees_of_freedom=degrees_of_freedom, low=SINE.low, high=SINE.high)


#: How a number of degrees of freedom becomes features; only the last two let us keep fewer.
BASES: dict[str, Callable[[int], Basis]] = {
    "least slope": partial(spline_basis, slope_basis),
    "least bend": partial(spline_basis, bend_basis),
    "B-splines": partial(spline_basis, b_spline_basis),
    "Legendre": partial(_polynomials, legendre_basis),
    "powers": partial(_polynomials, monomial_basis),
    "first 20": lambda d: _polynomials(legendre_basis, min(d, FEW)),
}


@dataclass(frozen=True)
class Bases:
    """Least-norm fits to many draws of 20 points, the norm measured in different bases.

    Attributes
    ----------
    degrees_of_freedom
        Knots of a spline, powers of a polynomial.
    test_error
        For each basis: expected squared error of each draw's fit on a new observation.
    train_error
        For each basis: mean squared error on the 20 points.
    squared_norm
        For each basis: of the coefficients.
    smallest_singular_value
        For each basis: how much the observations see of the direction that they see least.
    """

    degrees_of_freedom: Int[np.ndarray, " m"]
    test_error: dict[str, Float[np.ndarray, "draws m"]]
    train_error: dict[str, Float[np.ndarray, "draws m"]]
    squared_norm: dict[str, Float[np.ndarray, "draws m"]]
    smallest_singular_value: dict[str, Float[np.ndarray, "draws m"]]

    def risk(self, basis: str) -> RiskCurve:
        """Median and quartiles of the test error."""
        return risk_curve(self.degrees_of_freedom, self.test_error[basis])

    def median(self, basis: str, degrees_of_freedom: int) -> float:
        """Median over draws of the test error."""
        return self.risk(basis).at(degrees_of_freedom)

    def at(self, degrees_of_freedom: int) -> int:
        """Return the column of a number of degrees of freedom."""
        return list(self.degrees_of_freedom).index(degrees_of_freedom)

    def median_norm(self, basis: str, degrees_of_freedom: int) -> float:
        """Median over draws of the norm of the coefficients, not squared."""
        return float(np.sqrt(np.median(self.squared_norm[basis][:, self.at(degrees_of_freedom)])))

    def least_seen(self, basis: str, degrees_of_freedom: int) -> float:
        """Median over draws of the smallest singular value."""
        values = self.smallest_singular_value[basis][:, self.at(degrees_of_freedom)]
        return float(np.median(values))

    def growth(self, basis: str) -> float:
        """Return the median test error at 161 degrees of freedom, relative to that at 21."""
        return self.median(basis, 161) / self.median(basis, 21)

    def norm_growth(self, basis: str) -> float:
        """Return the median squared norm at 161 degrees of freedom, relative to that at 21."""
        return (self.median_norm(basis, 161) / self.median_norm(basis, 21)) ** 2

    def nested_norm(self, basis: str) -> Float[np.ndarray, "draws 4"]:
        """Squared norms at 21, 41, 81 and 161, where each set of features holds the one before."""
        return self.squared_norm[basis][:, [self.at(d) for d in NESTED]]


@experiment
def compare_bases(
    *,
    seed: int,
    draws: int = 100,
    names: Sequence[str] = tuple(BASES),
    degrees_of_freedom: Sequence[int] = SIZES,
    penalty: float = 0.0,
) -> Bases:
    """Fit the same draws in several bases, each time with the least norm of the coefficients.

    Parameters
    ----------
    seed, draws : int
    names : sequence of str
        Which of `BASES`.
    degrees_of_freedom : sequence of int
        The numbers of knots, or of polynomials.
    penalty : float
        The weight of the squared norm in a ridge regression; 0 for the least norm.
    """
    samples = draw_points(seed=seed, draws=draws)
    test, train, norm, seen = {}, {}, {}, {}
    for name in names:
        fits = [
            fit_least_norm(BASES[name](d), SINE, samples, penalty=penalty)
            for d in degrees_of_freedom
        ]
        test[name] = np.stack([fit.test_error for fit in fits], axis=1)
        train[name] = np.stack([fit.train_error for fit in fits], axis=1)
        norm[name] = np.stack([fit.squared_norm for fit in fits], axis=1)
        seen[name] = np.stack([fit.smallest_singular_value for fit in fits], axis=1)
    return Bases(np.array(degrees_of_freedom), test, train, norm, seen)
