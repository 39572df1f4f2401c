"""Trained networks: width, epochs, and labels drawn at random."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Float, Int
from torch.nn.functional import cross_entropy

from conundrum.chapters.overparameterization.experiments.features import draw_task
from conundrum.data.labels import redraw
from conundrum.data.mnist1d import CLASSES, LENGTH, mnist1d
from conundrum.data.teachers import Teacher
from conundrum.evaluation.risk import RiskCurve, risk_curve
from conundrum.models.networks import ReLUNetwork, parameter_count, predict
from conundrum.seeds import seeds_from
from conundrum.training.fleet import fit_fleet
from conundrum.training.optimisers import SGD

NOISES = (0.0, 0.05, 0.1, 0.15, 0.2)
WIDTHS = (8, 13, 20, 28, 38, 50, 70, 110, 230)
EPOCHS = (1, 2, 5, 10, 20, 30, 50, 80, 130, 200)
SIGNALS, SIGNALS_TO_TEST, BATCH = 4000, 6000, 128

STUDENTS = (1, 2, 3, 4, 6, 8, 12, 16, 20, 25, 35, 60, 120, 250)


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
        """Mean over draws of the test error at the end of training."""
        return self.test_error[..., -1].mean(axis=0)

    @property
    def fitted(self) -> Float[np.ndarray, "noises widths"]:
        """Mean over draws of the train error at the end of training."""
        return self.train_error[..., -1].mean(axis=0)

    def rise(self, noise: float) -> float:
        """Return how far the trained networks' mean error stands above the least of a narrower one.

        The largest such rise over widths, for one of the noises; 0 if the error only falls.
        """
        error = self.at(noise)
        return float((error - np.minimum.accumulate(error)).max())

    def at(self, noise: float) -> Float[np.ndarray, " widths"]:
        """Return the mean test error at the end of training against width, for one noise."""
        [i] = np.flatnonzero(np.isclose(self.noises, noise))
        return self.trained[i]

    def peak(self, noise: float) -> int:
        """Return the index of the width whose error stands highest above that of a narrower one."""
        error = self.at(noise)
        return int((error - np.minimum.accumulate(error)).argmax())

    def first_minimum(self, noise: float) -> int:
        """Return the index of the width with the least error up to the peak."""
        return int(self.at(noise)[: self.peak(noise) + 1].argmin())

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
        """Return the mean test error against epochs, for one noise and one width."""
        [i] = np.flatnonzero(np.isclose(self.noises, noise))
        [j] = np.flatnonzero(self.widths == width)
        return self.test_error[:, i, j].mean(axis=0)


def sweep_widths_and_noise(
    *,
    seed: int,
    draws: int = 1,
    noises: Sequence[float] = NOISES,
    widths: Sequence[int] = WIDTHS,
    epochs: Sequence[int] = EPOCHS,
) -> NoisySweep:
    """Train networks of two hidden layers on MNIST-1D: each width on each share of wrong labels.

    As Nakkiran et al. (2021, section 5) do with larger networks on photographs: 4000 signals,
    stochastic gradient descent with momentum 0.9, a rate of 0.05 that falls along half a cosine,
    mini-batches of 128. In one draw all networks share the signals, the labels that are redrawn,
    and the order of mini-batches.
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


def learn_from_teachers(
    *,
    seed: int,
    draws: int = 16,
    widths: Sequence[int] = STUDENTS,
    n: int = 200,
    inputs: int = 10,
    noise: float = 0.3,
    steps: int = 4000,
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


def descend_on_two_scales(
    *,
    seed: int,
    draws: int = 40,
    n: int = 100,
    features: tuple[int, int] = (70, 25),
    scales: tuple[float, float] = (1.0, 0.03),
    signals: tuple[float, float] = (2.0, 1.0),
    noise: float = 0.1,
    rate: float = 0.3,
    last: int = 800_000,
) -> TwoScales:
    """Follow gradient descent from zero on a linear model, without taking its steps.

    Some features have a large scale and some a small one. In the directions of the eigenvectors of
    XᵀX/n, descent is one equation for each coefficient: after t steps a share 1 − (1 − ηλ)ᵗ of
    its way is gone (Heckel and Yilmaz 2021).

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
        The learning rate η, for the loss ‖y − Xθ‖²/2n.
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
        eigenvalues, vectors = np.linalg.eigh(X.T @ X / n)
        limit = vectors.T @ (X.T @ y / n) / eigenvalues
        gone = 1 - (1 - rate * eigenvalues) ** steps[:, None]
        estimates = (gone * limit) @ vectors.T
        train.append(((y - estimates @ X.T) ** 2).mean(axis=1))
        squares = (scale * (estimates - theta)) ** 2
        parts.append([part.sum(axis=1) for part in np.split(squares, features[:1], axis=1)])
    large, small = np.moveaxis(parts, 1, 0)
    return TwoScales(
        steps, np.array(train), large + small + noise**2, large=large, small=small, noise=noise
    )


def train_on_two_scales(
    *,
    seed: int,
    draws: int = 8,
    units: int = 6,
    n: int = 400,
    inputs: tuple[int, int] = (40, 10),
    scales: tuple[float, float] = (1.0, 0.03),
    signals: tuple[float, float] = (2.25, 1.5),
    noise: float = 0.1,
    steps: int = 30_000,
) -> Course:
    """Train small ReLU networks on inputs of two scales, each with a linear signal.

    Full batch, momentum 0.9, a rate of 0.01 that falls along half a cosine.

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
        learning_rate=0.01,
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
    train_error : ndarray, shape (2, steps)
        Share of the labels given that are missed after so many steps, true labels first.
    test_error : ndarray, shape (2,)
        Share of true labels missed on test images, at the end.
    parameters : int
        Of each network.
    """

    steps: Int[np.ndarray, " steps"]
    train_error: Float[np.ndarray, "2 steps"]
    test_error: Float[np.ndarray, " 2"]
    parameters: int

    @property
    def until_fitted(self) -> Int[np.ndarray, " 2"]:
        """The first step looked at from which on no label is missed; beyond the last if none."""
        wrong = self.train_error > 0
        last_wrong = wrong.shape[1] - np.argmax(wrong[:, ::-1], axis=1)
        return np.append(self.steps, self.steps[-1] + 1)[last_wrong * wrong.any(axis=1)]


def memorise(*, seed: int, n: int = 1000, units: int = 512, steps: int = 300) -> Memorised:
    """Train a network on digits, and its twin on the same digits with labels drawn at random.

    After Zhang et al. (2017). Full batch, Adam with a rate of 0.007 that falls along half a cosine.
    """
    task_seed, start_seed = seeds_from(seed, 2)
    task = draw_task(seed=task_seed, size=n, noises=(0.0, 1.0))
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
        np.transpose(train_error),
        np.array([missed(network, task.test, task.truth) for network in networks]),
        parameter_count(networks[0]),
    )
