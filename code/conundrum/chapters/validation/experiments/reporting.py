"""How sure a cross-validated error is, and what is reported of it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from sklearn.datasets import load_diabetes
from sklearn.linear_model import LinearRegression
from sklearn.metrics import r2_score
from sklearn.model_selection import KFold, cross_val_predict

from conundrum.data.tables import LinearPeople
from conundrum.evaluation.splits import Rows, linear_coefficients, rows_used
from conundrum.experiment import experiment
from conundrum.seeds import seeds_from

K = 10
AGE_AND_SEX = [0, 1]


def held_out_residuals(
    X: Float[np.ndarray, "n p"], y: Float[np.ndarray, " n"], rows: Rows
) -> Float[np.ndarray, " n"]:
    """Return what linear regression misses of each person, who is held out exactly once."""
    fits = linear_coefficients(X, y, rows.trains)
    return ((y - fits[:, :1] - fits[:, 1:] @ X.T) * rows.held_out).sum(axis=0)


@dataclass(frozen=True)
class Intervals:
    """Intervals of two standard errors around a cross-validated error, by sample size.

    Attributes
    ----------
    distance
        The cross-validated mean absolute error minus the true error of the model fitted to
        everybody, for each sample.
    over_folds, over_people
        The standard error: the standard deviation over the ten folds divided by the root of ten,
        and that over people divided by the root of their number.
    distance_of_new, over_new
        The distance and the standard error over people where the model is tested on as many new
        people instead.
    """

    distance: dict[int, Float[np.ndarray, " draws"]]
    over_folds: dict[int, Float[np.ndarray, " draws"]]
    over_people: dict[int, Float[np.ndarray, " draws"]]
    distance_of_new: dict[int, Float[np.ndarray, " draws"]]
    over_new: dict[int, Float[np.ndarray, " draws"]]

    @property
    def coverage_of_folds(self) -> dict[int, float]:
        """Share of samples whose true error lies within two standard errors over folds."""
        return _coverage(self.distance, self.over_folds)

    @property
    def coverage_of_people(self) -> dict[int, float]:
        """Share of samples whose true error lies within two standard errors over people."""
        return _coverage(self.distance, self.over_people)

    @property
    def coverage_of_new(self) -> dict[int, float]:
        """The same over new people, on whom the fitted model is tested."""
        return _coverage(self.distance_of_new, self.over_new)


def _coverage(
    distance: dict[int, Float[np.ndarray, " draws"]], error: dict[int, Float[np.ndarray, " draws"]]
) -> dict[int, float]:
    return {n: float((np.abs(distance[n]) < 2 * error[n]).mean()) for n in distance}


@experiment
def cover(
    *, seed: int, draws: int = 400, sizes: Sequence[int] = (30, 60, 120, 250, 500)
) -> Intervals:
    """Put intervals around the 10-fold error of linear regression, for growing samples.

    There are ten predictors of weight 0.3.
    """
    people = LinearPeople(np.full(10, 0.3))
    columns = {n: [] for n in sizes}
    for n in sizes:
        rows = rows_used(KFold(K), n)
        by_fold = rows.held_out / rows.held_out.sum(axis=1, keepdims=True)
        for draw in seeds_from(seed, draws):
            twice = people.sample(2 * n, seed=draw)  # the second half are the new people
            X, y = twice.X[:n], twice.y[:n]
            errors = np.abs(held_out_residuals(X, y, rows))
            [fit] = linear_coefficients(X, y, np.ones((1, n)))
            truth = people.mean_absolute_error(fit[1:], fit[0])
            folds = by_fold @ errors
            new = np.abs(twice.y[n:] - fit[0] - twice.X[n:] @ fit[1:])
            columns[n].append(
                (
                    folds.mean() - truth,
                    folds.std(ddof=1) / np.sqrt(K),
                    errors.std(ddof=1) / np.sqrt(n),
                    new.mean() - truth,
                    new.std(ddof=1) / np.sqrt(n),
                )
            )
    return Intervals(*({n: np.array(rows)[:, i] for n, rows in columns.items()} for i in range(5)))


@dataclass(frozen=True)
class Report:
    """What a paper says of linear regression on the diabetes data.

    Attributes
    ----------
    y
        The outcome.
    residuals
        What the model misses of each person held out, in each shuffle into ten folds.
    rival_error
        Mean absolute error of linear regression on age and sex alone, in the first shuffle.
    shuffled_errors
        Mean absolute errors with the outcome shuffled among people.
    """

    y: Float[np.ndarray, " n"]
    residuals: Float[np.ndarray, "shuffles n"]
    rival_error: float
    shuffled_errors: Float[np.ndarray, " permutations"]

    @property
    def n(self) -> int:
        """Number of people."""
        return len(self.y)

    @property
    def error(self) -> float:
        """Mean absolute error over people and shuffles."""
        return float(np.abs(self.residuals).mean())

    @property
    def standard_error(self) -> float:
        """The standard error of the mean absolute error over people."""
        person = np.abs(self.residuals).mean(axis=0)
        return float(person.std(ddof=1) / np.sqrt(self.n))

    @property
    def r2(self) -> float:
        """R² of all held-out predictions together, on average over shuffles."""
        return float(np.mean([r2_score(self.y, self.y - each) for each in self.residuals]))

    @property
    def shuffled_error(self) -> float:
        """Mean absolute error with the outcome shuffled, on average over permutations."""
        return float(self.shuffled_errors.mean())

    @property
    def p_value(self) -> float:
        """Share of permutations, the real order counted among them, that do at least as well."""
        count = (self.shuffled_errors <= self.error).sum()
        return float((1 + count) / (1 + len(self.shuffled_errors)))


@experiment
def report(*, seed: int, shuffles: int = 10, permutations: int = 500) -> Report:
    """Cross-validate linear regression on the diabetes data in all ways that a report names."""
    X, y = load_diabetes(return_X_y=True)
    rng = np.random.default_rng(seed)
    rows = [
        rows_used(KFold(K, shuffle=True, random_state=shuffle), len(y))
        for shuffle in seeds_from(seed, shuffles)
    ]
    shuffled = np.array([rng.permutation(y) for _ in range(permutations)]).T
    folds = KFold(K, shuffle=True, random_state=seeds_from(seed, 1)[0])
    predicted = cross_val_predict(LinearRegression(), X, shuffled, cv=folds)
    rival = held_out_residuals(X[:, AGE_AND_SEX], y, rows[0])
    return Report(
        y,
        np.array([held_out_residuals(X, y, each) for each in rows]),
        float(np.abs(rival).mean()),
        np.abs(predicted - shuffled).mean(axis=0),
    )
