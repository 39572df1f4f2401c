"""A surface of two parameters, cut exactly out of the loss of a network with ten."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from jaxtyping import Float
from torch.nn.utils import parameters_to_vector

from conundrum.chapters.training.experiments.parabola import take
from conundrum.data.curves import QUARTIC
from conundrum.experiment import experiment
from conundrum.models.networks import ReLUNetwork
from conundrum.seeds import seeds_from
from conundrum.training.by_hand import (
    Vector,
    activations,
    gradient_descent,
    gradient_of,
    layers_of,
    squared_error,
)
from conundrum.training.fleet import fit_fleet

WIDTHS = (1, 3, 1)
RESCALING = 10.0


@dataclass(frozen=True)
class LossSlice:
    """The loss of a trained network as a function of the weight and the bias of one hidden unit.

    Attributes
    ----------
    theta
        All ten parameters of the trained network of widths 1, 3, 1.
    x, y
        The 40 observations it was trained on.
    unit
        The hidden unit whose weight and bias are free.
    weights, biases
        The grid.
    loss
        The loss at ``biases[i]`` and ``weights[j]``.
    path
        Weight and bias before the first step of gradient descent and after each.
    plateau
        The same from a place where the unit is zero for all observations.
    """

    theta: Vector
    x: Float[np.ndarray, " n"]
    y: Float[np.ndarray, " n"]
    unit: int
    weights: Float[np.ndarray, " weights"]
    biases: Float[np.ndarray, " biases"]
    loss: Float[np.ndarray, "biases weights"]
    path: Float[np.ndarray, "states 2"]
    plateau: Float[np.ndarray, "states 2"]

    @property
    def along(self) -> Float[np.ndarray, " states"]:
        """The loss on all observations along the path."""
        return np.array([self.at(place) for place in self.path])

    @property
    def share_of_way(self) -> Float[np.ndarray, " places"]:
        """How far along the straight line from one optimum to the other, from 0 to 1."""
        return np.linspace(0, 1, 101)

    @property
    def loss_between(self) -> Float[np.ndarray, " places"]:
        """The loss on the straight line to the same network with two units exchanged."""
        other = exchange_units(self.theta, self.unit, (self.unit + 1) % 3)
        return self._on_the_way_to(other)

    @property
    def loss_while_rescaling(self) -> Float[np.ndarray, " places"]:
        """The loss while the unit is made ten times as large, and its readout as much smaller."""
        factors = RESCALING**self.share_of_way
        return np.array([self._loss_of(rescale_unit(self.theta, self.unit, f)) for f in factors])

    @property
    def ridge(self) -> float:
        """How many times the loss of two equal optima there is between them, at most."""
        return float(self.loss_between.max() / self.loss_between[0])

    @property
    def change_while_rescaling(self) -> float:
        """The largest relative change of the loss while the unit is rescaled."""
        return float(np.abs(self.loss_while_rescaling / self.loss_while_rescaling[0] - 1).max())

    def at(self, place: Float[np.ndarray, "2"]) -> float:
        """Return the loss with this weight and bias."""
        return slice_loss(self.theta, self.unit, place, self.x, self.y)[0]

    def _on_the_way_to(self, other: Vector) -> Float[np.ndarray, " places"]:
        step = other - self.theta
        return np.array([self._loss_of(self.theta + s * step) for s in self.share_of_way])

    def _loss_of(self, theta: Vector) -> float:
        outputs = activations(theta, WIDTHS, self.x[:, None])[-1]
        return squared_error(outputs, self.y[:, None])[0]


def exchange_units(theta: Vector, one: int, other: int) -> Vector:
    """Return the parameters of the same function with two hidden units in each other's place."""
    order = np.arange(WIDTHS[1])
    order[[one, other]] = other, one
    exchanged = theta.copy()
    (W, b), (V, _) = layers_of(exchanged, WIDTHS)  # views: what is written here stands in theta
    W[:], b[:], V[:] = W[order], b[order], V[:, order]
    return exchanged


def rescale_unit(theta: Vector, unit: int, factor: float) -> Vector:
    """Return parameters of the same function: a unit `factor` times as large, read out less."""
    rescaled = theta.copy()
    (W, b), (V, _) = layers_of(rescaled, WIDTHS)
    W[unit], b[unit], V[:, unit] = factor * W[unit], factor * b[unit], V[:, unit] / factor
    return rescaled


def slice_loss(
    theta: Vector,
    unit: int,
    place: Float[np.ndarray, "2"],
    x: Float[np.ndarray, " n"],
    y: Float[np.ndarray, " n"],
) -> tuple[float, Float[np.ndarray, "2"]]:
    """Return loss and gradient in the weight and the bias of one hidden unit."""
    free = [unit, 3 + unit]
    theta = theta.copy()
    theta[free] = place
    loss, gradient = gradient_of(theta, WIDTHS, x[:, None], partial(squared_error, y=y[:, None]))
    return loss, gradient[free]


def _best_of(starts: Sequence[int], x: np.ndarray, y: np.ndarray) -> Vector:
    """Return the parameters of the network with the least loss, of some that were trained."""
    networks = [ReLUNetwork(WIDTHS, seed=start).double() for start in starts]
    history = fit_fleet(networks, x[:, None], y[:, None], steps=800, learning_rate=0.03)
    best = networks[int(history.loss[:, -1].argmin())]
    return parameters_to_vector(best.parameters()).detach().numpy()


@experiment
def slice_loss_surface(*, seed: int, steps: int = 60) -> LossSlice:
    """Train a small network on the quartic cloud, free its largest unit, and descend from a side.

    The network is the best of 12 starts, each trained for 800 steps of Adam. The unit that varies
    most between observations is moved away from its trained values, and once so far that it is off
    for all observations; from both places gradient descent takes `steps`, at a rate of 0.15 over
    the largest curvature at the trained values.
    """
    drawn, *starts = seeds_from(seed, 13)
    sample = QUARTIC.sample_stratified(40, seed=drawn)
    x, y = sample.x, sample.y
    theta = _best_of(starts, x, y)
    (W, b), (V, _) = layers_of(theta, WIDTHS)
    contributions = np.maximum(0, np.outer(x, W) + b) * V
    unit = int(contributions.std(axis=0).argmax())
    trained = np.array([W[unit, 0], b[unit]])
    side = np.sign(trained[0])
    columns = np.column_stack([x, np.ones_like(x)])[contributions[:, unit] != 0] * V[0, unit]
    rate = 0.15 / np.linalg.eigvalsh(2 * columns.T @ columns / len(x))[-1]

    def gradient(place: Vector) -> Vector:
        return slice_loss(theta, unit, place, x, y)[1]

    weights = trained[0] + np.linspace(-4, 4, 81)
    biases = trained[1] + np.linspace(-4.2, 3, 73)
    loss = [[slice_loss(theta, unit, np.array([w, b]), x, y)[0] for w in weights] for b in biases]
    start = trained + np.array([2.5 * side, -0.6])
    off = np.array([-1.0 * side, -2.2])
    return LossSlice(
        theta=theta,
        x=x,
        y=y,
        unit=unit,
        weights=weights,
        biases=biases,
        loss=np.array(loss),
        path=take(steps, gradient_descent(gradient, start, rate=rate)),
        plateau=take(steps, gradient_descent(gradient, off, rate=rate)),
    )
