"""Networks that learn tables made by teachers, and how far off they are on new inputs."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from conundrum.data.teachers import Teacher
from conundrum.evaluation.risk import risk
from conundrum.models.networks import ReLUNetwork, predict
from conundrum.seeds import seeds_from

NOISE = 0.3


@dataclass(frozen=True)
class Lessons:
    """Tables to learn from, each made by a teacher of its own, and new inputs to be tested on.

    Attributes
    ----------
    x, y
        The observations of each draw.
    test_x, truth
        New inputs, and what the teacher says to them without noise.
    noise
        The standard deviation of the noise of observations.
    """

    x: Float[np.ndarray, "draws n inputs"]
    y: Float[np.ndarray, "draws n 1"]
    test_x: Float[np.ndarray, "draws m inputs"]
    truth: Float[np.ndarray, "draws m"]
    noise: float

    def test_errors(self, networks: Sequence[ReLUNetwork]) -> Float[np.ndarray, " draws"]:
        """Return the expected squared error of one network a draw on a new observation."""
        return np.array(
            [
                risk(predict(network, x)[:, 0][None], truth, self.noise)[0]
                for network, x, truth in zip(networks, self.test_x, self.truth, strict=True)
            ]
        )


def draw_lessons(
    *, seed: int, draws: int, n: int, inputs: int, noise: float = NOISE, tested: int = 1000
) -> Lessons:
    """Draw teachers, a table of each, and new inputs.

    Parameters
    ----------
    seed, draws : int
    n : int
        Observations in a table.
    inputs : int
        Their predictors, independent and standard normal.
    noise : float
        The standard deviation of the noise; that of the teachers' responses is 1.
    tested : int
        New inputs in each draw.
    """
    tables, new, truths = [], [], []
    for draw in seeds_from(seed, draws):
        teacher_seed, train_seed, test_seed = seeds_from(draw, 3)
        teacher = Teacher(inputs, noise=noise, seed=teacher_seed)
        tables.append(teacher.sample(n, seed=train_seed))
        new.append(np.random.default_rng(test_seed).normal(size=(tested, inputs)))
        truths.append(teacher(new[-1])[:, 0])
    return Lessons(
        np.stack([table.x for table in tables]),
        np.stack([table.y for table in tables]),
        np.stack(new),
        np.stack(truths),
        noise,
    )
