"""Linear regression with as many features as wanted: simulations beside exact formulas."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int

from conundrum.evaluation.gaussian_features import least_norm_factors
from conundrum.evaluation.isotropic import (
    NOISE,
    Simulation,
    exact_error,
    exact_ridge_error,
    simulate,
)
from conundrum.experiment import experiment
from conundrum.models.linear import minimum_norm
from conundrum.seeds import seeds_from

N = 200
#: None within 9 of n: there the error is so heavy-tailed that no simulation settles.
FEATURES = (
    *(20, 40, 60, 80, 100, 120, 140, 160, 180, 190),
    *(210, 220, 250, 280, 320, 400, 500, 600, 800),
)
SAMPLE_SIZES = (20, 40, 50, 60, 70, 80, 90, 110, 120, 140, 170, 200, 260, 330, 400)
FIXED = 100


@experiment
def grow_features(*, seed: int, draws: int = 100, repeats: int = 20) -> Simulation:
    """Simulate regressions with 200 observations and a growing number of features."""
    return simulate([(N, p) for p in FEATURES], seed=seed, draws=draws, repeats=repeats)


@experiment
def grow_samples(
    *,
    seed: int,
    draws: int = 100,
    repeats: int = 20,
    noise: float = NOISE,
    sizes: Sequence[int] = SAMPLE_SIZES,
) -> Simulation:
    """Simulate regressions with 100 features and a growing number of observations.

    Parameters
    ----------
    seed, draws, repeats : int
        How many tables are drawn, and how many responses to each.
    noise : float
        The standard deviation of the noise; that of the signal is 1.
    sizes : sequence of int
        The numbers of observations.
    """
    shapes = [(n, FIXED) for n in sizes]
    return simulate(shapes, seed=seed, draws=draws, repeats=repeats, noise=noise)


@dataclass(frozen=True)
class Curves:
    """What is calculated, for one size of the noise.

    Attributes
    ----------
    noise
        The standard deviation of the noise; that of the signal is 1.
    ratio
        Features per observation.
    least_norm, ridge
        The test error of the least-norm fit and of the best ridge regression, for many
        observations.
    """

    noise: float
    ratio: Float[np.ndarray, " m"]
    least_norm: Float[np.ndarray, " m"]
    ridge: Float[np.ndarray, " m"]


@experiment
def calculate(noise: float) -> Curves:
    """Calculate test errors for a thousand observations and 0.05 to 8 times as many features."""
    ratio = np.geomspace(0.05, 8, 240)
    n, p = 1000, 1000 * ratio
    least = exact_error(n, p, noise)
    # between n − 1 and n + 1 features the error is infinite, and has no place in a picture
    return Curves(
        noise, ratio, np.where(np.isfinite(least), least, np.nan), exact_ridge_error(n, p, noise)
    )


# --- Signal outside the model ---------------------------------------------------------------------

OBSERVED, ALL, STRONG = 100, 3000, 20
#: An even spread over all features puts this share of the signal into the first 20.
EVEN = STRONG / ALL
USED = (1, 3, 5, 10, 20, 30, 50, 70, 85, 92, 108, 115, 130, 160, 200, 300, 500, 1000, 2000, 3000)


@dataclass(frozen=True)
class Outside:
    """Regressions that use the first p of 3000 features; what they leave out acts as noise.

    Attributes
    ----------
    p
        The numbers of features used; there are 100 observations.
    share
        How much of the squared signal, which is 1, lies in the first 20 features; the others share
        the rest equally.
    noise
        The standard deviation of the noise.
    simulated
        The mean test error over simulations.
    """

    p: Int[np.ndarray, " m"]
    share: float
    noise: float
    simulated: Float[np.ndarray, " m"]

    @property
    def exact(self) -> Float[np.ndarray, " m"]:
        """What the formula says for these p."""
        return outside_error(self.p, self.share, self.noise)

    @property
    def line(self) -> tuple[Int[np.ndarray, " k"], Float[np.ndarray, " k"]]:
        """What the formula says for every p; not a number next to n, where it is infinite."""
        p = np.arange(1, ALL + 1)
        exact = outside_error(p, self.share, self.noise)
        return p, np.where(np.isfinite(exact), exact, np.nan)

    def at(self, p: int) -> float:
        """Return the simulated test error with p features."""
        return float(self.simulated[list(self.p).index(p)])

    @property
    def lowest_before(self) -> float:
        """The least simulated test error with fewer features than observations."""
        return float(self.simulated[self.p < OBSERVED].min())

    @property
    def lowest_after(self) -> float:
        """The least simulated test error with more features than observations."""
        return float(self.simulated[self.p > OBSERVED].min())

    @property
    def peak(self) -> float:
        """The largest simulated test error."""
        return float(self.simulated.max())


def squared_coefficients(share: float) -> Float[np.ndarray, " all"]:
    """Return the squared coefficients of all features; they sum to 1."""
    strong = np.full(STRONG, share / STRONG)
    return np.concatenate([strong, np.full(ALL - STRONG, (1 - share) / (ALL - STRONG))])


def outside_error(p: Int[np.ndarray, " m"], share: float, noise: float) -> Float[np.ndarray, " m"]:
    """Return the expected test error of the least-norm fit to the first p of all features."""
    inside = np.cumsum(squared_coefficients(share))[p - 1]
    outside = 1 - inside
    squared_bias, variance = least_norm_factors(OBSERVED, p)
    return (noise**2 + outside) * (1 + variance) + squared_bias * inside


@experiment
def use_first_features(
    *, seed: int, share: float = 0.8, noise: float = 0.0, draws: int = 20, repeats: int = 20
) -> Outside:
    """Simulate least-norm regressions on the first p of 3000 independent standard normal features.

    Parameters
    ----------
    seed, draws, repeats : int
        How many tables of features are drawn, and how many responses to each: signs of the
        coefficients and noise are drawn anew.
    share : float
        How much of the squared signal lies in the first 20 features.
    noise : float
        The standard deviation of the noise.
    """
    sizes = np.sqrt(squared_coefficients(share))
    errors = []
    for draw in seeds_from(seed, draws):
        rng = np.random.default_rng(draw)
        X = rng.standard_normal((OBSERVED, ALL))
        beta = sizes[:, None] * rng.choice([-1, 1], (ALL, repeats))
        y = X @ beta + noise * rng.standard_normal((OBSERVED, repeats))
        errors.append([])
        for p in USED:
            missed = minimum_norm(X[:, :p], y) - beta[:p]
            unused = beta[p:]
            errors[-1].append((missed**2).sum(axis=0).mean() + (unused**2).sum(axis=0).mean())
    return Outside(np.array(USED), share, noise, np.mean(errors, axis=0) + noise**2)


# --- More data can hurt: a penalty that somebody can choose ---------------------------------------


@dataclass(frozen=True)
class Chosen:
    """Ridge regression on 100 features with a penalty chosen by leaving one out.

    Attributes
    ----------
    n
        The numbers of observations.
    error
        The mean test error over simulations.
    """

    n: Int[np.ndarray, " m"]
    error: Float[np.ndarray, " m"]


PENALTIES = np.geomspace(0.1, 1000, 25)


@experiment
def choose_penalties(
    *, seed: int, draws: int = 100, sizes: Sequence[int] = SAMPLE_SIZES, noise: float = NOISE
) -> Chosen:
    """Choose the ridge penalty of each regression by its leave-one-out error.

    Parameters
    ----------
    seed, draws : int
        How many tables are drawn, with one response to each.
    sizes : sequence of int
        The numbers of observations.
    noise : float
        The standard deviation of the noise; that of the signal is 1.
    """
    errors = []
    for draw in seeds_from(seed, draws):
        rng = np.random.default_rng(draw)
        X = rng.standard_normal((max(sizes), FIXED))
        beta = rng.standard_normal(FIXED)
        beta /= np.linalg.norm(beta)
        y = X @ beta + noise * rng.standard_normal(len(X))
        found = [ridge_by_leave_one_out(X[:n], y[:n]) for n in sizes]
        errors.append([((coefficients - beta) ** 2).sum() + noise**2 for coefficients in found])
    return Chosen(np.array(sizes), np.mean(errors, axis=0))


def ridge_by_leave_one_out(
    X: Float[np.ndarray, "n p"], y: Float[np.ndarray, " n"]
) -> Float[np.ndarray, " p"]:
    """Return the coefficients for the penalty with the least leave-one-out error.

    Without observation i its residual is 1 / (1 − H[i, i]) times as large, H being the matrix that
    takes responses to fitted values.
    """
    U, s, Vt = np.linalg.svd(X, full_matrices=False)
    kept = s**2 / (s**2 + PENALTIES[:, None])
    residuals = y - (kept * (U.T @ y)) @ U.T
    left_out = residuals / (1 - kept @ (U**2).T)
    best = PENALTIES[(left_out**2).mean(axis=1).argmin()]
    return Vt.T @ (s / (s**2 + best) * (U.T @ y))
