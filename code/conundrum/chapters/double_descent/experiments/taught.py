"""Regression tasks whose response is what a random network says, with noise."""

from dataclasses import dataclass

import numpy as np

from conundrum.data.teachers import Table, Teacher
from conundrum.models.networks import ReLUNetwork, predict
from conundrum.seeds import seeds_from


@dataclass(frozen=True)
class Taught:
    """A teacher's answers: to train on, to choose a learning rate by, and to test on."""

    train: Table
    validation: Table
    test: Table


def draw_taught(seed: int, *, inputs: int, n: int, noise: float, units: int = 100) -> Taught:
    """Draw a teacher, `n` answers to train on, 2000 to choose by and 2000 to test on.

    Parameters
    ----------
    seed, inputs, n : int
    noise : float
        The standard deviation of the noise of all answers; they have variance 1 without.
    units : int
        The hidden units of the teacher.
    """
    teacher_seed, *seeds = seeds_from(seed, 4)
    teacher = Teacher(inputs, noise=noise, seed=teacher_seed, units=units)
    return Taught(*(teacher.sample(m, seed=s) for m, s in zip((n, 2000, 2000), seeds, strict=True)))


def mean_squared_error(network: ReLUNetwork, table: Table) -> float:
    """Return the error of a network on observations of one response."""
    return float(np.mean((predict(network, table.x) - table.y) ** 2))
