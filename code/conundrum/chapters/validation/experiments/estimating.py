"""How far estimates of an error lie from the true error, where people are simulated."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from jaxtyping import Float, Int
from sklearn.model_selection import KFold, LeaveOneOut, ShuffleSplit

from conundrum.chapters.validation.experiments.splitting import HELD_OUT
from conundrum.data.tables import LinearPeople
from conundrum.evaluation.splits import (
    Bootstrap,
    held_out_errors,
    linear_coefficients,
    linear_errors,
    rows_used,
)
from conundrum.experiment import experiment
from conundrum.seeds import seeds_from

PROCEDURES = ("one split", "5-fold", "10-fold", "leave-one-out", "out-of-bag")
SMALL = 60


@dataclass(frozen=True)
class Procedures:
    """Estimates of the error of a linear model on new people, for many samples.

    Attributes
    ----------
    estimates
        Of the mean absolute error, by the names of `PROCEDURES`.
    truth
        The error of the model fitted to the whole sample, on all people there could be.
    truth_in_splits
        The same of the models that a procedure fits, on average over its splits, by its name.
    """

    estimates: dict[str, Float[np.ndarray, " draws"]]
    truth: Float[np.ndarray, " draws"]
    truth_in_splits: dict[str, Float[np.ndarray, " draws"]]

    @property
    def bias(self) -> dict[str, float]:
        """Mean estimate minus mean truth, as a share of the mean truth."""
        return self._as_share_of_truth(lambda estimate: estimate.mean() - self.truth.mean())

    @property
    def standard_deviation(self) -> dict[str, float]:
        """Of the estimates over samples, as a share of the mean truth."""
        return self._as_share_of_truth(lambda estimate: estimate.std(ddof=1))

    @property
    def typical_error(self) -> dict[str, float]:
        """Root mean squared distance of an estimate from the truth, as a share of its mean."""
        return self._as_share_of_truth(
            lambda estimate: np.sqrt(((estimate - self.truth) ** 2).mean())
        )

    @property
    def bias_of_training_sets(self) -> dict[str, float]:
        """How much worse than the model fitted to everybody those of the splits truly are."""
        mean = self.truth.mean()
        return {name: float(true.mean() / mean - 1) for name, true in self.truth_in_splits.items()}

    @property
    def deviation(self) -> dict[str, Float[np.ndarray, " draws"]]:
        """Each estimate minus the mean truth, as a share of the mean truth."""
        return {name: values / self.truth.mean() - 1 for name, values in self.estimates.items()}

    @property
    def first_deviations(self) -> dict[str, Float[np.ndarray, " draws"]]:
        """The same of the first 100 samples."""
        return {name: values[:100] for name, values in self.deviation.items()}

    @property
    def correlation(self) -> float:
        """Of 10-fold's estimate with the truth of the same sample, over samples."""
        return float(np.corrcoef(self.estimates["10-fold"], self.truth)[0, 1])

    @property
    def distance_from_average(self) -> float:
        """Root mean squared distance of 10-fold's estimate from the mean truth, as a share."""
        return float(np.sqrt((self.deviation["10-fold"] ** 2).mean()))

    @property
    def spread_of_truth(self) -> float:
        """Standard deviation of the truth over samples, as a share of its mean."""
        return float(self.truth.std(ddof=1) / self.truth.mean())

    def _as_share_of_truth(self, summary: Callable[..., float]) -> dict[str, float]:
        mean = self.truth.mean()
        return {name: float(summary(values) / mean) for name, values in self.estimates.items()}


@experiment
def judge_procedures(
    fit: Callable[..., Float[np.ndarray, "splits p_and_1"]] = linear_coefficients,
    *,
    seed: int,
    draws: int = 400,
    weights: Sequence[float] = (0.3,) * 10,
) -> Procedures:
    """Estimate the error of a linear model on 60 simulated people, by each procedure.

    Parameters
    ----------
    fit
        Takes predictors, outcome and how often each row trains in each split; returns an intercept
        and weights for each split.
    weights
        What each predictor contributes to the outcome.
    """
    people = LinearPeople(np.array(weights))
    # people are in random order, so that the same rows may be held out of every sample
    folds = [rows_used(splitter, SMALL) for splitter in (KFold(5), KFold(10), LeaveOneOut())]
    estimates, truth, truth_in_splits = [], [], []
    for draw in seeds_from(seed, draws):
        table = people.sample(SMALL, seed=draw)
        split = ShuffleSplit(1, test_size=HELD_OUT, random_state=draw)
        used = [rows_used(split, SMALL), *folds, rows_used(Bootstrap(50, seed=draw), SMALL)]
        fits = [fit(table.X, table.y, rows.trains) for rows in used]
        errors = [
            held_out_errors(each, table.X, table.y, rows.held_out)
            for each, rows in zip(fits, used, strict=True)
        ]
        estimates.append([error.mean() for error in errors])
        [everybody] = fit(table.X, table.y, np.ones((1, SMALL)))
        truth.append(people.mean_absolute_error(everybody[1:], everybody[0]))
        truth_in_splits.append(
            [people.mean_absolute_error(each[:, 1:], each[:, 0]).mean() for each in fits]
        )
    return Procedures(
        dict(zip(PROCEDURES, np.transpose(estimates), strict=True)),
        np.array(truth),
        dict(zip(PROCEDURES, np.transpose(truth_in_splits), strict=True)),
    )


def best_predictor_coefficients(
    X: Float[np.ndarray, "n p"], y: Float[np.ndarray, " n"], trains: np.ndarray
) -> Float[np.ndarray, "splits p_and_1"]:
    """Regress on the one predictor that correlates most with the outcome, in each split.

    Which one it is may change with a single person: the fit is unstable.
    """
    share = trains / trains.sum(axis=1, keepdims=True)
    mean_X, mean_y = share @ X, share @ y
    covariance = share @ (X * y[:, None]) - mean_X * mean_y[:, None]
    variance = share @ X**2 - mean_X**2
    best = (covariance**2 / variance).argmax(axis=1)
    split = np.arange(len(trains))
    slope = (covariance / variance)[split, best]
    coefficients = np.zeros((len(trains), X.shape[1] + 1))
    coefficients[:, 0] = mean_y - slope * mean_X[split, best]
    coefficients[split, best + 1] = slope
    return coefficients


judge_on_unstable = partial(judge_procedures, best_predictor_coefficients, weights=(0.3,) * 20)


# --- The rule of thumb ----------------------------------------------------------------------------

SIZES = (50, 100, 200, 500, 1000, 2000, 5000, 10000)


@dataclass(frozen=True)
class Sizes:
    """How far estimates lie from the truth, by sample size.

    Attributes
    ----------
    n
        Number of people.
    single, k_fold
        Estimated mean absolute error by one split, and by k-fold cross-validation.
    truth
        That of the model fitted to the whole sample.
    """

    n: Int[np.ndarray, " sizes"]
    single: Float[np.ndarray, "draws sizes"]
    k_fold: Float[np.ndarray, "draws sizes"]
    truth: Float[np.ndarray, "draws sizes"]

    @property
    def single_distance(self) -> dict[int, float]:
        """Root mean squared distance of one split from the truth, as a share, by sample size."""
        return self._typical_distance(self.single)

    @property
    def k_fold_distance(self) -> dict[int, float]:
        """Root mean squared distance of k-fold from the truth, as a share, by sample size."""
        return self._typical_distance(self.k_fold)

    @property
    def gain(self) -> dict[int, float]:
        """How many times as far from the truth as k-fold one split is, by sample size."""
        k_fold = self.k_fold_distance
        return {n: single / k_fold[n] for n, single in self.single_distance.items()}

    def _typical_distance(self, estimates: Float[np.ndarray, "draws sizes"]) -> dict[int, float]:
        distance = np.sqrt(((estimates / self.truth - 1) ** 2).mean(axis=0))
        return dict(zip(self.n.tolist(), distance.tolist(), strict=True))

    @staticmethod
    def expected(held_out: np.ndarray) -> np.ndarray:
        """Give the standard error of a mean of absolute normal errors, as a share of the mean."""
        return np.sqrt((np.pi / 2 - 1) / held_out)


@experiment
def grow(*, seed: int, draws: int = 100, sizes: Sequence[int] = SIZES, k: int = 5) -> Sizes:
    """Estimate the error of linear regression by one split and by k-fold, for growing samples.

    There are four predictors of weight 0.5. The split holds out as many people as one fold.
    """
    people = LinearPeople(np.full(4, 0.5))
    rows = {n: rows_used(KFold(k), n) for n in sizes}
    results = []
    for draw in seeds_from(seed, draws):
        for n in sizes:
            table = people.sample(n, seed=draw)
            folds = linear_errors(table.X, table.y, rows[n])
            [fit] = linear_coefficients(table.X, table.y, np.ones((1, n)))
            # people are in random order, so that the first fold is a split like any other
            results.append((folds[0], folds.mean(), people.mean_absolute_error(fit[1:], fit[0])))
    single, k_fold, truth = np.moveaxis(np.reshape(results, (draws, len(sizes), 3)), -1, 0)
    return Sizes(np.array(sizes), single, k_fold, truth)
