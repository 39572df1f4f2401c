"""Where training starts decides how far hidden units move: lazy training, and rich training."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from conundrum.evaluation.risk import risk
from conundrum.evaluation.students import Lessons, draw_lessons
from conundrum.experiment import experiment
from conundrum.models.networks import ReLUNetwork, predict, relative_distance, scaled
from conundrum.models.tangents import tangent_features
from conundrum.training.fleet import fit_fleet
from conundrum.training.optimisers import SGD, constant
from conundrum.training.paths import least_squares_path


@dataclass(frozen=True)
class ScaledStarts:
    """Networks that start at weights of several sizes, and the tangent model of the usual start.

    What the untrained network predicts is taken away, in training and after, so that all that is
    predicted was learned.

    Attributes
    ----------
    scales
        What all weights and biases are multiplied by before training.
    moved
        How far the weights and biases of the hidden units went, relative to their length at the
        start.
    train_error, test_error
        Mean squared error after training; on new observations, with their noise.
    tangent_train_error, tangent_test_error
        The same of the tangent model after as many steps.
    """

    scales: Float[np.ndarray, " scales"]
    moved: Float[np.ndarray, "draws scales"]
    train_error: Float[np.ndarray, "draws scales"]
    test_error: Float[np.ndarray, "draws scales"]
    tangent_train_error: Float[np.ndarray, " draws"]
    tangent_test_error: Float[np.ndarray, " draws"]

    @property
    def median_moved(self) -> Float[np.ndarray, " scales"]:
        """The median over draws of how far hidden weights and biases went."""
        return np.median(self.moved, axis=0)

    @property
    def median_test_error(self) -> Float[np.ndarray, " scales"]:
        """The median over draws of the test error."""
        return np.median(self.test_error, axis=0)

    @property
    def median_tangent_test_error(self) -> float:
        """The median over draws of the test error of the tangent model."""
        return float(np.median(self.tangent_test_error))

    def moved_from(self, scale: float) -> float:
        """Return the median of how far hidden weights and biases went, for one scale."""
        return float(self.median_moved[self._column(scale)])

    def error_from(self, scale: float) -> float:
        """Return the median test error for one scale."""
        return float(self.median_test_error[self._column(scale)])

    def of_tangent(self, scale: float) -> Float[np.ndarray, " draws"]:
        """Return the test error for one scale, relative to that of the tangent model."""
        return self.test_error[:, self._column(scale)] / self.tangent_test_error

    def _column(self, scale: float) -> int:
        return list(self.scales).index(scale)


@experiment
def scale_the_start(
    *,
    seed: int,
    draws: int = 4,
    scales: Sequence[float] = (0.125, 0.25, 0.5, 1.0, 2.0, 4.0),
    directions: int = 1,
    inputs: int = 20,
    n: int = 200,
    units: int = 64,
    noise: float = 0.1,
    steps: int = 2000,
    rate: float = 0.01,
) -> ScaledStarts:
    """Train networks from starts of several sizes on a response to few directions of many inputs.

    Plain gradient descent on all observations at a constant rate. The loss is scale² times as
    curved at a larger start, so that the rate is divided by it there. The tangent model takes the
    same steps; in it they can be calculated.

    Parameters
    ----------
    seed, draws : int
    scales : sequence of float
    directions : int
        The number of hidden units of the teacher, each of which looks along one direction.
    inputs, n, units : int
    noise : float
        The standard deviation of the noise of observations; the response has variance 1 without.
    steps : int
    rate : float
        The learning rate at the usual start, and at smaller ones.
    """
    lessons = draw_lessons(
        seed=seed, draws=draws, n=n, inputs=inputs, noise=noise, units=directions
    )
    by_scale = [
        _train_from(lessons, scale, units, steps, rate / max(1.0, scale) ** 2) for scale in scales
    ]
    tangents = [
        _tangent_errors(network, lessons, draw, steps, rate)
        for draw, network in enumerate(lessons.networks(units))
    ]
    moved, train, test = np.transpose(by_scale, (1, 2, 0))
    return ScaledStarts(np.array(scales), moved, train, test, *np.transpose(tangents))


def _train_from(
    lessons: Lessons, scale: float, units: int, steps: int, rate: float
) -> Float[np.ndarray, "3 draws"]:
    """Return how far the networks of all draws moved, their train errors and their test errors."""
    networks, untrained = (
        [scaled(network, scale) for network in lessons.networks(units)] for _ in range(2)
    )
    start = np.array([predict(then, x) for then, x in zip(untrained, lessons.x, strict=True)])
    history = fit_fleet(
        networks,
        lessons.x,
        lessons.y + start,
        steps=steps,
        learning_rate=rate,
        optimiser=SGD(),
        schedule=constant,
    )
    pairs = list(zip(networks, untrained, strict=True))
    learned = [
        (predict(now, x) - predict(then, x))[:, 0]
        for (now, then), x in zip(pairs, lessons.test_x, strict=True)
    ]
    test = [
        risk(said[None], truth, lessons.noise)[0]
        for said, truth in zip(learned, lessons.truth, strict=True)
    ]
    return np.array([[relative_distance(*pair) for pair in pairs], history.loss[:, -1], test])


def _tangent_errors(
    network: ReLUNetwork, lessons: Lessons, draw: int, steps: int, rate: float
) -> tuple[float, float]:
    """Return the train error and the test error of a network's tangent model in one draw."""
    features, y = tangent_features(network, lessons.x[draw]), lessons.y[draw, :, 0]
    [coefficients] = least_squares_path(features, y, rate=rate, steps=np.array([steps]))
    said = tangent_features(network, lessons.test_x[draw]) @ coefficients
    test = risk(said[None], lessons.truth[draw], lessons.noise)
    return float(np.mean((features @ coefficients - y) ** 2)), float(test[0])
