"""One parameter: gradient descent on a parabola, whose lowest point is known."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np
from jaxtyping import Float

from conundrum.checks import positive
from conundrum.experiment import experiment
from conundrum.training.by_hand import Vector, gradient_descent


@dataclass(frozen=True)
class ParabolaDescent:
    """Gradient descent on the mean squared error of a line through the origin.

    Attributes
    ----------
    x, y
        The observations.
    share
        The learning rate, as a share of 2 / curvature.
    path
        The slope before the first step and after each.
    """

    x: Float[np.ndarray, " n"]
    y: Float[np.ndarray, " n"]
    share: float
    path: Float[np.ndarray, " states"]

    @property
    def optimum(self) -> float:
        """The slope with the least error, in closed form."""
        return float(self.x @ self.y / (self.x @ self.x))

    @property
    def curvature(self) -> float:
        """The second derivative of the error, the same everywhere."""
        return float(2 * (self.x**2).mean())

    @property
    def distance(self) -> Float[np.ndarray, " states"]:
        """How far each state is from the optimum, as a share of how far the first is."""
        return np.abs((self.path - self.optimum) / (self.path[0] - self.optimum))

    def loss(self, slopes: Float[np.ndarray, " slopes"]) -> Float[np.ndarray, " slopes"]:
        """Return the mean squared error at some slopes."""
        return ((self.y - slopes[:, None] * self.x) ** 2).mean(axis=1)


@experiment
def descend_parabola(share: float, *, seed: int, steps: int = 20) -> ParabolaDescent:
    """Draw 30 observations of y = 1.5 x + noise; descend at a share of 2 / curvature."""
    share = positive("share", share)
    rng = np.random.default_rng(seed)
    x = rng.normal(size=30)
    y = 1.5 * x + rng.normal(scale=0.8, size=30)
    rate = share / (x**2).mean()  # a share of 2 / (2 mean x²)

    def gradient(slope: Vector) -> Vector:
        return np.array([-2 * (x * (y - slope[0] * x)).mean()])

    path = take(steps, gradient_descent(gradient, np.array([-0.5]), rate=rate))
    return ParabolaDescent(x, y, share, path[:, 0])


def take(steps: int, states: Iterator[Vector]) -> Float[np.ndarray, "states parameters"]:
    """Return the state before the first step and after each of `steps`."""
    return np.array(list(islice(states, steps + 1)))
