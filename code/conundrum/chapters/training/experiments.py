"""What the chapter *Training* computes.

One parameter whose best value is known; a surface of two parameters and the paths taken on it;
derivatives by hand; and small networks on handwritten digits, trained well and badly.
"""

from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from math import ceil

import numpy as np
import torch
from jaxtyping import Float, Int
from numpy.typing import ArrayLike
from sklearn.datasets import load_diabetes
from torch import Tensor
from torch.nn.functional import mse_loss
from torch.nn.utils import parameters_to_vector, vector_to_parameters

from conundrum.checks import positive
from conundrum.data.curves import QUARTIC
from conundrum.data.images import digits
from conundrum.data.labels import redraw
from conundrum.experiment import experiment
from conundrum.models.linear import ridge
from conundrum.models.networks import ReLUNetwork, network_of, predict, to_tensor
from conundrum.seeds import seeds_from
from conundrum.training.by_hand import (
    Vector,
    activations,
    adam,
    cross_entropy,
    gradient_descent,
    gradient_of,
    momentum,
    squared_error,
    start_values,
)
from conundrum.training.draws import batches
from conundrum.training.fleet import fit_fleet
from conundrum.training.losses import Loss
from conundrum.training.optimisers import SGD, constant

Grid = Float[np.ndarray, " grid"]


# --- One parameter --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Descent:
    """Gradient descent on the mean squared error of a line through the origin.

    Attributes
    ----------
    x, y
        The observations.
    share
        The learning rate, as a share of 2 / curvature.
    path
        The slope before the first step and after each.
    """

    x: Float[np.ndarray, " n"]
    y: Float[np.ndarray, " n"]
    share: float
    path: Float[np.ndarray, " states"]

    @property
    def optimum(self) -> float:
        """The slope with the least error, in closed form."""
        return float(self.x @ self.y / (self.x @ self.x))

    @property
    def curvature(self) -> float:
        """The second derivative of the error, the same everywhere."""
        return float(2 * (self.x**2).mean())

    @property
    def distance(self) -> Float[np.ndarray, " states"]:
        """How far each state is from the optimum, as a share of how far the first is."""
        return np.abs((self.path - self.optimum) / (self.path[0] - self.optimum))

    def loss(self, slopes: Float[np.ndarray, " slopes"]) -> Float[np.ndarray, " slopes"]:
        """Return the mean squared error at some slopes."""
        return ((self.y - slopes[:, None] * self.x) ** 2).mean(axis=1)


@experiment
def descend(share: float, *, seed: int, steps: int = 20) -> Descent:
    """Draw 30 observations of y = 1.5 x + noise; descend at a share of 2 / curvature."""
    share = positive("share", share)
    rng = np.random.default_rng(seed)
    x = rng.normal(size=30)
    y = 1.5 * x + rng.normal(scale=0.8, size=30)
    rate = share / (x**2).mean()  # a share of 2 / (2 mean x²)

    def gradient(slope: Vector) -> Vector:
        return np.array([-2 * (x * (y - slope[0] * x)).mean()])

    path = take(steps, gradient_descent(gradient, np.array([-0.5]), rate=rate))
    return Descent(x, y, share, path[:, 0])


def take(steps: int, states: Iterator[Vector]) -> Float[np.ndarray, "states parameters"]:
    """Return the state before the first step and after each of `steps`."""
    return np.array(list(islice(states, steps + 1)))


# --- A surface of two parameters ------------------------------------------------------------------


@dataclass(frozen=True)
class Valley:
    """The loss of a network with all but two parameters held, and paths taken on it.

    Attributes
    ----------
    theta
        All ten parameters of a trained network of widths 1, 3, 1.
    x, y
        The 40 observations it was trained on.
    unit
        Whose weight and bias are free.
    weights, biases
        The grid.
    loss
        At ``biases[i]`` and ``weights[j]``.
    paths
        Weight and bias before the first step and after each, for each optimiser; the one called
        ``"off"`` is gradient descent from a place where the unit is zero for all observations.
    rates
        That three optimisers were tried with; those of all but Adam in units of 1 / the largest
        curvature.
    tuned
        The loss at the end of paths at each of these rates, for the three.
    curvature
        At the trained values, in the least and in the most curved direction.
    """

    theta: Vector
    x: Float[np.ndarray, " n"]
    y: Float[np.ndarray, " n"]
    unit: int
    weights: Float[np.ndarray, " weights"]
    biases: Float[np.ndarray, " biases"]
    loss: Float[np.ndarray, "biases weights"]
    paths: dict[str, Float[np.ndarray, "states 2"]]
    rates: Float[np.ndarray, " rates"]
    tuned: dict[str, Float[np.ndarray, " rates"]]
    curvature: Float[np.ndarray, "2"]

    @property
    def narrowness(self) -> float:
        """How many times as curved the surface is across the valley as along it."""
        return float(self.curvature[1] / self.curvature[0])

    @property
    def ridge(self) -> float:
        """How many times the loss of two equal optima there is between them, at most."""
        _, loss = self.between()
        return float(loss.max() / loss[0])

    def best_excess(self, name: str) -> float:
        """Return `excess` for the best of the rates that were tried."""
        start = self.loss_along("gradient descent")[0]
        bottom = min(self.bottom, min(np.nanmin(losses) for losses in self.tuned.values()))
        return float((np.nanmin(self.tuned[name]) - bottom) / (start - bottom))

    @property
    def bottom(self) -> float:
        """The least loss that any of the paths or places of the grid has."""
        return float(min(self.loss.min(), *(self.loss_along(name).min() for name in self.paths)))

    def loss_along(self, name: str) -> Float[np.ndarray, " states"]:
        """Return the loss on all observations along a path."""
        return np.array([self.at(place) for place in self.paths[name]])

    def excess(self, name: str) -> float:
        """Return how far above the bottom a path ends, as a share of where it began."""
        along = self.loss_along(name)
        return float((along[-1] - self.bottom) / (along[0] - self.bottom))

    def at(self, place: Float[np.ndarray, "2"]) -> float:
        """Return the loss with this weight and bias."""
        return slice_loss(self.theta, self.unit, place, self.x, self.y)[0]

    def between(self) -> tuple[Grid, Grid]:
        """Return the loss along a straight line to the same network with two units exchanged."""
        other = self.theta.reshape(-1)[_exchanged(self.unit)]
        share = np.linspace(0, 1, 101)
        loss = [_loss(self.theta + s * (other - self.theta), self.x, self.y) for s in share]
        return share, np.array(loss)


SHAPE = (1, 3, 1)
TRIED = tuple(2.0 ** np.arange(-8, 3))


def _exchanged(unit: int) -> list[int]:
    order = [0, 1, 2]
    other = (unit + 1) % 3
    order[unit], order[other] = other, unit
    return [*order, *(3 + i for i in order), *(6 + i for i in order), 9]


def _loss(theta: Vector, x: np.ndarray, y: np.ndarray) -> float:
    return squared_error(activations(theta, SHAPE, x[:, None])[-1], y[:, None])[0]


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
    loss, gradient = gradient_of(theta, SHAPE, x[:, None], partial(squared_error, y=y[:, None]))
    return loss, gradient[free]


def _trained(x: np.ndarray, y: np.ndarray, starts: Sequence[int]) -> Vector:
    """Return the parameters of the best of some starts."""
    networks = [ReLUNetwork(SHAPE, seed=start).double() for start in starts]
    history = fit_fleet(networks, x[:, None], y[:, None], steps=800, learning_rate=0.03)
    best = networks[int(history.loss[:, -1].argmin())]
    return parameters_to_vector(best.parameters()).detach().numpy()


@experiment
def walk_in_the_valley(*, seed: int, steps: int = 60, rates: Sequence[float] = TRIED) -> Valley:
    """Train a small network on the quartic cloud, free one unit, and let four optimisers walk.

    The rate of all but Adam is 0.15 / the largest curvature at the trained values; Adam's is 0.1.
    Mini-batches hold 5 of the 40 observations. Three optimisers walk once more at each of `rates`.
    """
    drawn, ordered, *starts = seeds_from(seed, 14)
    sample = QUARTIC.sample_stratified(40, seed=drawn)
    x, y = sample.x, sample.y
    theta = _trained(x, y, starts)
    weight, bias, readout = theta[:3], theta[3:6], theta[6:9]
    outputs = np.maximum(0, np.outer(x, weight) + bias) * readout
    unit = int(outputs.std(axis=0).argmax())
    trained = np.array([weight[unit], bias[unit]])
    side = np.sign(trained[0])

    def gradient(place: Vector) -> Vector:
        return slice_loss(theta, unit, place, x, y)[1]

    order = batches(len(x), 5, seeds=[ordered])

    def noisy_gradient(place: Vector) -> Vector:
        [rows] = next(order)
        return slice_loss(theta, unit, place, x[rows], y[rows])[1]

    active = outputs[:, unit] != 0
    features = np.column_stack([x, np.ones_like(x)])[active] * readout[unit]
    curvature = np.linalg.eigvalsh(2 * features.T @ features / len(x))
    rate = 0.15 / curvature[-1]
    start = trained + np.array([2.5 * side, -0.6])
    off = np.array([-1.0 * side, -2.2])
    paths = {
        "gradient descent": gradient_descent(gradient, start, rate=rate),
        "SGD": gradient_descent(noisy_gradient, start, rate=rate),
        "momentum": momentum(gradient, start, rate=rate),
        "Adam": adam(gradient, start, rate=0.1),
        "off": gradient_descent(gradient, off, rate=rate),
    }
    curves = {
        "gradient descent": partial(gradient_descent, gradient),
        "momentum": partial(momentum, gradient),
        "Adam": partial(adam, gradient),
    }
    tuned = {}
    with np.errstate(all="ignore"):
        for name, walk in curves.items():
            unit_rate = 1.0 if name == "Adam" else 1 / curvature[-1]
            ends = [take(steps, walk(start, rate=r * unit_rate))[-1] for r in rates]
            tuned[name] = np.array([slice_loss(theta, unit, end, x, y)[0] for end in ends])
    weights = trained[0] + np.linspace(-4, 4, 81)
    biases = trained[1] + np.linspace(-4.2, 3, 73)
    loss = [[slice_loss(theta, unit, np.array([w, b]), x, y)[0] for w in weights] for b in biases]
    return Valley(
        theta,
        x,
        y,
        unit,
        weights,
        biases,
        np.array(loss),
        {name: take(steps, path) for name, path in paths.items()},
        np.array(rates),
        tuned,
        curvature,
    )


# --- Derivatives by hand --------------------------------------------------------------------------


@dataclass(frozen=True)
class Backpropagation:
    """The chain rule on max(0, max(0, w1 x + b1) + v1 …), every number of it.

    The network is f = max(0, s) with s = v₁h₁ + v₂h₂ + c, h₁ = max(0, a₁), a₁ = w₁x + b₁ and so
    for h₂; the loss is (f − y)².

    Attributes
    ----------
    x, y
        Input and response.
    values
        Of ``a1 a2 h1 h2 s f loss``, forwards.
    local
        Local derivatives, ``(above, below)`` to a number.
    slopes
        Derivative of the loss with respect to each value and each of the seven parameters.
    """

    x: float
    y: float
    values: dict[str, float]
    local: dict[tuple[str, str], float]
    slopes: dict[str, float]


W1, B1, W2, B2, V1, V2, C = -2.0, 3.0, 5.0, -6.0, 1.0, -4.0, 7.0
LECTURE = {"w1": W1, "b1": B1, "w2": W2, "b2": B2, "v1": V1, "v2": V2, "c": C}


def backpropagate(x: float, y: float) -> Backpropagation:
    """Differentiate the squared error of max(0, max(0, −2x + 3) − 4 max(0, 5x − 6) + 7)."""
    a1, a2 = W1 * x + B1, W2 * x + B2
    h1, h2 = max(0.0, a1), max(0.0, a2)
    s = V1 * h1 + V2 * h2 + C
    f = max(0.0, s)
    local = {
        ("loss", "f"): 2 * (f - y),
        ("f", "s"): float(s > 0),
        ("s", "h1"): V1,
        ("s", "h2"): V2,
        ("h1", "a1"): float(a1 > 0),
        ("h2", "a2"): float(a2 > 0),
        ("a1", "x"): W1,
        ("a2", "x"): W2,
    }
    slopes = {"loss": 1.0}
    for (above, below), derivative in local.items():
        slopes[below] = slopes.get(below, 0.0) + slopes[above] * derivative
    slopes |= {
        "c": slopes["s"],
        "v1": slopes["s"] * h1,
        "v2": slopes["s"] * h2,
        "w1": slopes["a1"] * x,
        "b1": slopes["a1"],
        "w2": slopes["a2"] * x,
        "b2": slopes["a2"],
    }
    values = {"a1": a1, "a2": a2, "h1": h1, "h2": h2, "s": s, "f": f, "loss": (f - y) ** 2}
    return Backpropagation(x, y, values, local, slopes)


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
        """Between the two."""
        return float(np.abs(self.by_hand - self.automatic).max())


@experiment
def compare_with_autograd(*, seed: int, draws: int = 100) -> Agreement:
    """Differentiate the lecture's network at random inputs and responses, twice."""
    rng = np.random.default_rng(seed)
    network = network_of(([[W1], [W2]], [B1, B2]), ([[V1, V2]], [C]))
    first, second = network.layers
    by_hand, automatic = [], []
    for x, y in zip(rng.uniform(0, 2, draws), rng.uniform(-5, 15, draws), strict=True):
        slopes = backpropagate(float(x), float(y)).slopes
        by_hand.append([slopes[name] for name in ("x", "w1", "w2", "b1", "b2", "v1", "v2", "c")])
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


# --- Handwritten digits ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Task:
    """Data to train on, data to validate on, and a loss.

    Attributes
    ----------
    x, validation_x
        A row an observation.
    y, validation_y
        What the outputs should be: a one for the class among zeros, or responses.
    loss
        `cross_entropy` or `mse_loss` of `torch.nn.functional`.
    """

    x: Float[np.ndarray, "n inputs"]
    y: Float[np.ndarray, "n outputs"]
    validation_x: Float[np.ndarray, "m inputs"]
    validation_y: Float[np.ndarray, "m outputs"]
    loss: Loss

    @property
    def labels(self) -> Int[np.ndarray, " n"]:
        """The classes of the training data."""
        return self.y.argmax(axis=1)


def digit_task(n: int, *, seed: int, label_noise: float = 0.0) -> Task:
    """Draw `n` handwritten digits to train on, and 500 to validate on.

    Inputs are centred pixel by pixel and divided by the standard deviation of all training pixels.
    A share `label_noise` of training labels is drawn anew.
    """
    first, second, third = seeds_from(seed, 3)
    images, others = digits().split(n, seed=first)
    held_out, _ = others.split(500, seed=second)
    x, validation_x = (
        part.pixels.reshape(len(part), -1).astype(float) for part in (images, held_out)
    )
    middle, spread = x.mean(axis=0), x.std()
    labels = redraw(images.labels, label_noise, classes=10, seed=third)
    return Task(
        (x - middle) / spread,
        np.eye(10)[labels],
        (validation_x - middle) / spread,
        np.eye(10)[held_out.labels],
        torch.nn.functional.cross_entropy,
    )


@dataclass(frozen=True)
class Curve:
    """How training went.

    Attributes
    ----------
    train, validation
        Loss before training and after each epoch.
    train_error, validation_error
        Share of wrong labels at the same times; of no meaning for responses.
    dead
        Share of hidden units that are zero for all training data, at the end.
    """

    train: Float[np.ndarray, " epochs"]
    validation: Float[np.ndarray, " epochs"]
    train_error: Float[np.ndarray, " epochs"]
    validation_error: Float[np.ndarray, " epochs"]
    dead: float

    @property
    def final(self) -> float:
        """Train loss at the end; infinite where it is no number."""
        return float(np.nan_to_num(self.train[-1], nan=np.inf))


def start(widths: Sequence[int], *, seed: int, gain: float = 1.0, bias: float = 0.0) -> ReLUNetwork:
    """Return a network with the start values of `by_hand`, in double precision."""
    rng = np.random.default_rng(seed)
    return network_with(start_values(widths, rng, gain=gain, bias=bias), widths)


def train(
    task: Task,
    networks: Sequence[ReLUNetwork],
    rates: ArrayLike,
    *,
    epochs: int,
    seed: int,
    batch_size: int = 25,
    keep: float = 0.0,
) -> list[Curve]:
    """Train networks by gradient descent on shuffled mini-batches, all on the same.

    Numbers that overflow stay in the curves, as they would on a screen.

    Parameters
    ----------
    rates : array_like
        The learning rate of each network, or of all; it stays the same in all steps.
    epochs : int
        An epoch is as many steps as it takes to see as many rows as there are.
    seed : int
        Of the order of rows.
    keep : float
        What momentum keeps of the last step.
    """
    per_epoch = ceil(len(task.x) / batch_size)
    history = fit_fleet(
        networks,
        task.x,
        task.y,
        steps=epochs * per_epoch,
        learning_rate=rates,
        loss=task.loss,
        batch_size=batch_size,
        seeds=seed,
        optimiser=SGD(momentum=keep),
        schedule=constant,
        snapshots=range(0, epochs * per_epoch + 1, per_epoch),
        on_divergence="report",
    )
    return [curve_of(task, states) for states in zip(*history.snapshots.values(), strict=True)]


def train_in_order(
    task: Task,
    network: ReLUNetwork,
    order: Int[np.ndarray, " n"],
    *,
    rate: float,
    epochs: int,
    batch_size: int = 25,
) -> Curve:
    """Train a network by gradient descent on mini-batches in the same order in each epoch."""
    states = [deepcopy(network)]
    for _ in range(epochs):
        for rows in np.array_split(order, len(order) // batch_size):
            fit_fleet(
                [network],
                task.x[rows],
                task.y[rows],
                steps=1,
                learning_rate=rate,
                loss=task.loss,
                optimiser=SGD(),
                schedule=constant,
            )
        states.append(deepcopy(network))
    return curve_of(task, states)


def curve_of(task: Task, states: Sequence[ReLUNetwork]) -> Curve:
    """Return losses and errors of a network before training and after each epoch."""
    rows = []
    for network in states:
        outputs, predicted = predict(network, task.x), predict(network, task.validation_x)
        rows.append(
            (
                _loss_of(task, outputs, task.y),
                _loss_of(task, predicted, task.validation_y),
                _share_wrong(outputs, task.y),
                _share_wrong(predicted, task.validation_y),
            )
        )
    return Curve(*np.array(rows).T, _share_dead(states[-1], task.x))


def _loss_of(task: Task, outputs: np.ndarray, y: np.ndarray) -> float:
    return task.loss(torch.as_tensor(outputs), torch.as_tensor(y)).item()


def _share_wrong(outputs: np.ndarray, y: np.ndarray) -> float:
    return float((outputs.argmax(axis=1) != y.argmax(axis=1)).mean())


def _share_dead(network: ReLUNetwork, x: np.ndarray) -> float:
    units, dead = to_tensor(x, network), []
    with torch.no_grad():
        for layer in network.layers[:-1]:
            units = torch.relu(layer(units))
            dead.append((units <= 0).all(dim=0))
    return torch.cat(dead).double().mean().item()


# --- Learning rate --------------------------------------------------------------------------------

DIGIT_WIDTHS = (64, 32, 10)


@dataclass(frozen=True)
class Sweep:
    """Gradient descent on all training data at many rates.

    Attributes
    ----------
    share
        The rates, as shares of 2 / the largest curvature at the start.
    curvature
        The largest second derivative of the loss in any direction, at the start.
    loss
        On the training data before the first step and after each; may overflow.
    """

    share: Float[np.ndarray, " rates"]
    curvature: float
    loss: Float[np.ndarray, "rates states"]

    @property
    def final(self) -> Float[np.ndarray, " rates"]:
        """Loss at the end; infinite where it is no number."""
        return np.where(np.isfinite(self.loss[:, -1]), self.loss[:, -1], np.inf)

    def course(self, share: float) -> Float[np.ndarray, " states"]:
        """Return the loss at one of the rates, step by step."""
        [at] = np.flatnonzero(self.share == share)
        return self.loss[at]

    @property
    def working(self) -> Float[np.ndarray, " working"]:
        """The rates that bring the loss below 0.1."""
        return self.share[self.final < 0.1]

    @property
    def best(self) -> float:
        """The rate with the least loss at the end."""
        return float(self.share[self.final.argmin()])


@experiment
def sweep_rates(
    *,
    seed: int,
    share: Sequence[float] = tuple(2.0 ** np.arange(-10, 5)),
    steps: int = 100,
    widths: Sequence[int] = DIGIT_WIDTHS,
    loss: Loss = torch.nn.functional.cross_entropy,
) -> Sweep:
    """Train one network on 500 digits, all of them in each step, from the same start.

    Parameters
    ----------
    share : sequence of float
        The rates, as shares of 2 / the largest curvature at the start.
    steps : int
        Of plain gradient descent.
    widths : sequence of int
        Of the network. One without hidden layers, with the loss `mse_loss`, has the same
        curvature everywhere.
    loss : callable
        `cross_entropy` or `mse_loss` of `torch.nn.functional`.
    """
    drawn, started, direction = seeds_from(seed, 3)
    task = replace(digit_task(500, seed=drawn), loss=loss)
    networks = [start(widths, seed=started) for _ in share]
    curvature = largest_curvature(task, networks[0], seed=direction)
    history = fit_fleet(
        networks,
        task.x,
        task.y,
        steps=steps,
        learning_rate=2 * np.array(share) / curvature,
        loss=loss,
        optimiser=SGD(),
        schedule=constant,
        on_divergence="report",
    )
    return Sweep(np.array(share), curvature, history.loss)


def largest_curvature(task: Task, network: ReLUNetwork, *, seed: int, rounds: int = 30) -> float:
    """Return the largest second derivative of the loss in any direction, by power iteration.

    Each round takes the change of the gradient along a direction as the next direction.
    """
    parameters = list(network.parameters())
    loss = task.loss(network(torch.as_tensor(task.x)), torch.as_tensor(task.y))
    gradient = _flat(torch.autograd.grad(loss, parameters, create_graph=True))
    direction = torch.as_tensor(np.random.default_rng(seed).normal(size=len(gradient)))
    for _ in range(rounds):
        direction = direction / direction.norm()
        change = _flat(torch.autograd.grad(gradient, parameters, direction, retain_graph=True))
        curvature, direction = float(change @ direction), change
    return curvature


def _flat(parts: Sequence[Tensor]) -> Float[Tensor, " all"]:
    return torch.cat([part.ravel() for part in parts])


# --- Batch size -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Noise:
    """How far gradients of mini-batches are from the gradient of all training data.

    Attributes
    ----------
    sizes
        Observations in a mini-batch.
    noise
        Root mean squared distance, as a share of the length of the whole gradient.
    """

    sizes: Int[np.ndarray, " m"]
    noise: Float[np.ndarray, " m"]

    @property
    def exponent(self) -> float:
        """The power of the batch size with which noise falls: slope between their logarithms."""
        return float(np.polyfit(np.log(self.sizes), np.log(self.noise), 1)[0])


@experiment
def measure_noise(*, seed: int, draws: int = 300) -> Noise:
    """Draw mini-batches of many sizes, each observation independently, at the start of training."""
    drawn, started, mixed = seeds_from(seed, 3)
    task = digit_task(500, seed=drawn)
    theta = start_values(DIGIT_WIDTHS, np.random.default_rng(started))
    each = np.array(
        [
            gradient_of(theta, DIGIT_WIDTHS, x[None], partial(cross_entropy, y=label))[1]
            for x, label in zip(task.x, task.labels[:, None], strict=True)
        ]
    )
    whole = each.mean(axis=0)
    rng = np.random.default_rng(mixed)
    sizes = 2 ** np.arange(0, 9)
    noise = []
    for size in sizes:
        counts = rng.multinomial(size, np.full(500, 1 / 500), size=draws)
        distance = np.linalg.norm(counts @ each / size - whole, axis=1)
        noise.append(np.sqrt((distance**2).mean()) / np.linalg.norm(whole))
    return Noise(sizes, np.array(noise))


BATCH_SIZES = (4, 20, 100, 500)
BATCH_RATES = (0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 3.0, 4.0)


@dataclass(frozen=True)
class BatchSizes:
    """Training with mini-batches of several sizes, each at several rates.

    Attributes
    ----------
    rates
        Learning rates.
    curves
        By batch size, a curve a rate; each network sees each observation equally often.
    """

    rates: tuple[float, ...]
    curves: dict[int, list[Curve]]

    def best(self, size: int) -> Curve:
        """Return the curve of the rate with the least train loss after ten epochs."""
        loss = np.array([curve.train[10] for curve in self.curves[size]])
        return self.curves[size][int(np.where(np.isfinite(loss), loss, np.inf).argmin())]

    def after_ten(self, size: int) -> float:
        """Return the train loss after ten epochs, at the best rate."""
        return float(self.best(size).train[10])

    def validation_error(self, size: int, fitted: float = 0.05) -> float:
        """Return the validation error when the train loss first falls below `fitted`.

        Of the rate that needs the fewest epochs to get there; NaN if none does.
        """
        reached = []
        for curve in self.curves[size]:
            below = np.flatnonzero(curve.train < fitted)
            if below.size:
                reached.append((int(below[0]), float(curve.validation_error[below[0]])))
        return min(reached)[1] if reached else float("nan")

    @property
    def spread_of_errors(self) -> float:
        """Largest minus smallest of the batch sizes' validation errors, equally well fitted."""
        return float(np.ptp([self.validation_error(size) for size in self.curves]))


@experiment
def compare_batch_sizes(
    *, seed: int, epochs: int = 40, rates: Sequence[float] = BATCH_RATES
) -> BatchSizes:
    """Train the digit network with mini-batches of 4 to all 500 observations, at each rate."""
    drawn, started, ordered = seeds_from(seed, 3)
    task = digit_task(500, seed=drawn)
    curves = {
        size: train(
            task,
            [start(DIGIT_WIDTHS, seed=started) for _ in rates],
            list(rates),
            epochs=epochs,
            seed=ordered,
            batch_size=size,
        )
        for size in BATCH_SIZES
    }
    return BatchSizes(tuple(rates), curves)


# --- Initialisation and depth ---------------------------------------------------------------------

GAINS = (0.5, 0.7, 0.85, 1.0, 1.15, 1.4, 2.0)
TRAINED_GAINS = (0.5, 1.0, 2.0)
RANDOM_LAYERS = 30


@dataclass(frozen=True)
class Signals:
    """Size of activations and of gradients through a deep network before training.

    Attributes
    ----------
    gain
        Standard deviation of weights, as a share of √(2 / inputs).
    forward
        Root mean square of what each hidden layer gives, as a share of the first's.
    backward
        Root mean square of the derivative of the loss with respect to it, as a share of the last's.
    """

    gain: float
    forward: Float[np.ndarray, " layers"]
    backward: Float[np.ndarray, " layers"]

    @property
    def forward_factor(self) -> float:
        """By what the size of activations is multiplied from layer to layer, on average."""
        return float((self.forward[-1] / self.forward[0]) ** (1 / (len(self.forward) - 1)))

    @property
    def backward_factor(self) -> float:
        """By what the size of gradients is multiplied from layer to layer, going back."""
        return float((self.backward[0] / self.backward[-1]) ** (1 / (len(self.backward) - 1)))


def send_signals(gain: float, activation: Callable[[Tensor], Tensor], *, seed: int) -> Signals:
    """Send 200 digits through 30 random hidden layers of 100 units, and a loss back."""
    drawn, started = seeds_from(seed, 2)
    task = digit_task(200, seed=drawn)
    generator = torch.Generator().manual_seed(started)
    h = torch.as_tensor(task.x)
    kept = []
    for layer in range(RANDOM_LAYERS):
        m = h.shape[1]
        weight = torch.randn(100, m, generator=generator, dtype=torch.float64)
        h = activation(h @ weight.T * gain * (2 / m) ** 0.5)
        if layer == 0:
            h = h.detach().requires_grad_()
        else:
            h.retain_grad()
        kept.append(h)
    readout = torch.randn(10, 100, generator=generator, dtype=torch.float64) * (1 / 100) ** 0.5
    torch.nn.functional.cross_entropy(h @ readout.T, torch.as_tensor(task.y)).backward()
    forward = np.array([float(h.detach().square().mean().sqrt()) for h in kept])
    backward = np.array([float(h.grad.square().mean().sqrt()) for h in kept])
    return Signals(gain, forward / forward[0], backward / backward[-1])


@dataclass(frozen=True)
class Depths:
    """Signals at several gains, with ReLU and sigmoid, and what training makes of the gains.

    Attributes
    ----------
    relu
        Signals for each gain.
    sigmoid
        Signals with the activation 1 / (1 + exp(−z)), at gain 1.
    curves
        Training of deep networks from starts of several gains, by the gain.
    """

    relu: dict[float, Signals]
    sigmoid: Signals
    curves: dict[float, Curve]

    @property
    def deviation(self) -> float:
        """How far a gradient's factor per layer is from the gain, as a share; the largest."""
        return max(abs(s.backward_factor / gain - 1) for gain, s in self.relu.items())

    @property
    def cost_of_half_the_gain(self) -> float:
        """How many times the train loss of gain 1 that of gain 0.5 is, at the end."""
        return self.curves[0.5].final / self.curves[1.0].final


@experiment
def vary_gain(*, seed: int, hidden_layers: int = 10) -> Depths:
    """Measure signals through 30 random layers; train networks with some hidden layers of 32 units.

    Training takes 20 epochs of plain gradient descent on 500 digits, with mini-batches of 25 and a
    rate of 0.02.
    """
    signals, drawn, started, ordered = seeds_from(seed, 4)
    widths = (64, *[32] * hidden_layers, 10)
    curves = train(
        digit_task(500, seed=drawn),
        [start(widths, seed=started, gain=gain) for gain in TRAINED_GAINS],
        0.02,
        epochs=20,
        seed=ordered,
    )
    return Depths(
        {gain: send_signals(gain, torch.relu, seed=signals) for gain in GAINS},
        send_signals(1.0, torch.sigmoid, seed=signals),
        dict(zip(TRAINED_GAINS, curves, strict=True)),
    )


# --- Learning curves and what goes wrong ----------------------------------------------------------

GUESSING = float(np.log(10))  # cross-entropy of ten classes, all equally probable


@dataclass(frozen=True)
class LearningCurves:
    """Six ways in which training can go; each is called what it shows."""

    works: Curve
    underfits: Curve
    overfits: Curve
    rate_too_high: Curve
    plateau: Curve
    dead: Curve

    @property
    def largest_jump(self) -> float:
        """The largest rise of the train loss in an epoch at the high rate, over that at the start.

        Where it rises beyond all numbers, a billion.
        """
        train = self.rate_too_high.train
        rises = np.nan_to_num(np.diff(train), nan=np.inf, posinf=np.inf)
        return float(min(rises.max() / train[0], 1e9))

    @property
    def turn(self) -> int:
        """The epoch with the least validation loss of the network that overfits."""
        return int(self.overfits.validation.argmin())


@experiment
def draw_learning_curves(*, seed: int, small_gain: float = 0.3) -> LearningCurves:
    """Train on digits: well, with two units, on few wrong labels, too fast, from bad starts.

    All by gradient descent on mini-batches of 25. The plateau comes from five layers whose initial
    weights are `small_gain` of the usual size, dead units from biases of −20.
    """
    drawn, started, ordered = seeds_from(seed, 3)
    task = digit_task(500, seed=drawn)
    few = digit_task(200, seed=drawn, label_noise=0.3)
    at = partial(start, seed=started)
    works, underfits, rate_too_high, dead = train(
        task,
        [at(DIGIT_WIDTHS), at((64, 2, 10)), at(DIGIT_WIDTHS), at(DIGIT_WIDTHS, bias=-20.0)],
        [0.1, 0.1, 2.0, 0.1],
        epochs=30,
        seed=ordered,
    )
    [overfits] = train(few, [at((64, 100, 10))], 0.2, epochs=120, seed=ordered)
    deep = at((64, 32, 32, 32, 32, 10), gain=small_gain)
    [plateau] = train(task, [deep], 0.05, epochs=100, seed=ordered)
    return LearningCurves(works, underfits, overfits, rate_too_high, plateau, dead)


@dataclass(frozen=True)
class Checklist:
    """Symptoms, each produced by its cause.

    Attributes
    ----------
    works
        The same network, trained as it should be.
    too_small, too_large
        With a rate of 0.0001 and of 20.
    no_zero_grad
        With each gradient added to all earlier ones.
    shuffled_labels
        With training labels permuted, for 100 epochs.
    in_order, in_random_order
        For four epochs at a high rate, with training data sorted by label and shuffled.
    raw, scaled
        A network of 16 units on the diabetes data, whose ten predictors have units from years to
        mg/dl, as they are and standardised, each at the best of seven rates.
    """

    works: Curve
    too_small: Curve
    too_large: Curve
    no_zero_grad: Curve
    shuffled_labels: Curve
    in_order: Curve
    in_random_order: Curve
    raw: Curve
    scaled: Curve

    @property
    def cost_of_order(self) -> float:
        """Validation error after one epoch on sorted data, over that on shuffled data."""
        return float(self.in_order.validation_error[1] / self.in_random_order.validation_error[1])

    @property
    def share_without_number(self) -> float:
        """Share of epochs at the large rate in which the train loss is no number."""
        return float(np.mean(~np.isfinite(self.too_large.train)))


@experiment
def reproduce_symptoms(*, seed: int, high_rate: float = 0.5) -> Checklist:
    """Do everything wrong that the checklist names, one at a time.

    Parameters
    ----------
    high_rate : float
        Of the networks that see sorted and shuffled data.
    """
    drawn, started, ordered, torn, people = seeds_from(seed, 5)
    task = digit_task(500, seed=drawn)
    permuted = np.random.default_rng(torn).permutation(task.y)
    by_label = np.argsort(task.labels, kind="stable")
    at = partial(start, seed=started)
    go = partial(train, task, seed=ordered)
    works, too_small, too_large = go(
        [at(DIGIT_WIDTHS) for _ in range(3)], [0.1, 0.0001, 20.0], epochs=30
    )
    # A sum of all gradients so far is momentum that never forgets.
    [no_zero_grad] = go([at(DIGIT_WIDTHS)], 0.1, epochs=30, keep=1.0)
    [in_random_order] = go([at(DIGIT_WIDTHS)], high_rate, epochs=4)
    [shuffled_labels] = train(
        replace(task, y=permuted), [at(DIGIT_WIDTHS)], 0.1, epochs=100, seed=ordered
    )
    raw, scaled = (
        min(
            train(
                patients,
                [at((10, 16, 1)) for _ in DIABETES_RATES],
                DIABETES_RATES,
                epochs=40,
                seed=ordered,
            ),
            key=lambda curve: curve.final,
        )
        for patients in diabetes_tasks(seed=people)
    )
    return Checklist(
        works=works,
        too_small=too_small,
        too_large=too_large,
        no_zero_grad=no_zero_grad,
        shuffled_labels=shuffled_labels,
        in_order=train_in_order(task, at(DIGIT_WIDTHS), by_label, rate=high_rate, epochs=4),
        in_random_order=in_random_order,
        raw=raw,
        scaled=scaled,
    )


DIABETES_RATES = 10.0 ** np.arange(-7, 0)


def diabetes_tasks(*, seed: int) -> tuple[Task, Task]:
    """Split scikit-learn's diabetes data, 300 people to train on; leave or scale the predictors.

    The outcome is standardised in both, so that predicting its mean has a train loss of 1.
    """
    data = load_diabetes(scaled=False)
    people = np.random.default_rng(seed).permutation(len(data.target))
    a, b = people[:300], people[300:]
    y = ((data.target - data.target[a].mean()) / data.target[a].std())[:, None]
    X = data.data
    Z = (X - X[a].mean(axis=0)) / X[a].std(axis=0)
    raw, scaled = (Task(M[a], y[a], M[b], y[b], mse_loss) for M in (X, Z))
    return raw, scaled


@dataclass(frozen=True)
class OneBatch:
    """Loss while a network is trained on the same 20 digits, step by step.

    Attributes
    ----------
    correct
        As it should be.
    labels_shuffled
        With labels permuted once.
    pairs_torn
        With labels permuted anew in each step.
    dead
        With all hidden units off.
    wrong_sign
        Steps that go uphill.
    """

    correct: Float[np.ndarray, " states"]
    labels_shuffled: Float[np.ndarray, " states"]
    pairs_torn: Float[np.ndarray, " states"]
    dead: Float[np.ndarray, " states"]
    wrong_sign: Float[np.ndarray, " states"]

    @property
    def best_of_broken(self) -> float:
        """Mean loss of the last 50 steps, of the broken program in which it is least."""
        broken = (self.pairs_torn, self.dead, self.wrong_sign)
        return min(float(np.nan_to_num(run[-50:], nan=np.inf).mean()) for run in broken)


@experiment
def overfit_one_batch(*, seed: int, steps: int = 200) -> OneBatch:
    """Try to fit 20 digits perfectly, with a program that is right and with four that are not."""
    drawn, started, torn = seeds_from(seed, 3)
    task = digit_task(500, seed=drawn)
    x, y = task.x[:20], task.labels[:20]
    rng = np.random.default_rng(started)
    at_start = start_values(DIGIT_WIDTHS, rng)
    off = start_values(DIGIT_WIDTHS, rng, bias=-20.0)

    def losses(theta: Vector, y_of_step: Callable[[], np.ndarray], rate: float) -> np.ndarray:
        found = []
        for _ in range(steps + 1):
            loss, gradient = gradient_of(
                theta, DIGIT_WIDTHS, x, partial(cross_entropy, y=y_of_step())
            )
            found.append(loss)
            theta = theta - rate * gradient
        return np.array(found)

    rng = np.random.default_rng(torn)
    shuffled_once = rng.permutation(y)
    with np.errstate(all="ignore"):
        return OneBatch(
            losses(at_start, lambda: y, 0.1),
            losses(at_start, lambda: shuffled_once, 0.1),
            losses(at_start, lambda: rng.permutation(y), 0.1),
            losses(off, lambda: y, 0.1),
            losses(at_start, lambda: y, -0.1),
        )


@dataclass(frozen=True)
class Scaling:
    """Test error of ridge regression after scaling in the right way and in wrong ways.

    Attributes
    ----------
    honest
        Mean and standard deviation of the training data scale both parts.
    together
        Those of all data, test data included, scale both parts.
    apart
        The training data are scaled by their own, the test data by their own.
    elsewhere, elsewhere_apart
        ``honest`` and ``apart`` when the test data come from another laboratory, whose readings are
        higher by one standard deviation.
    """

    honest: float
    together: float
    apart: float
    elsewhere: float
    elsewhere_apart: float

    @property
    def gain_of_leak(self) -> float:
        """By which share the error looks smaller when all data are scaled together."""
        return 1 - self.together / self.honest

    @property
    def share_noticed(self) -> float:
        """Share of the error elsewhere that is measured when test data are scaled by their own."""
        return self.elsewhere_apart / self.elsewhere


@experiment
def compare_scaling(*, seed: int, draws: int = 200) -> Scaling:
    """Draw 40 people to train on and 40 to test on, with 10 predictors of very different units.

    Errors are means of so many draws.
    """
    rng = np.random.default_rng(seed)
    units = 10.0 ** np.linspace(-2, 2, 10)
    errors = []
    for _ in range(draws):
        weights = rng.normal(size=10) / np.sqrt(10)
        X = rng.normal(size=(80, 10))
        y = X @ weights + rng.normal(scale=0.5, size=80)
        readings = X * units
        a, b = readings[:40], readings[40:]
        shifted = b + units

        def error(train: np.ndarray, test: np.ndarray, y: np.ndarray = y) -> float:
            middle, centre = train.mean(axis=0), y[:40].mean()
            coefficients = ridge(train - middle, y[:40] - centre, 2.0)
            predicted = (test - middle) @ coefficients + centre
            return float(((predicted - y[40:]) ** 2).mean())

        errors.append(
            (
                error(_scaled(a, a), _scaled(b, a)),
                error(_scaled(a, readings), _scaled(b, readings)),
                error(_scaled(a, a), _scaled(b, b)),
                error(_scaled(a, a), _scaled(shifted, a)),
                error(_scaled(a, a), _scaled(shifted, shifted)),
            )
        )
    return Scaling(*(float(error) for error in np.mean(errors, axis=0)))


def _scaled(X: np.ndarray, by: np.ndarray) -> np.ndarray:
    return (X - by.mean(axis=0)) / by.std(axis=0)
