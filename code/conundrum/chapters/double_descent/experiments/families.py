"""Neighbours, trees and forests on the digits: models that have no second descent of their own."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int
from sklearn.ensemble import RandomForestClassifier
from sklearn.neighbors import NearestNeighbors
from sklearn.tree import DecisionTreeClassifier

from conundrum.evaluation.random_features import CLASSES, DigitTask, draw_digits
from conundrum.evaluation.risk import RiskCurve, risk_curve
from conundrum.experiment import experiment
from conundrum.models.smoothers import effective_parameters, leaf_weights
from conundrum.seeds import seeds_from

NOISE = 0.15
NEIGHBOURS = (100, 50, 30, 20, 14, 10, 7, 5, 3, 1)
LEAVES = (2, 5, 10, 15, 20, 30, 40, 60, 100, 150, 200, 400)
TREES = (1, 2, 3, 5, 10, 20, 40, 100)


@dataclass(frozen=True)
class Families:
    """Errors of three kinds of models on 400 digits, of whose labels 15 % were redrawn.

    Errors are shares of test digits that are misread. Effective parameters are those at the test
    digits.

    Attributes
    ----------
    neighbours, leaves, trees
        The numbers of neighbours that vote, of leaves one tree may have, of fully grown trees in a
        forest.
    neighbour_error, leaf_error, forest_error
        The error of each model on each draw.
    weighted_error
        The error of as many neighbours whose votes weigh as the inverse of their distance. At a
        training digit the one at no distance decides, so that all labels are fitted.
    tree_effective, forest_effective
        The effective parameters of the tree and of the forest.
    full_leaves
        The number of leaves of a fully grown tree.
    forest_train_error
        The share of training digits whose label, noise included, the largest forest does not
        return.
    """

    neighbours: Int[np.ndarray, " k"]
    leaves: Int[np.ndarray, " l"]
    trees: Int[np.ndarray, " t"]
    neighbour_error: Float[np.ndarray, "draws k"]
    leaf_error: Float[np.ndarray, "draws l"]
    forest_error: Float[np.ndarray, "draws t"]
    weighted_error: Float[np.ndarray, "draws k"]
    tree_effective: Float[np.ndarray, "draws l"]
    forest_effective: Float[np.ndarray, "draws t"]
    full_leaves: Int[np.ndarray, " draws"]
    forest_train_error: Float[np.ndarray, " draws"]

    @property
    def neighbour_risk(self) -> RiskCurve:
        """Median and quartiles of the error of neighbours, one neighbour first."""
        return risk_curve(self.neighbours[::-1], self.neighbour_error[:, ::-1])

    @property
    def weighted_risk(self) -> RiskCurve:
        """Median and quartiles of the error of weighted neighbours, one neighbour first."""
        return risk_curve(self.neighbours[::-1], self.weighted_error[:, ::-1])

    @property
    def tree_risk(self) -> RiskCurve:
        """Median and quartiles of a tree's error, against the leaves it may have."""
        return risk_curve(self.leaves, self.leaf_error)

    @property
    def forest_risk(self) -> RiskCurve:
        """Median and quartiles of a forest's error, against its trees."""
        return risk_curve(self.trees, self.forest_error)


@experiment
def grow(*, seed: int, draws: int = 5, pixels: int | str | None = "sqrt") -> Families:
    """Fit neighbours, single trees and forests to the same noisy digits.

    Parameters
    ----------
    seed, draws : int
        Each draw chooses other training digits.
    pixels : int, "sqrt" or None
        Among how many pixels, drawn at random, each split of a tree of the forest may choose; all
        of them for None.
    """
    rows = [_grow_one(draw, pixels) for draw in seeds_from(seed, draws)]
    return Families(
        np.array(NEIGHBOURS),
        np.array(LEAVES),
        np.array(TREES),
        *(np.array(part) for part in zip(*rows, strict=True)),
    )


def _grow_one(seed: int, pixels: int | str | None) -> tuple[np.ndarray, ...]:
    task = draw_digits(seed=seed, noises=(NOISE,))
    [labels] = task.labels
    distance, nearest = (
        NearestNeighbors(n_neighbors=max(NEIGHBOURS)).fit(task.train).kneighbors(task.test)
    )
    votes = np.eye(CLASSES)[labels[nearest]]
    single = [
        DecisionTreeClassifier(max_leaf_nodes=leaves, random_state=seed).fit(task.train, labels)
        for leaves in LEAVES
    ]
    # without a bootstrap each full tree, and so the forest, fits every label it is given
    forest = RandomForestClassifier(
        max(TREES), bootstrap=False, max_features=pixels, random_state=seed
    )
    forest.fit(task.train, labels)
    forests = [leaf_weights(forest.estimators_[:t], task.train, task.test) for t in TREES]
    measured = (
        _errors_of_votes(votes, task),
        [_error(tree, task) for tree in single],
        [float(task.error(w @ task.one_hot)[0]) for w in forests],
        _errors_of_votes(votes / distance[..., None], task),
        [effective_parameters(leaf_weights([t], task.train, task.test)) for t in single],
        [effective_parameters(w) for w in forests],
        single[-1].get_n_leaves(),
        (forest.predict(task.train) != labels).mean(),
    )
    return tuple(np.array(part) for part in measured)


def _errors_of_votes(
    votes: Float[np.ndarray, "m neighbours classes"], task: DigitTask
) -> list[float]:
    """Return the error of ever fewer neighbours; their votes are in order of distance."""
    return [
        float((votes[:, :k].sum(axis=1).argmax(axis=1) != task.truth).mean()) for k in NEIGHBOURS
    ]


def _error(model: DecisionTreeClassifier, task: DigitTask) -> float:
    return float((model.predict(task.test) != task.truth).mean())
