"""Least squares when one set of coefficients is singled out: by least norm, or by a penalty."""

import numpy as np
from jaxtyping import Float
from numpy.typing import ArrayLike

from conundrum.checks import finite_array, positive, same_length


def minimum_norm(features: ArrayLike, y: ArrayLike) -> Float[np.ndarray, "d ..."]:
    """Return, of all coefficients with the least squared error, those of least norm.

    With fewer features than observations this is ordinary least squares. With more, infinitely
    many coefficients fit every observation, and those nearest to zero are taken. Directions in
    which the features vary by no more than rounding are left at zero, as `numpy.linalg.lstsq`
    does.

    Parameters
    ----------
    features : array_like, shape (n, d)
        One row an observation, one column a feature; a constant is a feature like any other.
    y : array_like, shape (n,) or (n, k)
        The response, or k of them.

    Returns
    -------
    ndarray, shape (d,) or (d, k)

    Raises
    ------
    ValueError
        If an array has another shape, is empty, or holds NaN or an infinity.

    References
    ----------
    James, Witten, Hastie, Tibshirani (2021), *An Introduction to Statistical Learning*, section
    10.8; Golub and Van Loan, *Matrix Computations*, section 5.5.
    """
    features, y = _regression(features, y)
    U, s, Vt = np.linalg.svd(features, full_matrices=False)
    kept = s > s[0] * max(features.shape) * np.finfo(float).eps
    return Vt[kept].T / s[kept] @ (U[:, kept].T @ y)


def ridge(features: ArrayLike, y: ArrayLike, penalty: float) -> Float[np.ndarray, "d ..."]:
    """Return the coefficients c that minimise ‖y − features c‖² + penalty ‖c‖².

    As the penalty goes to zero they tend to those of `minimum_norm`.

    Parameters
    ----------
    features : array_like, shape (n, d)
    y : array_like, shape (n,) or (n, k)
    penalty : float
        Above zero; in units of the squared features, summed over observations, not averaged.

    Returns
    -------
    ndarray, shape (d,) or (d, k)

    Raises
    ------
    ValueError
        If the penalty is not above zero, or an array has another shape, is empty, or holds NaN or
        an infinity.

    References
    ----------
    Hastie, Tibshirani, Friedman (2009), *The Elements of Statistical Learning*, section 3.4.1.
    """
    features, y = _regression(features, y)
    penalty = positive("penalty", penalty)
    U, s, Vt = np.linalg.svd(features, full_matrices=False)
    return Vt.T * (s / (s**2 + penalty)) @ (U.T @ y)


def _regression(
    features: ArrayLike, y: ArrayLike
) -> tuple[Float[np.ndarray, "n d"], Float[np.ndarray, "n ..."]]:
    features = finite_array("features", features, ndim=2)
    y = finite_array("y", y, ndim=(1, 2))
    same_length(features=features, y=y)
    return features, y
