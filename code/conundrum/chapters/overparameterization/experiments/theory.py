"""Linear regression with as many features as wanted: simulations beside exact formulas."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from conundrum.evaluation.isotropic import (
    NOISE,
    Simulation,
    exact_error,
    exact_ridge_error,
    simulate,
)
from conundrum.experiment import experiment

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
