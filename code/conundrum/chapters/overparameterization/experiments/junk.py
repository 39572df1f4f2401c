"""Columns that say nothing about the response, and the penalty that they amount to."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int

from conundrum.experiment import experiment
from conundrum.models.linear import minimum_norm, ridge
from conundrum.seeds import seeds_from

REAL, OBSERVED = 10, 50
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
    """

    p: Int[np.ndarray, " m"]
    scale: float
    least_norm: Float[np.ndarray, "draws m"]
    ridge: Float[np.ndarray, "draws m"]
    train_error: Float[np.ndarray, "draws m"]

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

    def ratio(self, p: int) -> float:
        """Return the mean test error of the least-norm fit, relative to that of ridge."""
        return float((self.mean_error / self.mean_ridge)[list(self.p).index(p)])


@experiment
def add_junk(
    *, seed: int, draws: int = 50, scale: float = 0.1, numbers: Sequence[int] = JUNK
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
    return Junk(np.array(numbers), scale, *np.moveaxis(rows, -1, 0))


def _add_junk_once(
    seed: int, scale: float, numbers: Sequence[int]
) -> list[tuple[float, float, float]]:
    rng = np.random.default_rng(seed)
    X = rng.standard_normal((OBSERVED, REAL))
    junk = scale * rng.standard_normal((OBSERVED, max(numbers)))
    beta = rng.standard_normal(REAL)
    beta /= np.linalg.norm(beta)
    y = X @ beta + rng.standard_normal(OBSERVED)
    measured = []
    for p in numbers:
        columns = np.hstack([X, junk[:, :p]])
        found = minimum_norm(columns, y)
        # a new observation has junk of its own: its coefficients add their squares, times scale²
        error = 1 + ((found[:REAL] - beta) ** 2).sum() + scale**2 * (found[REAL:] ** 2).sum()
        penalty = p * scale**2
        penalised = ridge(X, y, penalty) if p else minimum_norm(X, y)
        ridge_error = 1 + ((penalised - beta) ** 2).sum()
        measured.append((error, ridge_error, ((columns @ found - y) ** 2).mean()))
    return measured
