"""Derivatives by hand: a network of two hidden units as a graph, and layers as matrices."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import torch
from jaxtyping import Float
from torch.nn.functional import mse_loss
from torch.nn.utils import vector_to_parameters

from conundrum.experiment import experiment
from conundrum.models.networks import ReLUNetwork, network_of
from conundrum.training.by_hand import Vector, gradient_of, squared_error, start_values

LECTURE = {"w1": -2.0, "b1": 3.0, "w2": 5.0, "b2": -6.0, "v1": 1.0, "v2": -4.0, "c": 7.0}


@dataclass(frozen=True)
class Backpropagation:
    """The chain rule on the loss of one observation, every number of it.

    The network is f = max(0, s) with s = v₁h₁ + v₂h₂ + c, h₁ = max(0, a₁), a₁ = w₁x + b₁ and so
    for h₂; the loss is (f − y)².

    Attributes
    ----------
    x, y
        Input and response.
    parameters
        The seven, by the names ``w1 b1 w2 b2 v1 v2 c``.
    values
        What stands at ``a1 a2 h1 h2 s f loss``, forwards.
    local
        Local derivatives, ``(above, below)`` to a number.
    gradient
        The derivative of the loss with respect to the input, each value and each parameter.
    """

    x: float
    y: float
    parameters: Mapping[str, float]
    values: Mapping[str, float]
    local: Mapping[tuple[str, str], float]
    gradient: Mapping[str, float]

    @property
    def loss(self) -> float:
        """The squared error of this observation."""
        return self.values["loss"]

    @property
    def squared_length(self) -> float:
        """The sum of the squared derivatives with respect to the parameters."""
        return sum(self.gradient[name] ** 2 for name in self.parameters)


def backpropagate(x: float, y: float, parameters: Mapping[str, float] = LECTURE) -> Backpropagation:
    """Differentiate the squared error of a network of two hidden units, cut off at zero.

    With the parameters left out it is max(0, max(0, −2x + 3) − 4 max(0, 5x − 6) + 7).
    """
    p = parameters
    a1, a2 = p["w1"] * x + p["b1"], p["w2"] * x + p["b2"]
    h1, h2 = max(0.0, a1), max(0.0, a2)
    s = p["v1"] * h1 + p["v2"] * h2 + p["c"]
    f = max(0.0, s)
    local = {
        ("loss", "f"): 2 * (f - y),
        ("f", "s"): float(s > 0),
        ("s", "v1"): h1,
        ("s", "h1"): p["v1"],
        ("s", "c"): 1.0,
        ("s", "v2"): h2,
        ("s", "h2"): p["v2"],
        ("h1", "a1"): float(a1 > 0),
        ("h2", "a2"): float(a2 > 0),
        ("a1", "w1"): x,
        ("a1", "b1"): 1.0,
        ("a1", "x"): p["w1"],
        ("a2", "w2"): x,
        ("a2", "b2"): 1.0,
        ("a2", "x"): p["w2"],
    }
    gradient = {"loss": 1.0}
    for (above, below), derivative in local.items():
        gradient[below] = gradient.get(below, 0.0) + gradient[above] * derivative
    values = {"a1": a1, "a2": a2, "h1": h1, "h2": h2, "s": s, "f": f, "loss": (f - y) ** 2}
    return Backpropagation(x, y, dict(p), values, local, gradient)


def descend_on_one_observation(
    x: float, y: float, *, rate: float, steps: int
) -> list[Backpropagation]:
    """Take steps of gradient descent in all seven parameters, on one observation.

    Returns
    -------
    list of Backpropagation
        Before the first step and after each.
    """
    states = [backpropagate(x, y)]
    for _ in range(steps):
        present = states[-1]
        moved = {n: p - rate * present.gradient[n] for n, p in present.parameters.items()}
        states.append(backpropagate(x, y, moved))
    return states


@dataclass(frozen=True)
class GradientByObservation:
    """The gradient in the weights of a layer, and what each observation adds to it.

    Attributes
    ----------
    inputs
        What comes from below, a row for each observation.
    delta
        The derivatives of the loss with respect to the sums of the layer, a row for each
        observation, a column for each unit.
    """

    inputs: Float[np.ndarray, "n inputs"]
    delta: Float[np.ndarray, "n units"]

    @property
    def of_each(self) -> Float[np.ndarray, "n units inputs"]:
        """What each observation adds to the gradient: ``delta`` of a unit times each input."""
        return self.delta[:, :, None] * self.inputs[:, None, :]

    @property
    def wanted_by_each(self) -> Float[np.ndarray, "n units inputs"]:
        """The direction in which each observation would have each weight changed."""
        return -self.of_each

    @property
    def wanted_by_all(self) -> Float[np.ndarray, "units inputs"]:
        """The sum of what they want: the direction of the step."""
        return -(self.delta.T @ self.inputs)


@dataclass(frozen=True)
class Agreement:
    """Derivatives by hand beside those of automatic differentiation.

    Attributes
    ----------
    by_hand, automatic
        A row for each random input, a column for each derivative.
    """

    by_hand: Float[np.ndarray, "draws derivatives"]
    automatic: Float[np.ndarray, "draws derivatives"]

    @property
    def largest_difference(self) -> float:
        """The largest difference between the two, of all derivatives."""
        return float(np.abs(self.by_hand - self.automatic).max())


@experiment
def compare_graph_with_autograd(*, seed: int, draws: int = 100) -> Agreement:
    """Differentiate the lecture's network at random inputs and responses, twice."""
    rng = np.random.default_rng(seed)
    p = LECTURE
    network = network_of(
        ([[p["w1"]], [p["w2"]]], [p["b1"], p["b2"]]), ([[p["v1"], p["v2"]]], [p["c"]])
    )
    first, second = network.layers
    by_hand, automatic = [], []
    for x, y in zip(rng.uniform(0, 2, draws), rng.uniform(-5, 15, draws), strict=True):
        gradient = backpropagate(float(x), float(y)).gradient
        by_hand.append([gradient[name] for name in ("x", "w1", "w2", "b1", "b2", "v1", "v2", "c")])
        given = torch.tensor([[x]], requires_grad=True)
        network.zero_grad()
        (torch.relu(network(given)) - y).square().sum().backward()
        leaves = (given, first.weight, first.bias, second.weight, second.bias)
        automatic.append(torch.cat([leaf.grad.ravel() for leaf in leaves]).numpy())
    return Agreement(np.array(by_hand), np.array(automatic))


@experiment
def compare_layers_with_autograd(*, seed: int) -> Agreement:
    """Differentiate networks of one to five layers, of random shapes, twice."""
    rng = np.random.default_rng(seed)
    by_hand, automatic = [], []
    for depth in range(1, 6):
        widths = [int(width) for width in rng.integers(1, 9, depth + 1)]
        theta = start_values(widths, rng, bias=0.1)
        x, y = rng.normal(size=(20, widths[0])), rng.normal(size=(20, widths[-1]))
        by_hand.append(gradient_of(theta, widths, x, partial(squared_error, y=y))[1])
        network = network_with(theta, widths)
        mse_loss(network(torch.as_tensor(x)), torch.as_tensor(y)).backward()
        automatic.append(np.concatenate([p.grad.ravel() for p in network.parameters()]))
    return Agreement(np.concatenate(by_hand)[None], np.concatenate(automatic)[None])


def network_with(theta: Vector, widths: Sequence[int]) -> ReLUNetwork:
    """Return a network in double precision with these parameters, in the order of `by_hand`."""
    network = ReLUNetwork(widths, seed=0).double()
    vector_to_parameters(torch.as_tensor(theta), network.parameters())
    return network
