"""Batch sizes: how noisy a gradient is, and how far training gets."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from jaxtyping import Float, Int

from conundrum.chapters.training.experiments.digits import (
    WIDTHS,
    LearningCurve,
    digit_task,
    initial_network,
    losses_after,
    train,
)
from conundrum.experiment import experiment
from conundrum.seeds import seeds_from
from conundrum.training.by_hand import cross_entropy, gradient_of, start_values


@dataclass(frozen=True)
class GradientNoise:
    """How far gradients of mini-batches are from the gradient of all training data.

    Attributes
    ----------
    sizes
        Observations in a mini-batch.
    noise
        Root mean squared distance, as a share of the length of the whole gradient.
    """

    sizes: Int[np.ndarray, " m"]
    noise: Float[np.ndarray, " m"]

    @property
    def exponent(self) -> float:
        """The power of the batch size with which noise falls: slope between their logarithms."""
        return float(np.polyfit(np.log(self.sizes), np.log(self.noise), 1)[0])


@experiment
def measure_gradient_noise(*, seed: int, draws: int = 300) -> GradientNoise:
    """Draw mini-batches of many sizes, each observation independently, at the start of training."""
    drawn, started, mixed = seeds_from(seed, 3)
    task = digit_task(500, seed=drawn)
    theta = start_values(WIDTHS, np.random.default_rng(started))
    each = np.array(
        [
            gradient_of(theta, WIDTHS, x[None], partial(cross_entropy, y=label))[1]
            for x, label in zip(task.x, task.labels[:, None], strict=True)
        ]
    )
    whole = each.mean(axis=0)
    rng = np.random.default_rng(mixed)
    sizes = 2 ** np.arange(0, 9)
    noise = []
    for size in sizes:
        counts = rng.multinomial(size, np.full(500, 1 / 500), size=draws)
        distance = np.linalg.norm(counts @ each / size - whole, axis=1)
        noise.append(np.sqrt((distance**2).mean()) / np.linalg.norm(whole))
    return GradientNoise(sizes, np.array(noise))


BATCH_SIZES = (4, 20, 100, 500)
RATES = (0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 3.0, 4.0)


@dataclass(frozen=True)
class BatchSizeComparison:
    """Training with mini-batches of several sizes, each at its best rate.

    Attributes
    ----------
    rates
        The learning rates that were tried.
    best_rate
        By batch size, the rate with the least train loss after ten epochs.
    curves
        By batch size, training at that rate.
    full_batch_after_as_many_steps
        The least train loss, of all rates, with all observations in each step after 250 steps. So
        many steps ten epochs of mini-batches of 20 take.
    """

    rates: tuple[float, ...]
    best_rate: dict[int, float]
    curves: dict[int, LearningCurve]
    full_batch_after_as_many_steps: float

    def after_ten(self, size: int) -> float:
        """Return the train loss after ten epochs."""
        return float(self.curves[size].train[10])

    def validation_error(self, size: int, fitted: float = 0.05) -> float:
        """Return the validation error when the train loss is first below `fitted`; NaN if never."""
        below = np.flatnonzero(self.curves[size].train < fitted)
        return float(self.curves[size].validation_error[below[0]]) if below.size else float("nan")

    @property
    def spread_of_errors(self) -> float:
        """Largest minus smallest of the batch sizes' validation errors, equally well fitted."""
        return float(np.ptp([self.validation_error(size) for size in self.curves]))

    @property
    def standard_error(self) -> float:
        """The standard error of the mean of these validation errors, as of a share of 500."""
        share = np.mean([self.validation_error(size) for size in self.curves])
        return float(np.sqrt(share * (1 - share) / 500))


@experiment
def compare_batch_sizes(
    *, seed: int, epochs: int = 24, rates: Sequence[float] = RATES
) -> BatchSizeComparison:
    """Train the digit network with mini-batches of 4 to all 500 observations, at the best rates."""
    drawn, started, ordered = seeds_from(seed, 3)
    task = digit_task(500, seed=drawn)
    tried = partial(losses_after, task, WIDTHS, rates, start=started, seed=ordered)
    best = {
        size: rates[tried(steps=10 * len(task.x) // size, batch_size=size).argmin()]
        for size in BATCH_SIZES
    }
    curves = {}
    for size, rate in best.items():
        network = initial_network(WIDTHS, seed=started)
        [curves[size]] = train(task, [network], rate, epochs=epochs, seed=ordered, batch_size=size)
    as_many_steps = tried(steps=10 * len(task.x) // 20, batch_size=len(task.x))
    return BatchSizeComparison(tuple(rates), best, curves, float(as_many_steps.min()))
