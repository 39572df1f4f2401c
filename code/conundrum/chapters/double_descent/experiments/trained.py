"""Trained networks: width, epochs, and labels drawn at random."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Float, Int
from torch.nn.functional import cross_entropy

from conundrum.data.labels import redraw
from conundrum.data.mnist1d import CLASSES, LENGTH, mnist1d
from conundrum.data.teachers import Teacher
from conundrum.evaluation.random_features import draw_digits
from conundrum.evaluation.risk import RiskCurve, risk_curve
from conundrum.experiment import experiment
from conundrum.models.networks import ReLUNetwork, parameter_count, predict
from conundrum.seeds import seeds_from
from conundrum.training.fleet import fit_fleet
from conundrum.training.optimisers import SGD
from conundrum.training.paths import least_squares_path

NOISES = (0.0, 0.05, 0.1, 0.15, 0.2)
WIDTHS = (8, 12, 18, 26, 38, 55, 80, 140)
EPOCHS = (1, 2, 5, 10, 20, 40, 70, 100)
SIGNALS, SIGNALS_TO_TEST, BATCH = 3000, 3000, 64

STUDENTS = (1, 2, 3, 4, 6, 8, 12, 16, 20, 25, 35, 60, 120)
TRUE, RANDOM = "true", "random"


@dataclass(frozen=True)
class NoisySweep:
    """Networks of several widths, trained on labels of which some share was redrawn.

    Attributes
    ----------
    noises : ndarray, shape (noises,)
        The share of labels that was redrawn, each class equally likely.
    widths : ndarray of int, shape (widths,)
        Units in each of the two hidden layers.
    epochs : ndarray of int, shape (epochs,)
        How often the networks had seen all training data when they were tested; the last is the
        end of training.
    train_error, test_error : ndarray, shape (draws, noises, widths, epochs)
        Share of labels missed: of the training data as they are given, noise included, and of
        test data with true labels.
    """

    noises: Float[np.ndarray, " noises"]
    widths: Int[np.ndarray, " widths"]
    epochs: Int[np.ndarray, " epochs"]
    train_error: Float[np.ndarray, "draws noises widths epochs"]
    test_error: Float[np.ndarray, "draws noises widths epochs"]

    @property
    def trained(self) -> Float[np.ndarray, "noises widths"]:
        """Median over draws of the test error at the end of training."""
        return np.median(self.test_error[..., -1], axis=0)

    @property
    def fitted(self) -> Float[np.ndarray, "noises widths"]:
        """Median over draws of the train error at the end of training."""
        return np.median(self.train_error[..., -1], axis=0)

    def risk(self, noise: float) -> RiskCurve:
        """Test error at the end of training against width, for one of the noises."""
        return risk_curve(self.widths, self.test_error[:, self._row(noise), :, -1])

    def rise(self, noise: float) -> float:
        """Return by how much the test error rises from its first minimum to its peak."""
        return self.risk(noise).highest - self.risk(noise).lowest

    def peak(self, noise: float) -> int:
        """Return the number of units a layer at the peak of the test error."""
        return int(self.widths[self.risk(noise).peak])

    def fitted_at(self, noise: float, width: int) -> float:
        """Return the median train error at the end of training, for one noise and one width."""
        return float(self.fitted[self._row(noise), self._column(width)])

    def until(self, epoch: int) -> "NoisySweep":
        """Return what was known after so many epochs, as if training had ended there."""
        seen = self.epochs <= epoch
        return replace(
            self,
            epochs=self.epochs[seen],
            train_error=self.train_error[..., seen],
            test_error=self.test_error[..., seen],
        )

    def along(self, noise: float, width: int) -> Float[np.ndarray, " epochs"]:
        """Return the median test error against epochs, for one noise and one width."""
        return np.median(self.test_error[:, self._row(noise), self._column(width)], axis=0)

    def _row(self, noise: float) -> int:
        return list(self.noises).index(noise)

    def _column(self, width: int) -> int:
        return list(self.widths).index(width)


@experiment
def sweep_widths_and_noise(
    *,
    seed: int,
    draws: int = 1,
    noises: Sequence[float] = NOISES,
    widths: Sequence[int] = WIDTHS,
    epochs: Sequence[int] = EPOCHS,
) -> NoisySweep:
    """Train networks of two hidden layers on MNIST-1D: each width on each share of wrong labels.

    As Nakkiran et al. (2021, section 5) do with larger networks on photographs: 3000 signals,
    stochastic gradient descent with momentum 0.9, a rate of 0.05 that falls along half a cosine,
    mini-batches of 64. In one draw all networks share the signals, the labels that are redrawn,
    and the order of mini-batches.

    Parameters
    ----------
    seed, draws : int
    noises : sequence of float
        The shares of training labels that are redrawn.
    widths : sequence of int
        The numbers of units in each of the two hidden layers.
    epochs : sequence of int
        After how many epochs the networks are tested; the last is the end of training.
    """
    errors = [_noisy_errors(s, noises, widths, epochs) for s in seeds_from(seed, draws)]
    train, test = (np.stack(each) for each in zip(*errors, strict=True))
    return NoisySweep(np.array(noises), np.array(widths), np.array(epochs), train, test)


def _noisy_errors(
    seed: int, noises: Sequence[float], widths: Sequence[int], epochs: Sequence[int]
) -> tuple[Float[np.ndarray, "noises widths epochs"], Float[np.ndarray, "noises widths epochs"]]:
    signals_seed, labels_seed, order_seed, *start_seeds = seeds_from(seed, 3 + len(widths))
    signals = mnist1d(SIGNALS + SIGNALS_TO_TEST, seed=signals_seed)
    train, test = signals[:SIGNALS], signals[SIGNALS:]
    given = [redraw(train.labels, share, classes=CLASSES, seed=labels_seed) for share in noises]
    networks = [
        ReLUNetwork((LENGTH, width, width, CLASSES), seed=start)
        for _ in noises
        for width, start in zip(widths, start_seeds, strict=True)
    ]
    labels = [own for own in given for _ in widths]
    steps = [epoch * SIGNALS // BATCH for epoch in epochs]
    history = fit_fleet(
        networks,
        train.x,
        np.stack([one_hot(own) for own in labels]),
        steps=steps[-1],
        learning_rate=0.05,
        loss=cross_entropy,
        batch_size=BATCH,
        seeds=order_seed,
        optimiser=SGD(momentum=0.9),
        snapshots=steps,
    )
    shape = (len(noises), len(widths), len(epochs))
    train_errors, test_errors = np.empty((2, len(networks), len(epochs)))
    for at, step in enumerate(steps):
        for i, network in enumerate(history.snapshots[step]):
            test_errors[i, at] = missed(network, test.x, test.labels)
            train_errors[i, at] = missed(network, train.x, labels[i])
    return train_errors.reshape(shape), test_errors.reshape(shape)


def one_hot(labels: Int[np.ndarray, " n"]) -> Float[np.ndarray, "n classes"]:
    """Return probabilities of ten classes, 1 for the label."""
    return np.eye(CLASSES, dtype=np.float32)[labels]


def missed(
    network: ReLUNetwork, x: Float[np.ndarray, "n inputs"], labels: Int[np.ndarray, " n"]
) -> float:
    """Return the share of labels that are not the class with the largest output."""
    return float(np.mean(predict(network, x).argmax(axis=1) != labels))


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
    def peak(self) -> int:
        """The number of hidden units at the peak of the median test error."""
        return int(self.widths[self.risk.peak])


@experiment
def learn_from_teachers(
    *,
    seed: int,
    draws: int = 12,
    widths: Sequence[int] = STUDENTS,
    n: int = 200,
    inputs: int = 10,
    noise: float = 0.3,
    steps: int = 3000,
) -> Students:
    """Train networks of one hidden layer on what random networks of 100 units say.

    Each draw has a teacher, observations of it, and a student of each width. Full batch, Adam with
    a rate of 0.01 that falls along half a cosine.
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
    history = fit_fleet(students, np.stack(xs), np.stack(ys), steps=steps, learning_rate=0.01)
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


@dataclass(frozen=True)
class Course:
    """Errors in the course of training.

    Attributes
    ----------
    steps : ndarray of int, shape (steps,)
        Increasing.
    train_error, test_error : ndarray, shape (draws, steps)
        Mean squared error after so many steps.
    """

    steps: Int[np.ndarray, " steps"]
    train_error: Float[np.ndarray, "draws steps"]
    test_error: Float[np.ndarray, "draws steps"]

    @property
    def risk(self) -> RiskCurve:
        """Test error against steps, over draws."""
        return risk_curve(self.steps, self.test_error)

    @property
    def step_of_first_minimum(self) -> int:
        """The step at the first minimum of the median test error."""
        return int(self.steps[self.risk.first_minimum])

    @property
    def step_of_peak(self) -> int:
        """The step at the peak of the median test error."""
        return int(self.steps[self.risk.peak])


@dataclass(frozen=True)
class TwoScales(Course):
    """Errors in the course of fitting features of two scales.

    Attributes
    ----------
    large, small : ndarray, shape (draws, steps)
        What the features of the large scale and those of the small scale contribute to the test
        error; the noise is the rest.
    noise : float
        Standard deviation of the noise.
    """

    large: Float[np.ndarray, "draws steps"]
    small: Float[np.ndarray, "draws steps"]
    noise: float


@experiment
def descend_on_two_scales(
    *,
    seed: int,
    draws: int = 40,
    n: int = 100,
    features: tuple[int, int] = (70, 25),
    scales: tuple[float, float] = (1.0, 0.03),
    signals: tuple[float, float] = (2.0, 1.0),
    noise: float = 0.1,
    rate: float = 0.15,
    last: int = 800_000,
) -> TwoScales:
    """Follow gradient descent from zero on a linear model, without taking its steps.

    Some features have a large scale and some a small one, which is learned more slowly (Heckel and
    Yilmaz 2021).

    Parameters
    ----------
    seed, draws, n : int
    features : pair of int
        How many are of the large scale and of the small one.
    scales : pair of float
        Their standard deviations.
    signals : pair of float
        Standard deviation of what either group contributes to the response.
    noise : float
        Standard deviation of the noise.
    rate : float
        The learning rate, for the mean squared error.
    last : int
        The last step looked at.
    """
    steps = _spread_out(last, 60)
    scale = np.repeat(scales, features)
    train, parts = [], []
    for draw_seed in seeds_from(seed, draws):
        rng = np.random.default_rng(draw_seed)
        theta = np.concatenate(
            [_of_norm(rng, p, s) for p, s in zip(features, signals, strict=True)]
        )
        theta /= scale
        X = rng.normal(size=(n, len(scale))) * scale
        y = X @ theta + noise * rng.normal(size=n)
        estimates = least_squares_path(X, y, rate=rate, steps=steps)
        train.append(((y - estimates @ X.T) ** 2).mean(axis=1))
        squares = (scale * (estimates - theta)) ** 2
        parts.append([part.sum(axis=1) for part in np.split(squares, features[:1], axis=1)])
    large, small = np.moveaxis(parts, 1, 0)
    return TwoScales(
        steps, np.array(train), large + small + noise**2, large=large, small=small, noise=noise
    )


@experiment
def train_on_two_scales(
    *,
    seed: int,
    draws: int = 6,
    units: int = 6,
    n: int = 400,
    inputs: tuple[int, int] = (40, 10),
    scales: tuple[float, float] = (1.0, 0.03),
    signals: tuple[float, float] = (2.25, 1.5),
    noise: float = 0.1,
    steps: int = 15_000,
) -> Course:
    """Train small ReLU networks on inputs of two scales, each with a linear signal.

    Full batch, momentum 0.9, a rate of 0.02 that falls along half a cosine.

    Parameters
    ----------
    seed, draws : int
    units : int
        Hidden units.
    n : int
    inputs : pair of int
        How many inputs are of the large scale and of the small one.
    scales, signals : pair of float
        As for `descend_on_two_scales`.
    noise : float
        Standard deviation of the noise.
    steps : int
        How long training lasts.
    """
    looked_at = _spread_out(steps, 50)
    scale = np.repeat(scales, inputs)
    networks, xs, ys, tests = [], [], [], []
    for draw_seed in seeds_from(seed, draws):
        rng = np.random.default_rng(draw_seed)
        theta = np.concatenate([_of_norm(rng, p, s) for p, s in zip(inputs, signals, strict=True)])
        standard = rng.normal(size=(n + 2000, len(scale)))
        response, x = standard @ theta, standard * scale
        xs.append(x[:n])
        ys.append(response[:n, None] + noise * rng.normal(size=(n, 1)))
        tests.append((x[n:], response[n:]))
        networks.append(ReLUNetwork((len(scale), units, 1), seed=draw_seed))
    history = fit_fleet(
        networks,
        np.stack(xs),
        np.stack(ys),
        steps=steps,
        learning_rate=0.02,
        optimiser=SGD(momentum=0.9),
        snapshots=looked_at,
    )
    test_error = [
        [
            np.mean((predict(network, x)[:, 0] - truth) ** 2) + noise**2
            for network, (x, truth) in zip(history.snapshots[step], tests, strict=True)
        ]
        for step in looked_at
    ]
    return Course(looked_at, history.loss[:, looked_at], np.transpose(test_error))


def _of_norm(rng: np.random.Generator, size: int, norm: float) -> Float[np.ndarray, " size"]:
    direction = rng.normal(size=size)
    return norm * direction / np.linalg.norm(direction)


def _spread_out(last: int, count: int) -> Int[np.ndarray, " steps"]:
    """Return steps from 1 to the last, evenly spread on a logarithmic axis."""
    return np.unique(np.geomspace(1, last, count).round().astype(int))


@dataclass(frozen=True)
class Memorised:
    """Two networks that start alike: one trained on true labels, one on labels drawn at random.

    Attributes
    ----------
    steps : ndarray of int, shape (steps,)
        After which errors were counted.
    train_error : dict of ndarray, shape (steps,)
        For ``"true"`` and ``"random"`` labels: the share of the labels given that are missed.
    test_error : dict of float
        For both: the share of true labels missed on test images, at the end.
    parameters : int
        The number of parameters of each network.
    """

    steps: Int[np.ndarray, " steps"]
    train_error: dict[str, Float[np.ndarray, " steps"]]
    test_error: dict[str, float]
    parameters: int

    @property
    def until_fitted(self) -> dict[str, int]:
        """The first step looked at from which on no label is missed.

        One beyond the last if some label is missed at the end.
        """
        beyond = np.append(self.steps, self.steps[-1] + 1)
        return {
            labels: int(beyond[np.max(np.flatnonzero(errors > 0), initial=-1) + 1])
            for labels, errors in self.train_error.items()
        }

    @property
    def times_longer(self) -> float:
        """By what factor random labels take more steps than true ones."""
        return self.until_fitted[RANDOM] / self.until_fitted[TRUE]


@experiment
def memorise(*, seed: int, n: int = 1000, units: int = 512, steps: int = 300) -> Memorised:
    """Train a network on digits, and its twin on the same digits with labels drawn at random.

    After Zhang et al. (2017). Full batch, Adam with a rate of 0.007 that falls along half a cosine.
    """
    task_seed, start_seed = seeds_from(seed, 2)
    task = draw_digits(seed=task_seed, size=n, noises=(0.0, 1.0))
    widths = (task.train.shape[1], units, CLASSES)
    networks = [ReLUNetwork(widths, seed=start_seed) for _ in task.labels]
    looked_at = np.arange(0, steps + 1, 2)
    history = fit_fleet(
        networks,
        task.train,
        np.stack([one_hot(own) for own in task.labels]),
        steps=steps,
        learning_rate=0.007,
        loss=cross_entropy,
        snapshots=looked_at,
    )
    train_error = [
        [
            missed(network, task.train, own)
            for network, own in zip(history.snapshots[step], task.labels, strict=True)
        ]
        for step in looked_at
    ]
    return Memorised(
        looked_at,
        dict(zip((TRUE, RANDOM), np.transpose(train_error), strict=True)),
        {
            labels: missed(network, task.test, task.truth)
            for labels, network in zip((TRUE, RANDOM), networks, strict=True)
        },
        parameter_count(networks[0]),
    )
