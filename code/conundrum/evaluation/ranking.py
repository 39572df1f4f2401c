"""How well scores rank patients above others, and how sure that is when participants repeat."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Int
from numpy.typing import ArrayLike
from sklearn.metrics import roc_curve

from conundrum.checks import finite_array, positive_integer, same_length

AT_ONCE = 2_000_000  # weights in memory, of all draws together


@dataclass(frozen=True)
class Interval:
    """A number and the interval around it.

    Attributes
    ----------
    estimate : float
    low, high : float
        Ends of the interval.
    """

    estimate: float
    low: float
    high: float


def bootstrap_auc(
    labels: ArrayLike,
    scores: ArrayLike,
    groups: ArrayLike,
    *,
    draws: int = 2000,
    level: float = 0.95,
    seed: int,
) -> Interval:
    """Return the area under the ROC curve with a bootstrap interval that draws whole groups.

    The area is the share of all pairs, one of each class, in which the score of the positive one is
    higher; ties count half. Positive and negative groups are drawn apart from each other, so that
    each draw has as many of both.

    Parameters
    ----------
    labels : array_like, shape (n,)
        0 or 1; the same within a group.
    scores : array_like, shape (n,)
    groups : array_like of int, shape (n,)
        Whose slice it is. With ``np.arange(n)`` each is drawn by itself.
    draws : int
        Samples of groups, drawn with replacement.
    level : float
        Share of the draws between the ends of the interval.
    seed : int

    Raises
    ------
    ValueError
        If lengths differ, a label is not 0 or 1, a class is missing, a group has both labels, or
        `level` is not between 0 and 1.

    References
    ----------
    Field, Welsh (2007), Bootstrapping clustered data, *Journal of the Royal Statistical Society B*
    69, section 3.
    """
    scores = finite_array("scores", scores, ndim=1)
    positive, groups = _classes(labels, groups, scores)
    areas = _bootstrap(positive, [scores], groups, draws, seed)[0]
    return _interval(_areas(positive, scores, np.ones((1, len(scores))))[0], areas, level)


def bootstrap_auc_difference(
    labels: ArrayLike,
    scores: ArrayLike,
    others: ArrayLike,
    groups: ArrayLike,
    *,
    draws: int = 2000,
    level: float = 0.95,
    seed: int,
) -> Interval:
    """Return by how much one area under the ROC curve is larger than another on the same people.

    In each draw both are measured on the same groups, drawn as in `bootstrap_auc`.

    Parameters
    ----------
    labels, scores, groups, draws, level, seed
        As in `bootstrap_auc`.
    others : array_like, shape (n,)
        The scores whose area is subtracted.

    Raises
    ------
    ValueError
        As in `bootstrap_auc`.
    """
    both = [finite_array(name, s, ndim=1) for name, s in (("scores", scores), ("others", others))]
    positive, groups = _classes(labels, groups, *both)
    first, second = _bootstrap(positive, both, groups, draws, seed)
    once = np.ones((1, len(positive)))
    here = _areas(positive, both[0], once)[0] - _areas(positive, both[1], once)[0]
    return _interval(here, first - second, level)


def bootstrap_ratio(
    parts: ArrayLike,
    wholes: ArrayLike,
    groups: ArrayLike,
    *,
    draws: int = 2000,
    level: float = 0.95,
    seed: int,
) -> Interval:
    """Return the sum of some numbers over the sum of others, with a bootstrap of whole groups.

    With absolute errors over ones this is the mean absolute error; with squared errors over those
    of a baseline it is one minus R².

    Parameters
    ----------
    parts, wholes : array_like, shape (n,)
    groups, draws, level, seed
        As in `bootstrap_auc`.

    Raises
    ------
    ValueError
        If lengths differ, a number is not finite, or `level` is not between 0 and 1.
    """
    parts, wholes = finite_array("parts", parts, ndim=1), finite_array("wholes", wholes, ndim=1)
    groups = np.asarray(groups)
    same_length(parts=parts, wholes=wholes, groups=groups)
    names, index = np.unique(groups, return_inverse=True)
    above, below = (np.bincount(index, weights=values) for values in (parts, wholes))
    rng = np.random.default_rng(seed)
    ratios = []
    for size in _blocks(positive_integer("draws", draws), len(names)):
        times = _times(rng, len(names), size)
        ratios.append((times @ above) / (times @ below))
    return _interval(parts.sum() / wholes.sum(), np.concatenate(ratios), level)


def balanced_threshold(labels: ArrayLike, scores: ArrayLike) -> float:
    """Return the score above which the two kinds of mistakes are about equally frequent.

    It lies half-way between two scores, so that it does not matter on which side one lying on it
    would be counted.

    Parameters
    ----------
    labels : array_like, shape (n,)
        0 or 1.
    scores : array_like, shape (n,)
    """
    alarms, found, thresholds = roc_curve(labels, scores, drop_intermediate=False)
    balanced = np.abs((1 - found) - alarms).argmin()  # scores from this threshold on are called ill
    return float(thresholds[balanced : balanced + 2].mean())


def _classes(
    labels: ArrayLike, groups: ArrayLike, *scores: np.ndarray
) -> tuple[Bool[np.ndarray, " n"], np.ndarray]:
    """Return which rows are positive, and the groups, once it is sure that they can be ranked."""
    labels, groups = finite_array("labels", labels, ndim=1), np.asarray(groups)
    for some in scores:
        same_length(labels=labels, scores=some, groups=groups)
    if set(np.unique(labels)) != {0, 1}:
        raise ValueError(f"labels must be 0 and 1, both of them, got {np.unique(labels)}")
    mixed = np.intersect1d(groups[labels == 1], groups[labels == 0])
    if mixed.size:
        raise ValueError(f"groups must have one label each, group {mixed[0]} has both")
    return labels == 1, groups


def _bootstrap(
    positive: Bool[np.ndarray, " n"],
    scores: list[Float[np.ndarray, " n"]],
    groups: np.ndarray,
    draws: int,
    seed: int,
) -> list[Float[np.ndarray, " draws"]]:
    """Return areas of each of some scores in draws of groups, positive and negative ones apart.

    Memory is linear in the number of rows: draws are made in blocks, and no pair is written down.
    """
    rows = [np.flatnonzero(positive), np.flatnonzero(~positive)]
    members = [np.unique(groups[some], return_inverse=True) for some in rows]
    rng = np.random.default_rng(seed)
    areas: list[list[np.ndarray]] = [[] for _ in scores]
    for size in _blocks(positive_integer("draws", draws), len(positive)):
        weights = np.empty((size, len(positive)))
        for some, (names, index) in zip(rows, members, strict=True):
            weights[:, some] = _times(rng, len(names), size)[:, index]
        for found, each in zip(areas, scores, strict=True):
            found.append(_areas(positive, each, weights))
    return [np.concatenate(found) for found in areas]


def _areas(
    positive: Bool[np.ndarray, " n"],
    scores: Float[np.ndarray, " n"],
    weights: Float[np.ndarray, "draws n"],
) -> Float[np.ndarray, " draws"]:
    """Return the area under the ROC curve for each row of weights.

    Each positive row wins against the negative ones below it, and half against those that tie: two
    sums along the sorted scores, rather than a table of all pairs.
    """
    order = np.argsort(scores, kind="stable")
    ranked, positive, weights = scores[order], positive[order], weights[:, order]
    negative = np.zeros((len(weights), len(ranked) + 1))
    np.cumsum(np.where(positive, 0, weights), axis=1, out=negative[:, 1:])
    low, high = (np.searchsorted(ranked, ranked[positive], side) for side in ("left", "right"))
    beaten = (negative[:, low] + negative[:, high]) / 2
    of_positive = weights[:, positive]
    wins = (of_positive * beaten).sum(axis=1)
    return wins / (of_positive.sum(axis=1) * negative[:, -1])


def _times(rng: np.random.Generator, groups: int, draws: int) -> Int[np.ndarray, "draws groups"]:
    """Return how often each group is in each sample of as many groups, with replacement."""
    return rng.multinomial(groups, np.full(groups, 1 / groups), draws)


def _blocks(draws: int, width: int) -> Iterator[int]:
    """Yield how many draws to make at once, so that memory does not grow with their number."""
    most = max(1, AT_ONCE // width)
    for start in range(0, draws, most):
        yield min(most, draws - start)


def _interval(estimate: float, draws: Float[np.ndarray, " draws"], level: float) -> Interval:
    if not 0 < level < 1:
        raise ValueError(f"level must be between 0 and 1, got {level}")
    low, high = np.quantile(draws, [(1 - level) / 2, (1 + level) / 2])
    return Interval(float(estimate), float(low), float(high))
