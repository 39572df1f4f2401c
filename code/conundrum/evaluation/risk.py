"""Error on new observations, over many training samples: where it comes from, how it spreads."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy.typing import ArrayLike

from conundrum.checks import finite_array, increasing, non_negative, same_length


@dataclass(frozen=True)
class BiasVariance:
    """Expected squared error on a new observation, taken apart.

    The arrays have the shape of one draw's predictions, ``(points,)`` or ``(capacities,
    points)``; their means over the last axis are the errors on a new observation at a random one
    of these points. All are in squared units of the response.

    Attributes
    ----------
    squared_bias : ndarray
        How far the mean prediction is from the truth, squared.
    variance : ndarray
        How far predictions are from their mean, squared, on average over draws.
    noise_variance : float
        What no prediction can take away.
    """

    squared_bias: Float[np.ndarray, "*shape"]
    variance: Float[np.ndarray, "*shape"]
    noise_variance: float

    @property
    def expected_error(self) -> Float[np.ndarray, "*shape"]:
        """The sum of the three."""
        return self.squared_bias + self.variance + self.noise_variance


def bias_variance(predictions: ArrayLike, truth: ArrayLike, noise: float) -> BiasVariance:
    """Take the expected error of predictions apart, given what many training samples led to.

    Parameters
    ----------
    predictions : array_like, shape (draws, points) or (draws, capacities, points)
        What was fitted to each of many training samples, evaluated at the same points.
    truth : array_like, shape (points,)
        The curve without noise.
    noise : float
        The standard deviation of the noise.

    Returns
    -------
    BiasVariance

    Raises
    ------
    ValueError
        If shapes do not fit, a number is not finite, or the noise is negative.

    References
    ----------
    Hastie, Tibshirani, Friedman (2009), *The Elements of Statistical Learning*, section 7.3.
    """
    predictions, truth, noise = _at_points(predictions, truth, noise)
    return BiasVariance(
        squared_bias=(predictions.mean(axis=0) - truth) ** 2,
        variance=predictions.var(axis=0),
        noise_variance=noise**2,
    )


def risk(predictions: ArrayLike, truth: ArrayLike, noise: float) -> Float[np.ndarray, "draws ..."]:
    """Return each fitted function's expected squared error on a new observation.

    That is its mean squared distance from the truth, plus the variance of the noise: what the
    error on ever more test observations would settle at.

    Parameters and errors are those of `bias_variance`.

    Returns
    -------
    ndarray, shape (draws,) or (draws, capacities)
        In squared units of the response.
    """
    predictions, truth, noise = _at_points(predictions, truth, noise)
    return ((predictions - truth) ** 2).mean(axis=-1) + noise**2


@dataclass(frozen=True)
class RiskCurve:
    """Test error against capacity, over many training samples.

    Attributes
    ----------
    capacity : ndarray, shape (m,)
        Degrees of freedom, width, or whatever else makes the model larger; increasing.
    median, lower, upper : ndarray, shape (m,)
        Quantiles over draws of the error at each capacity. Medians, because near interpolation a
        few draws have errors so large that the mean is theirs alone.
    """

    capacity: Float[np.ndarray, " m"]
    median: Float[np.ndarray, " m"]
    lower: Float[np.ndarray, " m"]
    upper: Float[np.ndarray, " m"]

    @property
    def peak(self) -> int:
        """The index at which the median stands highest above the least median before it.

        The greatest median itself may belong to a model too small to fit anything. The last if
        the median never rises: then the curve ends at its first minimum.
        """
        above = self.median - np.minimum.accumulate(self.median)
        return int(above.argmax()) if above.any() else len(self.median) - 1

    @property
    def first_minimum(self) -> int:
        """The index at which the median is least, up to the peak."""
        return int(self.median[: self.peak + 1].argmin())

    @property
    def highest(self) -> float:
        """The median at the peak."""
        return float(self.median[self.peak])

    @property
    def lowest(self) -> float:
        """The median at the first minimum."""
        return float(self.median[self.first_minimum])

    @property
    def rise(self) -> float:
        """The median at the peak, relative to that at the first minimum; 1 if it never rises."""
        return self.highest / self.lowest

    @property
    def end(self) -> float:
        """The last median, relative to that at the first minimum.

        Below 1 where the second descent beats the first.
        """
        return float(self.median[-1]) / self.lowest

    def at(self, capacity: float) -> float:
        """Return the median at a capacity.

        Raises
        ------
        ValueError
            If it is none of those on the curve.
        """
        [found] = np.nonzero(np.isclose(self.capacity, capacity))
        if len(found) != 1:
            raise ValueError(f"capacity={capacity} must be one of {self.capacity.tolist()}")
        return float(self.median[found[0]])


def risk_curve(
    capacity: ArrayLike, errors: ArrayLike, quantiles: tuple[float, float] = (0.25, 0.75)
) -> RiskCurve:
    """Summarise errors over draws by their median and two other quantiles.

    Parameters
    ----------
    capacity : array_like, shape (m,)
        Increasing.
    errors : array_like, shape (draws, m)
        The test error of each draw at each capacity.
    quantiles : pair of float
        The lower and the upper, between 0 and 1; quartiles unless given.

    Returns
    -------
    RiskCurve

    Raises
    ------
    ValueError
        If the capacities do not increase, shapes do not fit, a number is not finite, or the
        quantiles are not in order between 0 and 1.
    """
    capacity = increasing("capacity", capacity)
    errors = finite_array("errors", errors, ndim=2)
    same_length(capacity=capacity, errors=errors.T)
    lower, upper = quantiles
    if not 0 <= lower <= upper <= 1:
        raise ValueError(f"quantiles must be in order between 0 and 1, got {quantiles}")
    low, median, high = np.quantile(errors, [lower, 0.5, upper], axis=0)
    return RiskCurve(capacity, median=median, lower=low, upper=high)


def _at_points(
    predictions: ArrayLike, truth: ArrayLike, noise: float
) -> tuple[Float[np.ndarray, "draws ... points"], Float[np.ndarray, " points"], float]:
    predictions = finite_array("predictions", predictions, ndim=(2, 3))
    truth = finite_array("truth", truth, ndim=1)
    same_length(truth=truth, predictions=np.moveaxis(predictions, -1, 0))
    return predictions, truth, non_negative("noise", noise)
