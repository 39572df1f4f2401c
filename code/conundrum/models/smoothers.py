"""Models whose predictions are weighted sums of the training responses, and how much they adapt.

A smoother predicts ``weights @ y``: least squares, with or without a penalty, nearest neighbours
and trees all do, once it is settled which observations are neighbours or share a leaf.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int
from numpy.typing import ArrayLike
from scipy import sparse
from sklearn.tree import BaseDecisionTree

from conundrum.checks import finite_array, non_negative, same_length


def effective_parameters(weights: ArrayLike) -> float:
    """Return the effective number of parameters that a smoother uses where it predicts.

    That is n times the mean squared norm of a row of weights. At the training observations,
    without a penalty, it is the number of parameters of a linear regression, and n / k for k
    nearest neighbours; at new observations it can be smaller or larger.

    Parameters
    ----------
    weights : array_like, shape (m, n)
        The weight of each of n training responses in each of m predictions.

    Raises
    ------
    ValueError
        If the weights are not a finite array with two dimensions.

    References
    ----------
    Curth, Jeffares, van der Schaar (2023), section 4.
    """
    weights = finite_array("weights", weights, ndim=2)
    return float(weights.shape[1] * (weights**2).sum(axis=1).mean())


@dataclass(frozen=True)
class LeastSquares:
    """Least squares on one set of features, decomposed once for many responses and penalties.

    Without a penalty, coefficients are those of `conundrum.models.linear.minimum_norm`; with one,
    those of `conundrum.models.linear.ridge`.

    Attributes
    ----------
    U, s, Vt : ndarray
        Singular value decomposition of the features, without directions in which they vary by no
        more than rounding.
    """

    U: Float[np.ndarray, "n r"]
    s: Float[np.ndarray, " r"]
    Vt: Float[np.ndarray, "r d"]

    @classmethod
    def on(cls, features: ArrayLike) -> "LeastSquares":
        """Decompose features, one row an observation.

        Raises
        ------
        ValueError
            If the features are not a finite array with two dimensions.
        """
        features = finite_array("features", features, ndim=2)
        U, s, Vt = np.linalg.svd(features, full_matrices=False)
        kept = s > s[0] * max(features.shape) * np.finfo(float).eps
        return cls(U[:, kept], s[kept], Vt[kept])

    def along(self, kept: ArrayLike) -> "LeastSquares":
        """Return least squares along some of the directions alone, the others left at zero.

        Parameters
        ----------
        kept : array_like of bool, shape (r,)
            Whether each direction is kept.

        Raises
        ------
        ValueError
            If there are not as many as directions.
        """
        kept = np.asarray(kept, bool)
        same_length(kept=kept, directions=self.s)
        return LeastSquares(self.U[:, kept], self.s[kept], self.Vt[kept])

    def coefficients(self, y: ArrayLike, penalty: float = 0.0) -> Float[np.ndarray, "d ..."]:
        """Return the coefficients for the responses, shape (n,) or (n, k).

        Raises
        ------
        ValueError
            If the penalty is negative, or the responses do not fit the features.
        """
        y = finite_array("y", y, ndim=(1, 2))
        same_length(features=self.U, y=y)
        return self.Vt.T * self._inverse(penalty) @ (self.U.T @ y)

    def weights(self, features: ArrayLike, penalty: float = 0.0) -> Float[np.ndarray, "m n"]:
        """Return the weight of each training response where the features are these.

        Raises
        ------
        ValueError
            If the penalty is negative, or the features are not as many as in training.
        """
        features = finite_array("features", features, ndim=2)
        same_length(features=features.T, trained=self.Vt.T)
        return features @ self.Vt.T * self._inverse(penalty) @ self.U.T

    def _inverse(self, penalty: float) -> Float[np.ndarray, " r"]:
        return self.s / (self.s**2 + non_negative("penalty", penalty))


def leaf_weights(
    trees: Sequence[BaseDecisionTree], train: ArrayLike, new: ArrayLike
) -> Float[np.ndarray, "m n"]:
    """Return the weight that each training response has in the predictions of a forest.

    In a tree all observations of a leaf weigh the same; a forest takes the mean over trees.

    Parameters
    ----------
    trees : sequence of fitted trees
        Each grown on all of `train`, without a bootstrap.
    train : array_like, shape (n, p)
        What the trees were grown on.
    new : array_like, shape (m, p)
        Where they predict.

    Raises
    ------
    ValueError
        If there is no tree, or an array is not finite with two dimensions.
    """
    train, new = finite_array("train", train, ndim=2), finite_array("new", new, ndim=2)
    shares, places = [], []
    for tree in trees:
        leaves, leaf, size = np.unique(tree.apply(train), return_inverse=True, return_counts=True)
        shares.append(_entries(leaf, len(leaves)) / size)
        places.append(_entries(np.searchsorted(leaves, tree.apply(new)), len(leaves)))
    if not shares:
        raise ValueError(f"trees must be at least one, got {trees}")
    return (sparse.hstack(places) @ sparse.hstack(shares).T).toarray() / len(shares)


def _entries(columns: Int[np.ndarray, " rows"], width: int) -> sparse.csr_array:
    """Return a matrix with a one in each row, in the given column."""
    rows = np.arange(len(columns))
    return sparse.csr_array((np.ones(len(columns)), (rows, columns)), (len(columns), width))
