"""Natural cubic splines: cubic between the knots, straight outside them, smooth throughout.

With d knots they form a space of d dimensions, and a spline is known by its values at the knots.
A *basis* is d splines that span the space. Which basis is chosen does not change what can be
fitted. It decides what the norm of the coefficients measures, and so which of many perfect fits
has the least.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from jaxtyping import Float
from numpy.typing import ArrayLike
from scipy.interpolate import BSpline, CubicSpline, PPoly
from scipy.linalg import null_space, solve_triangular

from conundrum.checks import finite_array, increasing, interval, positive_integer, same_length
from conundrum.models.linear import minimum_norm


@dataclass(frozen=True)
class NaturalSpline:
    """One natural cubic spline, or several on the same knots, such as a basis.

    A spline can be called, ``spline(x)``. For a basis, ``basis(x)`` holds the features that a
    regression needs, and ``basis @ coefficients`` is the fitted spline.

    Attributes
    ----------
    knots : ndarray, shape (d,)
        Where the pieces meet, increasing; at least two.
    values : ndarray, shape (d,) or (d, k)
        The spline at its knots; for k splines, a column each.

    Raises
    ------
    ValueError
        If there are fewer than two knots, they do not increase, or the values are not finite or
        not as many as the knots.

    References
    ----------
    Hastie, Tibshirani, Friedman (2009), *The Elements of Statistical Learning*, section 5.2.1.
    """

    knots: Float[np.ndarray, "..."]
    values: Float[np.ndarray, "..."]

    def __post_init__(self) -> None:
        _knots(self.knots)
        finite_array("values", self.values, ndim=(1, 2))
        same_length(knots=self.knots, values=self.values)

    @cached_property
    def pieces(self) -> PPoly:
        """The polynomials: a straight line, d − 1 cubics, a straight line.

        Piece i is ``c[0] t³ + c[1] t² + c[2] t + c[3]`` for ``c = pieces.c[:, i]`` and
        ``t = x − pieces.x[i]``; it ends at ``pieces.x[i + 1]``. The two lines never end.
        """
        cubics = CubicSpline(self.knots, self.values, bc_type="natural")
        low, high = self.knots[[0, -1]]
        reach = high - low
        slopes = cubics([low, high], 1)
        starts = np.stack([self.values[0] - reach * slopes[0], self.values[-1]])
        lines = np.stack([0 * slopes, 0 * slopes, slopes, starts])
        return PPoly(
            np.concatenate([lines[:, :1], cubics.c, lines[:, 1:]], axis=1),
            np.concatenate([[low - reach], self.knots, [high + reach]]),
        )

    def __call__(self, x: ArrayLike) -> Float[np.ndarray, "n ..."]:
        """Return the spline at `x`, shape (n,), or all k splines there, shape (n, k)."""
        return self.pieces(finite_array("x", x, ndim=1))

    def __matmul__(self, coefficients: ArrayLike) -> "NaturalSpline":
        """Return the weighted sum of these k splines, for k coefficients."""
        basis = finite_array("basis", self.values, ndim=2)
        coefficients = finite_array("coefficients", coefficients, ndim=1)
        same_length(basis=basis.T, coefficients=coefficients)
        return NaturalSpline(self.knots, basis @ coefficients)


def fit_spline(basis: NaturalSpline, x: ArrayLike, y: ArrayLike) -> NaturalSpline:
    """Fit a spline by least squares; of all that fit equally well, return the one of least norm.

    Parameters
    ----------
    basis : NaturalSpline
        d splines, which decide what the norm of the coefficients measures.
    x, y : array_like, shape (n,)
        The observations.

    Raises
    ------
    ValueError
        If an array is not finite or not one-dimensional, or lengths differ.
    """
    return basis @ minimum_norm(basis(x), y)


def uniform_knots(low: float, high: float, degrees_of_freedom: int) -> Float[np.ndarray, " d"]:
    """Return one knot for each degree of freedom, equally far apart, from `low` to `high`.

    Raises
    ------
    ValueError
        If `low` is not below `high`, or there are fewer than two degrees of freedom.
    """
    low, high = interval(low, high)
    return np.linspace(low, high, _degrees_of_freedom(degrees_of_freedom))


def quantile_knots(x: ArrayLike, degrees_of_freedom: int) -> Float[np.ndarray, " d"]:
    """Return one knot for each degree of freedom, at equally spaced quantiles of `x`.

    The outer two are the least and the greatest `x`.

    Raises
    ------
    ValueError
        If there are fewer than two degrees of freedom, `x` is not a finite one-dimensional
        array, or so many of its entries are equal that knots coincide.
    """
    x = finite_array("x", x, ndim=1)
    degrees_of_freedom = _degrees_of_freedom(degrees_of_freedom)
    return _knots(np.quantile(x, np.linspace(0, 1, degrees_of_freedom)))


def cardinal_basis(knots: ArrayLike) -> NaturalSpline:
    """Return the basis in which coefficients are values: spline j is 1 at knot j, 0 at the others.

    Parameters
    ----------
    knots : array_like, shape (d,)
        Increasing; at least two.

    Returns
    -------
    NaturalSpline
        d splines.

    Raises
    ------
    ValueError
        If the knots are fewer than two, not finite or do not increase.
    """
    knots = _knots(knots)
    return NaturalSpline(knots, np.eye(len(knots)))


def slope_basis(knots: ArrayLike) -> NaturalSpline:
    """Return the basis in which a small norm means little slope.

    For coefficients c of a spline f, ‖c‖² = ∫ f′² + 10⁻³ ∫ f², between the outer knots. As knots
    become many, the perfect fit of least norm tends to straight lines between the observations.

    Parameters, what is returned and errors are those of `cardinal_basis`.
    """
    return _orthonormal_basis(knots, derivative=1)


def bend_basis(knots: ArrayLike) -> NaturalSpline:
    """Return the basis in which a small norm means little bending.

    For coefficients c of a spline f, ‖c‖² = ∫ f″² + 10⁻³ ∫ f², between the outer knots. As knots
    become many, the perfect fit of least norm tends to the natural cubic spline with a knot at
    every observation.

    Parameters, what is returned and errors are those of `cardinal_basis`.
    """
    return _orthonormal_basis(knots, derivative=2)


def b_spline_basis(knots: ArrayLike) -> NaturalSpline:
    """Return the basis of R: B-splines, restricted to those sums that are natural.

    The norm is that of the B-spline coefficients, of which there are two more than knots: those
    whose sum has no second derivative at the outer knots form a space of d dimensions, and the
    basis is orthonormal in it. At `quantile_knots` this is ``ns(x, df = d, intercept = TRUE)`` of
    R's package *splines*, but for a rotation, which changes neither fits nor norms.

    Parameters, what is returned and errors are those of `cardinal_basis`.

    References
    ----------
    James, Witten, Hastie, Tibshirani (2021), *An Introduction to Statistical Learning*, section
    10.8, figures 10.20 and 10.21.
    """
    knots = _knots(knots)
    clamped = np.concatenate([knots[[0, 0, 0]], knots, knots[[-1, -1, -1]]])
    b_splines = BSpline(clamped, np.eye(len(knots) + 2), k=3)
    natural = null_space(b_splines(knots[[0, -1]], nu=2))
    return NaturalSpline(knots, b_splines(knots) @ natural)


def _orthonormal_basis(knots: ArrayLike, derivative: int) -> NaturalSpline:
    """Return the basis whose coefficients have the norm ‖c‖² = ∫ (f⁽ᵏ⁾)² + 10⁻³ ∫ f².

    Four Gauss–Legendre nodes a piece make the integrals of squared cubics exact: they become sums
    of squares, ‖Ra‖² for values a at the knots, and c = Ra. Without the small second term a
    straight line would cost nothing, and R could not be inverted.
    """
    cardinal = cardinal_basis(knots)
    nodes, weights = np.polynomial.legendre.leggauss(4)
    half = np.diff(cardinal.knots)[:, None] / 2
    x = (cardinal.knots[:-1, None] + half * (1 + nodes)).ravel()
    root = np.sqrt(half * weights).reshape(-1, 1)
    rough = root * cardinal.pieces(x, derivative)
    large = np.sqrt(1e-3) * root * cardinal.pieces(x)
    R = np.linalg.qr(np.concatenate([rough, large]), mode="r")
    return NaturalSpline(cardinal.knots, solve_triangular(R, cardinal.values))


def _degrees_of_freedom(value: object) -> int:
    return positive_integer("degrees_of_freedom", value, minimum=2)


def _knots(value: object) -> Float[np.ndarray, " d"]:
    knots = increasing("knots", value)
    if len(knots) < 2:
        raise ValueError(f"knots must be at least two, got {knots}")
    return knots
