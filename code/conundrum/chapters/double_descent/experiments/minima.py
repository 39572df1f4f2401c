"""Flat minima and the noise of gradients: two explanations that go together."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int

from conundrum.evaluation.students import NOISE, Lessons, draw_lessons
from conundrum.experiment import experiment
from conundrum.models.tangents import largest_curvature, rescaled
from conundrum.training.fleet import fit_fleet
from conundrum.training.optimisers import SGD

UNITS, OBSERVATIONS = 32, 128
RATES = (0.0022, 0.0045, 0.009, 0.018, 0.036, 0.072)


def _draw(seed: int, draws: int, noise: float) -> Lessons:
    return draw_lessons(seed=seed, draws=draws, n=OBSERVATIONS, inputs=10, noise=noise, tested=4000)


@dataclass(frozen=True)
class GradientNoise:
    """Networks trained by gradients of few or many observations, at several learning rates.

    Attributes
    ----------
    batch_sizes
        How many observations each gradient is computed on, increasing; the last is all of them.
    learning_rates
        The rates at the start; they fall to zero along half a cosine.
    train_error, validation_error, test_error
        Mean squared error after training; infinite where it diverged.
    curvature
        The largest curvature of the train error, in any direction; not a number where training
        diverged.
    """

    batch_sizes: Int[np.ndarray, " batches"]
    learning_rates: Float[np.ndarray, " rates"]
    train_error: Float[np.ndarray, "draws batches rates"]
    validation_error: Float[np.ndarray, "draws batches rates"]
    test_error: Float[np.ndarray, "draws batches rates"]
    curvature: Float[np.ndarray, "draws batches rates"]

    @property
    def median_test_error(self) -> Float[np.ndarray, "batches rates"]:
        """The median test error over draws, not a number where some draw diverged."""
        return self._median(self.test_error)

    @property
    def median_train_error(self) -> Float[np.ndarray, "batches rates"]:
        """The median train error over draws, not a number where some draw diverged."""
        return self._median(self.train_error)

    @property
    def median_curvature(self) -> Float[np.ndarray, "batches rates"]:
        """The median curvature over draws, not a number where some draw diverged."""
        return self._median(self.curvature)

    @property
    def chosen(self) -> Float[np.ndarray, "draws batches"]:
        """The test error at the rate with the least validation error."""
        best = self.validation_error.argmin(axis=2)[..., None]
        return np.take_along_axis(self.test_error, best, axis=2)[..., 0]

    @property
    def median_chosen(self) -> dict[int, float]:
        """The median over draws of the test error at the best rate of each batch size."""
        medians = np.median(self.chosen, axis=0)
        return {int(b): float(e) for b, e in zip(self.batch_sizes, medians, strict=True)}

    @property
    def of_full(self) -> Float[np.ndarray, " draws"]:
        """The error of the smallest batch, relative to that of all observations, best rates."""
        return self.chosen[:, 0] / self.chosen[:, -1]

    @property
    def extremes(self) -> tuple[int, int]:
        """The smallest batch size and the largest."""
        return int(self.batch_sizes[0]), int(self.batch_sizes[-1])

    def at(self, batch_size: int, rate: float) -> tuple[int, int]:
        """Return where a batch size and a rate stand in the medians."""
        return list(self.batch_sizes).index(batch_size), list(self.learning_rates).index(rate)

    def _median(
        self, values: Float[np.ndarray, "draws batches rates"]
    ) -> Float[np.ndarray, "batches rates"]:
        return np.median(np.where(np.isfinite(values), values, np.nan), axis=0)


@experiment
def train_on_batches(
    *,
    seed: int,
    draws: int = 10,
    batch_sizes: Sequence[int] = (1, 4, OBSERVATIONS),
    learning_rates: Sequence[float] = RATES,
    steps: int = 4000,
    noise: float = NOISE,
) -> GradientNoise:
    """Train networks of 32 hidden units on 128 answers of a teacher, by batches of several sizes.

    Plain gradient descent without momentum. All networks of a draw start at the same weights and
    take equally many steps.

    Parameters
    ----------
    seed, draws : int
    batch_sizes : sequence of int
        Increasing; up to 128, which is all observations.
    learning_rates : sequence of float
        Each batch size is tried with each.
    steps : int
    noise : float
        The standard deviation of the noise of answers; they have variance 1 without.
    """
    lessons = _draw(seed, draws, noise)
    to_choose_by, to_test_on = lessons.halve_tests()
    rates = len(learning_rates)
    measured = []
    for batch_size in batch_sizes:
        by_rate = [lessons.networks(UNITS) for _ in learning_rates]
        networks = [network for each in by_rate for network in each]
        history = fit_fleet(
            networks,
            np.tile(lessons.x, (rates, 1, 1)),
            np.tile(lessons.y, (rates, 1, 1)),
            steps=steps,
            learning_rate=np.repeat(learning_rates, draws),
            batch_size=batch_size,
            seeds=np.tile(lessons.starts, rates),
            optimiser=SGD(),
            on_divergence="report",
        )
        rows = []
        for i, network in enumerate(networks):
            draw = i % draws
            rows.append(
                [np.inf, np.inf, np.inf, np.nan]
                if i in history.diverged
                else [
                    lessons.table_error(draw, network),
                    to_choose_by.test_error(draw, network),
                    to_test_on.test_error(draw, network),
                    largest_curvature(network, lessons.x[draw], lessons.y[draw]),
                ]
            )
        measured.append(np.reshape(rows, (rates, draws, 4)))
    parts = np.transpose(measured, (3, 2, 0, 1))
    return GradientNoise(np.array(batch_sizes), np.array(learning_rates), *parts)


@dataclass(frozen=True)
class Rescaled:
    """A trained network, its hidden weights multiplied by a factor and its readout divided by it.

    Attributes
    ----------
    factors
        The factors; 1 is the network as it was trained.
    curvature
        The largest curvature of the train error at the minimum.
    test_error
        Mean squared error on new observations.
    """

    factors: Float[np.ndarray, " factors"]
    curvature: Float[np.ndarray, " factors"]
    test_error: Float[np.ndarray, " factors"]

    def curvature_at(self, factor: float) -> float:
        """Return the largest curvature at one of the factors."""
        return float(self.curvature[np.flatnonzero(self.factors == factor)].item())

    @property
    def relative_curvature(self) -> Float[np.ndarray, " factors"]:
        """The largest curvature, relative to that of the network as it was trained."""
        return self.curvature / self.curvature_at(1)

    @property
    def relative_test_error(self) -> Float[np.ndarray, " factors"]:
        """The test error, relative to that of the network as it was trained."""
        return self.test_error / self.test_error[self.factors == 1]

    @property
    def spread_of_test_error(self) -> float:
        """By how much the largest test error exceeds the least, relative to it."""
        return float(np.ptp(self.test_error) / self.test_error.min())

    @property
    def spread_of_curvature(self) -> float:
        """The largest curvature at any factor, relative to the least."""
        return float(self.curvature.max() / self.curvature.min())


@experiment
def rescale_a_minimum(
    *,
    seed: int,
    factors: Sequence[float] = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0),
    steps: int = 4000,
) -> Rescaled:
    """Train a network on all observations, and write the function it became in other weights.

    Gradient descent as in `train_on_batches`, with a rate of 0.018. A hidden unit whose weights and
    bias are multiplied by a factor puts out as many times as much, and a readout divided by the
    factor makes up for it (Dinh et al. 2017, section 3).

    Parameters
    ----------
    seed : int
    factors : sequence of float
    steps : int
    """
    lessons = _draw(seed, 1, NOISE)
    [network] = lessons.networks(UNITS)
    fit_fleet(
        [network], lessons.x[0], lessons.y[0], steps=steps, learning_rate=0.018, optimiser=SGD()
    )
    network.double()
    same = [rescaled(network, factor) for factor in factors]
    return Rescaled(
        np.array(factors),
        np.array([largest_curvature(each, lessons.x[0], lessons.y[0]) for each in same]),
        np.array([lessons.test_error(0, each) for each in same]),
    )
