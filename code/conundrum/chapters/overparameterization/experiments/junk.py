"""Columns that say nothing about the response, and the penalty that they amount to."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int

from conundrum.evaluation.junk import NOISE, REAL, SCALE, draw_junk_table
from conundrum.experiment import experiment
from conundrum.models.linear import minimum_norm, ridge
from conundrum.seeds import seeds_from

#: Penalties with which the coefficients are compared, in units of p · scale².
PENALTIES = (1.0, 0.5, 2.0)
JUNK = (0, 5, 10, 20, 30, 35, 45, 50, 60, 80, 100, 200, 400, 1000, 3000, 10_000)


@dataclass(frozen=True)
class Junk:
    """Regression on ten predictors that matter and p that do not, on many draws.

    Attributes
    ----------
    p
        The numbers of junk columns.
    scale
        Their standard deviation; that of the ten predictors, of the signal and of the noise is 1.
    least_norm
        The test error of the least-norm fit to all columns.
    ridge
        The test error of ridge regression on the ten predictors alone, with the penalty p · scale²
        on the sum of squared coefficients.
    train_error
        The mean squared error of the least-norm fit on the 50 observations.
    distance
        How far the ten coefficients of the least-norm fit are from those of ridge regression,
        relative to the length of these; with once, half and twice the penalty.
    """

    p: Int[np.ndarray, " m"]
    scale: float
    least_norm: Float[np.ndarray, "draws m"]
    ridge: Float[np.ndarray, "draws m"]
    train_error: Float[np.ndarray, "draws m"]
    distance: Float[np.ndarray, "draws m penalties"]

    @property
    def mean_error(self) -> Float[np.ndarray, " m"]:
        """Mean over draws of the test error of the least-norm fit."""
        return self.least_norm.mean(axis=0)

    @property
    def mean_ridge(self) -> Float[np.ndarray, " m"]:
        """Mean over draws of the test error of ridge regression."""
        return self.ridge.mean(axis=0)

    def at(self, p: int) -> float:
        """Return the mean test error of the least-norm fit with p junk columns."""
        return float(self.mean_error[list(self.p).index(p)])

    def distance_from_ridge(self, p: int, penalty: float = 1.0) -> float:
        """Return the median over draws of a distance, with a penalty in units of p · scale²."""
        column = PENALTIES.index(penalty)
        return float(np.median(self.distance[:, list(self.p).index(p), column]))


@experiment
def add_junk(
    *, seed: int, draws: int = 50, scale: float = SCALE, numbers: Sequence[int] = JUNK
) -> Junk:
    """Add junk columns to a regression with 50 observations of ten predictors.

    Parameters
    ----------
    seed, draws : int
    scale : float
        The standard deviation of a junk column.
    numbers : sequence of int
        How many junk columns there are.
    """
    rows = [_add_junk_once(draw, scale, numbers) for draw in seeds_from(seed, draws)]
    return Junk(np.array(numbers), scale, *(np.array(part) for part in zip(*rows, strict=True)))


def _add_junk_once(
    seed: int, scale: float, numbers: Sequence[int]
) -> tuple[list[float], list[float], list[float], list[list[float]]]:
    table = draw_junk_table(seed=seed, columns=max(numbers), scale=scale)
    X, beta, y = table.X, table.beta, table.y
    measured = []
    for p in numbers:
        columns = np.hstack([X, table.junk[:, :p]])
        found = minimum_norm(columns, y)
        # a new observation has junk of its own: its coefficients add their squares, times scale²
        error = NOISE**2 + ((found[:REAL] - beta) ** 2).sum() + scale**2 * (found[REAL:] ** 2).sum()
        penalised = [
            ridge(X, y, share * p * scale**2) if p else minimum_norm(X, y) for share in PENALTIES
        ]
        ridge_error = NOISE**2 + ((penalised[0] - beta) ** 2).sum()
        distance = [
            float(np.linalg.norm(found[:REAL] - each) / np.linalg.norm(each)) for each in penalised
        ]
        measured.append((error, ridge_error, ((columns @ found - y) ** 2).mean(), distance))
    return tuple(list(part) for part in zip(*measured, strict=True))
