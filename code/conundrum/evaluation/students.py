"""Networks that learn from random networks, their teachers: tables, and one recipe for chapters."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

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
    starts
        A seed for each draw, from which whatever learns there starts.
    """

    x: Float[np.ndarray, "draws n inputs"]
    y: Float[np.ndarray, "draws n 1"]
    test_x: Float[np.ndarray, "draws m inputs"]
    truth: Float[np.ndarray, "draws m"]
    noise: float
    starts: Sequence[int]

    def networks(self, units: int) -> list[ReLUNetwork]:
        """Return an untrained network of one hidden layer for each draw."""
        inputs = self.x.shape[2]
        return [ReLUNetwork((inputs, units, 1), seed=start) for start in self.starts]

    def table_error(self, draw: int, network: ReLUNetwork) -> float:
        """Return the mean squared error of a network on the table of one draw."""
        return float(np.mean((predict(network, self.x[draw]) - self.y[draw]) ** 2))

    def test_error(self, draw: int, network: ReLUNetwork) -> float:
        """Return the expected squared error of a network on a new observation of one draw."""
        predictions = predict(network, self.test_x[draw])[:, 0]
        return float(risk(predictions[None], self.truth[draw], self.noise)[0])

    def table_errors(self, networks: Sequence[ReLUNetwork]) -> Float[np.ndarray, " draws"]:
        """Return the mean squared error of one network a draw on its table."""
        return np.array([self.table_error(*each) for each in enumerate(networks)])

    def test_errors(self, networks: Sequence[ReLUNetwork]) -> Float[np.ndarray, " draws"]:
        """Return the expected squared error of one network a draw on a new observation."""
        return np.array([self.test_error(*each) for each in enumerate(networks)])

    def hold_out(self, count: int) -> tuple["Lessons", "Lessons"]:
        """Return the lessons without the first observations of each table, and with these alone."""
        return tuple(
            replace(self, x=self.x[:, rows], y=self.y[:, rows])
            for rows in (slice(count, None), slice(count))
        )

    def halve_tests(self) -> tuple["Lessons", "Lessons"]:
        """Return the lessons with one half of the new inputs, and with the other."""
        middle = self.test_x.shape[1] // 2
        return tuple(
            replace(self, test_x=self.test_x[:, part], truth=self.truth[:, part])
            for part in (slice(middle), slice(middle, None))
        )


def draw_lessons(
    *,
    seed: int,
    draws: int,
    n: int,
    inputs: int,
    noise: float = NOISE,
    units: int = 100,
    tested: int = 2000,
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
    units : int
        The hidden units of each teacher.
    tested : int
        New inputs in each draw.
    """
    tables, new, truths, starts = [], [], [], []
    for draw in seeds_from(seed, draws):
        teacher_seed, train_seed, test_seed, start = seeds_from(draw, 4)
        teacher = Teacher(inputs, noise=noise, seed=teacher_seed, units=units)
        tables.append(teacher.sample(n, seed=train_seed))
        new.append(np.random.default_rng(test_seed).normal(size=(tested, inputs)))
        truths.append(teacher(new[-1])[:, 0])
        starts.append(start)
    return Lessons(
        np.stack([table.x for table in tables]),
        np.stack([table.y for table in tables]),
        np.stack(new),
        np.stack(truths),
        noise,
        starts,
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
    noise: float = NOISE,
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
    lessons = draw_lessons(seed=seed, draws=draws, n=n, inputs=inputs, noise=noise)
    by_width = [lessons.networks(width) for width in widths]
    history = fit_fleet(
        [student for students in by_width for student in students],
        np.tile(lessons.x, (len(widths), 1, 1)),
        np.tile(lessons.y, (len(widths), 1, 1)),
        steps=steps,
        learning_rate=learning_rate,
        weight_decay=weight_decay,
        optimiser=optimiser,
    )
    return Students(
        np.array(widths),
        np.array([parameter_count(students[0]) for students in by_width]),
        history.loss[:, -1].reshape(len(widths), draws).T,
        np.array([lessons.test_errors(students) for students in by_width]).T,
        noise,
    )
