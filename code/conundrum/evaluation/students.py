"""Networks that learn from random networks, their teachers: tables, and one recipe for chapters."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int

from conundrum.data.teachers import Teacher
from conundrum.evaluation.risk import RiskCurve, risk, risk_curve
from conundrum.experiment import experiment
from conundrum.models.networks import ReLUNetwork, parameter_count, predict
from conundrum.seeds import seeds_from
from conundrum.training.fleet import fit_fleet
from conundrum.training.optimisers import ADAM, Optimiser

NOISE = 0.3
WIDTHS = (1, 2, 4, 8, 12, 16, 20, 25, 35, 60, 120)


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


@dataclass(frozen=True)
class Students:
    """Networks of several widths that learned from random teachers.

    Attributes
    ----------
    widths : ndarray of int, shape (widths,)
        Hidden units.
    parameters : ndarray of int, shape (widths,)
        Weights and biases.
    train_error, test_error : ndarray, shape (draws, widths)
        Mean squared error, in variances of the teacher's response; on new observations, with
        their noise.
    noise : float
        Standard deviation of the noise.
    """

    widths: Int[np.ndarray, " widths"]
    parameters: Int[np.ndarray, " widths"]
    train_error: Float[np.ndarray, "draws widths"]
    test_error: Float[np.ndarray, "draws widths"]
    noise: float

    @property
    def risk(self) -> RiskCurve:
        """Test error against width, over draws."""
        return risk_curve(self.widths, self.test_error)

    @property
    def train(self) -> RiskCurve:
        """Train error against width, over draws."""
        return risk_curve(self.widths, self.train_error)

    @property
    def peak(self) -> int:
        """The number of hidden units at the peak of the median test error."""
        return int(self.widths[self.risk.peak])

    @property
    def draws(self) -> list[RiskCurve]:
        """Test error against width, of each draw alone."""
        return [risk_curve(self.widths, [errors]) for errors in self.test_error]


@experiment
def learn_from_teachers(
    *,
    seed: int,
    draws: int = 8,
    widths: Sequence[int] = WIDTHS,
    n: int = 200,
    inputs: int = 10,
    noise: float = 0.3,
    steps: int = 3000,
    optimiser: Optimiser = ADAM,
    learning_rate: float = 0.01,
    weight_decay: float = 0.0,
) -> Students:
    """Train networks of one hidden layer on what random networks of 100 units say.

    Each draw has a teacher, observations of it, and a student of each width. All observations are
    in each step, and the learning rate falls along half a cosine.

    Parameters
    ----------
    seed, draws : int
    widths : sequence of int
        Hidden units of the students.
    n, inputs : int
        Observations, and numbers in each of them.
    noise : float
        Standard deviation of the noise; that of the teacher's response is 1.
    steps : int
    optimiser : Optimiser
    learning_rate, weight_decay : float
        As for `conundrum.training.fleet.fit_fleet`.
    """
    students, xs, ys, tests = [], [], [], []
    for draw_seed in seeds_from(seed, draws):
        teacher_seed, train_seed, test_seed, *starts = seeds_from(draw_seed, 3 + len(widths))
        teacher = Teacher(inputs, noise=noise, seed=teacher_seed)
        train = teacher.sample(n, seed=train_seed)
        x = np.random.default_rng(test_seed).normal(size=(2000, inputs))
        for width, start in zip(widths, starts, strict=True):
            students.append(ReLUNetwork((inputs, width, 1), seed=start))
            xs.append(train.x)
            ys.append(train.y)
            tests.append((x, teacher(x)))
    history = fit_fleet(
        students,
        np.stack(xs),
        np.stack(ys),
        steps=steps,
        learning_rate=learning_rate,
        weight_decay=weight_decay,
        optimiser=optimiser,
    )
    test_errors = [
        np.mean((predict(student, x) - truth) ** 2) + noise**2
        for student, (x, truth) in zip(students, tests, strict=True)
    ]
    shape = (draws, len(widths))
    return Students(
        np.array(widths),
        np.array([parameter_count(student) for student in students[: len(widths)]]),
        history.loss[:, -1].reshape(shape),
        np.reshape(test_errors, shape),
        noise,
    )
