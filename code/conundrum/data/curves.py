"""Noisy observations of a curve: one input, one response."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from conundrum.checks import finite_array, interval, non_negative, positive_integer, same_length


@dataclass(frozen=True)
class Sample:
    """Observations of one input and one response.

    Attributes
    ----------
    x : ndarray, shape (n,)
        The input.
    y : ndarray, shape (n,)
        The response.
    """

    x: Float[np.ndarray, " n"]
    y: Float[np.ndarray, " n"]


@dataclass(frozen=True)
class Curve:
    """A function of one input on an interval, observed with Gaussian noise.

    Attributes
    ----------
    function : callable
        The truth; takes an array of shape (n,) and returns one.
    low, high : float
        The interval.
    noise : float
        The standard deviation of the noise, in units of the response.

    Raises
    ------
    ValueError
        If `low` is not below `high`, or the noise is negative.
    """

    function: Callable[[Float[np.ndarray, " n"]], Float[np.ndarray, " n"]]
    low: float
    high: float
    noise: float

    def __post_init__(self) -> None:
        interval(self.low, self.high)
        non_negative("noise", self.noise)

    def grid(self, points: int = 201) -> Float[np.ndarray, " points"]:
        """Return evenly spaced inputs, on which fits are drawn and their errors averaged.

        Raises
        ------
        ValueError
            If `points` is below 1.
        """
        return np.linspace(self.low, self.high, positive_integer("points", points))

    def sample(self, n: int, *, seed: int) -> Sample:
        """Draw `n` observations with inputs uniform on the interval.

        Raises
        ------
        ValueError
            If `n` is below 1, or the function is not finite at an input.
        """
        n = positive_integer("n", n)
        rng = np.random.default_rng(seed)
        return self._observe(rng.uniform(self.low, self.high, n), rng)

    def sample_stratified(self, n: int, *, seed: int) -> Sample:
        """Draw `n` observations, one input in each of `n` equal parts of the interval, in order.

        Inputs drawn so leave no wide gap, and no two of them come close often. What a fit does in
        a gap then no longer decides its error.

        Raises
        ------
        ValueError
            If `n` is below 1, or the function is not finite at an input.
        """
        n = positive_integer("n", n)
        rng = np.random.default_rng(seed)
        x = self.low + (self.high - self.low) * (np.arange(n) + rng.random(n)) / n
        return self._observe(x, rng)

    def sample_evenly(self, n: int, *, seed: int) -> Sample:
        """Draw `n` observations, one input in the middle of each of `n` equal parts, in order.

        Raises
        ------
        ValueError
            If `n` is below 1, or the function is not finite at an input.
        """
        n = positive_integer("n", n)
        x = self.low + (self.high - self.low) * (np.arange(n) + 0.5) / n
        return self._observe(x, np.random.default_rng(seed))

    def _observe(self, x: Float[np.ndarray, " n"], rng: np.random.Generator) -> Sample:
        truth = finite_array("function(x)", self.function(x), ndim=1)
        n = same_length(x=x, truth=truth)
        return Sample(x, truth + self.noise * rng.standard_normal(n))


#: The curve of James, Witten, Hastie, Tibshirani (2021), section 10.8.
SINE = Curve(np.sin, low=-5.0, high=5.0, noise=0.3)

#: A curve with two valleys of unequal depth; its noise is a tenth of the variance of the response.
QUARTIC = Curve(lambda x: x**4 - 3 * x**2 - x + 4, low=-1.6, high=1.6, noise=0.4)
