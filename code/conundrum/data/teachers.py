"""Tables whose response is a network of the inputs, plus noise: a teacher for networks to learn."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy.typing import ArrayLike

from conundrum.checks import finite_array, non_negative, positive_integer

LARGE = 20_000  # inputs on which a teacher's mean and standard deviation are measured


@dataclass(frozen=True)
class Table:
    """Observations of several inputs and one response.

    Attributes
    ----------
    x : ndarray, shape (n, inputs)
    y : ndarray, shape (n, 1)
    """

    x: Float[np.ndarray, "n inputs"]
    y: Float[np.ndarray, "n 1"]


class Teacher:
    """A random ReLU network of standard normal inputs, whose outputs have mean 0 and variance 1.

    It has one hidden layer. Weights and biases of a layer with m inputs are drawn uniformly from
    ±√(6/m), as in `conundrum.models.networks.ReLUNetwork`.

    Parameters
    ----------
    inputs : int
    noise : float
        The standard deviation of the noise of observations, in units of the response.
    units : int
        Hidden units, in one layer.
    seed : int
        Of the teacher's weights and biases.

    Raises
    ------
    ValueError
        If `inputs` or `units` is not a positive integer, or the noise is negative.
    """

    def __init__(self, inputs: int, *, noise: float, seed: int, units: int = 100) -> None:
        self.inputs = positive_integer("inputs", inputs)
        self.noise = non_negative("noise", noise)
        units = positive_integer("units", units)
        rng = np.random.default_rng(seed)
        hidden, readout = (6 / inputs) ** 0.5, (6 / units) ** 0.5
        self._weight = rng.uniform(-hidden, hidden, size=(inputs, units))
        self._bias = rng.uniform(-hidden, hidden, size=units)
        self._readout = rng.uniform(-readout, readout, size=(units, 1))
        outputs = self._outputs(rng.normal(size=(LARGE, inputs)))
        self._mean, self._deviation = outputs.mean(), outputs.std()

    def __call__(self, x: ArrayLike) -> Float[np.ndarray, "n 1"]:
        """Return the response without noise to inputs `x`, shape (n, inputs)."""
        return (self._outputs(finite_array("x", x, ndim=2)) - self._mean) / self._deviation

    def _outputs(self, x: Float[np.ndarray, "n inputs"]) -> Float[np.ndarray, "n 1"]:
        return np.maximum(0, x @ self._weight + self._bias) @ self._readout

    def sample(self, n: int, *, seed: int) -> Table:
        """Draw `n` observations: inputs from a standard normal distribution, responses with noise.

        Raises
        ------
        ValueError
            If `n` is below 1.
        """
        rng = np.random.default_rng(seed)
        x = rng.normal(size=(positive_integer("n", n), self.inputs))
        return Table(x, self(x) + self.noise * rng.normal(size=(n, 1)))
