"""Random ReLU features of handwritten digits: networks of which only the last layer is trained.

There is one recipe. Pixels run from 0 to 1, and from each its mean over the training images is
taken away. Weights are normal with variance 1 / p for p pixels, biases with variance 0.01. Of the
training labels an exact share is redrawn, all ten digits equally likely; test labels are right.
The readout predicts ten columns, 1 for the label and 0 elsewhere; the largest decides.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int
from sklearn.model_selection import KFold

from conundrum.data.images import digits
from conundrum.data.labels import redraw

TRAIN = 400
CLASSES = 10
BIAS = 0.1  # standard deviation of the biases of random features


@dataclass(frozen=True)
class DigitTask:
    """Digits to learn from and digits to be tested on.

    Attributes
    ----------
    train, test
        The centred pixels of the training images and of all other images.
    noises
        The shares of training labels that were redrawn.
    labels
        The labels to learn from, for each share.
    truth
        The right labels of the test images.
    """

    train: Float[np.ndarray, "n p"]
    test: Float[np.ndarray, "m p"]
    noises: Sequence[float]
    labels: Int[np.ndarray, "noises n"]
    truth: Int[np.ndarray, " m"]

    @property
    def one_hot(self) -> Float[np.ndarray, "n columns"]:
        """A column for each share of noise and each digit: 1 where the image has that label."""
        return np.concatenate([np.eye(CLASSES)[labels] for labels in self.labels], axis=1)

    def error(self, scores: Float[np.ndarray, "m columns"]) -> Float[np.ndarray, " noises"]:
        """Return the share of test images for which the greatest score is at the wrong digit."""
        return _misread(scores, np.broadcast_to(self.truth, (len(self.labels), len(self.truth))))


def draw_digits(
    *, seed: int, size: int = TRAIN, noises: Sequence[float] = (0.0, 0.15)
) -> DigitTask:
    """Draw training images, redraw a share of their labels, and test on all other images."""
    train, test = digits().split(size, seed=seed)
    pixels, new = (part.pixels.reshape(len(part), -1).astype(float) for part in (train, test))
    labels = [redraw(train.labels, noise, classes=CLASSES, seed=seed) for noise in noises]
    mean = pixels.mean(axis=0)
    return DigitTask(pixels - mean, new - mean, tuple(noises), np.array(labels), test.labels)


def random_features(
    pixels: Float[np.ndarray, "n p"], width: int, *, seed: int
) -> Float[np.ndarray, "n width"]:
    """Return the hidden units of a network at random weights.

    A narrower network has the first units of a wider one.
    """
    rng = np.random.default_rng(seed)
    p = pixels.shape[1]
    units = rng.standard_normal((width, p + 1))
    weights, biases = units[:, :p] / np.sqrt(p), BIAS * units[:, p]
    return np.maximum(0, pixels @ weights.T + biases)


def ridge_errors(
    features: Float[np.ndarray, "n d"],
    new: Float[np.ndarray, "m d"],
    task: DigitTask,
    penalties: Float[np.ndarray, " penalties"],
) -> Float[np.ndarray, "penalties noises"]:
    """Return the share of test digits that ridge regression misreads at each penalty.

    Parameters
    ----------
    features, new
        The features of the training and of the test images.
    task
        The labels of both.
    penalties
        Each on the sum of squared coefficients, beside the sum of squared errors; above zero.
    """
    scores = _ridge_scores(features @ features.T, new @ features.T, task.one_hot, penalties)
    return np.array([task.error(each) for each in scores])


def cross_validated_errors(
    features: Float[np.ndarray, "n d"],
    task: DigitTask,
    penalties: Float[np.ndarray, " penalties"],
    *,
    folds: int = 5,
) -> Float[np.ndarray, "penalties noises"]:
    """Return the error of each penalty by cross-validation on the training images.

    Labels of the fold that is held out are as noisy as all others. A penalty is per observation
    here, scaled down with the observations that are left to learn from.
    """
    kernel, n = features @ features.T, len(features)
    errors = []
    for rest, held_out in KFold(folds).split(kernel):  # the images are in random order
        scores = _ridge_scores(
            kernel[np.ix_(rest, rest)],
            kernel[np.ix_(held_out, rest)],
            task.one_hot[rest],
            penalties * len(rest) / n,
        )
        errors.append([_misread(each, task.labels[:, held_out]) for each in scores])
    return np.mean(errors, axis=0)


def _ridge_scores(
    kernel: Float[np.ndarray, "n n"],
    kernel_new: Float[np.ndarray, "m n"],
    targets: Float[np.ndarray, "n columns"],
    penalties: Float[np.ndarray, " penalties"],
) -> list[Float[np.ndarray, "m columns"]]:
    """Return the predictions of ridge at each penalty, from inner products of features.

    ΦᵀΦ and ΦΦᵀ give the same predictions; the second is n × n, however many features there are.
    """
    values, vectors = np.linalg.eigh(kernel)
    rotated, new = vectors.T @ targets, kernel_new @ vectors
    values = np.maximum(values, 0)  # below zero by rounding only
    return [new @ (rotated / (values + penalty)[:, None]) for penalty in penalties]


def _misread(
    scores: Float[np.ndarray, "m columns"], labels: Int[np.ndarray, "noises m"]
) -> Float[np.ndarray, " noises"]:
    chosen = scores.reshape(len(scores), len(labels), CLASSES).argmax(axis=-1)
    return (labels != chosen.T).mean(axis=1)
