"""Splines of several inputs, with all interactions or with those of pairs."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy.typing import ArrayLike

from conundrum.checks import finite_array, same_length
from conundrum.models.splines import NaturalSpline

PENALTIES = 10.0 ** np.arange(-9, 3)


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
    dual, penalty = _ridge(_inner_products(basis, X, X), y - y.mean())
    return TensorSpline(basis, X, dual, y.mean(), penalty)


def _inner_products(basis: NaturalSpline, X: ArrayLike, Z: ArrayLike) -> Float[np.ndarray, "m n"]:
    """Return the inner products of the features of each row of `X` with those of each of `Z`."""
    product = np.ones((len(X), len(Z)))
    for x, z in zip(np.transpose(X), np.transpose(Z), strict=True):
        product *= basis(x) @ basis(z).T
    return product


@dataclass(frozen=True)
class PairwiseSpline:
    """A weighted sum of basis splines of each input and of their products for each pair of inputs.

    Basis splines have mean zero over the observations, so that a constant is not among them.

    Attributes
    ----------
    features : ndarray, shape (p, n, d)
        The basis splines of each input at the observations, centred and scaled.
    basis : NaturalSpline
        d splines, for each input the same.
    centre : ndarray, shape (p, d)
        The means of the basis splines over the observations.
    scale : ndarray, shape (p, 1)
        The root mean squared length of the centred features of each input.
    dual : ndarray, shape (n,)
        A weight for each observation.
    mean : float
        What is predicted where all features are zero.
    penalty : float
        The one that was chosen, in units of the mean squared length of the features.
    """

    features: Float[np.ndarray, "p n d"]
    basis: NaturalSpline
    centre: Float[np.ndarray, "p d"]
    scale: Float[np.ndarray, "p 1"]
    dual: Float[np.ndarray, " n"]
    mean: float
    penalty: float

    def __call__(self, X: ArrayLike) -> Float[np.ndarray, " m"]:
        """Return the predictions for inputs `X`, shape (m, p)."""
        new = np.array([self.basis(x) for x in np.transpose(X)])
        new = (new - self.centre[:, None]) / self.scale[:, None]
        return self.mean + _inner_products_of_pairs(new, self.features) @ self.dual


def fit_pairwise_spline(basis: NaturalSpline, X: ArrayLike, y: ArrayLike) -> PairwiseSpline:
    """Fit a spline with the interactions of pairs by ridge regression around the mean of `y`.

    The penalty is chosen as in `fit_tensor_spline`, whose parameters and errors these are.

    References
    ----------
    Wahba (1990), *Spline Models for Observational Data*, chapter 10 (smoothing spline ANOVA).
    """
    X, y = finite_array("X", X, ndim=2), finite_array("y", y, ndim=1)
    same_length(X=X, y=y)
    features = np.array([basis(x) for x in X.T])
    centre = features.mean(axis=1)
    features -= centre[:, None]
    scale = np.sqrt((features**2).sum(axis=2).mean(axis=1, keepdims=True))
    features /= scale[:, None]
    dual, penalty = _ridge(_inner_products_of_pairs(features, features), y - y.mean())
    return PairwiseSpline(features, basis, centre, scale, dual, y.mean(), penalty)


def _inner_products_of_pairs(
    features: Float[np.ndarray, "p m d"], others: Float[np.ndarray, "p n d"]
) -> Float[np.ndarray, "m n"]:
    """Return inner products of the features of single inputs and of pairs, and of a constant.

    With s the sum over inputs of their inner products, the sum over pairs of products of two of
    them is (s² − the sum of their squares) / 2.
    """
    total = np.tensordot(features, others, axes=((0, 2), (0, 2)))
    squares = np.zeros_like(total)
    for one, other in zip(features, others, strict=True):
        product = one @ other.T
        squares += np.square(product, out=product)
    return 1 + total + (total**2 - squares) / 2


def _ridge(
    K: Float[np.ndarray, "n n"], y: Float[np.ndarray, " n"]
) -> tuple[Float[np.ndarray, " n"], float]:
    """Return the weights of observations, and the penalty that leaving out one of them chooses."""
    scale = np.trace(K) / len(K)
    w, U = np.linalg.eigh(K / scale)
    w, rotated = np.maximum(w, 0), U.T @ y
    unexplained = PENALTIES / (w[:, None] + PENALTIES)
    left_out = (U @ (unexplained * rotated[:, None])) / (U**2 @ unexplained)
    penalty = PENALTIES[np.argmin((left_out**2).mean(axis=0))]
    return U @ (rotated / (w + penalty)) / scale, penalty
