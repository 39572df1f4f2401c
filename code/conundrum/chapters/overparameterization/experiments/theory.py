"""Linear regression with as many features as wanted: simulations beside exact formulas.

Features are independent and standard normal, y = x·β + noise, and all features matter: β points in
a random direction and has length 1. Errors are expected squared errors on a new observation.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int
from numpy.typing import ArrayLike
from scipy.linalg import cho_factor, cho_solve

from conundrum.evaluation.gaussian_features import best_ridge_factor, least_norm_factors
from conundrum.seeds import seeds_from

SIGNAL = 1.0
NOISE = 0.5
N = 200
#: None within 9 of n: there the error is so heavy-tailed that no simulation settles.
FEATURES = (
    20,
    40,
    60,
    80,
    100,
    120,
    140,
    160,
    180,
    190,
    210,
    220,
    250,
    280,
    320,
    400,
    500,
    600,
    800,
)
SAMPLE_SIZES = (20, 40, 50, 60, 70, 80, 90, 110, 120, 140, 170, 200, 260, 330, 400)
FIXED = 100


def exact_error(n: ArrayLike, p: ArrayLike, noise: float = NOISE) -> Float[np.ndarray, "*m"]:
    """Return the expected test error of the least-norm fit with n observations and p features.

    Infinite for p = n − 1, n and n + 1.
    """
    squared_bias, variance = least_norm_factors(n, p)
    return np.asarray(noise**2 * (1 + variance) + SIGNAL**2 * squared_bias)


def exact_ridge_error(n: ArrayLike, p: ArrayLike, noise: float = NOISE) -> Float[np.ndarray, "*m"]:
    """Return the test error of ridge regression with the best penalty, p σ² / ‖β‖², for large n."""
    return np.asarray(noise**2 * (1 + best_ridge_factor(n, p, noise, SIGNAL)))


@dataclass(frozen=True)
class Simulation:
    """Test errors of simulated regressions beside what is calculated.

    Attributes
    ----------
    n, p
        Observations and features.
    least_norm, ridge
        Mean test error over simulations, of the least-norm fit and of ridge regression with the
        best penalty.
    exact, exact_ridge
        What formulas say.
    """

    n: Int[np.ndarray, " m"]
    p: Int[np.ndarray, " m"]
    least_norm: Float[np.ndarray, " m"]
    ridge: Float[np.ndarray, " m"]

    @property
    def line(self) -> "Simulation":
        """What formulas say, for every size in between."""
        low, high = np.stack([self.n, self.p]).min(axis=1), np.stack([self.n, self.p]).max(axis=1)
        steps = np.arange((high - low).max() + 1)
        n, p = (start + steps * (end > start) for start, end in zip(low, high, strict=True))
        least = exact_error(n, p)
        least[np.isinf(least)] = np.nan  # no place in a picture
        return Simulation(n, p, least, exact_ridge_error(n, p))

    @property
    def exact(self) -> Float[np.ndarray, " m"]:
        """Expected test error of the least-norm fit, for these n and p."""
        return exact_error(self.n, self.p)

    @property
    def exact_ridge(self) -> Float[np.ndarray, " m"]:
        """Test error of the best ridge regression, in the limit of large n and p."""
        return exact_ridge_error(self.n, self.p)


def grow_features(
    *, seed: int, draws: int = 100, repeats: int = 20, features: Sequence[int] = FEATURES
) -> Simulation:
    """Simulate regressions with 200 observations and a growing number of features."""
    return _simulate(seed, draws, repeats, [(N, p) for p in features])


def grow_samples(
    *, seed: int, draws: int = 100, repeats: int = 20, sizes: Sequence[int] = SAMPLE_SIZES
) -> Simulation:
    """Simulate regressions with 100 features and a growing number of observations."""
    return _simulate(seed, draws, repeats, [(n, FIXED) for n in sizes])


def _simulate(seed: int, draws: int, repeats: int, shapes: Sequence[tuple[int, int]]) -> Simulation:
    n, p = np.array(shapes).T
    errors = []
    for draw in seeds_from(seed, draws):
        rng = np.random.default_rng(draw)
        X = rng.standard_normal((n.max(), p.max()))
        errors.append([_errors(X[:rows, :columns], repeats, rng) for rows, columns in shapes])
    least_norm, ridge = np.mean(errors, axis=0).T
    return Simulation(n, p, least_norm, ridge)


def _errors(
    X: Float[np.ndarray, "n p"], repeats: int, rng: np.random.Generator
) -> tuple[float, float]:
    """Return mean test errors over fresh directions of β and fresh noise, the features kept.

    Of the two square matrices XᵀX and XXᵀ the smaller one is solved with.
    """
    n, p = X.shape
    beta = rng.standard_normal((p, repeats))
    beta *= SIGNAL / np.linalg.norm(beta, axis=0)
    y = X @ beta + NOISE * rng.standard_normal((n, repeats))
    errors = []
    for penalty in (0.0, p * NOISE**2 / SIGNAL**2):
        if p < n:
            solved = cho_solve(cho_factor(X.T @ X + penalty * np.eye(p)), X.T @ y)
        else:
            solved = X.T @ cho_solve(cho_factor(X @ X.T + penalty * np.eye(n)), y)
        errors.append(((solved - beta) ** 2).sum(axis=0).mean() + NOISE**2)
    return tuple(errors)


@dataclass(frozen=True)
class Curves:
    """What is calculated, for one size of the noise.

    Attributes
    ----------
    noise
        Standard deviation of the noise; the signal's is 1.
    ratio
        Features per observation.
    least_norm, ridge
        Test error of the least-norm fit and of the best ridge regression, for many observations.
    """

    noise: float
    ratio: Float[np.ndarray, " m"]
    least_norm: Float[np.ndarray, " m"]
    ridge: Float[np.ndarray, " m"]


def calculate(noise: float) -> Curves:
    """Calculate test errors for a thousand observations and 0.05 to 8 times as many features."""
    ratio = np.geomspace(0.05, 8, 240)
    n, p = 1000, 1000 * ratio
    least = exact_error(n, p, noise)
    # between n − 1 and n + 1 features the error is infinite, and has no place in a picture
    return Curves(
        noise, ratio, np.where(np.isfinite(least), least, np.nan), exact_ridge_error(n, p, noise)
    )
