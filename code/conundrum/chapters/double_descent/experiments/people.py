"""As many predictors as people, as many voxels as trials: what software does, and what it costs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int
from scipy.special import ndtr
from sklearn.datasets import load_diabetes
from sklearn.linear_model import LinearRegression, RidgeCV
from sklearn.preprocessing import PolynomialFeatures

from conundrum.evaluation.risk import RiskCurve, risk_curve
from conundrum.experiment import experiment
from conundrum.seeds import seeds_from

LEAST_NORM, FIRST_COLUMNS, RIDGE = "least norm", "first columns", "ridge"
PEOPLE = (20, 30, 40, 50, 58, 62, 65, 68, 72, 80, 100, 150, 220, 300)
VOXELS = (10, 20, 40, 60, 80, 90, 98, 106, 120, 150, 250, 500, 1000)
PENALTIES = np.logspace(-1, 5, 19)

Columns = Float[np.ndarray, "n p"]
Numbers = Float[np.ndarray, " n"]
Others = Float[np.ndarray, "m p"]
Predictions = Float[np.ndarray, " m"]


def independent_columns(X: Columns, *, tolerance: float = 1e-7) -> list[int]:
    """Return the columns that R's ``lm`` keeps: each that is no weighted sum of those before it.

    Its decomposition takes columns in their order and moves those to the end of which less than a
    share of their length is left, once what the columns before explain is taken off.

    References
    ----------
    R's help page of ``qr``, on the "limited column pivoting strategy" of ``dqrdc2``.
    """
    kept, directions = [], np.empty((len(X), 0))
    for number, column in enumerate(X.T):
        if len(kept) == len(X):
            break
        rest = column - directions @ (directions.T @ column)
        rest -= directions @ (directions.T @ rest)  # once more, against rounding
        if np.linalg.norm(rest) > tolerance * np.linalg.norm(column):
            kept.append(number)
            directions = np.column_stack([directions, rest / np.linalg.norm(rest)])
    return kept


def predict_with_first_columns(X: Columns, y: Numbers, new: Others) -> Predictions:
    """Fit least squares as R's ``lm`` does, and predict: columns it drops count for nothing."""
    X, new = (np.column_stack([np.ones(len(part)), part]) for part in (X, new))
    kept = independent_columns(X)
    return new[:, kept] @ np.linalg.lstsq(X[:, kept], y, rcond=None)[0]


def predict_with_least_norm(X: Columns, y: Numbers, new: Others) -> Predictions:
    """Fit least squares as scikit-learn does, and predict."""
    return LinearRegression().fit(X, y).predict(new)


def predict_with_ridge(X: Columns, y: Numbers, new: Others) -> Predictions:
    """Fit ridge regression with the penalty that leave-one-out cross-validation chooses."""
    return RidgeCV(PENALTIES).fit(X, y).predict(new)


METHODS: dict[str, Callable[[Columns, Numbers, Others], Predictions]] = {
    LEAST_NORM: predict_with_least_norm,
    FIRST_COLUMNS: predict_with_first_columns,
    RIDGE: predict_with_ridge,
}


def patients() -> tuple[Columns, Numbers]:
    """Return 442 patients with diabetes, and how far their illness went within a year.

    The predictors are ten measures, their squares and their products, as in Efron et al. (2004),
    section 3: 64 in all, since the square of a variable with two values says nothing new.
    """
    X, y = load_diabetes(return_X_y=True)
    expanded = PolynomialFeatures(2, include_bias=False).fit_transform(X / X.std(axis=0))
    kept = independent_columns(np.column_stack([np.ones(len(X)), expanded]))
    return expanded[:, np.array(kept[1:]) - 1], y


@dataclass(frozen=True)
class Sizes:
    """Errors of several ways to do least squares, for growing studies.

    Attributes
    ----------
    sizes
        People or voxels.
    error
        By the name of the way.
    """

    sizes: Int[np.ndarray, " m"]
    error: dict[str, Float[np.ndarray, "draws m"]]

    def risk(self, method: str) -> RiskCurve:
        """Median and quartiles over draws."""
        return risk_curve(self.sizes, self.error[method])

    def at(self, method: str, size: int) -> float:
        """Return the median over draws at one size."""
        return self.risk(method).at(size)


@experiment
def recruit_patients(
    *, seed: int, draws: int = 20, sizes: Sequence[int] = PEOPLE, predictors: int = 64
) -> Sizes:
    """Predict the course of diabetes from many predictors, with more and more patients.

    Each draw puts the patients into another order; the first so many are learned from, the last 142
    are for testing. Predictors are standardised by the training patients. Errors are mean squared
    errors, in units of the variance of the outcome among all patients.

    Parameters
    ----------
    seed, draws : int
    sizes : sequence of int
        Numbers of patients to learn from.
    predictors : int
        The first so many are used.
    """
    X, y = patients()
    X = X[:, :predictors]
    errors = {method: np.empty((draws, len(sizes))) for method in METHODS}
    for draw, draw_seed in enumerate(seeds_from(seed, draws)):
        order = np.random.default_rng(draw_seed).permutation(len(y))
        test = order[max(sizes) :]
        for column, size in enumerate(sizes):
            train = order[:size]
            centre, scale = X[train].mean(axis=0), X[train].std(axis=0)
            scale = np.where(scale > 0, scale, 1)
            known, new = (X[train] - centre) / scale, (X[test] - centre) / scale
            for method, predict in METHODS.items():
                missed = predict(known, y[train], new) - y[test]
                errors[method][draw, column] = np.mean(missed**2) / y.var()
    return Sizes(np.array(sizes), errors)


@experiment
def add_voxels(
    *,
    seed: int,
    draws: int = 20,
    trials: int = 100,
    voxels: Sequence[int] = VOXELS,
    effect: float = 0.1,
) -> Sizes:
    """Decode two conditions from more and more simulated voxels.

    Each voxel answers to the difference between conditions, by an amount that is normal with mean
    0, and has independent normal noise of variance 1. The decoder is a regression on −1 and 1, half
    of the trials each, whose sign decides. Errors are expected shares of new trials that are
    decoded wrong, given the decoder.

    Parameters
    ----------
    seed, draws : int
    trials : int
        To learn from.
    voxels : sequence of int
        Fewer voxels are the first of more.
    effect : float
        The standard deviation over voxels of half the difference between conditions.
    """
    methods = (LEAST_NORM, RIDGE)
    errors = {method: np.empty((draws, len(voxels))) for method in methods}
    condition = np.repeat([-1.0, 1.0], trials // 2)
    for draw, draw_seed in enumerate(seeds_from(seed, draws)):
        rng = np.random.default_rng(draw_seed)
        half = effect * rng.normal(size=max(voxels))
        activity = np.outer(condition, half) + rng.normal(size=(len(condition), max(voxels)))
        for column, count in enumerate(voxels):
            answers = np.vstack([np.zeros(count), np.eye(count)])
            for method in methods:
                # a linear decoder is known by what it says of no activity, and of each voxel alone
                offset, *rises = METHODS[method](activity[:, :count], condition, answers)
                weights = np.array(rises) - offset
                length = np.linalg.norm(weights)
                mean = weights @ half[:count]
                errors[method][draw, column] = np.mean(
                    [ndtr(-(sign * offset + mean) / length) for sign in (-1, 1)]
                )
    return Sizes(np.array(voxels), errors)
