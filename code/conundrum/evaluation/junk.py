"""A table with ten predictors that matter, and with columns of junk beside them."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

REAL, OBSERVED, SCALE, NOISE = 10, 50, 0.1, 1.0


@dataclass(frozen=True)
class JunkTable:
    """Fifty observations of ten predictors and of junk.

    Attributes
    ----------
    X
        The ten predictors, standard normal.
    junk
        Columns that say nothing about the response.
    beta
        What the ten predictors do, of length 1.
    y
        Their weighted sum, and noise of standard deviation 1.
    """

    X: Float[np.ndarray, "n real"]
    junk: Float[np.ndarray, "n p"]
    beta: Float[np.ndarray, " real"]
    y: Float[np.ndarray, " n"]


def draw_junk_table(*, seed: int, columns: int, scale: float = SCALE) -> JunkTable:
    """Draw a table with so many columns of junk, each of the standard deviation `scale`."""
    rng = np.random.default_rng(seed)
    X = rng.standard_normal((OBSERVED, REAL))
    junk = scale * rng.standard_normal((OBSERVED, columns))
    beta = rng.standard_normal(REAL)
    beta /= np.linalg.norm(beta)
    return JunkTable(X, junk, beta, X @ beta + NOISE * rng.standard_normal(OBSERVED))
