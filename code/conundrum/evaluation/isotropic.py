"""Linear regression on independent, standard normal features: simulations beside formulas.

The response is y = x·β + noise, and all features matter a little: β points in a random direction
and has length 1. Errors are expected squared errors on a new observation, its own noise included.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int
from numpy.typing import ArrayLike
from scipy.linalg import cho_factor, cho_solve

from conundrum.evaluation.gaussian_features import best_ridge_factor, least_norm_factors
from conundrum.seeds import seeds_from

NOISE = 0.5


def exact_error(n: ArrayLike, p: ArrayLike, noise: float = NOISE) -> Float[np.ndarray, "*m"]:
    """Return the expected test error of the least-norm fit with n observations and p features.

    Infinite for p = n − 1, n and n + 1.
    """
    squared_bias, variance = least_norm_factors(n, p)
    return np.asarray(noise**2 * (1 + variance) + squared_bias)


def exact_ridge_error(n: ArrayLike, p: ArrayLike, noise: float = NOISE) -> Float[np.ndarray, "*m"]:
    """Return the test error of ridge regression with the best penalty, p σ², for large n and p."""
    return np.asarray(noise**2 * (1 + best_ridge_factor(n, p, noise)))


@dataclass(frozen=True)
class Simulation:
    """Test errors of simulated regressions beside what is calculated.

    Attributes
    ----------
    n, p
        The numbers of observations and of features.
    noise
        The standard deviation of the noise; that of the signal is 1.
    least_norm, ridge
        The mean test error over simulations, of the least-norm fit and of ridge regression with
        the best penalty.
    """

    n: Int[np.ndarray, " m"]
    p: Int[np.ndarray, " m"]
    noise: float
    least_norm: Float[np.ndarray, " m"]
    ridge: Float[np.ndarray, " m"]

    @property
    def exact(self) -> Float[np.ndarray, " m"]:
        """Expected test error of the least-norm fit, for these n and p."""
        return exact_error(self.n, self.p, self.noise)

    @property
    def exact_ridge(self) -> Float[np.ndarray, " m"]:
        """Test error of the best ridge regression, in the limit of large n and p."""
        return exact_ridge_error(self.n, self.p, self.noise)

    @property
    def line(self) -> "Simulation":
        """What formulas say, for every size in between."""
        low, high = np.stack([self.n, self.p]).min(axis=1), np.stack([self.n, self.p]).max(axis=1)
        steps = np.arange((high - low).max() + 1)
        n, p = (start + steps * (end > start) for start, end in zip(low, high, strict=True))
        least = exact_error(n, p, self.noise)
        least[np.isinf(least)] = np.nan  # no place in a picture
        return Simulation(n, p, self.noise, least, exact_ridge_error(n, p, self.noise))

    def misfit(
        self, simulated: Float[np.ndarray, " m"], exact: Float[np.ndarray, " m"], *, away: float
    ) -> float:
        """Return the largest relative difference from a formula.

        Parameters
        ----------
        simulated, exact
            What was simulated and what the formula says, for each of the sizes.
        away
            Sizes whose p / n is nearer to 1 than this are left out; 0 for none.
        """
        far = np.abs(self.p / self.n - 1) >= away
        return float(np.abs(simulated / exact - 1)[far].max())


def simulate(
    shapes: Sequence[tuple[int, int]],
    *,
    seed: int,
    draws: int,
    repeats: int,
    noise: float = NOISE,
    strength: float = 1.0,
) -> Simulation:
    """Simulate least-norm and ridge regressions of several sizes.

    Parameters
    ----------
    shapes : sequence of pairs of int
        Numbers of observations and of features. In one draw, a smaller table is part of a larger.
    seed, draws : int
        How many tables of features are drawn.
    repeats : int
        How many directions of β, each with its noise, are drawn for each table.
    noise : float
        The standard deviation of the noise, above zero for a penalty to be best.
    strength : float
        By how much the best penalty of ridge regression is multiplied.
    """
    n, p = np.array(shapes).T
    errors = []
    for draw in seeds_from(seed, draws):
        rng = np.random.default_rng(draw)
        X = rng.standard_normal((n.max(), p.max()))
        errors.append(
            [_errors(X[:rows, :columns], repeats, rng, noise, strength) for rows, columns in shapes]
        )
    least_norm, ridge = np.mean(errors, axis=0).T
    return Simulation(n, p, noise, least_norm, ridge)


def _errors(
    X: Float[np.ndarray, "n p"],
    repeats: int,
    rng: np.random.Generator,
    noise: float,
    strength: float,
) -> tuple[float, float]:
    """Return mean test errors over fresh directions of β and fresh noise, the features kept.

    Of the two square matrices XᵀX and XXᵀ the smaller one is solved with.
    """
    n, p = X.shape
    beta = rng.standard_normal((p, repeats))
    beta /= np.linalg.norm(beta, axis=0)
    y = X @ beta + noise * rng.standard_normal((n, repeats))
    square = X.T @ X if p < n else X @ X.T
    errors = []
    for penalty in (0.0, strength * p * noise**2):
        factor = cho_factor(square + penalty * np.eye(len(square)))
        found = cho_solve(factor, X.T @ y) if p < n else X.T @ cho_solve(factor, y)
        errors.append(((found - beta) ** 2).sum(axis=0).mean() + noise**2)
    return tuple(errors)
