"""Schedules: a learning rate that falls along half a cosine, beside one that stays."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from conundrum.data.curves import QUARTIC
from conundrum.experiment import experiment
from conundrum.models.networks import ReLUNetwork, predict
from conundrum.seeds import seeds_from
from conundrum.training.fleet import fit_fleet
from conundrum.training.optimisers import Schedule, constant, half_cosine

RATES = (0.003, 0.01, 0.03, 0.1, 0.3)
SCHEDULES = {"constant": constant, "half-cosine": half_cosine}
BATCHES = {"mini-batches of 5": 5, "all 40": None}


@dataclass(frozen=True)
class ScheduleComparison:
    """Train loss at the end, with a rate that stays and with one that falls.

    Attributes
    ----------
    rates
        The learning rates, of the first step where they fall.
    share
        The share of the rate that is left in each step of the half-cosine.
    final
        Mean squared error on all training data after the last step: by what a step looks at, by
        schedule, a row for each draw, a column for each rate.
    """

    rates: tuple[float, ...]
    share: Float[np.ndarray, " steps"]
    final: Mapping[str, Mapping[str, Float[np.ndarray, "draws rates"]]]

    def median(self, batches: str, schedule: str) -> Float[np.ndarray, " rates"]:
        """Return the median final loss over draws, for each rate."""
        return np.median(self.final[batches][schedule], axis=0)

    def best(self, batches: str, schedule: str) -> float:
        """Return the median final loss at the best rate."""
        return float(self.median(batches, schedule).min())


@experiment
def compare_schedules(*, seed: int, draws: int = 5, steps: int = 2000) -> ScheduleComparison:
    """Train 20 hidden units on the quartic cloud with Adam, at five rates that stay or fall.

    Each draw has 40 new points and another start, the same for all rates and schedules.
    """
    *drawn, started, ordered = seeds_from(seed, draws + 2)
    samples = [QUARTIC.sample_stratified(40, seed=s) for s in drawn]
    starts, orders = seeds_from(started, draws), seeds_from(ordered, draws)
    x = np.repeat([sample.x[:, None] for sample in samples], len(RATES), axis=0)
    y = np.repeat([sample.y[:, None] for sample in samples], len(RATES), axis=0)

    def losses(schedule: Schedule, size: int | None) -> Float[np.ndarray, "draws rates"]:
        networks = [ReLUNetwork((1, 20, 1), seed=start) for start in starts for _ in RATES]
        fit_fleet(
            networks,
            x,
            y,
            steps=steps,
            learning_rate=list(RATES) * draws,
            batch_size=size,
            seeds=np.repeat(orders, len(RATES)),
            schedule=schedule,
        )
        errors = [
            predict(n, table) - target for n, table, target in zip(networks, x, y, strict=True)
        ]
        return np.square(errors).mean(axis=(1, 2)).reshape(draws, len(RATES))

    return ScheduleComparison(
        rates=RATES,
        share=np.array([half_cosine(step, steps) for step in range(steps)]),
        final={
            batches: {name: losses(schedule, size) for name, schedule in SCHEDULES.items()}
            for batches, size in BATCHES.items()
        },
    )
