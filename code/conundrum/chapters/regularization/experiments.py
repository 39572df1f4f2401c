"""What the chapter *Regularization* computes.

Linear models first, where every result has a formula; then networks, on 20 or 50 points of a sine,
on tables made by a teacher network, and on the signals of MNIST-1D.

On the page the penalty is λ Σ θ²; `fit_fleet`, as torch, counts half of it: its weight decay is 2λ.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from jaxtyping import Float, Int
from numpy.typing import ArrayLike
from torch import Tensor
from torch.nn.functional import cross_entropy

from conundrum.data.curves import SINE, Sample
from conundrum.data.mnist1d import CLASSES, LENGTH, Signals, mnist1d
from conundrum.data.teachers import Teacher
from conundrum.evaluation.isotropic import Simulation, simulate
from conundrum.evaluation.random_features import (
    TRAIN,
    cross_validated_errors,
    draw_digits,
    random_features,
    ridge_errors,
)
from conundrum.evaluation.risk import RiskCurve, risk, risk_curve
from conundrum.experiment import experiment
from conundrum.models.linear import minimum_norm, ridge
from conundrum.models.networks import ReLUNetwork, linear_pieces, predict
from conundrum.models.signals import SignalConvNet
from conundrum.seeds import seeds_from
from conundrum.training.fleet import fit_fleet
from conundrum.training.minibatches import fit_batches
from conundrum.training.paths import least_squares_path

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

    @property
    def difference(self) -> float:
        """The largest difference between the two ways, over penalties and coefficients."""
        return float(np.abs(self.descended - self.ridge).max())


@experiment
def decay_linear_model(*, seed: int, n: int = 50, p: int = 8, steps: int = 20_000) -> Paths:
    """Fit a linear model by gradient descent with weight decay, and by ridge regression."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, p))
    X[:, 1::2] = 0.7 * X[:, ::2] + 0.5 * X[:, 1::2]  # neighbours are correlated
    y = X @ rng.normal(size=p) + rng.normal(size=n)
    penalty = np.geomspace(1e-3, 10, 17)
    curvature = np.linalg.norm(X, 2) ** 2 / n
    ends = [
        least_squares_path(
            X, y, rate=0.45 / (curvature + each), steps=np.array([steps]), penalty=each
        )[0]
        for each in penalty
    ]
    return Paths(penalty, np.array(ends), np.array([ridge(X, y, n * each) for each in penalty]))


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

    @property
    def median_test_error(self) -> dict[float, float]:
        """The median over draws of the test error, by penalty."""
        return self._medians(self.test_error)

    @property
    def median_train_error(self) -> dict[float, float]:
        """The median over draws of the train error, by penalty."""
        return self._medians(self.train_error)

    @property
    def median_bend(self) -> dict[float, float]:
        """The median over draws of the total bend, by penalty."""
        return self._medians(self.bend)

    @property
    def best(self) -> float:
        """The penalty with the least median test error."""
        return min(self.median_test_error, key=self.median_test_error.get)

    @property
    def least_error(self) -> float:
        """The median test error with the best penalty."""
        return self.median_test_error[self.best]

    def only(self, penalty: float) -> "DecayedCurves":
        """Return the fits with one of the penalties."""
        kept = self.penalty == penalty
        return replace(
            self,
            penalty=self.penalty[kept],
            predictions=self.predictions[:, kept],
            train_error=self.train_error[:, kept],
            test_error=self.test_error[:, kept],
            bend=self.bend[:, kept],
        )

    def _medians(self, values: Float[np.ndarray, "draws m"]) -> dict[float, float]:
        medians = np.median(values, axis=0)
        return {float(at): float(each) for at, each in zip(self.penalty, medians, strict=True)}


PENALTIES = (0.0, 1e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 2e-2, 3e-2, 5e-2, 0.1, 0.2)


@experiment
def decay_curves(
    *,
    seed: int,
    draws: int = 8,
    penalties: Sequence[float] = PENALTIES,
    steps: int = 3000,
) -> DecayedCurves:
    """Train networks of 128 hidden units on 20 points of the sine with different weight decays.

    Parameters
    ----------
    seed, draws : int
    penalties : sequence of float
        The λ of each fit.
    steps : int
        How long training lasts: Adam, with a rate of 0.01 that falls along half a cosine.
    """
    x = SINE.grid()
    seeds = seeds_from(seed, draws)
    samples = [SINE.sample_stratified(20, seed=s) for s in seeds]
    networks = [ReLUNetwork((1, 128, 1), seed=s) for s in seeds for _ in penalties]
    fit_fleet(
        networks,
        np.repeat([s.x[:, None] for s in samples], len(penalties), axis=0),
        np.repeat([s.y[:, None] for s in samples], len(penalties), axis=0),
        steps=steps,
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


GAUSSIAN_FEATURES = (10, 25, 50, 70, 85, 95, 100, 105, 115, 135, 170, 220, 300, 400)


@experiment
def compare_ridge_with_theory(*, seed: int, draws: int = 20, repeats: int = 10) -> Simulation:
    """Simulate least-norm and ridge fits of 100 observations of Gaussian features."""
    shapes = [(100, p) for p in GAUSSIAN_FEATURES]
    return simulate(shapes, seed=seed, draws=draws, repeats=repeats)


@dataclass(frozen=True)
class DigitFeatures:
    """Random features of digits with noisy labels, without penalty and with two choices of it.

    Attributes
    ----------
    features
        The numbers of features; there are 400 training images.
    penalty
        The λ that were tried, on the sum of squared coefficients beside the *mean* squared error.
    minimum_norm
        The test error, a share, of the least-norm fit.
    ridge
        The test error with each penalty.
    cross_validated
        The error of each penalty by 5-fold cross-validation on the training images, whose labels
        are noisy.
    """

    features: Int[np.ndarray, " m"]
    penalty: Float[np.ndarray, " k"]
    minimum_norm: Float[np.ndarray, "draws m"]
    ridge: Float[np.ndarray, "draws m k"]
    cross_validated: Float[np.ndarray, "draws m k"]

    @property
    def least_norm_risk(self) -> RiskCurve:
        """Median and quartiles over draws of the test error without a penalty."""
        return risk_curve(self.features, self.minimum_norm)

    @property
    def best_risk(self) -> RiskCurve:
        """The same with the penalty that is best on the test images."""
        return risk_curve(self.features, self.ridge.min(axis=-1))

    @property
    def chosen_risk(self) -> RiskCurve:
        """The same with the penalty that cross-validation chooses."""
        best = self.cross_validated.argmin(axis=-1)[..., None]
        return risk_curve(self.features, np.take_along_axis(self.ridge, best, axis=-1)[..., 0])

    @property
    def best_at_n(self) -> float:
        """The median error of the best ridge with 400 features, over the first minimum without."""
        return self.best_risk.at(TRAIN) / self.least_norm_risk.lowest

    @property
    def cost_of_choosing(self) -> float:
        """By how much cross-validation's penalty is worse than the best one, with 400 features."""
        return self.chosen_risk.at(TRAIN) - self.best_risk.at(TRAIN)

    @property
    def best_against_fewer(self) -> float:
        """Error of the best ridge with 400 features less that with the best smaller number."""
        fewer = self.best_risk.median[self.features < TRAIN].min()
        return self.best_risk.at(TRAIN) - float(fewer)


NUMBERS = (10, 20, 40, 80, 200, 350, 400, 500, 1000, 2400)
DIGIT_PENALTIES = tuple(np.geomspace(1e-4, 3, 16))


@experiment
def penalise_digits(
    *,
    seed: int,
    draws: int = 2,
    numbers: Sequence[int] = NUMBERS,
    penalties: Sequence[float] = DIGIT_PENALTIES,
) -> DigitFeatures:
    """Fit least squares and ridge to random ReLU features of 400 digits, 15 % labels redrawn.

    Parameters
    ----------
    seed, draws : int
        Each draw chooses other training digits and other features.
    numbers : sequence of int
        The numbers of features.
    penalties : sequence of float
        The λ of ridge, beside the mean squared error.
    """
    least, penalised, held_out = [], [], []
    summed = TRAIN * np.array(penalties)
    for draw in seeds_from(seed, draws):
        task = draw_digits(seed=draw, noises=(0.15,))
        train, test = (
            random_features(pixels, max(numbers), seed=draw) for pixels in (task.train, task.test)
        )
        parts = [(train[:, :number], test[:, :number]) for number in numbers]
        least.append([task.error(new @ minimum_norm(seen, task.one_hot))[0] for seen, new in parts])
        penalised.append([ridge_errors(seen, new, task, summed)[:, 0] for seen, new in parts])
        held_out.append([cross_validated_errors(seen, task, summed)[:, 0] for seen, _ in parts])
    return DigitFeatures(
        np.array(numbers),
        np.array(penalties),
        np.array(least),
        np.array(penalised),
        np.array(held_out),
    )


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
        The eigenvalues of XᵀX/n of the first draw.
    stopped_share, ridge_share
        By how much of the least-squares coefficient each direction is taken, in the first draw.
    stopped_error, ridge_error
        The excess test error of both, a row a draw.
    """

    steps: Int[np.ndarray, " m"]
    curvature: Float[np.ndarray, " p"]
    stopped_share: Float[np.ndarray, "m p"]
    ridge_share: Float[np.ndarray, "m p"]
    stopped_error: Float[np.ndarray, "draws m"]
    ridge_error: Float[np.ndarray, "draws m"]

    @property
    def best_stop(self) -> float:
        """The median over draws of the excess test error at the best step."""
        return float(np.median(self.stopped_error.min(axis=1)))

    @property
    def best_ridge(self) -> float:
        """The median over draws of the excess test error with the best penalty."""
        return float(np.median(self.ridge_error.min(axis=1)))

    @property
    def paired(self) -> float:
        """The best stop's error relative to the best ridge's in the same draw, in the median."""
        return float(np.median(self.stopped_error.min(axis=1) / self.ridge_error.min(axis=1)))

    @property
    def farthest(self) -> float:
        """The largest ratio along the path of the mean errors of stopping and of ridge."""
        return float((self.stopped_error.mean(axis=0) / self.ridge_error.mean(axis=0)).max())


@experiment
def stop_linear_model(
    *, seed: int, draws: int = 100, n: int = 60, p: int = 40, last: int = 5000
) -> StoppedPaths:
    """Descend on linear models whose predictors vary in size, and stop after each of many steps.

    Parameters
    ----------
    seed, draws : int
    n, p : int
        The numbers of observations and of predictors.
    last : int
        The last step at which descent may be stopped.
    """
    rate, noise = 0.1, 1.0
    steps = np.unique(np.geomspace(1, last, 40).astype(int))
    penalties = 1 / (2 * rate * steps)
    scales = np.linspace(1, 0.1, p)
    tables = [_scaled_table(s, n, scales, noise) for s in seeds_from(seed, draws)]
    stopped_error, ridge_error = [], []
    for X, y, truth in tables:
        stopped = least_squares_path(X, y, rate=rate, steps=steps)
        shrunk = np.array([ridge(X, y, n * penalty) for penalty in penalties])
        for errors, found in ((stopped_error, stopped), (ridge_error, shrunk)):
            errors.append(((found - truth) ** 2 * scales**2).sum(axis=1))
    curvature = np.linalg.svd(tables[0][0], compute_uv=False) ** 2 / n
    return StoppedPaths(
        steps,
        curvature,
        1 - (1 - 2 * rate * curvature) ** steps[:, None],
        curvature / (curvature + penalties[:, None]),
        np.array(stopped_error),
        np.array(ridge_error),
    )


def _scaled_table(
    seed: int, n: int, scales: Float[np.ndarray, " p"], noise: float
) -> tuple[Float[np.ndarray, "n p"], Float[np.ndarray, " n"], Float[np.ndarray, " p"]]:
    """Return predictors of different sizes, responses to them, and the true coefficients."""
    rng = np.random.default_rng(seed)
    X, truth = rng.normal(size=(n, len(scales))) * scales, rng.normal(size=len(scales)) * 0.4
    return X, X @ truth + noise * rng.normal(size=n), truth


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

    def risk(self, treatment: str) -> RiskCurve:
        """Median and quartiles over draws of the test error, by name of the treatment."""
        return risk_curve(self.width, self.test_error[treatment])

    def rise_from_four(self, treatment: str) -> float:
        """Return by how much the median rises from its first minimum to its peak, from 4 units on.

        Narrower networks often get stuck, which makes an error of its own.
        """
        wider = self.width >= 4
        curve = risk_curve(self.width[wider], self.test_error[treatment][:, wider])
        return curve.highest - curve.lowest


SWEEP = (1, 2, 4, 8, 16, 25, 60, 120)


@experiment
def sweep_widths(
    *, seed: int, draws: int = 10, widths: Sequence[int] = SWEEP, penalty: float = 0.005
) -> WidthSweep:
    """Train networks of many widths on 200 observations of teachers with 10 inputs, noise 0.3.

    2000 steps of Adam, with a rate of 0.01 that falls along half a cosine; early stopping after
    100 of them.

    Parameters
    ----------
    seed, draws : int
    widths : sequence of int
        The numbers of hidden units.
    penalty : float
        The λ of the weight decay.
    """
    tasks = _Tasks(seed, draws, inputs=10)
    treatments = {"plain": {}, "stopped": {"stop": 100}, "decay": {"weight_decay": 2 * penalty}}
    errors = {
        name: np.transpose([tasks.errors_of((10, w, 1), **options) for w in widths])
        for name, options in treatments.items()
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

    @property
    def median_cancelled(self) -> float:
        """The median over draws of how much the units cancel."""
        return float(np.median(self.cancelled))

    @property
    def largest(self) -> float:
        """The largest contribution of a unit, in the first draw."""
        return float(np.abs(self.contributions).max())

    @property
    def whole(self) -> float:
        """The median test error with all units."""
        return self._error_without(0)

    @property
    def damaged(self) -> float:
        """The median test error without a tenth of the units."""
        return self._error_without(0.1)

    @property
    def damage(self) -> float:
        """By what factor removing a tenth of the units makes the median test error larger."""
        return self.damaged / self.whole

    def _error_without(self, share: float) -> float:
        return float(np.median(self.error_without[:, self.share == share]))


@dataclass(frozen=True)
class Conspiracy:
    """The units of networks that were trained on the same draws without and with dropout."""

    plain: Units
    dropout: Units
    decay: Units


@experiment
def take_units_apart(*, seed: int, draws: int = 6, dropout: float = 0.2) -> Conspiracy:
    """Train networks of 100 units on 50 points of the sine: plain, with dropout, λ = 0.0015.

    3000 steps of Adam, with a rate of 0.01 that falls along half a cosine.

    Parameters
    ----------
    seed, draws : int
    dropout : float
        The rate of dropout, of the networks that have it.
    """
    seeds = seeds_from(seed, draws)
    samples = [SINE.sample_stratified(50, seed=s) for s in seeds]
    settings = ({}, {"dropout": dropout}, {"weight_decay": 0.003})
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

    def median(self, width: int) -> dict[float, float]:
        """Return the median over draws of the test error of one width, by rate."""
        [column] = np.flatnonzero(self.width == width)
        medians = np.median(self.test_error[:, column], axis=0)
        return {float(rate): float(error) for rate, error in zip(self.rate, medians, strict=True)}


@experiment
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

    def median(self, width: int) -> dict[int, float]:
        """Return the median over draws of the test error, by the number of members averaged."""
        medians = np.median(self.test_error[:, self._column(width)], axis=0)
        return {int(m): float(error) for m, error in zip(self.members, medians, strict=True)}

    def gain(self, width: int) -> float:
        """Return the mean error of the largest ensemble, relative to that of its members."""
        column = self._column(width)
        return float(self.test_error[:, column, -1].mean() / self.single[:, column].mean())

    def _column(self, width: int) -> int:
        return list(self.width).index(width)


@experiment
def average_networks(
    *, seed: int, draws: int = 4, widths: Sequence[int] = (10, 50), members: int = 8
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

LEARN, TEST = 1000, 2000
SHIFT = 5
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

    @property
    def mean_error(self) -> dict[int, float]:
        """The mean over draws of the fully connected network's test error, by reach."""
        return _means(self.reach, self.test_error)

    @property
    def cnn_mean_error(self) -> dict[int, float]:
        """The same for the convolutional network."""
        return _means(self.cnn_reach, self.cnn_test_error)


def _means(reach: Int[np.ndarray, " m"], errors: Float[np.ndarray, "draws m"]) -> dict[int, float]:
    return {int(r): float(error) for r, error in zip(reach, errors.mean(axis=0), strict=True)}


@experiment
def move_signals(
    *,
    seed: int,
    draws: int = 2,
    reach: Sequence[int] = (0, 2, 5, 10),
    cnn_reach: Sequence[int] = (0, 2),
    places: Sequence[int] | None = None,
) -> Shifts:
    """Train on 1000 signals and on moved copies of them: fully connected and convolutional.

    Parameters
    ----------
    seed, draws : int
        In each draw, 1000 other signals to learn from; the 2000 to test on are the same for all.
    reach, cnn_reach : sequence of int
        How far signals are moved, for the fully connected and for the convolutional network.
    places : sequence of int, optional
        The order in which the 40 places of all signals are put; as they are, if nothing is said.
    """
    trains, test = _signals(seed, draws, places)
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


def _signals(seed: int, draws: int, places: Sequence[int] | None) -> tuple[list[Signals], Signals]:
    [signals_seed] = seeds_from(seed, 1)
    drawn = mnist1d(TEST + draws * LEARN, seed=signals_seed)
    if places is not None:
        drawn = Signals(drawn.x[:, list(places)], drawn.labels)
    parts = [drawn[TEST + i * LEARN : TEST + (i + 1) * LEARN] for i in range(draws)]
    return parts, drawn[:TEST]


def _mlp_scores(
    trains: Sequence[Signals],
    test: Signals,
    seeds: Sequence[int],
    *,
    reach: int = 0,
    steps: int = 2000,
    **options,
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

    def gain(self, remedy: str) -> float:
        """Return by how much the mean test error is smaller with a remedy than with none."""
        return float((self.test_error["nothing"] - self.test_error[remedy]).mean())

    @property
    def mean_error(self) -> dict[str, float]:
        """The mean over draws of the test error, by remedy."""
        return {name: float(values.mean()) for name, values in self.test_error.items()}

    @property
    def mean_loss(self) -> dict[str, float]:
        """The mean over draws of the cross-entropy on test signals, by remedy."""
        return {name: float(values.mean()) for name, values in self.test_loss.items()}

    @property
    def lead_of_shifts(self) -> float:
        """By how much shifts gain more than the best other single remedy."""
        others = ("early stopping", "ensemble", "weight decay", "dropout")
        return self.gain("shifts") - max(self.gain(other) for other in others)


REMEDIES = {
    "nothing": {},
    "early stopping": {"stop": 200},
    "weight decay": {"weight_decay": 0.01},
    "dropout": {"dropout": 0.2},
    "shifts": {"reach": SHIFT},
    "shifts + weight decay": {"reach": SHIFT, "weight_decay": 0.001},
}


@experiment
def climb_ladder(
    *, seed: int, draws: int = 3, members: int = 3, places: Sequence[int] | None = None
) -> Ladder:
    """Train with each remedy, and average networks that had none, and that had shifts and decay.

    2000 steps of Adam on mini-batches of 100, with a rate of 0.003 that falls along half a cosine.

    Parameters
    ----------
    seed, draws : int
        In each draw, 1000 other signals to learn from; the 2000 to test on are the same for all.
    members : int
        How many networks are averaged.
    places : sequence of int, optional
        The order in which the 40 places of all signals are put; as they are, if nothing is said.
    """
    trains, test = _signals(seed, draws, places)
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
