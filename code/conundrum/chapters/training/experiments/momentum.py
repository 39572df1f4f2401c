"""Narrow valleys, and what momentum and Adam make of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from jaxtyping import Float

from conundrum.chapters.training.experiments.parabola import take
from conundrum.experiment import experiment
from conundrum.seeds import seeds_from
from conundrum.training.by_hand import Vector, adam, gradient_descent, momentum
from conundrum.training.draws import batches

PEOPLE = 200


@dataclass(frozen=True)
class Regression:
    """Least squares on two standardised predictors, seen as a valley.

    Attributes
    ----------
    X
        The predictors.
    y
        The outcome.
    """

    X: Float[np.ndarray, "people 2"]
    y: Float[np.ndarray, " people"]

    @cached_property
    def optimum(self) -> Float[np.ndarray, "2"]:
        """The coefficients of least squares."""
        return np.linalg.lstsq(self.X, self.y)[0]

    @cached_property
    def curvature(self) -> Float[np.ndarray, "2"]:
        """The curvature of the mean squared error, along the valley and across."""
        return np.linalg.eigvalsh(2 * self.X.T @ self.X / len(self.X))

    @property
    def narrowness(self) -> float:
        """How many times as curved the error is across the valley as along it."""
        return float(self.curvature[1] / self.curvature[0])

    def excess(self, theta: Float[np.ndarray, "*any 2"]) -> Float[np.ndarray, "*any"]:
        """Return by how much coefficients exceed the least mean squared error."""
        return (((theta - self.optimum) @ self.X.T) ** 2).mean(axis=-1)

    def gradient(self, theta: Float[np.ndarray, "*any 2"]) -> Float[np.ndarray, "*any 2"]:
        """Return the gradient of the mean squared error on all people."""
        return 2 * (theta @ self.X.T - self.y) @ self.X / len(self.X)


@dataclass(frozen=True)
class People:
    """What regressions are made of: independent normal numbers of 200 people.

    Attributes
    ----------
    common
        What both predictors have in common.
    own
        What each predictor has of its own, a row for each.
    noise
        The part of the outcome that no predictor explains, with a standard deviation of 0.5.
    """

    common: Float[np.ndarray, " people"]
    own: Float[np.ndarray, "2 people"]
    noise: Float[np.ndarray, " people"]


def draw_people(*, seed: int) -> People:
    """Draw 200 people."""
    rng = np.random.default_rng(seed)
    common, *own = rng.normal(size=(3, PEOPLE))
    return People(common, np.array(own), rng.normal(scale=0.5, size=PEOPLE))


def regression_of(people: People, correlation: float) -> Regression:
    """Make two predictors that correlate, and an outcome that follows the first."""
    X = people.own.T * (1 - correlation) ** 0.5 + people.common[:, None] * correlation**0.5
    X = (X - X.mean(axis=0)) / X.std(axis=0)
    y = X @ [1.0, 0.0] + people.noise
    return Regression(X, y - y.mean())


def draw_regression(correlation: float, *, seed: int) -> Regression:
    """Draw 200 people with two predictors that correlate, and an outcome that follows the first."""
    return regression_of(draw_people(seed=seed), correlation)


@dataclass(frozen=True)
class ValleyWalk:
    """Four optimisers in one valley, from the same start and at the same rate.

    Attributes
    ----------
    regression
        Whose coefficients are looked for.
    rate
        The learning rate of all four.
    first, second
        The grid of coefficients.
    loss
        By how much the error exceeds the least, at ``second[i]`` and ``first[j]``.
    paths
        By the name of the optimiser, the coefficients before the first step and after each.
    """

    regression: Regression
    rate: float
    first: Float[np.ndarray, " first"]
    second: Float[np.ndarray, " second"]
    loss: Float[np.ndarray, "second first"]
    paths: dict[str, Float[np.ndarray, "states 2"]]

    def left(self, name: str) -> float:
        """Return how much of the excess error at the start an optimiser has left at the end."""
        ends = self.regression.excess(self.paths[name][[0, -1]])
        return float(ends[1] / ends[0])


@experiment
def walk_in_valley(
    rate: float, *, seed: int, correlation: float = 0.96, steps: int = 60
) -> ValleyWalk:
    """Look for two regression coefficients from (−1, −0.6) with four optimisers, at one rate.

    Mini-batches hold 10 of the 200 people.
    """
    drawn, ordered = seeds_from(seed, 2)
    regression = draw_regression(correlation, seed=drawn)
    order = batches(PEOPLE, 10, seeds=[ordered])

    def noisy_gradient(theta: Vector) -> Vector:
        [rows] = next(order)
        return Regression(regression.X[rows], regression.y[rows]).gradient(theta)

    start = np.array([-1.0, -0.6])
    walks = {
        "gradient descent": gradient_descent(regression.gradient, start, rate=rate),
        "SGD": gradient_descent(noisy_gradient, start, rate=rate),
        "momentum": momentum(regression.gradient, start, rate=rate),
        "Adam": adam(regression.gradient, start, rate=rate),
    }
    first, second = np.linspace(-1.6, 2.4, 81), np.linspace(-1.6, 1.6, 65)
    return ValleyWalk(
        regression=regression,
        rate=rate,
        first=first,
        second=second,
        loss=regression.excess(np.stack(np.meshgrid(first, second), axis=-1)),
        paths={name: take(steps, walk) for name, walk in walks.items()},
    )


CORRELATIONS = (0.5, 0.8, 0.9, 0.96, 0.98, 0.99)
MOST = 1000
# In units of 1 / the largest curvature, where descent converges below 2; Adam's as they are.
TRIED = {
    "gradient descent": (1.99, 1.98, 1.97, 1.95, 1.93, 1.9, 1.85, 1.8, 1.7, 1.6, 1.4, 1.2, 1.0),
    "momentum": tuple(2.0 ** np.arange(2, -6.1, -0.5)),
    "Adam": tuple(2.0 ** np.arange(2, -6.1, -0.5)),
}
WALKS = {"gradient descent": gradient_descent, "momentum": momentum, "Adam": adam}


@dataclass(frozen=True)
class StepsNeeded:
    """How many steps optimisers need in valleys of several shapes, each at its best rate.

    Attributes
    ----------
    narrowness
        How many times as curved each valley is across as along.
    steps
        By the name of the optimiser, the steps until a ten-thousandth of the excess error is left,
        at the best of its rates in each valley; the mean of several starts.
    """

    narrowness: Float[np.ndarray, " valleys"]
    steps: dict[str, Float[np.ndarray, " valleys"]]

    @property
    def saving(self) -> float:
        """In the narrowest valley, the steps of gradient descent over those of momentum."""
        return float(self.steps["gradient descent"][-1] / self.steps["momentum"][-1])

    @property
    def saving_of_adam(self) -> float:
        """In the narrowest valley, the steps of gradient descent over those of Adam."""
        return float(self.steps["gradient descent"][-1] / self.steps["Adam"][-1])


@experiment
def count_steps_in_valleys(
    *, seed: int, correlations: Sequence[float] = CORRELATIONS, starts: int = 10
) -> StepsNeeded:
    """Count the steps of three optimisers in the valleys of regressions with two predictors.

    From random places around the optimum, each takes up to 1,000 steps at each of its rates. The
    best rate is the one with the fewest steps on average.
    """
    *drawn, placed = seeds_from(seed, len(correlations) + 1)
    regressions = [draw_regression(r, seed=s) for r, s in zip(correlations, drawn, strict=True)]
    around = np.random.default_rng(placed).normal(size=(starts, 2))
    return StepsNeeded(
        narrowness=np.array([regression.narrowness for regression in regressions]),
        steps={
            name: np.array([fewest_steps(name, regression, around) for regression in regressions])
            for name in WALKS
        },
    )


def fewest_steps(name: str, regression: Regression, around: Float[np.ndarray, "starts 2"]) -> float:
    """Return the mean number of steps from these starts, at the best of an optimiser's rates."""
    unit = 1.0 if name == "Adam" else 1 / regression.curvature[1]
    best = float(MOST)
    for rate in TRIED[name]:
        best = min(best, _mean_steps(name, float(rate * unit), regression, around, 3 * best))
    return best


def _mean_steps(
    name: str,
    rate: float,
    regression: Regression,
    around: Float[np.ndarray, "starts 2"],
    most: float,
) -> float:
    """Return the mean number of steps at one rate; infinite if a start takes more than `most`."""
    start = regression.optimum + around
    enough = 1e-4 * regression.excess(start)
    walk = WALKS[name](
        lambda theta: regression.gradient(theta.reshape(-1, 2)).ravel(), start.ravel(), rate=rate
    )
    needed = np.full(len(around), np.inf)
    with np.errstate(over="ignore", invalid="ignore"):  # at rates that are too large
        for step, theta in zip(range(int(most) + 1), walk, strict=False):
            arrived = regression.excess(theta.reshape(-1, 2)) < enough
            needed[arrived & np.isinf(needed)] = step
            if np.isfinite(needed).all():
                break
    return float(needed.mean())
