"""Where training starts decides how far hidden units move: lazy training, and rich training."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float

from conundrum.chapters.double_descent.experiments.taught import Taught, draw_taught
from conundrum.experiment import experiment
from conundrum.models.networks import ReLUNetwork, predict
from conundrum.models.tangents import tangent_features
from conundrum.seeds import seeds_from
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
    seeds = seeds_from(seed, draws)
    tasks = [draw_taught(s, inputs=inputs, n=n, noise=noise, units=directions) for s in seeds]
    rows = [
        _scale_one(*each, scales, units, steps, rate) for each in zip(seeds, tasks, strict=True)
    ]
    return ScaledStarts(np.array(scales), *(np.array(part) for part in zip(*rows, strict=True)))


def _scale_one(
    seed: int, task: Taught, scales: Sequence[float], units: int, steps: int, rate: float
) -> tuple[list[float], list[float], list[float], float, float]:
    widths = (task.train.x.shape[1], units, 1)
    networks, untrained = (
        [scaled(ReLUNetwork(widths, seed=seed), scale) for scale in scales] for _ in range(2)
    )
    fit_fleet(
        networks,
        np.stack([task.train.x for _ in scales]),
        np.stack([task.train.y + predict(network, task.train.x) for network in untrained]),
        steps=steps,
        learning_rate=[rate / max(1.0, scale) ** 2 for scale in scales],
        optimiser=SGD(),
        schedule=constant,
    )
    train, test = (
        [
            float(np.mean((predict(now, part.x) - predict(then, part.x) - part.y) ** 2))
            for now, then in zip(networks, untrained, strict=True)
        ]
        for part in (task.train, task.test)
    )
    usual = ReLUNetwork(widths, seed=seed)
    features = tangent_features(usual, task.train.x)
    [coefficients] = least_squares_path(
        features, task.train.y[:, 0], rate=rate, steps=np.array([steps])
    )
    tangent = [
        float(np.mean((tangent_features(usual, part.x) @ coefficients - part.y[:, 0]) ** 2))
        for part in (task.train, task.test)
    ]
    return [_went(*pair) for pair in zip(networks, untrained, strict=True)], train, test, *tangent


def scaled(network: ReLUNetwork, scale: float) -> ReLUNetwork:
    """Multiply all weights and biases of a network, which is changed, by a number."""
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.mul_(scale)
    return network


def _went(network: ReLUNetwork, untrained: ReLUNetwork) -> float:
    """Return how far the hidden weights and biases are from their start, relative to its length."""
    now, then = (
        torch.cat([parameter.detach().ravel() for parameter in each.layers[0].parameters()])
        for each in (network, untrained)
    )
    return float((now - then).norm() / then.norm())
