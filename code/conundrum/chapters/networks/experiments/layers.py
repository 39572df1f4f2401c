"""Neurons on top of neurons: functions whose every bend can be found by hand."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from jaxtyping import Float

from conundrum.experiment import experiment
from conundrum.models.networks import LinearPieces, ReLUNetwork, linear_pieces, network_of

Grid = Float[np.ndarray, " grid"]


@dataclass(frozen=True)
class Composite:
    """A neuron on top of two neurons, as a network and by its formula.

    Attributes
    ----------
    network
        With the widths 1, 2, 1, 1: the readout only passes on what the last neuron gives.
    low, high
        The interval shown.
    inputs
        A grid on the interval.
    values
        What the formula gives there.
    """

    network: ReLUNetwork
    low: float
    high: float
    inputs: Grid
    values: Grid

    @property
    def pieces(self) -> LinearPieces:
        """The function, exactly."""
        return linear_pieces(self.network, self.low, self.high)

    @property
    def before_the_last_relu(self) -> LinearPieces:
        """The weighted sum that the last neuron cuts off."""
        first, second, _ = (
            (layer.weight.detach().numpy(), layer.bias.detach().numpy())
            for layer in self.network.layers
        )
        return linear_pieces(network_of(first, second), self.low, self.high)

    @property
    def difference(self) -> float:
        """The largest difference between the pieces and the formula."""
        return float(np.abs(self.pieces(self.inputs)[:, 0] - self.values).max())

    @property
    def kinks(self) -> list[Fraction]:
        """Where it bends, as the fractions that they are."""
        return [Fraction(float(x)).limit_denominator(1000) for x in self.pieces.edges[1:-1]]


@experiment
def compose_first() -> Composite:
    """Compute max(0, max(0, −2x + 3) − 4 max(0, 5x − 6) + 7) between 0 and 2."""
    network = network_of(([[-2], [5]], [3, -6]), ([[1, -4]], [7]), ([[1]], [0]))
    x = np.linspace(0, 2, 1001)
    values = np.maximum(0, np.maximum(0, -2 * x + 3) - 4 * np.maximum(0, 5 * x - 6) + 7)
    return Composite(network, 0.0, 2.0, x, values)


@experiment
def compose_second() -> Composite:
    """Compute max(0, −7 max(0, 6x − 5) + 4 max(0, −3x + 2) − 1) between 0 and 1.2."""
    network = network_of(([[6], [-3]], [-5, 2]), ([[-7, 4]], [-1]), ([[1]], [0]))
    x = np.linspace(0, 1.2, 1001)
    values = np.maximum(0, -7 * np.maximum(0, 6 * x - 5) + 4 * np.maximum(0, -3 * x + 2) - 1)
    return Composite(network, 0.0, 1.2, x, values)
