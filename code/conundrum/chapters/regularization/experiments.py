"""What the chapter *Regularization* computes.

Linear models first, where every result has a formula; then networks, on 20 or 50 points of a sine,
on tables made by a teacher network, and on the signals of MNIST-1D.

On the page the penalty is λ Σ θ²; `fit_fleet`, as torch, counts half of it: its weight decay is 2λ.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float, Int
from numpy.typing import ArrayLike
from sklearn.model_selection import KFold
from torch import Tensor
from torch.nn.functional import cross_entropy

from conundrum.data.curves import SINE, Sample
from conundrum.data.images import digits
from conundrum.data.mnist1d import CLASSES, LENGTH, Signals, mnist1d
from conundrum.data.teachers import Teacher
from conundrum.evaluation.gaussian_features import best_ridge_factor, least_norm_factors
from conundrum.evaluation.risk import risk
from conundrum.models.linear import minimum_norm, ridge
from conundrum.models.networks import ReLUNetwork, linear_pieces, predict
from conundrum.models.signals import SignalConvNet
from conundrum.seeds import seeds_from
from conundrum.training.fleet import fit_fleet
from conundrum.training.minibatches import fit_batches

# --- Weight decay is ridge ------------------------------------------------------------------------


@dataclass(frozen=True)
class Paths:
    """Coefficients of a linear model at many penalties, found in two ways.

    Attributes
    ----------
    penalty
        λ in (mean squared error) + λ Σ c².
    descended
        By gradient descent with weight decay, from zero.
    ridge
        By the formula of ridge regression.
    """

    penalty: Float[np.ndarray, " m"]
    descended: Float[np.ndarray, "m p"]
    ridge: Float[np.ndarray, "m p"]


def decay_linear_model(*, seed: int, n: int = 50, p: int = 8, steps: int = 20_000) -> Paths:
    """Fit a linear model by gradient descent with weight decay, and by ridge regression."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, p))
    X[:, 1::2] = 0.7 * X[:, ::2] + 0.5 * X[:, 1::2]  # neighbours are correlated
    y = X @ rng.normal(size=p) + rng.normal(size=n)
    penalty = np.geomspace(1e-3, 10, 17)
    rate = 0.9 / (np.linalg.norm(X, 2) ** 2 / n + penalty)
    c = np.zeros((len(penalty), p))
    for _ in range(steps):
        slope = 2 * (c @ X.T - y) @ X / n + 2 * penalty[:, None] * c
        c = c - rate[:, None] / 2 * slope
    return Paths(penalty, c, np.array([ridge(X, y, n * each) for each in penalty]))


# --- What λ does to a function --------------------------------------------------------------------


@dataclass(frozen=True)
class DecayedCurves:
    """Networks of one input, trained on 20 points with different penalties.

    Attributes
    ----------
    samples
        One a draw.
    x, truth
        The grid, and the curve there.
    penalty
        λ of each fit.
    predictions
        On the grid.
    train_error, test_error
        Mean squared error on the points; expected squared error on a new observation.
    bend
        Sum of the absolute changes of slope at all kinks between the ends of the interval.
    """

    samples: list[Sample]
    x: Float[np.ndarray, " grid"]
    truth: Float[np.ndarray, " grid"]
    penalty: Float[np.ndarray, " m"]
    predictions: Float[np.ndarray, "draws m grid"]
    train_error: Float[np.ndarray, "draws m"]
    test_error: Float[np.ndarray, "draws m"]
    bend: Float[np.ndarray, "draws m"]


PENALTIES = (0.0, 1e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 2e-2, 3e-2, 5e-2, 0.1, 0.2)


def decay_curves(
    *, seed: int, draws: int = 6, penalties: Sequence[float] = PENALTIES
) -> DecayedCurves:
    """Train networks of 128 hidden units on 20 points of the sine with different weight decays."""
    x = SINE.grid()
    seeds = seeds_from(seed, draws)
    samples = [SINE.sample_stratified(20, seed=s) for s in seeds]
    networks = [ReLUNetwork((1, 128, 1), seed=s) for s in seeds for _ in penalties]
    fit_fleet(
        networks,
        np.repeat([s.x[:, None] for s in samples], len(penalties), axis=0),
        np.repeat([s.y[:, None] for s in samples], len(penalties), axis=0),
        steps=3000,
        learning_rate=0.01,
        weight_decay=2 * np.tile(penalties, draws),
    )
    shape = draws, len(penalties)
    predictions = np.reshape([predict(f, x[:, None])[:, 0] for f in networks], (*shape, -1))
    fitted = np.reshape(
        [
            predict(networks[i * shape[1] + j], samples[i].x[:, None])[:, 0] - samples[i].y
            for i in range(draws)
            for j in range(shape[1])
        ],
        (*shape, -1),
    )
    slopes = [linear_pieces(f, SINE.low, SINE.high).slopes[:, 0] for f in networks]
    return DecayedCurves(
        samples,
        x,
        np.sin(x),
        np.array(penalties),
        predictions.astype(float),
        (fitted**2).mean(axis=-1),
        risk(predictions, np.sin(x), SINE.noise),
        np.reshape([np.abs(np.diff(slope)).sum() for slope in slopes], shape),
    )


# --- The best ridge has no peak -------------------------------------------------------------------


@dataclass(frozen=True)
class Risks:
    """Excess test error of linear models with more and more features, computed and simulated.

    Excess: without the noise of the new observation.

    Attributes
    ----------
    features
        p, where there are n = 100 observations.
    minimum_norm, ridge
        Simulated, a row a draw; ridge with λ = σ²p / (r²n).
    exact_minimum_norm
        Its expectation for this n; infinite (NaN) for p from n − 1 to n + 1.
    limit_ridge
        Of ridge, as n and p grow in proportion.
    """

    features: Int[np.ndarray, " m"]
    minimum_norm: Float[np.ndarray, "draws m"]
    ridge: Float[np.ndarray, "draws m"]
    exact_minimum_norm: Float[np.ndarray, " m"]
    limit_ridge: Float[np.ndarray, " m"]


FEATURES = (10, 25, 50, 70, 85, 95, 100, 105, 115, 135, 170, 220, 300, 400)


def compare_ridge_with_theory(*, seed: int, draws: int = 40, n: int = 100) -> Risks:
    """Simulate least-norm and ridge fits of isotropic Gaussian features, signal 1 and noise 0.5."""
    p, noise = np.array(FEATURES), 0.5
    errors = np.empty((2, draws, len(p)))
    for i, s in enumerate(seeds_from(seed, draws)):
        rng = np.random.default_rng(s)
        for j, width in enumerate(p):
            X, c = rng.normal(size=(n, width)), rng.normal(size=width) / width**0.5
            c /= np.linalg.norm(c)
            y = X @ c + noise * rng.normal(size=n)
            errors[0, i, j] = ((minimum_norm(X, y) - c) ** 2).sum()
            errors[1, i, j] = ((ridge(X, y, noise**2 * width) - c) ** 2).sum()
    squared_bias, variance = least_norm_factors(n, p)
    variance[np.isinf(variance)] = np.nan  # no place in a picture
    exact = squared_bias + noise**2 * variance
    return Risks(p, errors[0], errors[1], exact, noise**2 * best_ridge_factor(n, p, noise))


@dataclass(frozen=True)
class DigitFeatures:
    """Random features of digits with noisy labels, without penalty and with two choices of it.

    Attributes
    ----------
    features
        N; there are 400 training images.
    penalty
        The λ that were tried (in units of `conundrum.models.linear.ridge`, over n).
    minimum_norm
        Test error, a share, with the least-norm fit.
    ridge
        Test error with each penalty.
    cross_validated
        Error of each penalty by 5-fold cross-validation on the training images, whose labels are
        noisy.
    """

    features: Int[np.ndarray, " m"]
    penalty: Float[np.ndarray, " k"]
    minimum_norm: Float[np.ndarray, "draws m"]
    ridge: Float[np.ndarray, "draws m k"]
    cross_validated: Float[np.ndarray, "draws m k"]

    @property
    def oracle(self) -> Float[np.ndarray, "draws m"]:
        """Test error with the penalty that is best on the test images."""
        return self.ridge.min(axis=-1)

    @property
    def chosen(self) -> Float[np.ndarray, "draws m"]:
        """Test error with the penalty that cross-validation chooses."""
        best = self.cross_validated.argmin(axis=-1)[..., None]
        return np.take_along_axis(self.ridge, best, axis=-1)[..., 0]


NUMBERS = (10, 20, 40, 80, 200, 350, 400, 500, 1000, 2400)


def penalise_digits(
    *, seed: int, draws: int = 2, numbers: Sequence[int] = NUMBERS, label_noise: float = 0.15
) -> DigitFeatures:
    """Fit least squares and ridge to random ReLU features of 400 digits, 15 % labels redrawn."""
    n, penalty, every = 400, np.geomspace(1e-5, 10, 19), digits()
    shape = draws, len(numbers)
    least, penalised, held_out = np.empty(shape), *np.empty((2, *shape, len(penalty)))
    for i, s in enumerate(seeds_from(seed, draws)):
        rng = np.random.default_rng(s)
        train, test = every.split(n, seed=s % 2**32)
        labels = train.labels.copy()
        redrawn = rng.random(n) < label_noise
        labels[redrawn] = rng.integers(10, size=redrawn.sum())
        targets = np.eye(10)[labels] - 0.1
        directions = rng.normal(size=(65, max(numbers))) / 8
        for j, number in enumerate(numbers):
            phi, phi_test = (_relu_features(part, directions[:, :number]) for part in (train, test))
            fit = phi_test @ minimum_norm(phi, targets)
            least[i, j] = np.mean(fit.argmax(axis=1) != test.labels)
            kernel, kernel_test = phi @ phi.T, phi_test @ phi.T
            penalised[i, j] = _kernel_errors(kernel, kernel_test, targets, test.labels, n * penalty)
            folds = KFold(5).split(kernel)  # the split has shuffled them
            held_out[i, j] = np.mean(
                [
                    _kernel_errors(
                        kernel[np.ix_(a, a)],
                        kernel[np.ix_(b, a)],
                        targets[a],
                        labels[b],
                        len(a) * penalty,
                    )
                    for a, b in folds
                ],
                axis=0,
            )
    return DigitFeatures(np.array(numbers), penalty, least, penalised, held_out)


def _relu_features(images, directions: Float[np.ndarray, "65 N"]) -> Float[np.ndarray, "n N"]:
    pixels = 2 * images.pixels.reshape(len(images), -1).astype(float)
    return np.maximum(0, np.column_stack([pixels, np.ones(len(images))]) @ directions)


def _kernel_errors(kernel, kernel_test, targets, labels, penalty) -> Float[np.ndarray, " k"]:
    """Return the share of wrong labels of ridge at each penalty, from inner products of features.

    ΦᵀΦ and ΦΦᵀ give the same predictions; the second is n × n, however many features there are.
    """
    values, vectors = np.linalg.eigh(kernel)
    rotated, test = vectors.T @ targets, kernel_test @ vectors
    scores = [test @ (rotated / (np.maximum(values, 0) + each)[:, None]) for each in penalty]
    return np.array([np.mean(score.argmax(axis=1) != labels) for score in scores])


# --- Early stopping, in closed form ---------------------------------------------------------------


@dataclass(frozen=True)
class StoppedPaths:
    """Gradient descent on a linear model, stopped after each step, beside ridge.

    The penalty that corresponds to step t is λ = 1 / (2 η t).

    Attributes
    ----------
    steps
        After which descent is stopped.
    curvature
        Eigenvalues of XᵀX/n of the first draw.
    stopped_share, ridge_share
        By how much of the least-squares coefficient each direction is taken, in the first draw.
    stopped_error, ridge_error
        Excess test error of both, a row a draw.
    distance
        Largest difference between descent and its formula, over draws, steps and coefficients.
    """

    steps: Int[np.ndarray, " m"]
    curvature: Float[np.ndarray, " p"]
    stopped_share: Float[np.ndarray, "m p"]
    ridge_share: Float[np.ndarray, "m p"]
    stopped_error: Float[np.ndarray, "draws m"]
    ridge_error: Float[np.ndarray, "draws m"]
    distance: float


def stop_linear_model(*, seed: int, draws: int = 20, n: int = 60, p: int = 40) -> StoppedPaths:
    """Descend on linear models whose predictors vary in size, and stop after each of many steps."""
    rate, noise = 0.1, 1.0
    steps = np.unique(np.geomspace(1, 5000, 40).astype(int))
    scales = np.linspace(1, 0.1, p)
    stopped_error, ridge_error, distances, first = [], [], [], None
    for s in seeds_from(seed, draws):
        rng = np.random.default_rng(s)
        X, truth = rng.normal(size=(n, p)) * scales, rng.normal(size=p) * 0.4
        y = X @ truth + noise * rng.normal(size=n)
        U, singular, Vt = np.linalg.svd(X, full_matrices=False)
        curvature = singular**2 / n
        least_squares = U.T @ y / singular
        stopped = 1 - (1 - 2 * rate * curvature) ** steps[:, None]
        shrunk = curvature / (curvature + 1 / (2 * rate * steps[:, None]))
        formula = stopped * least_squares @ Vt
        distances.append(np.abs(formula - _descend(X, y, rate, steps)).max())
        for errors, c in ((stopped_error, formula), (ridge_error, shrunk * least_squares @ Vt)):
            errors.append(((c - truth) ** 2 * scales**2).sum(axis=1))
        first = first or (curvature, stopped, shrunk)
    return StoppedPaths(
        steps, *first, np.array(stopped_error), np.array(ridge_error), float(max(distances))
    )


def _descend(
    X: Float[np.ndarray, "n p"],
    y: Float[np.ndarray, " n"],
    rate: float,
    kept: Int[np.ndarray, " m"],
) -> Float[np.ndarray, "m p"]:
    """Return the coefficients after some numbers of steps from zero."""
    c, path = np.zeros(X.shape[1]), []
    for _ in range(max(kept)):
        c = c - rate * 2 * X.T @ (X @ c - y) / len(y)
        path.append(c)
    return np.array(path)[kept - 1]


# --- The peak of networks -------------------------------------------------------------------------


@dataclass(frozen=True)
class WidthSweep:
    """Test error of networks of growing width: plain, stopped early, and with weight decay.

    Attributes
    ----------
    width
        Hidden units.
    test_error
        Expected squared error on a new observation, by name of the treatment.
    """

    width: Int[np.ndarray, " m"]
    test_error: dict[str, Float[np.ndarray, "draws m"]]

    def mean(self, treatment: str) -> Float[np.ndarray, " m"]:
        """Mean over draws."""
        return self.test_error[treatment].mean(axis=0)


SWEEP = (1, 2, 4, 8, 16, 25, 60, 250)
TREATMENTS = {"plain": {}, "stopped": {"stop": 100}, "decay": {"weight_decay": 0.01}}


def sweep_widths(*, seed: int, draws: int = 12, widths: Sequence[int] = SWEEP) -> WidthSweep:
    """Train networks of many widths on 200 observations of teachers with 10 inputs, noise 0.3.

    2000 steps of Adam; early stopping after 100 of them; weight decay λ = 0.005.
    """
    tasks = _Tasks(seed, draws, inputs=10)
    errors = {
        name: np.transpose([tasks.errors_of((10, w, 1), **options) for w in widths])
        for name, options in TREATMENTS.items()
    }
    return WidthSweep(np.array(widths), errors)


class _Tasks:
    """Draws of teachers, with 200 observations each, and the same test inputs for all."""

    def __init__(self, seed: int, draws: int, *, inputs: int) -> None:
        self.seeds = seeds_from(seed, draws)
        self.teachers = [Teacher(inputs, noise=0.3, seed=s) for s in self.seeds]
        tables = [t.sample(200, seed=s + 1) for t, s in zip(self.teachers, self.seeds, strict=True)]
        self.x, self.y = np.stack([t.x for t in tables]), np.stack([t.y for t in tables])
        self.test_x = np.random.default_rng(seed).normal(size=(2000, inputs))

    def train(
        self, widths: tuple[int, ...], *, members: int = 1, steps: int = 2000, **options
    ) -> Float[np.ndarray, "draws members test"]:
        """Train networks from different starts on each draw; return their predictions."""
        seeds = [s + 2 + k for s in self.seeds for k in range(members)]
        networks = [ReLUNetwork(widths, seed=s) for s in seeds]
        x, y = (np.repeat(data, members, axis=0) for data in (self.x, self.y))
        fit_fleet(networks, x, y, steps=steps, learning_rate=0.01, seeds=seeds, **options)
        predictions = [predict(network, self.test_x)[:, 0] for network in networks]
        return np.reshape(predictions, (len(self.seeds), members, -1)).astype(float)

    def errors(
        self, predictions: Float[np.ndarray, "draws members test"]
    ) -> Float[np.ndarray, "draws members"]:
        """Return the expected squared error on a new observation."""
        return np.array(
            [
                risk(fits, teacher(self.test_x)[:, 0], teacher.noise)
                for fits, teacher in zip(predictions, self.teachers, strict=True)
            ]
        )

    def errors_of(self, widths: tuple[int, ...], **options) -> Float[np.ndarray, " draws"]:
        """Train one network on each draw; return their errors."""
        return self.errors(self.train(widths, **options))[:, 0]


# --- Dropout --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Units:
    """What each hidden unit of trained networks contributes, and what its loss would cost.

    Attributes
    ----------
    sample, x, truth
        Of the first draw: 50 points of the sine; the grid; the curve.
    contributions
        Of each unit of the network of the first draw, on the grid: output weight times activation.
    offset
        The constant of that network.
    cancelled
        Mean over the grid of Σ|contribution|, relative to that of |Σ contribution|: 1 if units
        never oppose each other.
    share
        Of units that are removed at random after training, the others scaled up.
    error_without
        Expected squared error on a new observation, without that share of units; a median of 20
        random removals.
    """

    sample: Sample
    x: Float[np.ndarray, " grid"]
    truth: Float[np.ndarray, " grid"]
    contributions: Float[np.ndarray, "grid units"]
    offset: float
    cancelled: Float[np.ndarray, " draws"]
    share: Float[np.ndarray, " shares"]
    error_without: Float[np.ndarray, "draws shares"]


@dataclass(frozen=True)
class Conspiracy:
    """The units of networks that were trained on the same draws without and with dropout."""

    plain: Units
    dropout: Units
    decay: Units


def take_units_apart(*, seed: int, draws: int = 10) -> Conspiracy:
    """Train networks of 100 units on 50 points of the sine: plain, dropout 0.2, λ = 0.0015."""
    seeds = seeds_from(seed, draws)
    samples = [SINE.sample_stratified(50, seed=s) for s in seeds]
    settings = ({}, {"dropout": 0.2}, {"weight_decay": 0.003})
    return Conspiracy(*(_units(samples, seeds, **options) for options in settings))


def _units(samples: list[Sample], seeds: Sequence[int], **options) -> Units:
    networks = [ReLUNetwork((1, 100, 1), seed=s) for s in seeds]
    x, y = (np.stack([getattr(s, name)[:, None] for s in samples]) for name in "xy")
    fit_fleet(networks, x, y, steps=3000, learning_rate=0.01, seeds=seeds, **options)
    grid, share = SINE.grid(), np.array([0, 0.02, 0.05, 0.1, 0.2, 0.3])
    contributions = np.array([_contributions(network, grid) for network in networks])
    offsets = np.array([network.layers[1].bias.item() for network in networks])
    opposed = np.abs(contributions).sum(axis=2).mean(axis=1)
    cancelled = opposed / np.abs(contributions.sum(axis=2)).mean(axis=1)
    errors = [
        [np.median(_removed(each, offset, removed, np.random.default_rng(s))) for removed in share]
        for each, offset, s in zip(contributions, offsets, seeds, strict=True)
    ]
    return Units(
        samples[0],
        grid,
        np.sin(grid),
        contributions[0],
        float(offsets[0]),
        cancelled,
        share,
        np.array(errors),
    )


def _contributions(
    network: ReLUNetwork, x: Float[np.ndarray, " grid"]
) -> Float[np.ndarray, "grid units"]:
    hidden, readout = (layer.weight.detach().double().numpy() for layer in network.layers)
    bias = network.layers[0].bias.detach().double().numpy()
    return np.maximum(0, x[:, None] * hidden[:, 0] + bias) * readout[0]


def _removed(
    contributions: Float[np.ndarray, "grid units"],
    offset: float,
    share: float,
    rng: np.random.Generator,
) -> Float[np.ndarray, " repeats"]:
    """Return test errors after removing a share of the units at random, 20 times."""
    units = contributions.shape[1]
    kept = rng.random((20, units)).argsort(axis=1) >= round(share * units)
    x = SINE.grid(len(contributions))
    return risk(kept @ contributions.T / (1 - share) + offset, np.sin(x), SINE.noise)


@dataclass(frozen=True)
class DropoutRates:
    """Test error against the rate of dropout, for a narrow and a wide network.

    Attributes
    ----------
    rate
        Probability with which a hidden unit is left out of a step.
    width
        Hidden units.
    test_error
        Expected squared error on a new observation.
    """

    rate: Float[np.ndarray, " m"]
    width: Int[np.ndarray, " widths"]
    test_error: Float[np.ndarray, "draws widths m"]


def try_dropout(
    *,
    seed: int,
    draws: int = 5,
    widths: Sequence[int] = (10, 50),
    rates: Sequence[float] = (0, 0.1, 0.2, 0.4, 0.7),
) -> DropoutRates:
    """Train networks with different rates of dropout on 200 observations of 20 inputs."""
    tasks = _Tasks(seed, draws, inputs=20)
    errors = [[tasks.errors_of((20, w, 1), dropout=rate) for rate in rates] for w in widths]
    return DropoutRates(np.array(rates), np.array(widths), np.moveaxis(errors, -1, 0))


# --- Ensembles ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Ensembles:
    """Averages of networks that differ in their start alone.

    Attributes
    ----------
    members
        How many are averaged.
    width
        Hidden units of each.
    test_error
        Of the average: expected squared error on a new observation.
    single
        Mean test error of the members of the largest ensemble.
    spread
        Mean squared distance of these members from their average.
    """

    members: Int[np.ndarray, " m"]
    width: Int[np.ndarray, " widths"]
    test_error: Float[np.ndarray, "draws widths m"]
    single: Float[np.ndarray, "draws widths"]
    spread: Float[np.ndarray, "draws widths"]


def average_networks(
    *, seed: int, draws: int = 4, widths: Sequence[int] = (10, 50), members: int = 16
) -> Ensembles:
    """Train many networks on the same 200 observations of 20 inputs, and average them."""
    tasks = _Tasks(seed, draws, inputs=20)
    counts = np.array([m for m in (1, 2, 4, 8, 16, 32) if m <= members])
    errors, single, spread = [], [], []
    for w in widths:
        fits = tasks.train((20, w, 1), members=members, steps=1500)
        errors.append(
            np.hstack([tasks.errors(fits[:, :m].mean(axis=1, keepdims=True)) for m in counts])
        )
        single.append(tasks.errors(fits).mean(axis=1))
        spread.append(fits.var(axis=1).mean(axis=1))
    return Ensembles(
        counts,
        np.array(widths),
        np.stack(errors, axis=1),
        np.array(single).T,
        np.array(spread).T,
    )


# --- MNIST-1D -------------------------------------------------------------------------------------

TRAIN, TEST = 1000, 2000
MLP = (LENGTH, 100, 100, CLASSES)


def shifted_copies(signals: Signals, reach: int) -> Signals:
    """Return each signal moved by −reach, …, reach places; what leaves on one side comes back."""
    moves = range(-reach, reach + 1)
    x = np.concatenate([np.roll(signals.x, move, axis=1) for move in moves])
    return Signals(x, np.tile(signals.labels, len(moves)))


@dataclass(frozen=True)
class Shifts:
    """Test error against how far training signals are moved.

    Attributes
    ----------
    example
        One signal.
    reach
        The farthest move, in places, of the fully connected network; `cnn_reach` of the other.
    test_error, cnn_test_error
        Share of wrong labels.
    """

    example: Float[np.ndarray, " length"]
    reach: Int[np.ndarray, " m"]
    test_error: Float[np.ndarray, "draws m"]
    cnn_reach: Int[np.ndarray, " k"]
    cnn_test_error: Float[np.ndarray, "draws k"]


def move_signals(
    *,
    seed: int,
    draws: int = 2,
    reach: Sequence[int] = (0, 2, 5, 10),
    cnn_reach: Sequence[int] = (0, 2),
) -> Shifts:
    """Train on 1000 signals and on moved copies of them: fully connected and convolutional."""
    trains, test = _signals(seed, draws)
    seeds = seeds_from(seed, draws)
    errors = [
        [_wrong(scores, test) for scores in _mlp_scores(trains, test, seeds, reach=r)]
        for r in reach
    ]
    convolutional = [
        [_cnn_error(train, test, r, s) for r in cnn_reach]
        for train, s in zip(trains, seeds, strict=True)
    ]
    return Shifts(
        trains[0].x[0].astype(float),
        np.array(reach),
        np.transpose(errors),
        np.array(cnn_reach),
        np.array(convolutional),
    )


def _signals(seed: int, draws: int) -> tuple[list[Signals], Signals]:
    every = mnist1d(TEST + draws * TRAIN, seed=seeds_from(seed, 1)[0])
    parts = [every[TEST + i * TRAIN : TEST + (i + 1) * TRAIN] for i in range(draws)]
    return parts, every[:TEST]


def _mlp_scores(
    trains: Sequence[Signals], test: Signals, seeds: Sequence[int], *, reach: int = 0, **options
) -> Float[np.ndarray, "networks n classes"]:
    """Train a fully connected network on each part; return log-probabilities of the classes."""
    data = [shifted_copies(train, reach) for train in trains]
    networks = [ReLUNetwork(MLP, seed=s) for s in seeds]
    fit_fleet(
        networks,
        np.stack([d.x for d in data]),
        np.stack([np.eye(CLASSES)[d.labels] for d in data]),
        loss=cross_entropy,
        steps=2000,
        learning_rate=0.003,
        batch_size=100,
        seeds=seeds,
        **options,
    )
    scores = [torch.as_tensor(predict(network, test.x)).double() for network in networks]
    return torch.stack(scores).log_softmax(dim=2).numpy()


def _wrong(scores: ArrayLike, test: Signals) -> float:
    return float(np.mean(np.argmax(scores, axis=1) != test.labels))


def _cnn_error(train: Signals, test: Signals, reach: int, seed: int) -> float:
    network = SignalConvNet(LENGTH, 40, CLASSES, seed=seed)

    def move(x: Float[Tensor, "n length"], generator: torch.Generator) -> Float[Tensor, "n length"]:
        moves = torch.randint(-reach, reach + 1, (len(x), 1), generator=generator)
        return x.gather(1, (torch.arange(x.shape[1]) - moves) % x.shape[1])

    fit_batches(
        network,
        train.x,
        train.labels,
        loss=cross_entropy,
        epochs=40,
        batch_size=100,
        learning_rate=0.01,
        seed=seed,
        augment=move,
    )
    return _wrong(predict(network, test.x), test)


@dataclass(frozen=True)
class Ladder:
    """All remedies on the same task: 1000 signals of MNIST-1D, a fully connected network.

    Attributes
    ----------
    test_error
        Share of wrong labels for each draw, by remedy.
    test_loss
        Cross-entropy on test signals: mean of −log(probability of the true class).
    """

    test_error: dict[str, Float[np.ndarray, " draws"]]
    test_loss: dict[str, Float[np.ndarray, " draws"]]


REMEDIES = {
    "nothing": {},
    "early stopping": {"stop": 200},
    "weight decay": {"weight_decay": 0.01},
    "dropout": {"dropout": 0.2},
    "shifts": {"reach": 5},
    "shifts + weight decay": {"reach": 5, "weight_decay": 0.001},
}


def climb_ladder(*, seed: int, draws: int = 3, members: int = 3) -> Ladder:
    """Train with each remedy, and average networks that had none, and that had shifts and decay."""
    trains, test = _signals(seed, draws)
    seeds = seeds_from(seed, draws * members)
    scores = {}
    for name, options in REMEDIES.items():
        copies = members if name in ("nothing", "shifts + weight decay") else 1
        repeated = [train for train in trains for _ in range(copies)]
        flat = _mlp_scores(repeated, test, seeds[: len(repeated)], **options)
        of_members = flat.reshape(draws, copies, *flat.shape[1:])
        scores[name] = of_members[:, 0]
        if copies > 1:
            average = np.log(np.exp(of_members).mean(axis=1))
            scores["ensemble" if name == "nothing" else "shifts + decay + ensemble"] = average
    order = [*list(REMEDIES)[:1], "early stopping", "ensemble", "weight decay", "dropout"]
    order += ["shifts", "shifts + weight decay", "shifts + decay + ensemble"]
    rows = np.arange(len(test))
    return Ladder(
        {name: np.array([_wrong(draw, test) for draw in scores[name]]) for name in order},
        {name: -scores[name][:, rows, test.labels].mean(axis=1) for name in order},
    )
