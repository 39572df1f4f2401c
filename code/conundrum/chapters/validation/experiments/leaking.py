"""Skill that is reported where there is none: picking before splitting, and people met again."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int
from sklearn.base import BaseEstimator
from sklearn.dummy import DummyRegressor
from sklearn.feature_selection import SelectKBest, f_regression
from sklearn.linear_model import LinearRegression
from sklearn.metrics import r2_score
from sklearn.model_selection import GroupKFold, KFold, cross_val_predict
from sklearn.neighbors import KNeighborsRegressor
from sklearn.pipeline import make_pipeline

from conundrum.data.tables import unrelated_sessions
from conundrum.experiment import experiment
from conundrum.seeds import seeds_from

PICK = SelectKBest(f_regression, k=10)

WIDTHS = (20, 100, 1000, 5000)


@dataclass(frozen=True)
class Leak:
    """Skill that cross-validation reports on pure noise.

    Attributes
    ----------
    predictors
        Number of them; none has to do with the outcome.
    before, inside
        Cross-validated R² when the best ten are picked before splitting, and when they are picked
        anew inside each training set.
    of_the_mean
        The same of a model that predicts the mean of its training set for everybody.
    """

    predictors: Int[np.ndarray, " m"]
    before: Float[np.ndarray, "draws m"]
    inside: Float[np.ndarray, "draws m"]
    of_the_mean: Float[np.ndarray, " draws"]

    @property
    def mean_before(self) -> dict[int, float]:
        """R² on average over draws, picked before splitting, by number of predictors."""
        return dict(zip(self.predictors.tolist(), self.before.mean(axis=0).tolist(), strict=True))

    @property
    def mean_inside(self) -> dict[int, float]:
        """R² on average over draws, picked in each training set, by number of predictors."""
        return dict(zip(self.predictors.tolist(), self.inside.mean(axis=0).tolist(), strict=True))


@experiment
def leak(*, seed: int, draws: int = 12, predictors: Sequence[int] = WIDTHS) -> Leak:
    """Pick the ten best of many useless predictors for 100 people, before or after splitting.

    R² is one minus the ratio of the squared errors of all five folds together to those of the mean
    of everybody.
    """
    before, inside, of_the_mean = [], [], []
    for draw in seeds_from(seed, draws):
        rng = np.random.default_rng(draw)
        y = rng.standard_normal(100)
        of_the_mean.append(_score(DummyRegressor(), y[:, None], y))
        for width in predictors:
            X = rng.standard_normal((100, width))
            before.append(_score(LinearRegression(), PICK.fit_transform(X, y), y))
            inside.append(_score(make_pipeline(PICK, LinearRegression()), X, y))
    shape = draws, len(predictors)
    return Leak(
        np.array(predictors),
        np.reshape(before, shape),
        np.reshape(inside, shape),
        np.array(of_the_mean),
    )


def _score(model: BaseEstimator, X: Float[np.ndarray, "n p"], y: Float[np.ndarray, " n"]) -> float:
    """Return the R² of predictions for people held out, those of all five folds together."""
    return r2_score(y, cross_val_predict(model, X, y, cv=5))


@dataclass(frozen=True)
class NoisePredictions:
    """Outcomes of people and what is predicted for them, from predictors that are pure noise.

    Attributes
    ----------
    predictors
        Number of them, from which ten were picked.
    y
        The outcome.
    before, inside
        What is predicted for people held out, where the ten were picked before splitting, and where
        they were picked in each training set.
    """

    predictors: int
    y: Float[np.ndarray, " n"]
    before: Float[np.ndarray, " n"]
    inside: Float[np.ndarray, " n"]

    @property
    def skill_before(self) -> float:
        """R² of the predictions from ten predictors picked before splitting."""
        return float(r2_score(self.y, self.before))

    @property
    def skill_inside(self) -> float:
        """R² of the predictions from ten predictors picked in each training set."""
        return float(r2_score(self.y, self.inside))


@experiment
def predict_from_noise(*, seed: int, predictors: int) -> NoisePredictions:
    """Predict an outcome of 100 people in five folds, from the best ten of useless predictors.

    The outcome is the same for any number of predictors.
    """
    rng = np.random.default_rng(seed)
    y = rng.standard_normal(100)
    X = rng.standard_normal((100, predictors))
    return NoisePredictions(
        predictors,
        y,
        cross_val_predict(LinearRegression(), PICK.fit_transform(X, y), y, cv=5),
        cross_val_predict(make_pipeline(PICK, LinearRegression()), X, y, cv=5),
    )


@dataclass(frozen=True)
class Acquaintance:
    """Skill at predicting an outcome that has nothing to do with the predictors.

    Attributes
    ----------
    sessions
        Number of sessions per person.
    shuffled, grouped
        Cross-validated R² when folds are made of sessions, and when they are made of persons.
    """

    sessions: Int[np.ndarray, " m"]
    shuffled: Float[np.ndarray, "draws m"]
    grouped: Float[np.ndarray, "draws m"]

    @property
    def mean_shuffled(self) -> dict[int, float]:
        """R² on average over draws, with folds of sessions, by sessions per person."""
        return dict(zip(self.sessions.tolist(), self.shuffled.mean(axis=0).tolist(), strict=True))

    @property
    def mean_grouped(self) -> dict[int, float]:
        """R² on average over draws, with folds of persons, by sessions per person."""
        return dict(zip(self.sessions.tolist(), self.grouped.mean(axis=0).tolist(), strict=True))


@experiment
def meet_again(
    *, seed: int, draws: int = 20, sessions: Sequence[int] = (1, 2, 5, 10)
) -> Acquaintance:
    """Predict 40 people, measured repeatedly, from the three sessions most like each."""
    shuffled, grouped = [], []
    model = KNeighborsRegressor(3)
    for draw in seeds_from(seed, draws):
        for count in sessions:
            drawn = unrelated_sessions(40, count, 20, seed=draw)
            by_session = KFold(5, shuffle=True, random_state=draw)
            predicted = cross_val_predict(model, drawn.X, drawn.y, cv=by_session)
            shuffled.append(r2_score(drawn.y, predicted))
            by_person = list(GroupKFold(5).split(drawn.X, groups=drawn.person))
            predicted = cross_val_predict(model, drawn.X, drawn.y, cv=by_person)
            grouped.append(r2_score(drawn.y, predicted))
    shape = draws, len(sessions)
    return Acquaintance(np.array(sessions), np.reshape(shuffled, shape), np.reshape(grouped, shape))
