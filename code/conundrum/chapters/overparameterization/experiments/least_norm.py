"""Which of many perfect fits has the least norm, what the observations see of it, who finds it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int

from conundrum.data.curves import SINE
from conundrum.evaluation.least_norm import Basis, fit_least_norm
from conundrum.evaluation.risk import risk
from conundrum.evaluation.twenty_points import BADLY_SEEN, FEW, draw_points
from conundrum.experiment import experiment
from conundrum.models.linear import minimum_norm
from conundrum.models.polynomials import legendre_basis, monomial_basis
from conundrum.models.smoothers import LeastSquares
from conundrum.seeds import seeds_from
from conundrum.training.paths import least_squares_path

MANY = 161

Pair = Float[np.ndarray, "2 2"]
Outline = Float[np.ndarray, "2 m"]


@dataclass(frozen=True)
class Ellipse:
    """What two observations see of all lines with coefficients of length 1.

    Attributes
    ----------
    observed
        The two inputs.
    circle
        Coefficients (height at zero, slope), a pair a column.
    predictions
        What these lines predict at the two observations.
    directions, seen
        The coefficients that are seen best and worst, a pair a column, and their predictions.
    singular_values
        How long the predictions are, for either.
    """

    observed: Float[np.ndarray, " 2"]
    circle: Outline
    predictions: Outline
    directions: Pair
    seen: Pair
    singular_values: Float[np.ndarray, " 2"]


@experiment
def squeeze_circle(first: float = 0.4, second: float = 1.2) -> Ellipse:
    """Look at the lines a + bx of a² + b² = 1 through the eyes of two observations."""
    X = np.array([[1, first], [1, second]])
    angle = np.linspace(0, 2 * np.pi, 181)
    circle = np.array([np.cos(angle), np.sin(angle)])
    _, s, Vt = np.linalg.svd(X)
    return Ellipse(X[:, 1], circle, X @ circle, Vt.T, X @ Vt.T, s)


@dataclass(frozen=True)
class Shrunk:
    """Least-norm sums of 161 Legendre polynomials, of which all but the first 20 are made smaller.

    Attributes
    ----------
    scales
        By what the polynomials of degree 20 and above were multiplied, falling.
    test_error, smallest_singular_value
        Of each draw of 20 points, for each scale.
    without
        The test error with the first 20 polynomials alone.
    """

    scales: Float[np.ndarray, " m"]
    test_error: Float[np.ndarray, "draws m"]
    smallest_singular_value: Float[np.ndarray, "draws m"]
    without: Float[np.ndarray, " draws"]

    @property
    def median_error(self) -> Float[np.ndarray, " m"]:
        """Median over draws of the test error."""
        return np.median(self.test_error, axis=0)

    def at(self, scale: float) -> float:
        """Return the median test error for one of the scales."""
        return float(self.median_error[list(self.scales).index(scale)])

    @property
    def median_seen(self) -> Float[np.ndarray, " m"]:
        """Median over draws of the smallest singular value."""
        return np.median(self.smallest_singular_value, axis=0)

    @property
    def median_without(self) -> float:
        """Median over draws of the test error with the first 20 polynomials alone."""
        return float(np.median(self.without))


@experiment
def shrink_high_degrees(
    *, seed: int, draws: int = 50, scales: Sequence[float] = (1, 0.1, 0.01, 1e-3, 1e-4, 1e-5, 1e-6)
) -> Shrunk:
    """Multiply the Legendre polynomials of degree 20 to 160 by ever smaller numbers.

    Sums of them are the same functions as before; what changes is how much of a high degree the
    observations see, for coefficients of length 1.
    """
    samples = draw_points(seed=seed, draws=draws)
    fits = [fit_least_norm(_shrunk_basis(scale), SINE, samples) for scale in scales]
    first = fit_least_norm(lambda x: legendre_basis(x, FEW, SINE.low, SINE.high), SINE, samples)
    return Shrunk(
        np.array(scales, float),
        np.stack([fit.test_error for fit in fits], axis=1),
        np.stack([fit.smallest_singular_value for fit in fits], axis=1),
        first.test_error,
    )


def _shrunk_basis(scale: float) -> Basis:
    weights = np.where(np.arange(MANY) < FEW, 1, scale)
    return lambda x: legendre_basis(x, MANY, SINE.low, SINE.high) * weights


@dataclass(frozen=True)
class LeftOut:
    """Sums of 161 powers, with badly seen directions left at zero.

    Attributes
    ----------
    least
        The singular value below which a direction was left at zero.
    all_fitted, well_seen
        The test error of each draw, of the fit along all directions and along those above `least`.
    """

    least: float
    all_fitted: Float[np.ndarray, " draws"]
    well_seen: Float[np.ndarray, " draws"]

    @property
    def medians(self) -> tuple[float, float]:
        """Median over draws of the test error, along all directions and along those well seen."""
        return float(np.median(self.all_fitted)), float(np.median(self.well_seen))


@experiment
def leave_out_badly_seen_powers(
    *, seed: int, draws: int = 50, least: float = BADLY_SEEN
) -> LeftOut:
    """Fit 161 powers to 20 points, along all directions and along those that are seen well."""
    x = SINE.grid()
    errors = []
    for sample in draw_points(seed=seed, draws=draws):
        features, new = (
            monomial_basis(inputs, MANY, SINE.low, SINE.high) for inputs in (sample.x, x)
        )
        fit = LeastSquares.on(features)
        predictions = np.array(
            [each.weights(new) @ sample.y for each in (fit, fit.along(fit.s >= least))]
        )
        errors.append(risk(predictions, SINE.function(x), SINE.noise))
    return LeftOut(least, *np.transpose(errors))


@dataclass(frozen=True)
class Descents:
    """Gradient descent on least squares with more features than observations, on many draws.

    Attributes
    ----------
    steps
        After how many steps the rows below were measured.
    distance
        Of the coefficients from those of least norm, relative to these; started at zero.
    train_error
        Mean squared error on the observations, of the same run.
    distance_elsewhere, train_error_elsewhere
        The same of a run that started at random coefficients.
    """

    steps: Int[np.ndarray, " times"]
    distance: Float[np.ndarray, "draws times"]
    train_error: Float[np.ndarray, "draws times"]
    distance_elsewhere: Float[np.ndarray, "draws times"]
    train_error_elsewhere: Float[np.ndarray, "draws times"]


@experiment
def descend_gradients(
    *, seed: int, draws: int = 5, steps: Sequence[int] = (1, 3, 10, 30, 100, 300, 1000)
) -> Descents:
    """Follow gradient descent with 20 observations and 60 features, all standard normal."""
    distances, errors = [], []
    for draw in seeds_from(seed, draws):
        rng = np.random.default_rng(draw)
        X, y = rng.standard_normal((FEW, 60)), rng.standard_normal(FEW)
        least = minimum_norm(X, y)
        rate = FEW / (2 * np.linalg.norm(X, 2) ** 2)  # half the largest rate that converges
        paths = np.array(
            [
                least_squares_path(X, y, rate=rate, steps=np.array(steps), start=start)
                for start in (np.zeros(60), rng.standard_normal(60))
            ]
        )
        distances.append(np.linalg.norm(paths - least, axis=-1) / np.linalg.norm(least))
        errors.append(((paths @ X.T - y) ** 2).mean(axis=-1))
    (from_zero, elsewhere), (fitted, fitted_elsewhere) = (
        np.moveaxis(part, 1, 0) for part in (distances, errors)
    )
    return Descents(np.array(steps), from_zero, fitted, elsewhere, fitted_elsewhere)
