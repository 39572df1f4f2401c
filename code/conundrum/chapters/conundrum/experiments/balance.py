"""Bias and variance: splines that must be balanced, and networks of the same numbers of parameters.

All are fitted to clouds of 30 points around a quartic curve.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Float, Int

from conundrum.chapters.conundrum.experiments.cloud import CLOUD_SIZE, Grid
from conundrum.chapters.conundrum.experiments.one_input import (
    predict_at,
    start_networks,
    train_all,
)
from conundrum.data.curves import QUARTIC, Sample
from conundrum.evaluation.exact_error import exact_bias_variance
from conundrum.evaluation.least_norm import fit_least_norm
from conundrum.evaluation.risk import BiasVariance, RiskCurve, bias_variance, risk, risk_curve
from conundrum.experiment import experiment
from conundrum.models.splines import cardinal_basis, slope_basis, uniform_knots
from conundrum.seeds import seeds_from

#: Numbers of knots, closer together around the number of points.
KNOTS = (
    *(2, 3, 4, 5, 6, 7, 8, 10, 13, 16, 20, 25, 27, 28, 29, 30, 31, 32, 33, 34, 36, 40),
    *(46, 61, 91, 151, 301, 961),
)
#: A network of W hidden units has 3W + 1 parameters: from 4 to 961, and 31 with 10 units.
WIDTHS = (1, 3, 6, 10, 16, 40, 100, 320)
STEPS = (500, 2000, 8000)


# --- Splines with fewer knots than points ---------------------------------------------------------


@dataclass(frozen=True)
class Balance:
    """How fits to many clouds scatter around the truth, as the model is made larger.

    Attributes
    ----------
    capacity
        Degrees of freedom of a spline.
    first
        The first of the clouds.
    x, truth
        The grid, and the curve there.
    noise
        The standard deviation of the noise.
    predictions
        The value on the grid of the model fitted to each cloud, for each capacity.
    """

    capacity: Int[np.ndarray, " m"]
    first: Sample
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
    return Balance(
        np.array(capacity), clouds[0], x, curve.function(x), noise, np.stack(fits, axis=1)
    )


# --- Both, from far fewer to far more parameters than points --------------------------------------


@dataclass(frozen=True)
class SplineSizes:
    """Splines of least slope with fewer and with more knots than there are points.

    Attributes
    ----------
    parameters
        The number of knots.
    squared_bias, variance
        Averaged over the curve and over all noise there could be, given where the points of each
        cloud lie; calculated, not simulated.
    noise_variance
        What no fit can take away.
    """

    parameters: Int[np.ndarray, " m"]
    squared_bias: Float[np.ndarray, "draws m"]
    variance: Float[np.ndarray, "draws m"]
    noise_variance: float

    @property
    def expected_error(self) -> Float[np.ndarray, "draws m"]:
        """Squared bias, variance and noise together."""
        return self.squared_bias + self.variance + self.noise_variance

    @property
    def risk(self) -> RiskCurve:
        """Median and quartiles over clouds of the expected test error."""
        return risk_curve(self.parameters, self.expected_error)

    @property
    def peak(self) -> int:
        """The number of knots at the peak of the median."""
        return int(self.parameters[self.risk.peak])

    @property
    def last_error(self) -> float:
        """The median test error with the most knots."""
        return float(self.risk.median[-1])


@experiment
def grow_splines(
    *,
    seed: int,
    draws: int = 30,
    knots: Sequence[int] = KNOTS,
    noise: float = QUARTIC.noise,
) -> SplineSizes:
    """Calculate the expected error of splines of least slope on many clouds of 30 points.

    Parameters
    ----------
    seed, draws : int
    knots : sequence of int
        The numbers of knots, evenly spaced.
    noise : float
        The standard deviation of the noise around the curve.
    """
    curve = replace(QUARTIC, noise=noise)
    clouds = [curve.sample_stratified(CLOUD_SIZE, seed=s) for s in seeds_from(seed, draws)]
    parts = [
        exact_bias_variance(slope_basis(uniform_knots(curve.low, curve.high, d)), curve, clouds)
        for d in knots
    ]
    return SplineSizes(
        np.array(knots),
        np.stack([part.squared_bias.mean(axis=1) for part in parts], axis=1),
        np.stack([part.variance.mean(axis=1) for part in parts], axis=1),
        noise**2,
    )


@dataclass(frozen=True)
class NetworkWidths:
    """Networks of one hidden layer, trained on many clouds for several numbers of steps.

    Attributes
    ----------
    widths, parameters
        Hidden units, and the weights and biases of such a network.
    x, truth
        The grid, and the curve there.
    noise
        The standard deviation of the noise.
    predictions
        For each number of steps: the value on the grid of each cloud's network of each width.
    train_error
        For each number of steps: mean squared error on the 30 points.
    """

    widths: Int[np.ndarray, " m"]
    parameters: Int[np.ndarray, " m"]
    x: Grid
    truth: Grid
    noise: float
    predictions: dict[int, Float[np.ndarray, "draws m grid"]]
    train_error: dict[int, Float[np.ndarray, "draws m"]]

    @property
    def test_error(self) -> dict[int, Float[np.ndarray, "draws m"]]:
        """Expected squared error on a new observation, for each number of steps."""
        return {
            steps: risk(fits, self.truth, self.noise) for steps, fits in self.predictions.items()
        }

    @property
    def mean_error(self) -> dict[int, Float[np.ndarray, " m"]]:
        """The mean of the test error over clouds, for each number of steps."""
        return {steps: errors.mean(axis=0) for steps, errors in self.test_error.items()}

    @property
    def mean_train_error(self) -> dict[int, Float[np.ndarray, " m"]]:
        """The mean of the train error over clouds, for each number of steps."""
        return {steps: errors.mean(axis=0) for steps, errors in self.train_error.items()}

    @property
    def widest_error(self) -> dict[int, float]:
        """The mean test error of the widest networks, for each number of steps."""
        return {steps: float(errors[-1]) for steps, errors in self.mean_error.items()}

    @property
    def widest_train_error(self) -> dict[int, float]:
        """The mean train error of the widest networks, for each number of steps."""
        return {steps: float(errors[-1]) for steps, errors in self.mean_train_error.items()}

    @property
    def widest_variance(self) -> dict[int, float]:
        """The variance of the widest networks, over clouds and starts together."""
        return {
            steps: float(bias_variance(fits, self.truth, self.noise).variance[-1].mean())
            for steps, fits in self.predictions.items()
        }

    @property
    def best_parameters(self) -> dict[int, int]:
        """The number of parameters with the least mean test error, for each number of steps."""
        return {
            steps: int(self.parameters[errors.argmin()])
            for steps, errors in self.mean_error.items()
        }

    def train_error_at(self, parameters: int, steps: int) -> float:
        """Return the mean train error of networks with so many parameters, after some steps."""
        return float(self.mean_train_error[steps][self.parameters == parameters].item())

    @property
    def cost_of_the_widest(self) -> dict[int, float]:
        """The mean test error of the widest networks, relative to that of the best width."""
        return {
            steps: float(errors[-1] / errors.min()) for steps, errors in self.mean_error.items()
        }


@experiment
def grow_networks(
    *,
    seed: int,
    draws: int = 5,
    widths: Sequence[int] = WIDTHS,
    steps: Sequence[int] = STEPS,
    noise: float = QUARTIC.noise,
) -> NetworkWidths:
    """Train networks of different widths on many clouds of 30 points, nothing else changed.

    All points in each step; Adam with a rate of 0.01 that falls to zero along half a cosine.

    Parameters
    ----------
    seed, draws : int
    widths : sequence of int
        The numbers of hidden units.
    steps : sequence of int
        How long training lasts; each training begins at the same random weights.
    noise : float
        The standard deviation of the noise around the curve.
    """
    curve = replace(QUARTIC, noise=noise)
    x, seeds = curve.grid(), seeds_from(seed, draws)
    clouds = [curve.sample_stratified(CLOUD_SIZE, seed=s) for s in seeds]
    shape = (len(widths), draws)
    predictions, train_error = {}, {}
    for count in steps:
        networks = [network for width in widths for network in start_networks(width, seeds)]
        errors = train_all(networks, clouds * len(widths), steps=count)
        fits = np.array([predict_at(network, x) for network in networks])
        predictions[count] = fits.reshape(*shape, -1).swapaxes(0, 1)
        train_error[count] = errors.reshape(shape).T
    parameters = 3 * np.array(widths) + 1
    return NetworkWidths(
        np.array(widths), parameters, x, curve.function(x), noise, predictions, train_error
    )
