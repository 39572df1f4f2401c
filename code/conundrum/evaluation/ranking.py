"""How well scores rank patients above others, and how sure that is when participants repeat."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy.typing import ArrayLike
from sklearn.metrics import roc_curve

from conundrum.checks import finite_array, positive_integer, same_length


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
    labels, scores = finite_array("labels", labels, ndim=1), finite_array("scores", scores, ndim=1)
    groups = np.asarray(groups)
    same_length(labels=labels, scores=scores, groups=groups)
    if set(np.unique(labels)) != {0, 1}:
        raise ValueError(f"labels must be 0 and 1, both of them, got {np.unique(labels)}")
    mixed = np.intersect1d(groups[labels == 1], groups[labels == 0])
    if mixed.size:
        raise ValueError(f"groups must have one label each, group {mixed[0]} has both")
    if not 0 < level < 1:
        raise ValueError(f"level must be between 0 and 1, got {level}")
    draws = positive_integer("draws", draws)

    positive, negative = labels == 1, labels == 0
    above = scores[positive][:, None] - scores[negative]
    wins = (np.sign(above) + 1) / 2
    of_positive, of_negative = _membership(groups[positive]), _membership(groups[negative])
    wins = of_positive @ wins @ of_negative.T  # of each group over each other
    sizes = of_positive.sum(axis=1), of_negative.sum(axis=1)
    rng = np.random.default_rng(seed)
    times = [rng.multinomial(len(size), np.full(len(size), 1 / len(size)), draws) for size in sizes]
    areas = ((times[0] @ wins) * times[1]).sum(axis=1)
    areas = areas / ((times[0] @ sizes[0]) * (times[1] @ sizes[1]))
    low, high = np.quantile(areas, [(1 - level) / 2, (1 + level) / 2])
    return Interval(float(wins.sum() / (sizes[0].sum() * sizes[1].sum())), float(low), float(high))


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


def _membership(groups: np.ndarray) -> Float[np.ndarray, "groups n"]:
    """Return a row for each group, with ones where its members are."""
    return (np.unique(groups)[:, None] == groups).astype(float)
