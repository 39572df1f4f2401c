"""Bases of polynomials: the same functions can be fitted with each, but not with the same norm."""

import numpy as np
from jaxtyping import Float
from numpy.typing import ArrayLike

from conundrum.checks import finite_array, interval, positive_integer


def legendre_basis(
    x: ArrayLike, degrees_of_freedom: int, low: float, high: float
) -> Float[np.ndarray, "n d"]:
    """Return the Legendre polynomials of degree 0 to d − 1 on an interval, evaluated at `x`.

    They are orthogonal on the interval, nowhere larger than 1 in size, and 1 at its upper end. The
    mean square of degree k is 1/(2k + 1), as that of the power of this degree; but a Legendre
    polynomial swings in the whole interval, while a high power is near zero in most of it.

    Parameters
    ----------
    x : array_like, shape (n,)
    degrees_of_freedom : int
        The number of polynomials, d; one more than the highest degree.
    low, high : float
        The interval.

    Returns
    -------
    ndarray, shape (n, d)

    Raises
    ------
    ValueError
        If `x` is not a finite one-dimensional array, there is no degree of freedom, or `low` is
        not below `high`.
    """
    t, degree = _standardised(x, degrees_of_freedom, low, high)
    return np.polynomial.legendre.legvander(t, degree)


def monomial_basis(
    x: ArrayLike, degrees_of_freedom: int, low: float, high: float
) -> Float[np.ndarray, "n d"]:
    """Return the powers 1, t, t², … of t = `x` moved from the interval to [−1, 1].

    Parameters, what is returned and errors are those of `legendre_basis`.
    """
    t, degree = _standardised(x, degrees_of_freedom, low, high)
    return np.polynomial.polynomial.polyvander(t, degree)


def _standardised(
    x: ArrayLike, degrees_of_freedom: int, low: float, high: float
) -> tuple[Float[np.ndarray, " n"], int]:
    """Return `x` moved from [low, high] to [−1, 1], and the highest degree."""
    x = finite_array("x", x, ndim=1)
    low, high = interval(low, high)
    degree = positive_integer("degrees_of_freedom", degrees_of_freedom) - 1
    return (2 * x - (low + high)) / (high - low), degree
