"""Choosing the best of many models, and reporting how good it is."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int
from sklearn.model_selection import KFold

from conundrum.data.tables import LinearPeople
from conundrum.evaluation.luck import expected_maximum
from conundrum.evaluation.splits import Rows, rows_used
from conundrum.experiment import experiment
from conundrum.seeds import seeds_from

TRIED = (1, 2, 5, 10, 20, 50, 100, 200, 500)
MANY_PREDICTORS = LinearPeople(np.full(40, 0.15))


@dataclass(frozen=True)
class Selection:
    """The best of many models, chosen on validation people.

    Attributes
    ----------
    tried
        How many models the best was chosen from.
    validation, test, truth
        Mean absolute error of the model chosen: on the people it was chosen on, on people kept
        for the end, and on all people there could be.
    luck
        Standard deviation over all models of their luck: validation error minus true error.
    """

    tried: Int[np.ndarray, " m"]
    validation: Float[np.ndarray, "draws m"]
    test: Float[np.ndarray, "draws m"]
    truth: Float[np.ndarray, "draws m"]
    luck: Float[np.ndarray, " draws"]

    @property
    def mean_validation(self) -> dict[int, float]:
        """The validation error, on average over draws, by how many models were tried."""
        return self._by_tried(self.validation)

    @property
    def mean_test(self) -> dict[int, float]:
        """The test error, on average over draws, by how many models were tried."""
        return self._by_tried(self.test)

    @property
    def mean_truth(self) -> dict[int, float]:
        """The true error, on average over draws, by how many models were tried."""
        return self._by_tried(self.truth)

    @property
    def optimism(self) -> dict[int, float]:
        """By how much the validation error is too small, on average over draws."""
        return self._by_tried(self.truth - self.validation)

    @property
    def expected_optimism(self) -> dict[int, float]:
        """The optimism of the best of models that do not differ but in luck, worked out."""
        luck = float(self.luck.mean())
        return {m: luck * expected_maximum(m) for m in self.tried.tolist()}

    @property
    def expected_validation(self) -> dict[int, float]:
        """The mean true error minus the optimism that was worked out, by how many were tried."""
        return {m: self.mean_truth[m] - luck for m, luck in self.expected_optimism.items()}

    def _by_tried(self, values: Float[np.ndarray, "draws m"]) -> dict[int, float]:
        return dict(zip(self.tried.tolist(), values.mean(axis=0).tolist(), strict=True))


def _questionnaires(count: int, rng: np.random.Generator) -> Int[np.ndarray, "count 5"]:
    """Choose five of the forty predictors, for each of many models."""
    return rng.permuted(np.tile(np.arange(40), (count, 1)), axis=1)[:, :5]


def _fit_subsets(
    X: Float[np.ndarray, "n p"],
    y: Float[np.ndarray, " n"],
    subsets: Int[np.ndarray, "m q"],
) -> tuple[Float[np.ndarray, " m"], Float[np.ndarray, "m p"]]:
    """Fit a linear regression on each subset of predictors; return intercepts and weights."""
    mean, centre = X.mean(axis=0), y.mean()
    gram, moments = (X - mean).T @ (X - mean), (X - mean).T @ (y - centre)
    solved = np.linalg.solve(
        gram[subsets[:, :, None], subsets[:, None, :]], moments[subsets][..., None]
    )
    weights = np.zeros((len(subsets), X.shape[1]))
    np.put_along_axis(weights, subsets, solved[..., 0], axis=1)
    return centre - weights @ mean, weights


def _errors(
    X: Float[np.ndarray, "n p"],
    y: Float[np.ndarray, " n"],
    fits: tuple[Float[np.ndarray, " m"], Float[np.ndarray, "m p"]],
) -> Float[np.ndarray, " m"]:
    """Mean absolute error of each of many fits."""
    intercepts, weights = fits
    return np.abs(intercepts[:, None] + weights @ X.T - y).mean(axis=1)


@experiment
def select(*, seed: int, draws: int = 200, tried: Sequence[int] = TRIED) -> Selection:
    """Choose among models of five predictors each, out of forty that are all equally good.

    There are 90 people to train on, 30 to choose the model on and 30 to test it on.
    """
    results, luck = [], []
    for draw in seeds_from(seed, draws):
        rng = np.random.default_rng(draw)
        table = MANY_PREDICTORS.sample(150, seed=draw)
        train, validation, test = slice(90), slice(90, 120), slice(120, 150)
        fits = _fit_subsets(table.X[train], table.y[train], _questionnaires(max(tried), rng))
        scores = _errors(table.X[validation], table.y[validation], fits)
        held_back = _errors(table.X[test], table.y[test], fits)
        truth = MANY_PREDICTORS.mean_absolute_error(fits[1], fits[0])
        chosen = [scores[:m].argmin() for m in tried]
        results.append((scores[chosen], held_back[chosen], truth[chosen]))
        luck.append((scores - truth).std())
    validation, test, truth = np.moveaxis(np.array(results), 1, 0)
    return Selection(np.array(tried), validation, test, truth, np.array(luck))


@dataclass(frozen=True)
class Nesting:
    """Error reported for a model chosen by cross-validation among many.

    Attributes
    ----------
    best_score
        The cross-validated error by which the model was chosen.
    nested
        The error of choosing and fitting, each time without the people it is measured on.
    truth
        That of the model chosen and fitted on everybody, on all people there could be.
    outer_truth
        The same of the models chosen and fitted in the outer splits, on average over these.
    """

    best_score: Float[np.ndarray, " draws"]
    nested: Float[np.ndarray, " draws"]
    truth: Float[np.ndarray, " draws"]
    outer_truth: Float[np.ndarray, " draws"]

    @property
    def best_score_bias(self) -> float:
        """Mean best score minus mean truth, as a share of the mean truth."""
        return float(self.best_score.mean() / self.truth.mean() - 1)

    @property
    def nested_bias(self) -> float:
        """Mean nested estimate minus mean truth, as a share of the mean truth."""
        return float(self.nested.mean() / self.truth.mean() - 1)

    @property
    def outer_bias(self) -> float:
        """How much worse than the model chosen on everybody those of the outer splits truly are."""
        return float(self.outer_truth.mean() / self.truth.mean() - 1)


def _choose(
    X: Float[np.ndarray, "n p"], y: Float[np.ndarray, " n"], subsets: Int[np.ndarray, "m q"]
) -> tuple[float, tuple[Float[np.ndarray, " 1"], Float[np.ndarray, "1 p"]]]:
    """Choose a subset by 5-fold cross-validation and fit it to everybody given."""
    scores = np.mean(
        [
            _errors(X[held_out], y[held_out], _fit_subsets(X[train], y[train], subsets))
            for train, held_out in KFold(5).split(X)
        ],
        axis=0,
    )
    best = scores.argmin()
    return float(scores[best]), _fit_subsets(X, y, subsets[best : best + 1])


def _true_error(fits: tuple[Float[np.ndarray, " 1"], Float[np.ndarray, "1 p"]]) -> float:
    """Return the error of one fit on all people there could be."""
    intercepts, weights = fits
    [error] = MANY_PREDICTORS.mean_absolute_error(weights, intercepts)
    return float(error)


@experiment
def nest(*, seed: int, draws: int = 100, models: int = 200) -> Nesting:
    """Choose one of 200 models by 5-fold cross-validation on 100 people, alone and nested."""
    results = []
    for draw in seeds_from(seed, draws):
        table = MANY_PREDICTORS.sample(100, seed=draw)
        subsets = _questionnaires(models, np.random.default_rng(draw))
        best_score, chosen = _choose(table.X, table.y, subsets)
        errors, outer_truths = [], []
        for train, held_out in KFold(5).split(table.X):
            fits = _choose(table.X[train], table.y[train], subsets)[1]
            errors.append(_errors(table.X[held_out], table.y[held_out], fits))
            outer_truths.append(_true_error(fits))
        results.append((best_score, np.mean(errors), _true_error(chosen), np.mean(outer_truths)))
    return Nesting(*np.transpose(results))


@dataclass(frozen=True)
class NestedFolds:
    """Who trains, who is held out to choose and who to report, in nested cross-validation.

    Attributes
    ----------
    outer
        What each outer split does with everybody.
    inner
        For each outer split, what each inner split does with those who train in it; the others
        neither train nor are held out.
    """

    outer: Rows
    inner: list[Rows]


@experiment
def nest_folds(*, n: int = 20, outer: int = 5, inner: int = 4) -> NestedFolds:
    """Divide `n` people into outer folds, and each outer training set into inner folds."""
    used = rows_used(KFold(outer), n)
    insides = []
    for trains in used.trains:
        people = np.flatnonzero(trains)
        rows = rows_used(KFold(inner), len(people))
        trained = np.zeros((inner, n), dtype=int)
        held_out = np.zeros((inner, n), dtype=bool)
        trained[:, people], held_out[:, people] = rows.trains, rows.held_out
        insides.append(Rows(trained, held_out))
    return NestedFolds(used, insides)
