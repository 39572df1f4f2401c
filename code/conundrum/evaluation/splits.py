"""Which rows train and which are held out, and what linear regression makes of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

import numpy as np
from jaxtyping import Bool, Float, Int
from numpy.typing import ArrayLike
from scipy import stats

from conundrum.checks import finite_array, positive_integer, same_length

Indices = Int[np.ndarray, " rows"]


@runtime_checkable
class Splitter(Protocol):
    """What scikit-learn's splitters can do."""

    def split(self, X: Any, y: Any = None, groups: Any = None) -> Iterator[tuple[Indices, Indices]]:
        """Yield the rows that train and the rows that are held out, split by split."""


@dataclass(frozen=True)
class Bootstrap:
    """Train on as many rows as there are, drawn with replacement; hold out those never drawn.

    Works wherever scikit-learn takes a ``cv``.

    Attributes
    ----------
    n_splits : int
        How many samples to draw.
    seed : int
        Decides which.

    Raises
    ------
    ValueError
        If `n_splits` is below 1.

    References
    ----------
    Efron, Tibshirani (1997), Improvements on cross-validation: the .632+ bootstrap method, *Journal
    of the American Statistical Association* 92, section 2.
    """

    n_splits: int
    seed: int

    def __post_init__(self) -> None:
        positive_integer("n_splits", self.n_splits)

    def split(self, X: Any, y: Any = None, groups: Any = None) -> Iterator[tuple[Indices, Indices]]:
        """Yield the rows that train, some of them repeatedly, and the rows that do not."""
        rng = np.random.default_rng(self.seed)
        rows = np.arange(len(X))
        for _ in range(self.n_splits):
            drawn = rng.integers(len(rows), size=len(rows))
            yield drawn, np.setdiff1d(rows, drawn)

    def get_n_splits(self, X: Any = None, y: Any = None, groups: Any = None) -> int:
        """Return the number of samples."""
        return self.n_splits


@dataclass(frozen=True)
class Rows:
    """What each row is used for in each split.

    Attributes
    ----------
    trains : ndarray, shape (splits, n)
        How many times the row is among those that train.
    held_out : ndarray, shape (splits, n)
        Whether it is held out.
    """

    trains: Int[np.ndarray, "splits n"]
    held_out: Bool[np.ndarray, "splits n"]


def rows_used(
    splitter: Splitter, n: int, y: ArrayLike | None = None, groups: ArrayLike | None = None
) -> Rows:
    """Ask a splitter what it does with each of `n` rows.

    Parameters
    ----------
    splitter
        One of scikit-learn's, or `Bootstrap`.
    n : int
        Number of rows.
    y, groups : array_like, shape (n,), optional
        For splitters that look at them.

    Raises
    ------
    ValueError
        If `n` is below 1.
    """
    splits = list(splitter.split(np.empty((positive_integer("n", n), 1)), y, groups))
    return Rows(
        np.array([np.bincount(train, minlength=n) for train, _ in splits]),
        np.array([np.bincount(held_out, minlength=n) > 0 for _, held_out in splits]),
    )


def split_groups(groups: ArrayLike, sizes: Sequence[int], *, seed: int) -> list[Indices]:
    """Divide rows at random such that no group is divided.

    Parameters
    ----------
    groups : array_like, shape (n,)
        Whose row it is.
    sizes : sequence of int
        How many groups each part gets. Those left over are in no part.
    seed : int

    Returns
    -------
    list of ndarray of int
        The rows of each part, in order.

    Raises
    ------
    ValueError
        If a size is not a positive integer, or there are fewer groups than asked for.
    """
    groups = np.asarray(groups)
    sizes = [positive_integer("sizes", size) for size in sizes]
    names = np.unique(groups)
    if sum(sizes) > len(names):
        raise ValueError(f"sizes={sizes} ask for {sum(sizes)} groups, there are {len(names)}")
    shuffled = np.random.default_rng(seed).permutation(names)
    return [
        np.flatnonzero(np.isin(groups, part))
        for part in np.split(shuffled, np.cumsum(sizes))[: len(sizes)]
    ]


def linear_coefficients(
    X: ArrayLike, y: ArrayLike, trains: ArrayLike
) -> Float[np.ndarray, "splits p_and_1"]:
    """Fit linear regressions with an intercept, one for each split, all at once.

    Parameters
    ----------
    X : array_like, shape (n, p)
        The predictors.
    y : array_like, shape (n,)
        The outcome.
    trains : array_like, shape (splits, n)
        How many times each row is among those that train.

    Returns
    -------
    ndarray, shape (splits, p + 1)
        The intercept of each fit, then its weights.

    Raises
    ------
    ValueError
        If shapes do not fit or a number is not finite.
    numpy.linalg.LinAlgError
        If the rows that train do not decide all coefficients.
    """
    X, y = finite_array("X", X, ndim=2), finite_array("y", y, ndim=1)
    trains = finite_array("trains", trains, ndim=2)
    n = same_length(X=X, y=y, trains=trains.T)
    features = np.column_stack([np.ones(n), X])
    width = features.shape[1]
    products = (features[:, :, None] * features[:, None, :]).reshape(n, -1)
    grams = (trains @ products).reshape(-1, width, width)
    return np.linalg.solve(grams, (trains @ (features * y[:, None]))[..., None])[..., 0]


def held_out_errors(
    coefficients: ArrayLike, X: ArrayLike, y: ArrayLike, held_out: ArrayLike
) -> Float[np.ndarray, " splits"]:
    """Return the mean absolute error of linear models, each on the rows held out from it.

    Parameters
    ----------
    coefficients : array_like, shape (splits, p + 1)
        The intercept of each model, then its weights.
    X : array_like, shape (n, p)
        The predictors.
    y : array_like, shape (n,)
        The outcome.
    held_out : array_like of bool, shape (splits, n)
        Which rows are held out.

    Raises
    ------
    ValueError
        If shapes do not fit, a number is not finite, or a split holds out nobody.
    """
    coefficients = finite_array("coefficients", coefficients, ndim=2)
    X, y = finite_array("X", X, ndim=2), finite_array("y", y, ndim=1)
    held_out = finite_array("held_out", np.asarray(held_out, dtype=float), ndim=2)
    same_length(X=X, y=y, held_out=held_out.T)
    same_length(coefficients=coefficients, held_out=held_out)
    same_length(weights=coefficients.T[1:], predictors=X.T)
    empty = np.flatnonzero(~held_out.any(axis=1))
    if empty.size:
        raise ValueError(
            f"held_out must hold out a row in each split, got none in split {empty[0]}"
        )
    errors = np.abs(coefficients[:, :1] + coefficients[:, 1:] @ X.T - y)
    return (errors * held_out).sum(axis=1) / held_out.sum(axis=1)


def linear_errors(X: ArrayLike, y: ArrayLike, rows: Rows) -> Float[np.ndarray, " splits"]:
    """Return the mean absolute error of linear regression on what each split holds out.

    Parameters and errors are those of `linear_coefficients`.
    """
    return held_out_errors(linear_coefficients(X, y, rows.trains), X, y, rows.held_out)


def corrected_t_test(
    differences: ArrayLike, held_out_share: float
) -> Float[np.ndarray, "*tests"] | float:
    """Test whether two models differ, given their differences in error over many splits.

    An ordinary t test takes the differences for independent, which they are not, since training
    sets overlap. Here their variance is raised by what the overlap is thought to hide.

    Parameters
    ----------
    differences : array_like, shape (..., splits)
        Error of one model minus that of the other on the same held-out rows.
    held_out_share : float
        Rows held out for each row that trains: 1/9 in 10-fold cross-validation; 0 gives the
        ordinary t test.

    Returns
    -------
    ndarray, shape (...)
        Two-sided p-values.

    Raises
    ------
    ValueError
        If the share is negative, or there are fewer than two splits.

    References
    ----------
    Nadeau, Bengio (2003), Inference for the generalization error, *Machine Learning* 52, section
    4.2; for repeated k-fold, Bouckaert, Frank (2004), PAKDD.
    """
    differences = finite_array("differences", differences, ndim=(1, 2, 3))
    splits = positive_integer("splits", differences.shape[-1], minimum=2)
    if held_out_share < 0:
        raise ValueError(f"held_out_share={held_out_share} must be zero or more")
    variance = differences.var(axis=-1, ddof=1) * (1 / splits + held_out_share)
    return 2 * stats.t.sf(np.abs(differences.mean(axis=-1)) / np.sqrt(variance), splits - 1)
