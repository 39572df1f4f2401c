"""What the chapter *Training* computes.

One parameter whose best value is known; a surface of two parameters and the paths taken on it;
derivatives by hand; and small networks on handwritten digits, trained well and badly.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice, pairwise

import numpy as np
import torch
from jaxtyping import Float, Int
from sklearn.datasets import load_diabetes
from torch import Tensor

from conundrum.checks import positive
from conundrum.data.curves import QUARTIC
from conundrum.data.images import digits
from conundrum.models.linear import ridge
from conundrum.models.networks import ReLUNetwork, network_of
from conundrum.seeds import seeds_from
from conundrum.training.by_hand import (
    Gradient,
    Vector,
    accumulated,
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

Grid = Float[np.ndarray, " grid"]
Step = Callable[[Gradient, Vector], Iterator[Vector]]


# --- One parameter --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Descent:
    """Gradient descent on the mean squared error of a line through the origin.

    Attributes
    ----------
    x, y
        The observations.
    rate
        The learning rate, as a share of 2 / curvature.
    path
        The slope before the first step and after each.
    """

    x: Float[np.ndarray, " n"]
    y: Float[np.ndarray, " n"]
    rate: float
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


RATES = (0.05, 0.25, 0.5, 0.75, 0.95, 1.05)


@dataclass(frozen=True)
class Limit:
    """Gradient descent with one parameter, at several rates."""

    descents: tuple[Descent, ...]

    def __getitem__(self, share: float) -> Descent:
        """Return the descent with this share of 2 / curvature as its rate."""
        [found] = [descent for descent in self.descents if descent.rate == share]
        return found


def find_limit(*, seed: int) -> Limit:
    """Descend on the same observations at rates below and above 2 / curvature."""
    return Limit(tuple(descend(share, seed=seed, steps=200) for share in RATES))


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
    tuned
        The loss at the end of paths at each of the rates `TRIED`, for three optimisers; the rates
        of all but Adam in units of 1 / the largest curvature.
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
    tuned: dict[str, Float[np.ndarray, " rates"]]
    curvature: Float[np.ndarray, "2"]

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
TRIED = 2.0 ** np.arange(-8, 3)


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


def _trained(x: np.ndarray, y: np.ndarray, seed: int) -> Vector:
    """Return the parameters of the best of twelve starts."""
    networks = [ReLUNetwork(SHAPE, seed=s).double() for s in seeds_from(seed, 12)]
    history = fit_fleet(networks, x[:, None], y[:, None], steps=800, learning_rate=0.03)
    best = networks[int(history.loss[:, -1].argmin())]
    return np.concatenate([p.detach().numpy().ravel() for p in best.parameters()])


def walk_in_the_valley(*, seed: int, steps: int = 60) -> Valley:
    """Train a small network on the quartic cloud, free one unit, and let four optimisers walk.

    The rate of all but Adam is 0.15 / the largest curvature at the trained values; Adam's is 0.1.
    Mini-batches hold 5 of the 40 observations.
    """
    sample = QUARTIC.sample_stratified(40, seed=seed)
    x, y = sample.x, sample.y
    theta = _trained(x, y, seed)
    weight, bias, readout = theta[:3], theta[3:6], theta[6:9]
    outputs = np.maximum(0, np.outer(x, weight) + bias) * readout
    unit = int(outputs.std(axis=0).argmax())
    trained = np.array([weight[unit], bias[unit]])
    side = np.sign(trained[0])

    def gradient(place: Vector) -> Vector:
        return slice_loss(theta, unit, place, x, y)[1]

    [order] = [batches(len(x), 5, seeds=[seed])]

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
            ends = [take(steps, walk(start, rate=r * unit_rate))[-1] for r in TRIED]
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


def compare_layers_with_autograd(*, seed: int) -> Agreement:
    """Differentiate networks of one to five layers, of random shapes, twice."""
    rng = np.random.default_rng(seed)
    by_hand, automatic = [], []
    for depth in range(1, 6):
        widths = [int(width) for width in rng.integers(1, 9, depth + 1)]
        theta = start_values(widths, rng, bias=0.1)
        x, y = rng.normal(size=(20, widths[0])), rng.normal(size=(20, widths[-1]))
        by_hand.append(gradient_of(theta, widths, x, partial(squared_error, y=y))[1])
        leaf = torch.tensor(theta, requires_grad=True)
        outputs = _torch_outputs(leaf, widths, torch.as_tensor(x))
        (outputs - torch.as_tensor(y)).square().mean().backward()
        automatic.append(leaf.grad.numpy())
    return Agreement(np.concatenate(by_hand)[None], np.concatenate(automatic)[None])


def _torch_outputs(theta: Tensor, widths: Sequence[int], x: Tensor) -> Tensor:
    h, start = x, 0
    for layer, (m, k) in enumerate(pairwise(widths)):
        weight, bias = theta[start : start + m * k].view(k, m), theta[start + m * k :][:k]
        start += (m + 1) * k
        h = h @ weight.T + bias
        if layer < len(widths) - 2:
            h = torch.relu(h)
    return h


# --- Handwritten digits ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Task:
    """Data to train on, data to validate on, and a loss.

    Attributes
    ----------
    x, validation_x
        A row an observation.
    y, validation_y
        Labels or responses.
    loss
        `cross_entropy` or `squared_error`.
    """

    x: Float[np.ndarray, "n inputs"]
    y: np.ndarray
    validation_x: Float[np.ndarray, "m inputs"]
    validation_y: np.ndarray
    loss: Callable[..., tuple[float, np.ndarray]]


def digit_task(n: int, *, seed: int, label_noise: float = 0.0) -> Task:
    """Draw `n` handwritten digits to train on, and 500 to validate on.

    Inputs are centred pixel by pixel and divided by the standard deviation of all training pixels.
    A share `label_noise` of training labels is drawn anew.
    """
    images, others = digits().split(n, seed=seed)
    held_out, _ = others.split(500, seed=seed)
    rng = np.random.default_rng(seed)
    x, validation_x = (
        part.pixels.reshape(len(part), -1).astype(float) for part in (images, held_out)
    )
    middle, spread = x.mean(axis=0), x.std()
    labels = images.labels.copy()
    redrawn = rng.random(n) < label_noise
    labels[redrawn] = rng.integers(0, 10, int(redrawn.sum()))
    return Task(
        (x - middle) / spread,
        labels,
        (validation_x - middle) / spread,
        held_out.labels,
        cross_entropy,
    )


@dataclass(frozen=True)
class Curve:
    """How training went.

    Attributes
    ----------
    train, validation
        Loss before training and after each epoch.
    train_error, validation_error
        Share of wrong labels at the same times.
    dead
        Share of hidden units that are zero for all training data, at the end.
    theta
        The parameters at the end.
    """

    train: Float[np.ndarray, " epochs"]
    validation: Float[np.ndarray, " epochs"]
    train_error: Float[np.ndarray, " epochs"]
    validation_error: Float[np.ndarray, " epochs"]
    dead: float
    theta: Vector


def train(
    task: Task,
    theta: Vector,
    widths: Sequence[int],
    step: Step,
    *,
    epochs: int,
    size: int,
    order: Iterator[Int[np.ndarray, "1 size"]],
) -> Curve:
    """Train a network and keep its losses, epoch by epoch.

    Numbers that overflow stay in the curve, as they would on a screen.

    Parameters
    ----------
    step : callable
        Takes a gradient and the first parameters; yields parameters.
    size : int
        Of a mini-batch; an epoch is as many steps as it takes to see as many rows as there are.
    order : iterator
        Yields the rows of the next mini-batch, as `batches` does.
    """

    def gradient(theta: Vector) -> Vector:
        [rows] = next(order)
        return gradient_of(theta, widths, task.x[rows], partial(task.loss, y=task.y[rows]))[1]

    per_epoch = -(-len(task.x) // size)
    rows = []
    with np.errstate(all="ignore"):
        for theta in islice(step(gradient, theta), 0, epochs * per_epoch + 1, per_epoch):  # noqa: B020
            *hidden, outputs = activations(theta, widths, task.x)
            predicted = activations(theta, widths, task.validation_x)[-1]
            rows.append(
                (
                    task.loss(outputs, task.y)[0],
                    task.loss(predicted, task.validation_y)[0],
                    _share_wrong(outputs, task.y),
                    _share_wrong(predicted, task.validation_y),
                )
            )
    dead = np.concatenate([(h <= 0).all(axis=0) for h in hidden[1:]]).mean() if hidden[1:] else 0
    return Curve(*np.array(rows).T, float(dead), theta)


def _share_wrong(outputs: np.ndarray, y: np.ndarray) -> float:
    return float((outputs.argmax(axis=1) != y).mean()) if y.ndim == 1 else float("nan")


def shuffled(n: int, size: int, seed: int) -> Iterator[Int[np.ndarray, "1 size"]]:
    """Yield mini-batches in random order, anew in each epoch."""
    return batches(n, size, seeds=[seed])


def in_order(order: Int[np.ndarray, " n"], size: int) -> Iterator[Int[np.ndarray, "1 size"]]:
    """Yield mini-batches in the same order, epoch after epoch."""
    while True:
        for start in range(0, len(order), size):
            yield order[None, start : start + size]


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


def sweep_rates(
    *, seed: int, share: Sequence[float] = tuple(2.0 ** np.arange(-10, 5)), steps: int = 100
) -> Sweep:
    """Train one network on 500 digits, all of them in each step, from the same start."""
    task = digit_task(500, seed=seed)
    theta = start_values(DIGIT_WIDTHS, np.random.default_rng(seed))
    curvature = largest_curvature(task, theta, seed=seed)
    curves = [
        train(
            task,
            theta,
            DIGIT_WIDTHS,
            partial(gradient_descent, rate=2 * part / curvature),
            epochs=steps,
            size=500,
            order=in_order(np.arange(500), 500),
        ).train
        for part in share
    ]
    return Sweep(np.array(share), curvature, np.array(curves))


def largest_curvature(task: Task, theta: Vector, *, seed: int, rounds: int = 30) -> float:
    """Return the largest second derivative of the loss in any direction, by power iteration.

    Each round takes the change of the gradient along a direction as the next direction.
    """
    leaf = torch.tensor(theta, requires_grad=True)
    outputs = _torch_outputs(leaf, DIGIT_WIDTHS, torch.as_tensor(task.x))
    loss = torch.nn.functional.cross_entropy(outputs, torch.as_tensor(task.y))
    [gradient] = torch.autograd.grad(loss, leaf, create_graph=True)
    direction = torch.as_tensor(np.random.default_rng(seed).normal(size=len(theta)))
    for _ in range(rounds):
        direction = direction / direction.norm()
        [change] = torch.autograd.grad(gradient, leaf, direction, retain_graph=True)
        curvature, direction = float(change @ direction), change
    return curvature


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


def measure_noise(*, seed: int, draws: int = 300) -> Noise:
    """Draw mini-batches of many sizes, each observation independently, at the start of training."""
    task = digit_task(500, seed=seed)
    rng = np.random.default_rng(seed)
    theta = start_values(DIGIT_WIDTHS, rng)
    each = np.array(
        [
            gradient_of(theta, DIGIT_WIDTHS, task.x[[i]], partial(cross_entropy, y=task.y[[i]]))[1]
            for i in range(500)
        ]
    )
    whole = each.mean(axis=0)
    sizes = 2 ** np.arange(0, 9)
    noise = []
    for size in sizes:
        counts = rng.multinomial(size, np.full(500, 1 / 500), size=draws)
        distance = np.linalg.norm(counts @ each / size - whole, axis=1)
        noise.append(np.sqrt((distance**2).mean()) / np.linalg.norm(whole))
    return Noise(sizes, np.array(noise))


BATCH_SIZES = (4, 20, 100, 500)
BATCH_RATES = (0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0)


@dataclass(frozen=True)
class BatchSizes:
    """Training with mini-batches of several sizes, each at several rates.

    Attributes
    ----------
    sizes
        Observations in a mini-batch.
    rates
        Learning rates.
    curves
        ``curves[i][j]`` at size i and rate j; each network sees each observation equally often.
    """

    sizes: tuple[int, ...]
    rates: tuple[float, ...]
    curves: tuple[tuple[Curve, ...], ...]

    def best(self, size: int, epochs: int) -> Curve:
        """Return the curve of the rate with the least train loss after so many epochs."""
        curves = self.curves[self.sizes.index(size)]
        loss = np.array([curve.train[epochs] for curve in curves])
        return curves[int(np.where(np.isfinite(loss), loss, np.inf).argmin())]

    def validation_error(self, size: int, fitted: float = 0.05) -> float:
        """Return the validation error when the train loss first falls below `fitted`.

        Of the rate that needs the fewest epochs to get there.
        """
        reached = []
        for curve in self.curves[self.sizes.index(size)]:
            below = np.flatnonzero(curve.train < fitted)
            if below.size:
                reached.append((int(below[0]), float(curve.validation_error[below[0]])))
        return min(reached)[1]


def compare_batch_sizes(
    *, seed: int, epochs: int = 40, rates: Sequence[float] = BATCH_RATES
) -> BatchSizes:
    """Train the digit network with mini-batches of 4 to all 500 observations."""
    task = digit_task(500, seed=seed)
    theta = start_values(DIGIT_WIDTHS, np.random.default_rng(seed))
    curves = tuple(
        tuple(
            train(
                task,
                theta,
                DIGIT_WIDTHS,
                partial(gradient_descent, rate=rate),
                epochs=epochs,
                size=size,
                order=shuffled(500, size, seed),
            )
            for rate in rates
        )
        for size in BATCH_SIZES
    )
    return BatchSizes(BATCH_SIZES, tuple(rates), curves)


# --- Initialisation and depth ---------------------------------------------------------------------

GAINS = (0.5, 0.7, 0.85, 1.0, 1.15, 1.4, 2.0)
HIDDEN_LAYERS = 30


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
    task = digit_task(200, seed=seed)
    generator = torch.Generator().manual_seed(seed)
    h = torch.as_tensor(task.x)
    kept = []
    for layer in range(HIDDEN_LAYERS):
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
    gains, curves
        Training with ten hidden layers from starts of these gains.
    """

    relu: dict[float, Signals]
    sigmoid: Signals
    gains: tuple[float, ...]
    curves: tuple[Curve, ...]


def go_deep(*, seed: int) -> Depths:
    """Measure signals through 30 layers, and train networks with ten hidden layers of 32."""
    task = digit_task(500, seed=seed)
    widths = (64, *[32] * 10, 10)
    gains = (0.5, 1.0, 2.0)
    curves = tuple(
        train(
            task,
            start_values(widths, np.random.default_rng(seed), gain=gain),
            widths,
            partial(gradient_descent, rate=0.02),
            epochs=20,
            size=25,
            order=shuffled(500, 25, seed),
        )
        for gain in gains
    )
    return Depths(
        {gain: send_signals(gain, torch.relu, seed=seed) for gain in GAINS},
        send_signals(1.0, torch.sigmoid, seed=seed),
        gains,
        curves,
    )


# --- Learning curves and what goes wrong ----------------------------------------------------------


def run(
    task: Task,
    *,
    seed: int,
    widths: Sequence[int] = DIGIT_WIDTHS,
    rate: float = 0.1,
    epochs: int = 30,
    gain: float = 1.0,
    bias: float = 0.0,
) -> Curve:
    """Train with shuffled mini-batches of 25 and gradient descent, from the usual start."""
    return train(
        task,
        start_values(widths, np.random.default_rng(seed), gain=gain, bias=bias),
        widths,
        partial(gradient_descent, rate=rate),
        epochs=epochs,
        size=25,
        order=shuffled(len(task.x), 25, seed),
    )


@dataclass(frozen=True)
class LearningCurves:
    """Six ways in which training can go; each is called what it shows."""

    works: Curve
    underfits: Curve
    overfits: Curve
    rate_too_high: Curve
    plateau: Curve
    dead: Curve


def learn(*, seed: int) -> LearningCurves:
    """Train on digits: well, with two units, on few wrong labels, too fast, from bad starts.

    The plateau comes from five layers whose initial weights are 0.3 of the usual size, dead
    units from biases of −20.
    """
    task = digit_task(500, seed=seed)
    few = digit_task(200, seed=seed, label_noise=0.3)
    return LearningCurves(
        run(task, seed=seed),
        run(task, seed=seed, widths=(64, 2, 10)),
        run(few, seed=seed, widths=(64, 100, 10), rate=0.2, epochs=120),
        run(task, seed=seed, rate=2.0),
        run(task, seed=seed, widths=(64, 32, 32, 32, 32, 10), gain=0.3, rate=0.05, epochs=100),
        run(task, seed=seed, bias=-20.0),
    )


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
        For four epochs at a rate of 0.5, with training data sorted by label and shuffled.
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


def reproduce(*, seed: int) -> Checklist:
    """Do everything wrong that the checklist names, one at a time."""
    task = digit_task(500, seed=seed)
    theta = start_values(DIGIT_WIDTHS, np.random.default_rng(seed))
    torn = replace(task, y=np.random.default_rng(seed).permutation(task.y))
    fast = partial(gradient_descent, rate=0.5)
    by_label = np.argsort(task.y, kind="stable")
    go = partial(train, task, theta, DIGIT_WIDTHS, size=25)
    raw, scaled = diabetes_tasks(seed=seed)
    return Checklist(
        works=run(task, seed=seed),
        too_small=run(task, seed=seed, rate=0.0001),
        too_large=run(task, seed=seed, rate=20.0),
        no_zero_grad=go(
            lambda gradient, theta: gradient_descent(accumulated(gradient), theta, rate=0.1),
            epochs=30,
            order=shuffled(500, 25, seed),
        ),
        shuffled_labels=run(torn, seed=seed, epochs=100),
        in_order=go(fast, epochs=4, order=in_order(by_label, 25)),
        in_random_order=go(fast, epochs=4, order=shuffled(500, 25, seed)),
        raw=_best_rate(raw, seed=seed),
        scaled=_best_rate(scaled, seed=seed),
    )


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
    raw, scaled = (Task(M[a], y[a], M[b], y[b], squared_error) for M in (X, Z))
    return raw, scaled


def _best_rate(task: Task, *, seed: int) -> Curve:
    curves = [
        run(task, seed=seed, widths=(10, 16, 1), rate=rate, epochs=40)
        for rate in 10.0 ** np.arange(-7, 0)
    ]
    ends = np.array([curve.train[-1] for curve in curves])
    return curves[int(np.where(np.isfinite(ends), ends, np.inf).argmin())]


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


def overfit_one_batch(*, seed: int, steps: int = 200) -> OneBatch:
    """Try to fit 20 digits perfectly, with a program that is right and with four that are not."""
    task = digit_task(500, seed=seed)
    x, y = task.x[:20], task.y[:20]
    rng = np.random.default_rng(seed)
    start = start_values(DIGIT_WIDTHS, rng)
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

    shuffled_once = rng.permutation(y)
    with np.errstate(all="ignore"):
        return OneBatch(
            losses(start, lambda: y, 0.1),
            losses(start, lambda: shuffled_once, 0.1),
            losses(start, lambda: rng.permutation(y), 0.1),
            losses(off, lambda: y, 0.1),
            losses(start, lambda: y, -0.1),
        )


@dataclass(frozen=True)
class Scaling:
    """Test error of ridge regression after scaling in the right way and in wrong ways.

    Attributes
    ----------
    honest
        Mean and standard deviation of the training data scale both parts.
    together
        Those of all data, test data included.
    apart
        The test data are scaled by their own.
    elsewhere, elsewhere_apart
        ``honest`` and ``apart`` when the test data come from another laboratory, whose readings are
        higher by one standard deviation.
    """

    honest: Float[np.ndarray, " draws"]
    together: Float[np.ndarray, " draws"]
    apart: Float[np.ndarray, " draws"]
    elsewhere: Float[np.ndarray, " draws"]
    elsewhere_apart: Float[np.ndarray, " draws"]


def scale_with_leak(*, seed: int, draws: int = 200) -> Scaling:
    """Draw 40 people to train on and 40 to test on, with 10 predictors of very different units."""
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
            coefficients = ridge(train, y[:40] - y[:40].mean(), 2.0)
            return float(((test @ coefficients + y[:40].mean() - y[40:]) ** 2).mean())

        errors.append(
            (
                error(_scaled(a, a), _scaled(b, a)),
                error(_scaled(a, readings), _scaled(b, readings)),
                error(_scaled(a, a), _scaled(b, b)),
                error(_scaled(a, a), _scaled(shifted, a)),
                error(_scaled(a, a), _scaled(shifted, shifted)),
            )
        )
    return Scaling(*np.array(errors).T)


def _scaled(X: np.ndarray, by: np.ndarray) -> np.ndarray:
    return (X - by.mean(axis=0)) / by.std(axis=0)
