"""Trained networks of growing width, with more and more of the training labels redrawn."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Float, Int
from torch.nn.functional import cross_entropy

from conundrum.evaluation.random_features import CLASSES, draw_digits
from conundrum.evaluation.risk import RiskCurve, risk_curve
from conundrum.experiment import experiment
from conundrum.models.networks import ReLUNetwork, predict
from conundrum.seeds import seeds_from
from conundrum.training.fleet import fit_fleet
from conundrum.training.optimisers import ADAM, Optimiser

NOISES = (0.0, 0.05, 0.1, 0.15, 0.2)
WIDTHS = (3, 4, 6, 9, 14, 22, 36, 80)
STEPS = (5, 10, 20, 40, 80, 150, 250, 400)
DIGITS = 600


@dataclass(frozen=True)
class NoisySweep:
    """Networks of several widths, trained on labels of which some share was redrawn.

    Attributes
    ----------
    noises : ndarray, shape (noises,)
        The share of labels that was redrawn, each class equally likely.
    widths : ndarray of int, shape (widths,)
        Units in the hidden layer.
    steps : ndarray of int, shape (steps,)
        After how many steps the networks were tested; the last is the end of training.
    train_error, test_error : ndarray, shape (draws, noises, widths, steps)
        Share of digits for which another than the label is predicted: of the training digits with
        the labels that were given, noise included; of other digits with true labels.
    """

    noises: Float[np.ndarray, " noises"]
    widths: Int[np.ndarray, " widths"]
    steps: Int[np.ndarray, " steps"]
    train_error: Float[np.ndarray, "draws noises widths steps"]
    test_error: Float[np.ndarray, "draws noises widths steps"]

    def risk(self, noise: float) -> RiskCurve:
        """Test error at the end of training against width, for one share of noise."""
        return risk_curve(self.widths, self.test_error[:, self._row(noise), :, -1])

    def train(self, noise: float) -> RiskCurve:
        """Train error at the end of training against width, for one share of noise."""
        return risk_curve(self.widths, self.train_error[:, self._row(noise), :, -1])

    def course(self, noise: float, width: int) -> RiskCurve:
        """Test error against steps, for one share of noise and one width."""
        column = list(self.widths).index(width)
        return risk_curve(self.steps, self.test_error[:, self._row(noise), column])

    def rise(self, noise: float) -> float:
        """Return by how much the median test error rises from its first minimum to its peak."""
        return self.risk(noise).highest - self.risk(noise).lowest

    def peak(self, noise: float) -> int:
        """Return the number of hidden units at the peak of the median test error."""
        return int(self.widths[self.risk(noise).peak])

    def least(self, noise: float) -> float:
        """Return the least median test error of all widths and numbers of steps."""
        return float(np.median(self.test_error[:, self._row(noise)], axis=0).min())

    def ends(self, noise: float) -> Float[np.ndarray, " draws"]:
        """Return the error of the widest in each draw, relative to its first minimum."""
        errors = self.test_error[:, self._row(noise), :, -1]
        return np.array([risk_curve(self.widths, [draw]).end for draw in errors])

    def until(self, step: int) -> "NoisySweep":
        """Return what was known after so many steps, as if training had ended there."""
        seen = self.steps <= step
        return replace(
            self,
            steps=self.steps[seen],
            train_error=self.train_error[..., seen],
            test_error=self.test_error[..., seen],
        )

    def _row(self, noise: float) -> int:
        return list(self.noises).index(noise)


@experiment
def sweep_widths_and_noise(
    *,
    seed: int,
    draws: int = 5,
    noises: Sequence[float] = NOISES,
    widths: Sequence[int] = WIDTHS,
    steps: Sequence[int] = STEPS,
    n: int = DIGITS,
    optimiser: Optimiser = ADAM,
    learning_rate: float = 0.02,
) -> NoisySweep:
    """Train networks of one hidden layer on digits: each width on each share of noise.

    As Nakkiran et al. (2021, section 5) do with larger networks on photographs. All images are in
    each step, and the learning rate falls along half a cosine.

    Each draw chooses other digits to learn from, other labels to be redrawn and other networks at
    the start. Within a draw all networks share the digits and, up to the share, the labels that are
    redrawn. Digits that are not learned from are for testing.

    Parameters
    ----------
    seed, draws : int
    noises : sequence of float
        The shares of training labels that are redrawn.
    widths : sequence of int
        The numbers of hidden units.
    steps : sequence of int
        After how many steps the networks are tested; the last is the end of training.
    n : int
        Training digits.
    optimiser : Optimiser
    learning_rate : float
        At the start.
    """
    tasks, networks = [], []
    for draw_seed in seeds_from(seed, draws):
        task_seed, *starts = seeds_from(draw_seed, 1 + len(widths))
        tasks.append(draw_digits(seed=task_seed, size=n, noises=noises))
        pixels = tasks[-1].train.shape[1]
        networks += [
            ReLUNetwork((pixels, width, CLASSES), seed=start)
            for _ in noises
            for width, start in zip(widths, starts, strict=True)
        ]
    each = len(noises) * len(widths)
    labels = np.repeat([own for task in tasks for own in task.labels], len(widths), axis=0)
    history = fit_fleet(
        networks,
        np.repeat([task.train for task in tasks], each, axis=0),
        one_hot(labels),
        steps=steps[-1],
        learning_rate=learning_rate,
        loss=cross_entropy,
        optimiser=optimiser,
        snapshots=steps,
    )
    train_error, test_error = np.empty((2, len(networks), len(steps)))
    for at, step in enumerate(steps):
        for i, network in enumerate(history.snapshots[step]):
            task = tasks[i // each]
            train_error[i, at] = error_rate(network, task.train, labels[i])
            test_error[i, at] = error_rate(network, task.test, task.truth)
    shape = (draws, len(noises), len(widths), len(steps))
    return NoisySweep(
        np.array(noises, float),
        np.array(widths),
        np.array(steps),
        train_error.reshape(shape),
        test_error.reshape(shape),
    )


def one_hot(labels: Int[np.ndarray, "*n"]) -> Float[np.ndarray, "*n classes"]:
    """Return probabilities of ten classes, 1 for the label."""
    return np.eye(CLASSES, dtype=np.float32)[labels]


def error_rate(
    network: ReLUNetwork, x: Float[np.ndarray, "n inputs"], labels: Int[np.ndarray, " n"]
) -> float:
    """Return the share of labels that are not the class with the largest output."""
    return float(np.mean(predict(network, x).argmax(axis=1) != labels))
