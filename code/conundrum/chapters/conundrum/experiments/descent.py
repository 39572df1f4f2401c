"""Splines followed past the point where they fit all of 20 points: the peak, and its parts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Float, Int

from conundrum.data.curves import SINE, Curve, Sample
from conundrum.evaluation.exact_error import exact_bias_variance
from conundrum.evaluation.least_norm import fit_least_norm
from conundrum.evaluation.risk import RiskCurve, risk, risk_curve
from conundrum.evaluation.twenty_points import (
    BADLY_SEEN,
    FEW,
    BasisOn,
    Grid,
    Panels,
    draw_points,
    fit_even_panels,
    spline_basis,
)
from conundrum.experiment import experiment
from conundrum.models.smoothers import LeastSquares
from conundrum.models.splines import bend_basis, slope_basis
from conundrum.seeds import seeds_from

DEGREES_OF_FREEDOM = (*range(2, 31), *range(32, 43, 2), *range(45, 81, 5), 90, 100, 120, 140, 161)


# --- Test error against the number of knots -------------------------------------------------------


@experiment
def robust_panels(*, seed: int, degrees_of_freedom: Sequence[int] = DEGREES_OF_FREEDOM) -> Panels:
    """Fit splines to one draw of 20 evenly spread points, knots evenly spaced, little slope."""
    return fit_even_panels(SINE.sample_stratified(FEW, seed=seed), slope_basis, degrees_of_freedom)


@dataclass(frozen=True)
class OneFit:
    """One fit among those to the same points.

    Attributes
    ----------
    panels
        All of them.
    place
        Which one.
    """

    panels: Panels
    place: int

    @property
    def degrees_of_freedom(self) -> int:
        """The number of knots."""
        return int(self.panels.degrees_of_freedom[self.place])

    @property
    def prediction(self) -> Grid:
        """The value on the grid."""
        return self.panels.predictions[self.place]

    @property
    def train_error(self) -> float:
        """The mean squared error on the points."""
        return float(self.panels.train_error[self.place])

    @property
    def test_error(self) -> float:
        """The expected squared error on a new observation."""
        return float(self.panels.test_error[self.place])


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
    points: int = FEW,
) -> Descent:
    """Fit splines of least slope to many draws of evenly spread points, 20 unless told.

    Parameters
    ----------
    seed, draws : int
    degrees_of_freedom : sequence of int
        The numbers of knots, evenly spaced.
    noise : float
        The standard deviation of the noise around the sine.
    penalty : float
        The weight of the squared norm in a ridge regression; 0 for the least norm.
    points : int
        How many points there are in each draw.
    """
    curve = replace(SINE, noise=noise)
    samples = [curve.sample_stratified(points, seed=draw) for draw in seeds_from(seed, draws)]
    return _descend(slope_basis, samples, degrees_of_freedom, curve, penalty)


@experiment
def descend_in_bend(
    *, seed: int, draws: int = 50, degrees_of_freedom: Sequence[int] = DEGREES_OF_FREEDOM
) -> Descent:
    """Fit splines of least bend to many draws of 20 evenly spread points."""
    samples = draw_points(seed=seed, draws=draws)
    return _descend(bend_basis, samples, degrees_of_freedom, SINE, penalty=0.0)


def _descend(
    basis_on: BasisOn,
    samples: Sequence[Sample],
    degrees_of_freedom: Sequence[int],
    curve: Curve,
    penalty: float,
) -> Descent:
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


# --- What the points see least --------------------------------------------------------------------


@dataclass(frozen=True)
class WorstSeen:
    """The direction that the same 20 points see least, for several numbers of knots.

    Attributes
    ----------
    sample
        The points; only where they lie matters.
    x
        The grid.
    degrees_of_freedom
        The number of knots of each spline.
    singular_value
        Root of the summed squares at the points of the direction of norm 1.
    curve, at_points
        The direction as a function, and its values at the points, made so large that the root of
        their summed squares is the standard deviation of the noise.
    """

    sample: Sample
    x: Grid
    degrees_of_freedom: Int[np.ndarray, " m"]
    singular_value: Float[np.ndarray, " m"]
    curve: Float[np.ndarray, "m grid"]
    at_points: Float[np.ndarray, "m n"]

    @property
    def swing(self) -> Float[np.ndarray, " m"]:
        """How far each curve goes from zero, at most."""
        return np.abs(self.curve).max(axis=1)


@experiment
def find_worst_seen(*, seed: int, degrees_of_freedom: Sequence[int] = (7, 21, 161)) -> WorstSeen:
    """Find the direction of least slope that 20 points see least."""
    [sample], x = draw_points(seed=seed, draws=1), SINE.grid()
    singular_values, curves, at_points = [], [], []
    for d in degrees_of_freedom:
        basis = spline_basis(slope_basis, d)
        _, s, Vt = np.linalg.svd(basis(sample.x), full_matrices=False)
        direction = basis @ (SINE.noise / s[-1] * Vt[-1])
        singular_values.append(s[-1])
        curves.append(direction(x))
        at_points.append(direction(sample.x))
    return WorstSeen(
        sample,
        x,
        np.array(degrees_of_freedom),
        np.array(singular_values),
        np.array(curves),
        np.array(at_points),
    )


@dataclass(frozen=True)
class LeftOut:
    """Splines of least slope that leave at zero what the points see badly.

    Attributes
    ----------
    degrees_of_freedom
        The number of knots.
    test_error
        Expected squared error of each draw's fit on a new observation.
    without_worst_test_error
        The same if the one direction that the points see least is left at zero.
    without_badly_seen_test_error
        The same if every direction is whose singular value is below 0.15.
    """

    degrees_of_freedom: Int[np.ndarray, " m"]
    test_error: Float[np.ndarray, "draws m"]
    without_worst_test_error: Float[np.ndarray, "draws m"]
    without_badly_seen_test_error: Float[np.ndarray, "draws m"]

    @property
    def all_fitted(self) -> RiskCurve:
        """Median and quartiles of the test error with no direction left out."""
        return risk_curve(self.degrees_of_freedom, self.test_error)

    @property
    def without_the_worst(self) -> RiskCurve:
        """Median and quartiles of the test error without the worst-seen direction."""
        return risk_curve(self.degrees_of_freedom, self.without_worst_test_error)

    @property
    def without_badly_seen(self) -> RiskCurve:
        """Median and quartiles of the test error without all badly seen directions."""
        return risk_curve(self.degrees_of_freedom, self.without_badly_seen_test_error)


@experiment
def leave_out_badly_seen(
    *,
    seed: int,
    draws: int = 50,
    degrees_of_freedom: Sequence[int] = DEGREES_OF_FREEDOM,
    least: float = BADLY_SEEN,
) -> LeftOut:
    """Fit splines of least slope to 20 points, with all directions and without the worst seen.

    Parameters
    ----------
    seed, draws : int
    degrees_of_freedom : sequence of int
        The numbers of knots, evenly spaced.
    least : float
        The singular value below which a direction counts as badly seen.
    """
    x, samples = SINE.grid(), draw_points(seed=seed, draws=draws)
    choices = (
        lambda s: np.ones(len(s), bool),
        lambda s: np.arange(len(s)) < len(s) - 1,
        lambda s: s >= least,
    )
    errors = []
    for d in degrees_of_freedom:
        basis = spline_basis(slope_basis, d)
        features = basis(x)
        every = [LeastSquares.on(basis(sample.x)) for sample in samples]
        for choose in choices:
            fits = [
                fit.along(choose(fit.s)).weights(features) @ sample.y
                for fit, sample in zip(every, samples, strict=True)
            ]
            errors.append(risk(np.array(fits), SINE.function(x), SINE.noise))
    by_choice = np.reshape(errors, (len(degrees_of_freedom), len(choices), draws)).T
    return LeftOut(np.array(degrees_of_freedom), *by_choice.swapaxes(0, 1))


# --- What the peak is made of ---------------------------------------------------------------------

#: The second has waves that splines of fewer knots than points cannot follow.
SMOOTH, RICH = CURVES = ("sin x", "sin x + ½ sin 7x")


@dataclass(frozen=True)
class PeakParts:
    """Squared bias and variance of least-slope splines through the peak, for two curves.

    Attributes
    ----------
    degrees_of_freedom
        The number of knots.
    squared_bias
        For each curve and draw of the inputs: what is left without noise.
    variance
        For each draw of the inputs; it does not depend on the curve.
    noise_variance
        What no fit can take away.
    """

    degrees_of_freedom: Int[np.ndarray, " m"]
    squared_bias: dict[str, Float[np.ndarray, "draws m"]]
    variance: Float[np.ndarray, "draws m"]
    noise_variance: float

    def expected_error(self, curve: str) -> RiskCurve:
        """Median and quartiles over draws of squared bias, variance and noise together."""
        return risk_curve(
            self.degrees_of_freedom,
            self.squared_bias[curve] + self.variance + self.noise_variance,
        )

    @property
    def expected_errors(self) -> dict[str, RiskCurve]:
        """The expected test error for each curve."""
        return {curve: self.expected_error(curve) for curve in self.squared_bias}

    def without_noise(self, curve: str) -> RiskCurve:
        """Median and quartiles over draws of the test error when there is no noise."""
        return risk_curve(self.degrees_of_freedom, self.squared_bias[curve])

    @property
    def median_variance(self) -> RiskCurve:
        """Median and quartiles over draws of the variance."""
        return risk_curve(self.degrees_of_freedom, self.variance)


@experiment
def split_peak(
    *,
    seed: int,
    draws: int = 50,
    degrees_of_freedom: Sequence[int] = DEGREES_OF_FREEDOM,
    waves: float = 7.0,
) -> PeakParts:
    """Calculate squared bias and variance of splines of least slope on 20 points, for two curves.

    Parameters
    ----------
    seed, draws : int
    degrees_of_freedom : sequence of int
        The numbers of knots, evenly spaced.
    waves : float
        How many times as fast as sin x the waves of the second curve are.
    """
    samples = draw_points(seed=seed, draws=draws)
    rich = replace(SINE, function=lambda x: np.sin(x) + np.sin(waves * x) / 2)
    squared_bias = {}
    for name, curve in zip(CURVES, (SINE, rich), strict=True):
        parts = [
            exact_bias_variance(spline_basis(slope_basis, d), curve, samples)
            for d in degrees_of_freedom
        ]
        squared_bias[name] = np.stack([part.squared_bias.mean(axis=1) for part in parts], axis=1)
    variance = np.stack([part.variance.mean(axis=1) for part in parts], axis=1)
    return PeakParts(np.array(degrees_of_freedom), squared_bias, variance, SINE.noise**2)
