"""What the chapter *The conundrum* computes.

Two settings recur: a cloud of 30 points around a quartic curve, on which the complexity of a model
must be balanced, and 20 points around a sine, few enough for every model here to fit all of them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import SupportsIndex

import numpy as np
import torch
from jaxtyping import Float, Int

from conundrum.data.curves import QUARTIC, SINE, Curve, Sample
from conundrum.evaluation.cloud import fit_even_spline, fit_small_tree
from conundrum.evaluation.least_norm import fit_least_norm
from conundrum.evaluation.risk import BiasVariance, RiskCurve, bias_variance, risk, risk_curve
from conundrum.evaluation.twenty_points import (
    FEW,
    NESTED,
    BasisOn,
    Panels,
    draw_points,
    fit_even_panels,
    fit_panels,
    spline_basis,
)
from conundrum.experiment import experiment
from conundrum.models.linear import minimum_norm
from conundrum.models.networks import (
    LinearPieces,
    ReLUNetwork,
    linear_pieces,
    parameter_count,
    predict,
)
from conundrum.models.polynomials import legendre_basis
from conundrum.models.splines import (
    NaturalSpline,
    b_spline_basis,
    bend_basis,
    cardinal_basis,
    fit_spline,
    quantile_knots,
    slope_basis,
    uniform_knots,
)
from conundrum.seeds import seeds_from
from conundrum.training.fit import fit
from conundrum.training.fleet import fit_fleet

CLOUD_SIZE = 30
STEPS = 2000

PUBLISHED_PANELS = (8, 20, 42, 80)
DEGREES_OF_FREEDOM = (*range(2, 31), *range(32, 43, 2), *range(45, 81, 5), 90, 100, 120, 140, 160)
WIDTHS = (1, 2, 4, 8, 16, 32, 64, 256, 1024)

Grid = Float[np.ndarray, " grid"]


# --- One cloud, three models ----------------------------------------------------------------------


@dataclass(frozen=True)
class ThreeFits:
    """Three models fitted to the same cloud.

    Attributes
    ----------
    sample
        The cloud.
    x, truth
        The grid, and the curve that the cloud lies around, there.
    spline
        A natural cubic spline with 7 knots.
    network
        The linear pieces of a trained network with 12 hidden units.
    predictions
        The value of ``"spline"``, ``"tree"`` and ``"network"`` on the grid.
    """

    sample: Sample
    x: Grid
    truth: Grid
    spline: NaturalSpline
    network: LinearPieces
    predictions: dict[str, Grid]

    @property
    def test_error(self) -> dict[str, float]:
        """Expected squared error of each model on a new observation."""
        return {
            name: float(risk(fit[None], self.truth, QUARTIC.noise)[0])
            for name, fit in self.predictions.items()
        }

    @property
    def kinks(self) -> int:
        """The number of kinks of the network between the ends of the interval."""
        return len(self.network.edges) - 2


@experiment
def fit_cloud(*, seed: int) -> ThreeFits:
    """Fit a spline of 7 knots, a tree of 8 leaves and a network of 12 units to one cloud."""
    sample, x = QUARTIC.sample_stratified(CLOUD_SIZE, seed=seed), QUARTIC.grid()
    spline = fit_even_spline(QUARTIC, sample, 7)
    tree = fit_small_tree(sample, 8, seed=seed)
    network = ReLUNetwork((1, 12, 1), seed=seed)
    fit(network, sample.x[:, None], sample.y[:, None], steps=2000, learning_rate=0.03)
    return ThreeFits(
        sample,
        x,
        QUARTIC.function(x),
        spline,
        linear_pieces(network, QUARTIC.low, QUARTIC.high),
        {
            "spline": spline(x),
            "tree": tree(x),
            "network": predict_at(network, x),
        },
    )


# --- Bias and variance ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Balance:
    """How fits to many clouds scatter around the truth, as the model is made larger.

    Attributes
    ----------
    capacity
        Degrees of freedom of a spline, hidden units of a network.
    x, truth
        The grid, and the curve there.
    noise
        The standard deviation of the noise.
    predictions
        The value on the grid of the model fitted to each cloud, for each capacity.
    """

    capacity: Int[np.ndarray, " m"]
    x: Grid
    truth: Grid
    noise: float
    predictions: Float[np.ndarray, "draws m grid"]

    @property
    def parts(self) -> BiasVariance:
        """Squared bias and variance at each capacity and point of the grid."""
        return bias_variance(self.predictions, self.truth, self.noise)

    @property
    def squared_bias(self) -> Float[np.ndarray, " m"]:
        """Squared distance of the average fit from the truth, averaged over the grid."""
        return self.parts.squared_bias.mean(axis=-1)

    @property
    def variance(self) -> Float[np.ndarray, " m"]:
        """Squared distance of a fit from the average fit, averaged over clouds and the grid."""
        return self.parts.variance.mean(axis=-1)

    @property
    def expected_error(self) -> Float[np.ndarray, " m"]:
        """Squared bias, variance and noise together."""
        return self.parts.expected_error.mean(axis=-1)

    @property
    def best(self) -> int:
        """The capacity with the least expected error."""
        return int(self.capacity[self.expected_error.argmin()])

    @property
    def least_error(self) -> float:
        """The expected error at the best capacity."""
        return float(self.expected_error.min())

    @property
    def last_error(self) -> float:
        """The expected error at the largest capacity."""
        return float(self.expected_error[-1])

    @property
    def last_variance(self) -> float:
        """The variance at the largest capacity."""
        return float(self.variance[-1])

    @property
    def cost_of_the_largest(self) -> float:
        """The expected error at the largest capacity, relative to the least."""
        return self.last_error / self.least_error


@experiment
def balance_splines(*, seed: int, draws: int = 200, noise: float = QUARTIC.noise) -> Balance:
    """Fit splines of 2 to 25 degrees of freedom to many clouds of 30 points.

    Parameters
    ----------
    seed, draws : int
    noise : float
        The standard deviation of the noise around the curve.
    """
    curve = replace(QUARTIC, noise=noise)
    x, capacity = curve.grid(), range(2, 26)
    clouds = [curve.sample_stratified(CLOUD_SIZE, seed=s) for s in seeds_from(seed, draws)]
    fits = [
        fit_least_norm(
            cardinal_basis(uniform_knots(curve.low, curve.high, d)), curve, clouds
        ).predict(x)
        for d in capacity
    ]
    return Balance(np.array(capacity), x, curve.function(x), noise, np.stack(fits, axis=1))


@experiment
def balance_networks(
    *,
    seed: int,
    draws: int = 20,
    widths: Sequence[int] = WIDTHS,
    steps: int = STEPS,
    noise: float = QUARTIC.noise,
) -> Balance:
    """Train networks of different widths on many clouds of 30 points, nothing else changed.

    Full batch, Adam with a rate of 0.01 that falls along half a cosine.

    Parameters
    ----------
    seed, draws : int
    widths : sequence of int
        The numbers of hidden units.
    steps : int
        How long training lasts.
    noise : float
        The standard deviation of the noise around the curve.
    """
    curve = replace(QUARTIC, noise=noise)
    x = curve.grid()
    seeds = seeds_from(seed, draws)
    clouds = [curve.sample_stratified(CLOUD_SIZE, seed=s) for s in seeds]
    fits = [
        [predict_at(network, x) for network in _trained(clouds, width, seeds, steps=steps)]
        for width in widths
    ]
    return Balance(np.array(widths), x, curve.function(x), noise, np.stack(fits, axis=1))


def _trained(
    samples: Sequence[Sample],
    width: int,
    seeds: Iterable[int],
    *,
    steps: int,
    scale: float = 1.0,
) -> list[ReLUNetwork]:
    """Train one network on each sample, with one hidden layer.

    All weights and biases are multiplied by `scale` before training.
    """
    networks = [ReLUNetwork((1, width, 1), seed=seed) for seed in seeds]
    with torch.no_grad():
        for network in networks:
            for parameter in network.parameters():
                parameter.mul_(scale)
    fit_fleet(
        networks,
        np.stack([sample.x[:, None] for sample in samples]),
        np.stack([sample.y[:, None] for sample in samples]),
        steps=steps,
        learning_rate=0.01,
    )
    return networks


def predict_at(network: ReLUNetwork, x: Float[np.ndarray, " n"]) -> Float[np.ndarray, " n"]:
    """Return what a network of one input and one output predicts."""
    return predict(network, x[:, None])[:, 0].astype(float)


# --- Past the point where every observation is fitted ---------------------------------------------


@experiment
def published_panels(*, seed: int) -> Panels:
    """Fit splines of 8, 20, 42 and 80 degrees of freedom to one draw of 20 points.

    The recipe of James, Witten, Hastie, Tibshirani (2021), section 10.8, as we read it: x uniform
    on [−5, 5], y = sin x + noise, knots at quantiles of the data, coefficients of least norm in the
    basis that R's ``ns(x, df, intercept = TRUE)`` spans.
    """
    sample = SINE.sample(FEW, seed=seed)
    return fit_panels(sample, _published_bases(sample, PUBLISHED_PANELS))


def _published_bases(sample: Sample, sizes: Iterable[int]) -> Iterable[NaturalSpline]:
    return (b_spline_basis(quantile_knots(sample.x, d)) for d in sizes)


@experiment
def robust_panels(*, seed: int, degrees_of_freedom: Sequence[int] = DEGREES_OF_FREEDOM) -> Panels:
    """Fit splines to one draw of 20 evenly spread points, knots evenly spaced, little slope."""
    return fit_even_panels(SINE.sample_stratified(FEW, seed=seed), slope_basis, degrees_of_freedom)


@dataclass(frozen=True)
class PublishedDraws:
    """The published recipe on many fresh draws.

    Attributes
    ----------
    degrees_of_freedom
        Tried on each draw.
    test_error
        Expected squared error on a new observation.
    """

    degrees_of_freedom: Int[np.ndarray, " m"]
    test_error: Float[np.ndarray, "draws m"]

    def at(self, degrees_of_freedom: SupportsIndex) -> Float[np.ndarray, " draws"]:
        """Test error of every draw at some degrees of freedom."""
        return self.test_error[:, self.degrees_of_freedom == degrees_of_freedom][:, 0]

    def in_the_order_of(self, panels: Panels) -> float:
        """Share of draws whose errors at the panels' degrees of freedom have the same order."""
        errors = np.array([self.at(d) for d in panels.degrees_of_freedom])
        order = panels.test_error.argsort()
        return float((order == errors.argsort(axis=0).T).all(axis=1).mean())

    @property
    def calmer(self) -> float:
        """The share of draws in which 42 degrees of freedom have a smaller error than 20."""
        return float((self.at(42) < self.at(20)).mean())

    @property
    def worse_again(self) -> float:
        """The share of draws in which 80 degrees of freedom have a larger error than 42."""
        return float((self.at(80) > self.at(42)).mean())

    @property
    def second_descent_wins(self) -> float:
        """The share of draws in which 42 degrees of freedom beat all fewer than 20."""
        return float((self.at(42) < self.classical_minimum).mean())

    @property
    def classical_minimum(self) -> Float[np.ndarray, " draws"]:
        """Least test error of every draw among splines with fewer knots than points."""
        return self.test_error[:, self.degrees_of_freedom < FEW].min(axis=1)


@experiment
def published_draws(*, seed: int, draws: int = 200, noise: float = SINE.noise) -> PublishedDraws:
    """Repeat the published recipe.

    Parameters
    ----------
    seed, draws : int
    noise : float
        The standard deviation of the noise around the sine.
    """
    degrees_of_freedom = (*range(2, 13), *range(16, 25), *PUBLISHED_PANELS[2:])
    curve = replace(SINE, noise=noise)
    x = curve.grid()
    predictions = []
    for draw in seeds_from(seed, draws):
        sample = curve.sample(FEW, seed=draw)
        bases = _published_bases(sample, degrees_of_freedom)
        predictions.append([fit_spline(basis, sample.x, sample.y)(x) for basis in bases])
    return PublishedDraws(
        np.array(degrees_of_freedom), risk(np.array(predictions), curve.function(x), noise)
    )


@dataclass(frozen=True)
class Descent:
    """Least-norm splines of growing degrees of freedom on many draws of 20 points.

    Attributes
    ----------
    degrees_of_freedom
        Number of knots, evenly spaced.
    train_error, test_error
        Mean squared error on the 20 points; expected squared error on a new observation.
    squared_norm
        Of the coefficients.
    smallest_singular_value
        Of the features: how little the points see of the direction they see least.
    """

    degrees_of_freedom: Int[np.ndarray, " m"]
    train_error: Float[np.ndarray, "draws m"]
    test_error: Float[np.ndarray, "draws m"]
    squared_norm: Float[np.ndarray, "draws m"]
    smallest_singular_value: Float[np.ndarray, "draws m"]

    @property
    def risk(self) -> RiskCurve:
        """Median and quartiles of the test error."""
        return risk_curve(self.degrees_of_freedom, self.test_error)

    @property
    def peak(self) -> int:
        """The number of knots at the peak of the median test error."""
        return int(self.degrees_of_freedom[self.risk.peak])

    @property
    def worst_seen(self) -> int:
        """The number of knots at which the median smallest singular value is least."""
        return int(self.degrees_of_freedom[self.smallest.argmin()])

    @property
    def smallest(self) -> Float[np.ndarray, " m"]:
        """The median over draws of the smallest singular value."""
        return np.median(self.smallest_singular_value, axis=0)

    @property
    def norm(self) -> Float[np.ndarray, " m"]:
        """The median over draws of the squared norm."""
        return np.median(self.squared_norm, axis=0)


@experiment
def descend_in_slope(
    *,
    seed: int,
    draws: int = 50,
    degrees_of_freedom: Sequence[int] = DEGREES_OF_FREEDOM,
    noise: float = SINE.noise,
    penalty: float = 0.0,
) -> Descent:
    """Fit splines of least slope to many draws of 20 evenly spread points.

    Parameters
    ----------
    seed, draws : int
    degrees_of_freedom : sequence of int
        The numbers of knots, evenly spaced.
    noise : float
        The standard deviation of the noise around the sine.
    penalty : float
        The weight of the squared norm in a ridge regression; 0 for the least norm.
    """
    curve = replace(SINE, noise=noise)
    return _descend(slope_basis, seed, draws, degrees_of_freedom, curve, penalty)


@experiment
def descend_in_bend(
    *, seed: int, draws: int = 50, degrees_of_freedom: Sequence[int] = DEGREES_OF_FREEDOM
) -> Descent:
    """Fit splines of least bend to many draws of 20 evenly spread points."""
    return _descend(bend_basis, seed, draws, degrees_of_freedom, SINE, penalty=0.0)


def _descend(
    basis_on: BasisOn,
    seed: int,
    draws: int,
    degrees_of_freedom: Sequence[int],
    curve: Curve,
    penalty: float,
) -> Descent:
    samples = [curve.sample_stratified(FEW, seed=draw) for draw in seeds_from(seed, draws)]
    fits = [
        fit_least_norm(spline_basis(basis_on, d), curve, samples, penalty=penalty)
        for d in degrees_of_freedom
    ]
    return Descent(
        np.array(degrees_of_freedom),
        np.stack([fit.train_error for fit in fits], axis=1),
        np.stack([fit.test_error for fit in fits], axis=1),
        np.stack([fit.squared_norm for fit in fits], axis=1),
        np.stack([fit.smallest_singular_value for fit in fits], axis=1),
    )


@dataclass(frozen=True)
class Calming:
    """Least-norm splines on nested knots: each set of knots holds all knots of the one before.

    Attributes
    ----------
    degrees_of_freedom
        21, 41, 81 and 161.
    slope_norm, bend_norm
        Squared norm of the coefficients, where it measures slope and where it measures bend.
    slope_to_dots
        Root mean squared distance, between the outer points, of the least-slope fit from straight
        lines that connect the points.
    bend_to_cubic
        The same for the least-bend fit and the natural cubic spline through the points.
    """

    degrees_of_freedom: Int[np.ndarray, " m"]
    slope_norm: Float[np.ndarray, "draws m"]
    bend_norm: Float[np.ndarray, "draws m"]
    slope_to_dots: Float[np.ndarray, "draws m"]
    bend_to_cubic: Float[np.ndarray, "draws m"]


@experiment
def calm_down(*, seed: int, draws: int = 20) -> Calming:
    """Follow least-norm splines to many knots, past the point where they fit every observation."""
    norms, distances = [], []
    for sample in draw_points(seed=seed, draws=draws):
        x = np.linspace(sample.x[0], sample.x[-1], 401)
        limits = (
            (slope_basis, np.interp(x, sample.x, sample.y)),
            (bend_basis, NaturalSpline(sample.x, sample.y)(x)),
        )
        norms.append([])
        distances.append([])
        for basis_on, limit in limits:
            for d in NESTED:
                basis = spline_basis(basis_on, d)
                coefficients = minimum_norm(basis(sample.x), sample.y)
                norms[-1].append(coefficients @ coefficients)
                distances[-1].append(np.sqrt((((basis @ coefficients)(x) - limit) ** 2).mean()))
    norms, distances = (np.reshape(a, (draws, 2, len(NESTED))) for a in (norms, distances))
    return Calming(np.array(NESTED), norms[:, 0], norms[:, 1], distances[:, 0], distances[:, 1])


# --- A thousand units on twenty points ------------------------------------------------------------


@dataclass(frozen=True)
class Rivals:
    """Three models that can fit 20 points perfectly, on the same draws.

    Attributes
    ----------
    samples
        The draws.
    x, truth
        The grid, and the curve there.
    predictions
        Of ``"polynomial"``, ``"spline"`` and ``"network"`` fitted to each draw, on the grid.
    network_train_error
        Mean squared error of the network on the 20 points of each draw.
    parameters
        The number of parameters of each model.
    """

    samples: list[Sample]
    x: Grid
    truth: Grid
    predictions: dict[str, Float[np.ndarray, "draws grid"]]
    network_train_error: Float[np.ndarray, " draws"]
    parameters: dict[str, int]

    @property
    def test_error(self) -> dict[str, Float[np.ndarray, " draws"]]:
        """Expected squared error on a new observation, for each draw."""
        return {name: risk(fits, self.truth, SINE.noise) for name, fits in self.predictions.items()}

    @property
    def median_error(self) -> dict[str, float]:
        """The median over draws of each model's test error."""
        return {name: float(np.median(errors)) for name, errors in self.test_error.items()}

    @property
    def median_train_error(self) -> float:
        """The median over draws of the network's train error."""
        return float(np.median(self.network_train_error))


@experiment
def fit_rivals(*, seed: int, draws: int = 10, scale: float = 1.0) -> Rivals:
    """Fit 20 points by a polynomial of degree 19, a spline of 21 knots, a network of 1024 units.

    The network takes 2000 steps of Adam, with a rate of 0.01 that falls along half a cosine.

    Parameters
    ----------
    seed, draws : int
    scale : float
        What all weights and biases of the network are multiplied by before training.
    """
    x = SINE.grid()
    seeds = seeds_from(seed, draws)
    samples = [SINE.sample_stratified(FEW, seed=s) for s in seeds]
    splines = spline_basis(slope_basis, FEW + 1)
    polynomials = partial(legendre_basis, degrees_of_freedom=FEW, low=SINE.low, high=SINE.high)
    networks = _trained(samples, 1024, seeds, steps=STEPS, scale=scale)
    return Rivals(
        samples,
        x,
        SINE.function(x),
        {
            "polynomial": np.array(
                [polynomials(x) @ minimum_norm(polynomials(s.x), s.y) for s in samples]
            ),
            "spline": np.array([fit_spline(splines, s.x, s.y)(x) for s in samples]),
            "network": np.array([predict_at(network, x) for network in networks]),
        },
        np.array(
            [
                ((predict_at(network, s.x) - s.y) ** 2).mean()
                for network, s in zip(networks, samples, strict=True)
            ]
        ),
        {
            "polynomial": FEW,
            "spline": FEW + 1,
            "network": parameter_count(networks[0]),
        },
    )
