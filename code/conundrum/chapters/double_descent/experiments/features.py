"""Random ReLU features of handwritten digits: least norm, ridge, and more and more of them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int

from conundrum.evaluation.random_features import TRAIN, draw_digits, random_features, ridge_errors
from conundrum.evaluation.risk import RiskCurve, risk_curve
from conundrum.experiment import experiment
from conundrum.models.smoothers import LeastSquares, effective_parameters
from conundrum.seeds import seeds_from

NOISES = (0.0, 0.1, 0.15)
WIDTHS = (
    *(10, 20, 40, 60, 80, 100, 120, 150, 200, 250, 300, 350, 380, 400, 420, 450, 500),
    *(600, 800, 1200, 2400),
)
PENALTIES = np.logspace(-1, 3, 9)
SAMPLE_SIZES = (50, 100, 150, 200, 300, 350, 400, 450, 500, 600, 800, 1000, 1200)


@dataclass(frozen=True)
class Widening:
    """Least-norm readouts of random features, on many draws of 400 digits.

    Attributes
    ----------
    widths
        The numbers of features.
    noises
        The shares of training labels that were redrawn, increasing.
    error
        The share of test digits that are misread.
    ridge_error
        The same with a ridge penalty, the one that is best on the test digits.
    squared_norm
        The squared norm of the readout, all digits and shares of noise together.
    effective_train, effective_test
        The effective number of parameters at the training digits and at the test digits.
    """

    widths: Int[np.ndarray, " m"]
    noises: Float[np.ndarray, " noises"]
    error: Float[np.ndarray, "draws m noises"]
    ridge_error: Float[np.ndarray, "draws m noises"]
    squared_norm: Float[np.ndarray, "draws m"]
    effective_train: Float[np.ndarray, "draws m"]
    effective_test: Float[np.ndarray, "draws m"]

    def risk(self, noise: float) -> RiskCurve:
        """Median and quartiles over draws of the error, for one share of noise."""
        return risk_curve(self.widths, self.error[..., self._column(noise)])

    def ridge_risk(self, noise: float) -> RiskCurve:
        """Median and quartiles over draws of the error with the best ridge penalty."""
        return risk_curve(self.widths, self.ridge_error[..., self._column(noise)])

    def ends(self, noise: float) -> Float[np.ndarray, " draws"]:
        """Return the error of the widest in each draw, relative to its first minimum."""
        errors = self.error[..., self._column(noise)]
        return np.array([risk_curve(self.widths, [draw]).end for draw in errors])

    def ridge_ends(self, noise: float) -> Float[np.ndarray, " draws"]:
        """Return the same for ridge, relative to the first minimum without a penalty."""
        column = self._column(noise)
        least_norm, ridge = self.error[..., column], self.ridge_error[:, -1, column]
        return np.array(
            [
                end / risk_curve(self.widths, [draw]).lowest
                for end, draw in zip(ridge, least_norm, strict=True)
            ]
        )

    @property
    def cleanest(self) -> RiskCurve:
        """The error for the smallest share of noise."""
        return self.risk(self.noises[0])

    @property
    def at_n(self) -> int:
        """The column with as many features as training digits."""
        return list(self.widths).index(TRAIN)

    @property
    def peaks(self) -> Int[np.ndarray, " noises"]:
        """The number of features at the peak of the median error, for each share of noise."""
        return np.array([self.widths[self.risk(noise).peak] for noise in self.noises])

    @property
    def effective(self) -> Float[np.ndarray, " m"]:
        """The median over draws of the effective parameters at test digits."""
        return np.median(self.effective_test, axis=0)

    def _column(self, noise: float) -> int:
        return list(self.noises).index(noise)


@experiment
def widen(
    *,
    seed: int,
    draws: int = 5,
    widths: Sequence[int] = WIDTHS,
    noises: Sequence[float] = NOISES,
) -> Widening:
    """Fit readouts of more and more random features to 400 digits.

    Parameters
    ----------
    seed, draws : int
        Each draw chooses other training digits and other features.
    widths : sequence of int
        The numbers of features.
    noises : sequence of float
        The shares of training labels that are redrawn, increasing.
    """
    rows = [_widen_one(draw, widths, noises) for draw in seeds_from(seed, draws)]
    error, ridge, norm, train, test = (np.array(part) for part in zip(*rows, strict=True))
    return Widening(np.array(widths), np.array(noises, float), error, ridge, norm, train, test)


def _widen_one(seed: int, widths: Sequence[int], noises: Sequence[float]) -> tuple[np.ndarray, ...]:
    task = draw_digits(seed=seed, noises=noises)
    train, test = (random_features(p, max(widths), seed=seed) for p in (task.train, task.test))
    measured = []
    for width in widths:
        features, new = train[:, :width], test[:, :width]
        squares = LeastSquares.on(features)
        weights = squares.weights(new)
        measured.append(
            (
                task.error(weights @ task.one_hot),
                ridge_errors(features, new, task, PENALTIES).min(axis=0),
                (squares.coefficients(task.one_hot) ** 2).sum(),
                effective_parameters(squares.weights(features)),
                effective_parameters(weights),
            )
        )
    return tuple(np.array(part) for part in zip(*measured, strict=True))


@dataclass(frozen=True)
class MoreDigits:
    """Least-norm readouts of 400 random features, for growing numbers of training digits.

    Attributes
    ----------
    sizes
        The numbers of training digits.
    error
        The share of test digits that are misread; without noise, and with a tenth of the labels
        redrawn.
    """

    sizes: Int[np.ndarray, " m"]
    error: dict[float, Float[np.ndarray, "draws m"]]

    def risk(self, noise: float) -> RiskCurve:
        """Median and quartiles over draws, against the number of training digits."""
        return risk_curve(self.sizes, self.error[noise])


@experiment
def collect_digits(*, seed: int, draws: int = 5, sizes: Sequence[int] = SAMPLE_SIZES) -> MoreDigits:
    """Train on more and more digits, with 400 random features throughout."""
    noises = NOISES[:2]
    errors = []
    for draw in seeds_from(seed, draws):
        errors.append([])
        for size in sizes:
            task = draw_digits(seed=draw, size=size, noises=noises)
            train, test = (random_features(p, TRAIN, seed=draw) for p in (task.train, task.test))
            readout = LeastSquares.on(train).coefficients(task.one_hot)
            errors[-1].append(task.error(test @ readout))
    by_noise = np.moveaxis(errors, -1, 0)
    return MoreDigits(np.array(sizes), dict(zip(noises, by_noise, strict=True)))
