"""Splines of several inputs, with all interactions."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy.typing import ArrayLike

from conundrum.checks import finite_array, same_length
from conundrum.models.splines import NaturalSpline

PENALTIES = 10.0 ** np.arange(-8, 3)


@dataclass(frozen=True)
class TensorSpline:
    """A weighted sum of all products of basis splines, one factor from each input.

    With d splines and p inputs there are dᵖ products. Their weights are never formed: with a ridge
    penalty, predictions need inner products of the features only, and those of products are
    products of inner products.

    Attributes
    ----------
    basis : NaturalSpline
        d splines, for each input the same.
    X : ndarray, shape (n, p)
        The observations' inputs.
    dual : ndarray, shape (n,)
        A weight for each observation.
    mean : float
        What is predicted where all products are zero.
    penalty : float
        The one that was chosen, in units of the mean squared length of the features.
    """

    basis: NaturalSpline
    X: Float[np.ndarray, "n p"]
    dual: Float[np.ndarray, " n"]
    mean: float
    penalty: float

    def __call__(self, X: ArrayLike) -> Float[np.ndarray, " m"]:
        """Return the predictions for inputs `X`, shape (m, p)."""
        return self.mean + _inner_products(self.basis, X, self.X) @ self.dual


def fit_tensor_spline(basis: NaturalSpline, X: ArrayLike, y: ArrayLike) -> TensorSpline:
    """Fit a spline with all interactions by ridge regression around the mean of `y`.

    The penalty is, of `PENALTIES`, the one with the least squared error when each observation is
    predicted by a fit without it, which ridge regression knows in closed form.

    Parameters
    ----------
    basis : NaturalSpline
        d splines of one input.
    X : array_like, shape (n, p)
    y : array_like, shape (n,)

    Raises
    ------
    ValueError
        If an array is not finite or of another shape, or lengths differ.

    References
    ----------
    Hastie, Tibshirani, Friedman (2009), *The Elements of Statistical Learning*, sections 5.7
    (tensor products), 5.8 (inner products suffice) and 7.10 (leaving out one).
    """
    X, y = finite_array("X", X, ndim=2), finite_array("y", y, ndim=1)
    same_length(X=X, y=y)
    mean = y.mean()
    K = _inner_products(basis, X, X)
    scale = np.trace(K) / len(K)
    w, U = np.linalg.eigh(K / scale)
    w, rotated = np.maximum(w, 0), U.T @ (y - mean)
    left_out = []
    for penalty in PENALTIES:
        unexplained = penalty / (w + penalty)
        left_out.append((((U @ (unexplained * rotated)) / (U**2 @ unexplained)) ** 2).mean())
    penalty = PENALTIES[np.argmin(left_out)]
    return TensorSpline(basis, X, U @ (rotated / (w + penalty)) / scale, mean, penalty)


def _inner_products(basis: NaturalSpline, X: ArrayLike, Z: ArrayLike) -> Float[np.ndarray, "m n"]:
    """Return the inner products of the features of each row of `X` with those of each of `Z`."""
    product = np.ones((len(X), len(Z)))
    for x, z in zip(np.transpose(X), np.transpose(Z), strict=True):
        product *= basis(x) @ basis(z).T
    return product
