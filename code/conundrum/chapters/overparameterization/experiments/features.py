"""Random ReLU features of handwritten digits: networks of which only the last layer is trained."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int

from conundrum.data.images import digits
from conundrum.data.labels import redraw
from conundrum.evaluation.risk import RiskCurve, risk_curve
from conundrum.models.smoothers import LeastSquares, effective_parameters
from conundrum.seeds import seeds_from

TRAIN = 400
CLASSES = 10
NOISES = (0.0, 0.1, 0.15)
WIDTHS = (
    *(10, 20, 40, 60, 80, 100, 120, 150, 200, 250, 300, 350, 380, 400, 420, 450, 500),
    *(600, 800, 1000, 1400, 1900, 2400),
)
PENALTIES = np.logspace(-1, 3, 9)
SAMPLE_SIZES = (50, 100, 150, 200, 300, 350, 400, 450, 500, 600, 800, 1000, 1200)


@dataclass(frozen=True)
class Task:
    """Digits to learn from and digits to be tested on.

    Attributes
    ----------
    train, test
        Pixels, centred: from each, its mean over the training images is taken away.
    labels
        Of the training images, for each share of noise.
    truth
        Of the test images.
    """

    train: Float[np.ndarray, "n p"]
    test: Float[np.ndarray, "m p"]
    labels: Int[np.ndarray, "noises n"]
    truth: Int[np.ndarray, " m"]

    @property
    def one_hot(self) -> Float[np.ndarray, "n columns"]:
        """A column for each share of noise and each digit: 1 where the image has that label."""
        return np.concatenate([np.eye(CLASSES)[labels] for labels in self.labels], axis=1)

    def error(self, scores: Float[np.ndarray, "m columns"]) -> Float[np.ndarray, " noises"]:
        """Share of test images for which the greatest score is at the wrong digit."""
        chosen = scores.reshape(len(self.truth), len(self.labels), CLASSES).argmax(axis=-1)
        return (self.truth != chosen.T).mean(axis=1)


def draw_task(*, seed: int, size: int = TRAIN, noises: Sequence[float] = NOISES) -> Task:
    """Draw training images, redraw a share of their labels, and test on all other images."""
    train, test = digits().split(size, seed=seed % 2**32)
    pixels, new = (d.pixels.reshape(len(d), -1).astype(float) for d in (train, test))
    labels = [redraw(train.labels, noise, classes=CLASSES, seed=seed) for noise in noises]
    mean = pixels.mean(axis=0)
    return Task(pixels - mean, new - mean, np.array(labels), test.labels)


def random_features(
    pixels: Float[np.ndarray, "n p"], width: int, *, seed: int
) -> Float[np.ndarray, "n width"]:
    """Return the hidden units of a network at random weights.

    Weights are normal with variance 1 / p, biases with variance 0.01. A narrower network has the
    first units of a wider one.
    """
    rng = np.random.default_rng(seed)
    p = pixels.shape[1]
    units = rng.standard_normal((width, p + 1))
    weights, biases = units[:, :p] / np.sqrt(p), 0.1 * units[:, p]
    return np.maximum(0, pixels @ weights.T + biases)


@dataclass(frozen=True)
class Widening:
    """Least-norm readouts of random features, on many draws of 400 digits.

    Attributes
    ----------
    widths
        Number of features.
    noises
        Share of training labels that were redrawn.
    error
        Share of test digits that are misread.
    ridge_error
        The same with a ridge penalty, the one that is best on the test digits.
    squared_norm
        Of the readout, all digits and shares of noise together.
    effective_train, effective_test
        Effective number of parameters at the training digits and at the test digits.
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
        return risk_curve(self.widths, self.error[..., list(self.noises).index(noise)])

    @property
    def at_n(self) -> int:
        """The column with as many features as training digits."""
        return list(self.widths).index(TRAIN)

    @property
    def first_minimum(self) -> Float[np.ndarray, "draws noises"]:
        """Least error with fewer features than training digits."""
        return self.error[:, : self.at_n].min(axis=1)

    @property
    def best_ridge(self) -> Float[np.ndarray, " m"]:
        """Median over draws of the best ridge error, for the most noise."""
        return np.median(self.ridge_error[..., -1], axis=0)


def widen(*, seed: int, draws: int = 5, widths: Sequence[int] = WIDTHS) -> Widening:
    """Fit readouts of more and more random features."""
    rows = [_widen_one(draw, widths) for draw in seeds_from(seed, draws)]
    error, ridge, norm, train, test = (np.array(part) for part in zip(*rows, strict=True))
    return Widening(np.array(widths), np.array(NOISES), error, ridge, norm, train, test)


def _widen_one(seed: int, widths: Sequence[int]) -> tuple[np.ndarray, ...]:
    task = draw_task(seed=seed)
    train, test = (random_features(p, max(widths), seed=seed) for p in (task.train, task.test))
    measured = []
    for width in widths:
        squares = LeastSquares.on(train[:, :width])
        weights = squares.weights(test[:, :width])
        measured.append(
            (
                task.error(weights @ task.one_hot),
                _best_ridge(squares, test[:, :width], task),
                (squares.coefficients(task.one_hot) ** 2).sum(),
                effective_parameters(squares.weights(train[:, :width])),
                effective_parameters(weights),
            )
        )
    return tuple(np.array(part) for part in zip(*measured, strict=True))


def _best_ridge(
    squares: LeastSquares, test: Float[np.ndarray, "m d"], task: Task
) -> Float[np.ndarray, " noises"]:
    """Return the least error that any penalty reaches on the test digits."""
    errors = [
        task.error(test @ squares.coefficients(task.one_hot, penalty)) for penalty in PENALTIES
    ]
    return np.min(errors, axis=0)


@dataclass(frozen=True)
class MoreDigits:
    """Least-norm readouts of 400 random features, for growing numbers of training digits.

    Attributes
    ----------
    sizes
        Number of training digits.
    error
        Share of test digits that are misread; without noise, and with a tenth of labels redrawn.
    """

    sizes: Int[np.ndarray, " m"]
    error: Float[np.ndarray, "draws m 2"]


def collect_digits(*, seed: int, draws: int = 5, sizes: Sequence[int] = SAMPLE_SIZES) -> MoreDigits:
    """Train on more and more digits, with 400 random features throughout."""
    errors = []
    for draw in seeds_from(seed, draws):
        errors.append([])
        for size in sizes:
            task = draw_task(seed=draw, size=size, noises=NOISES[:2])
            train, test = (random_features(p, TRAIN, seed=draw) for p in (task.train, task.test))
            readout = LeastSquares.on(train).coefficients(task.one_hot)
            errors[-1].append(task.error(test @ readout))
    return MoreDigits(np.array(sizes), np.array(errors))
