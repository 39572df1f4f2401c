"""Random ReLU features of handwritten digits: a fixed number of them, and more and more digits."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int

from conundrum.evaluation.random_features import TRAIN, draw_digits, random_features
from conundrum.evaluation.risk import RiskCurve, risk_curve
from conundrum.experiment import experiment
from conundrum.models.smoothers import LeastSquares
from conundrum.seeds import seeds_from

NOISES = (0.0, 0.1)
SAMPLE_SIZES = (50, 100, 200, 300, 350, 400, 450, 500, 600, 800, 1200)


@dataclass(frozen=True)
class MoreDigits:
    """Least-norm readouts of 400 random features, for growing numbers of training digits.

    Attributes
    ----------
    sizes
        The numbers of training digits.
    error
        The share of test digits for which another digit is predicted; by the share of training
        labels that was redrawn.
    """

    sizes: Int[np.ndarray, " m"]
    error: dict[float, Float[np.ndarray, "draws m"]]

    def risk(self, noise: float) -> RiskCurve:
        """Median and quartiles over draws, against the number of training digits."""
        return risk_curve(self.sizes, self.error[noise])


@experiment
def collect_digits(*, seed: int, draws: int = 5, sizes: Sequence[int] = SAMPLE_SIZES) -> MoreDigits:
    """Train on more and more digits, with 400 random features throughout."""
    errors = [[_errors(draw, size) for size in sizes] for draw in seeds_from(seed, draws)]
    by_noise = np.moveaxis(errors, -1, 0)
    return MoreDigits(np.array(sizes), dict(zip(NOISES, by_noise, strict=True)))


def _errors(seed: int, size: int) -> Float[np.ndarray, " noises"]:
    task = draw_digits(seed=seed, size=size, noises=NOISES)
    train, test = (random_features(p, TRAIN, seed=seed) for p in (task.train, task.test))
    return task.error(test @ LeastSquares.on(train).coefficients(task.one_hot))
