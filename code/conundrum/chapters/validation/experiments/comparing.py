"""Whether a model is better than nothing, and than another model."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int
from sklearn.base import BaseEstimator
from sklearn.datasets import load_diabetes
from sklearn.linear_model import LinearRegression
from sklearn.metrics import r2_score
from sklearn.model_selection import (
    KFold,
    RepeatedKFold,
    cross_val_predict,
    cross_val_score,
)
from sklearn.neighbors import KNeighborsRegressor
from sklearn.tree import DecisionTreeRegressor

from conundrum.chapters.validation.experiments.leaking import PICK
from conundrum.chapters.validation.experiments.reporting import held_out_residuals
from conundrum.data.tables import LinearPeople, Table, unrelated_sessions
from conundrum.evaluation.splits import (
    Splitter,
    corrected_t_test,
    linear_coefficients,
    linear_errors,
    rows_used,
)
from conundrum.experiment import experiment
from conundrum.seeds import seeds_from

MAE = "neg_mean_absolute_error"


def mean_absolute_errors(
    model: BaseEstimator, X: np.ndarray, y: np.ndarray, splitter: Splitter
) -> Float[np.ndarray, " splits"]:
    """Score a model on what each split holds out, by scikit-learn."""
    return -cross_val_score(model, X, y, cv=splitter, scoring=MAE)


# --- Better than nothing? -------------------------------------------------------------------------


@dataclass(frozen=True)
class Permutations:
    """Cross-validated error with the outcome as it is, and shuffled among people.

    Attributes
    ----------
    n
        Number of people.
    error
        Mean absolute error with the outcome as it is.
    shuffled
        The same for each shuffle of the outcome.
    """

    n: int
    error: float
    shuffled: Float[np.ndarray, " permutations"]

    @property
    def p_value(self) -> float:
        """Share of shuffles, the real order counted among them, that do at least as well."""
        return float((1 + (self.shuffled <= self.error).sum()) / (1 + len(self.shuffled)))

    @property
    def middle(self) -> tuple[float, float]:
        """Between which two errors the middle 95 % of the shuffles lie."""
        low, high = np.quantile(self.shuffled, (0.025, 0.975))
        return float(low), float(high)


@experiment
def permute(*, seed: int, n: int = 442, permutations: int = 500) -> Permutations:
    """Shuffle the outcome among `n` people of the diabetes data and cross-validate each time."""
    X, y = load_diabetes(return_X_y=True)
    rng = np.random.default_rng(seed)
    chosen = rng.permutation(len(y))[:n]
    X, y = X[chosen], y[chosen]
    rows = rows_used(KFold(5), n)

    def error(outcome: Float[np.ndarray, " n"]) -> float:
        return float(linear_errors(X, outcome, rows).mean())

    return Permutations(
        n, error(y), np.array([error(rng.permutation(y)) for _ in range(permutations)])
    )


@dataclass(frozen=True)
class Baselines:
    """Cross-validated R² with the outcome as it is, and shuffled in two ways.

    Attributes
    ----------
    skill
        R² with the outcome as it is.
    shuffled
        R² with the outcome shuffled, by the name of what is shuffled.
    """

    skill: float
    shuffled: dict[str, Float[np.ndarray, " permutations"]]

    @property
    def mean(self) -> dict[str, float]:
        """The baseline: R² on average over permutations."""
        return {name: float(values.mean()) for name, values in self.shuffled.items()}

    @property
    def p_value(self) -> dict[str, float]:
        """Share of permutations, the real order counted among them, that do at least as well."""
        return {
            name: float((1 + (values >= self.skill).sum()) / (1 + len(values)))
            for name, values in self.shuffled.items()
        }


def _skills(
    model: BaseEstimator,
    X: Float[np.ndarray, "n p"],
    outcomes: Float[np.ndarray, "n outcomes"],
    splitter: Splitter | int,
) -> Float[np.ndarray, " outcomes"]:
    """Return the cross-validated R² of each of several outcomes of the same people."""
    predicted = cross_val_predict(model, X, outcomes, cv=splitter)
    return r2_score(outcomes, predicted, multioutput="raw_values")


@experiment
def permute_sessions(*, seed: int, permutations: int = 200, sessions: int = 10) -> Baselines:
    """Shuffle the outcome of 40 people met in several sessions, by session and by person.

    The outcome has nothing to do with the predictors. The three nearest sessions predict it, in
    five folds of sessions, which leak. Shuffled by person, all sessions of one person get those of
    another.
    """
    rng = np.random.default_rng(seed)
    drawn = unrelated_sessions(40, sessions, 20, seed=seed)
    of_person = drawn.y.reshape(40, sessions)
    outcomes = {
        "sessions": [rng.permutation(drawn.y) for _ in range(permutations)],
        "persons": [rng.permutation(of_person).ravel() for _ in range(permutations)],
    }
    folds = KFold(5, shuffle=True, random_state=seed)
    model = KNeighborsRegressor(3)
    [skill] = _skills(model, drawn.X, drawn.y[:, None], folds)
    return Baselines(
        float(skill),
        {name: _skills(model, drawn.X, np.array(y).T, folds) for name, y in outcomes.items()},
    )


@experiment
def permute_picks(*, seed: int, permutations: int = 99, predictors: int = 1000) -> Baselines:
    """Shuffle the outcome of 100 people whose best ten of useless predictors leak.

    They are picked before splitting: once, for the outcome as it is; or anew for each shuffle.
    """
    rng = np.random.default_rng(seed)
    X, y = rng.standard_normal((100, predictors)), rng.standard_normal(100)
    shuffled = [rng.permutation(y) for _ in range(permutations)]
    rows = rows_used(KFold(5), len(y))

    def skill(columns: Float[np.ndarray, "n k"], outcome: Float[np.ndarray, " n"]) -> float:
        return r2_score(outcome, outcome - held_out_residuals(columns, outcome, rows))

    picked = PICK.fit_transform(X, y)
    return Baselines(
        skill(picked, y),
        {
            "picked once": np.array([skill(picked, each) for each in shuffled]),
            "picked anew": np.array(
                [skill(PICK.fit_transform(X, each), each) for each in shuffled]
            ),
        },
    )


# --- Better than something else? ------------------------------------------------------------------


@dataclass(frozen=True)
class Comparison:
    """Two models on the same ten folds of the diabetes data.

    Attributes
    ----------
    linear, tree
        Mean absolute error of each in each fold.
    """

    linear: Float[np.ndarray, " k"]
    tree: Float[np.ndarray, " k"]

    @property
    def difference(self) -> Float[np.ndarray, " k"]:
        """By how much the tree's error is larger, in each fold."""
        return self.tree - self.linear

    @property
    def wins(self) -> int:
        """Number of folds in which linear regression has the smaller error."""
        return int((self.difference > 0).sum())


@experiment
def compare(*, seed: int) -> Comparison:
    """Compare linear regression with a regression tree of eight leaves, fold by fold."""
    X, y = load_diabetes(return_X_y=True)
    folds = KFold(10, shuffle=True, random_state=seed)
    tree = DecisionTreeRegressor(max_leaf_nodes=8, random_state=seed)
    return Comparison(
        mean_absolute_errors(LinearRegression(), X, y, folds),
        mean_absolute_errors(tree, X, y, folds),
    )


@dataclass(frozen=True)
class FalseAlarms:
    """p-values of tests between two models that are equally good on average over samples.

    Attributes
    ----------
    repeats
        How many times people were shuffled into ten folds.
    plain, corrected
        p-values of the t test and of the corrected test on the differences of all folds.
    other_people
        p-values of the t test on as many differences, from ten folds of each of as many samples.
    difference, true_difference
        Error of the first model minus that of the second: cross-validated, with most shuffles,
        and true, of the two fitted to the whole sample.
    """

    repeats: Int[np.ndarray, " m"]
    plain: Float[np.ndarray, "m draws"]
    corrected: Float[np.ndarray, "m draws"]
    other_people: Float[np.ndarray, "m draws"]
    difference: Float[np.ndarray, " draws"]
    true_difference: Float[np.ndarray, " draws"]

    @property
    def plain_rate(self) -> dict[int, float]:
        """Share of t tests below 5 %, by the number of shuffles."""
        return self._rate(self.plain)

    @property
    def corrected_rate(self) -> dict[int, float]:
        """Share of corrected tests below 5 %, by the number of shuffles."""
        return self._rate(self.corrected)

    @property
    def other_people_rate(self) -> dict[int, float]:
        """Share of t tests on as many samples below 5 %, by their number."""
        return self._rate(self.other_people)

    @property
    def right_sign(self) -> float:
        """Of t tests below 5 % with most shuffles, the share that favours the truly better fit."""
        found = self.plain[-1] < 0.05
        right = np.sign(self.difference) == np.sign(self.true_difference)
        return float(right[found].mean())

    def _rate(self, p_values: Float[np.ndarray, "m draws"]) -> dict[int, float]:
        rates = (p_values < 0.05).mean(axis=1)
        return dict(zip(self.repeats.tolist(), rates.tolist(), strict=True))


@experiment
def raise_alarms(
    *, seed: int, draws: int = 400, repeats: Sequence[int] = (1, 2, 5, 10, 20)
) -> FalseAlarms:
    """Compare two linear regressions, each on its own half of equally good predictors.

    There are 100 people and twenty predictors of weight 0.3. Over samples the two have the same
    expected error.
    """
    people = LinearPeople(np.full(20, 0.3))
    shuffles = RepeatedKFold(n_splits=10, n_repeats=max(repeats), random_state=seed)
    rows = rows_used(shuffles, 100)
    differences, true_difference = [], []
    for draw in seeds_from(seed, draws):
        table = people.sample(100, seed=draw)
        first, second = (linear_errors(half, table.y, rows) for half in np.hsplit(table.X, 2))
        differences.append(first - second)
        true_difference.append(-np.diff(_true_errors_of_halves(people, table))[0])
    differences = np.array(differences)
    by_sample = differences[:, :10]
    others = [
        np.concatenate([np.roll(by_sample, shift, axis=0) for shift in range(times)], axis=1)
        for times in repeats
    ]
    used = [differences[:, : 10 * times] for times in repeats]
    return FalseAlarms(
        np.array(repeats),
        np.array([corrected_t_test(each, 0) for each in used]),
        np.array([corrected_t_test(each, 1 / 9) for each in used]),
        np.array([corrected_t_test(each, 0) for each in others]),
        differences.mean(axis=1),
        np.array(true_difference),
    )


def _true_errors_of_halves(people: LinearPeople, table: Table) -> list[float]:
    """Return the true errors of linear regressions on either half of the predictors."""
    half = table.X.shape[1] // 2
    errors = []
    for chosen in (slice(half), slice(half, None)):
        [fit] = linear_coefficients(table.X[:, chosen], table.y, np.ones((1, len(table.y))))
        weights = np.zeros(table.X.shape[1])
        weights[chosen] = fit[1:]
        errors.append(people.mean_absolute_error(weights, fit[0]))
    return errors
