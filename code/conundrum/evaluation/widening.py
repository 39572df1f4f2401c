"""More and more random ReLU features of the same digits: least norm, ridge, and the limit.

Everything is worked out from inner products of the features. These form a matrix of the size of
the training data, however many features there are.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int

from conundrum.evaluation.random_features import (
    BIAS,
    TRAIN,
    DigitTask,
    draw_digits,
    random_features,
)
from conundrum.evaluation.risk import RiskCurve, risk_curve
from conundrum.experiment import experiment
from conundrum.models.features import relu_kernel
from conundrum.seeds import seeds_from

NOISES = (0.0, 0.1, 0.15)
WIDTHS = (10, 25, 50, 75, 100, 130, 200, 300, 350, 400, 450, 520, 700, 1200, 2400)
PENALTIES = np.logspace(-1, 3, 9)


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
        The test error: the share of test digits for which another digit is predicted.
    ridge_error
        The same with a ridge penalty, the one that is best on the test digits.
    squared_norm
        The squared norm of the readout, all digits and shares of noise together.
    effective_train, effective_test
        The effective number of parameters at the training digits and at the test digits.
    limit_error
        The test error of infinitely many features.
    """

    widths: Int[np.ndarray, " m"]
    noises: Float[np.ndarray, " noises"]
    error: Float[np.ndarray, "draws m noises"]
    ridge_error: Float[np.ndarray, "draws m noises"]
    squared_norm: Float[np.ndarray, "draws m"]
    effective_train: Float[np.ndarray, "draws m"]
    effective_test: Float[np.ndarray, "draws m"]
    limit_error: Float[np.ndarray, "draws noises"]

    def risk(self, noise: float) -> RiskCurve:
        """Median and quartiles over draws of the test error, for one share of noise."""
        return risk_curve(self.widths, self.error[..., self._column(noise)])

    def ridge_risk(self, noise: float) -> RiskCurve:
        """Median and quartiles over draws of the error with the best ridge penalty."""
        return risk_curve(self.widths, self.ridge_error[..., self._column(noise)])

    def limit(self, noise: float) -> float:
        """Return the median over draws of the test error of infinitely many features."""
        return float(np.median(self.limit_error[:, self._column(noise)]))

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
    def peaks(self) -> Int[np.ndarray, "draws noises"]:
        """The number of features at the peak, in each draw and for each share of noise."""
        return np.array(
            [
                [self.widths[risk_curve(self.widths, [column]).peak] for column in draw.T]
                for draw in self.error
            ]
        )

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
        Each draw chooses other training digits, other labels to be redrawn, and other features.
    widths : sequence of int
        The numbers of features.
    noises : sequence of float
        The shares of training labels that are redrawn, increasing.
    """
    rows = [_widen_one(draw, widths, noises) for draw in seeds_from(seed, draws)]
    parts = (np.array(part) for part in zip(*rows, strict=True))
    return Widening(np.array(widths), np.array(noises, float), *parts)


def _widen_one(seed: int, widths: Sequence[int], noises: Sequence[float]) -> tuple[np.ndarray, ...]:
    task = draw_digits(seed=seed, noises=noises)
    train, test = (random_features(p, max(widths), seed=seed) for p in (task.train, task.test))
    measured = []
    for width in widths:
        features, new = train[:, :width], test[:, :width]
        fit = _KernelFit.of(features @ features.T, new @ features.T, rank=min(features.shape))
        measured.append(
            (
                task.error(fit.scores(task.one_hot)),
                fit.least_ridge_error(task),
                fit.squared_norm(task.one_hot),
                float(len(fit.values)),
                fit.effective_parameters,
            )
        )
    limit = _KernelFit.of(
        relu_kernel(task.train, task.train, bias=BIAS),
        relu_kernel(task.test, task.train, bias=BIAS),
        rank=len(task.train),
    )
    parts = (np.array(part) for part in zip(*measured, strict=True))
    return (*parts, task.error(limit.scores(task.one_hot)))


@dataclass(frozen=True)
class _KernelFit:
    """Least squares and ridge from inner products of features.

    Attributes
    ----------
    values
        The squared singular values of the training features, those of zero left out.
    vectors
        The left singular vectors that belong to them.
    new
        The inner products of new features with training features, in the same coordinates.
    """

    values: Float[np.ndarray, " r"]
    vectors: Float[np.ndarray, "n r"]
    new: Float[np.ndarray, "m r"]

    @classmethod
    def of(
        cls, kernel: Float[np.ndarray, "n n"], kernel_new: Float[np.ndarray, "m n"], *, rank: int
    ) -> "_KernelFit":
        values, vectors = (part[..., -rank:] for part in np.linalg.eigh(kernel))
        kept = values > values[-1] * len(kernel) * np.finfo(float).eps
        return cls(values[kept], vectors[:, kept], kernel_new @ vectors[:, kept])

    def scores(
        self, targets: Float[np.ndarray, "n columns"], penalty: float = 0.0
    ) -> Float[np.ndarray, "m columns"]:
        return self.new @ (self.vectors.T @ targets / (self.values + penalty)[:, None])

    def least_ridge_error(self, task: DigitTask) -> Float[np.ndarray, " noises"]:
        errors = [task.error(self.scores(task.one_hot, penalty)) for penalty in PENALTIES]
        return np.min(errors, axis=0)

    def squared_norm(self, targets: Float[np.ndarray, "n columns"]) -> float:
        return float(((self.vectors.T @ targets) ** 2 / self.values[:, None]).sum())

    @property
    def effective_parameters(self) -> float:
        """Training data times the mean squared norm of the weights of a prediction."""
        return float(len(self.vectors) * ((self.new / self.values) ** 2).sum(axis=1).mean())
