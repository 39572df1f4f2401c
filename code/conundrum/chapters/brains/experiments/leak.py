"""What goes wrong if one participant is on both sides of a split."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Float, Int
from sklearn.linear_model import Ridge
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedGroupKFold, cross_val_predict
from sklearn.neighbors import KNeighborsClassifier, NearestNeighbors

from conundrum.data.brains import draw_slices
from conundrum.experiment import experiment

MODELS = {"nearest neighbour": KNeighborsClassifier(1), "linear model": Ridge(alpha=100.0)}


@dataclass(frozen=True)
class Leak:
    """How well a coin toss is predicted from images that have nothing to do with it.

    Attributes
    ----------
    misplacement
        How differently heads lie from visit to visit; 0 is registered.
    recognised
        Share of slices whose nearest other slice is of the same participant.
    by_slice
        AUC in cross-validation that splits slices, for each misplacement, by model: ``"nearest
        neighbour"`` and ``"linear model"``.
    by_participant
        The same for cross-validation that splits participants.
    """

    misplacement: Float[np.ndarray, " m"]
    recognised: Float[np.ndarray, " m"]
    by_slice: dict[str, Float[np.ndarray, " m"]]
    by_participant: dict[str, Float[np.ndarray, " m"]]


@experiment
def predict_coin_tosses(
    *,
    seed: int,
    participants: int = 60,
    visits: int = 4,
    misplacement: Sequence[float] = (0.0, 0.25, 1.0),
    tosses: int = 3,
) -> Leak:
    """Predict a coin that each participant tossed, in two kinds of cross-validation.

    Parameters
    ----------
    seed
        Of participants, coins and folds.
    participants
        How many.
    visits
        Slices of each.
    misplacement
        How differently heads lie from visit to visit, once for each; 0 is registered.
    tosses
        Over so many tosses results are averaged.
    """
    rng = np.random.default_rng(seed)
    coins = [rng.permutation(np.arange(participants) % 2) for _ in range(tosses)]
    recognised = []
    by_slice, by_participant = ({name: [] for name in MODELS} for _ in range(2))
    for amount in misplacement:
        slices = draw_slices(participants, visits=visits, misplacement=amount, seed=seed)
        X, whose = slices.pixels.reshape(len(slices), -1), slices.participants
        recognised.append(_share_recognised(X, whose))
        for units, areas in ((np.arange(len(X)), by_slice), (whose, by_participant)):
            splitter = StratifiedGroupKFold(5, shuffle=True, random_state=seed)
            folds = [list(splitter.split(X, coin[whose], units)) for coin in coins]
            for name, model in MODELS.items():
                of_tosses = [
                    _auc(model, X, coin[whose], of) for coin, of in zip(coins, folds, strict=True)
                ]
                areas[name].append(np.mean(of_tosses))
    return Leak(
        np.array(misplacement),
        np.array(recognised),
        {name: np.array(areas) for name, areas in by_slice.items()},
        {name: np.array(areas) for name, areas in by_participant.items()},
    )


def _share_recognised(X: Float[np.ndarray, "n pixels"], whose: Int[np.ndarray, " n"]) -> float:
    """Return how often the nearest other slice is of the same participant."""
    [nearest] = NearestNeighbors(n_neighbors=1).fit(X).kneighbors(return_distance=False).T
    return float((whose[nearest] == whose).mean())


def _auc(
    model: Any, X: Float[np.ndarray, "n pixels"], y: Int[np.ndarray, " n"], folds: list
) -> float:
    """Return the AUC of a model, averaged over folds."""
    predicted = cross_val_predict(model, X, y, cv=folds)
    return float(np.mean([roc_auc_score(y[test], predicted[test]) for _, test in folds]))
