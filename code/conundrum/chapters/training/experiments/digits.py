"""Tasks to train networks on, and the curves that training leaves behind."""

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from math import ceil
from typing import Any

import numpy as np
import torch
from jaxtyping import Bool, Float, Int
from numpy.typing import ArrayLike
from torch.nn.functional import cross_entropy

from conundrum.chapters.training.experiments.backpropagation import network_with
from conundrum.data.images import digits
from conundrum.data.labels import redraw
from conundrum.models.networks import ReLUNetwork, predict, to_tensor
from conundrum.seeds import seeds_from
from conundrum.training.by_hand import start_values
from conundrum.training.fleet import fit_fleet
from conundrum.training.losses import Loss
from conundrum.training.optimisers import SGD, Optimiser, Schedule, constant

WIDTHS = (64, 32, 10)  # of the network that learns digits, where nothing else is said
GUESSING = float(np.log(10))  # cross-entropy of ten classes, all equally probable


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
        cross_entropy,
    )


@dataclass(frozen=True)
class LearningCurve:
    """How training went, epoch by epoch.

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


def initial_network(
    widths: Sequence[int], *, seed: int, gain: float = 1.0, bias: float = 0.0
) -> ReLUNetwork:
    """Return a network with the start values of `by_hand`, in double precision."""
    rng = np.random.default_rng(seed)
    return network_with(start_values(widths, rng, gain=gain, bias=bias), widths)


def states_while_training(
    task: Task,
    networks: Sequence[ReLUNetwork],
    rates: ArrayLike,
    *,
    epochs: int,
    seed: int,
    batch_size: int = 25,
    optimiser: Optimiser = SGD(),  # noqa: B008, it is frozen
    schedule: Schedule = constant,
) -> list[Sequence[ReLUNetwork]]:
    """Train networks on shuffled mini-batches, all on the same; by gradient descent if not told.

    Parameters
    ----------
    rates : array_like
        The learning rate of each network, or of all.
    epochs : int
        An epoch is as many steps as it takes to see as many rows as there are.
    seed : int
        Sets the order of rows.
    optimiser, schedule
        As `fit_fleet` takes them.

    Returns
    -------
    list of sequence of ReLUNetwork
        For each network, copies of it before training and after each epoch. Numbers that overflow
        stay, as they would on a screen.
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
        optimiser=optimiser,
        schedule=schedule,
        snapshots=range(0, epochs * per_epoch + 1, per_epoch),
        on_divergence="report",
    )
    return list(zip(*history.snapshots.values(), strict=True))


def train(
    task: Task, networks: Sequence[ReLUNetwork], rates: ArrayLike, **options: Any
) -> list[LearningCurve]:
    """Train networks as `states_while_training`, and return their learning curves."""
    states = states_while_training(task, networks, rates, **options)
    return [curve_of(task, of_network) for of_network in states]


def losses_after(
    task: Task,
    widths: Sequence[int],
    rates: Sequence[float],
    *,
    start: int,
    steps: int,
    seed: int,
    batch_size: int = 25,
) -> Float[np.ndarray, " rates"]:
    """Return the train loss after some steps of gradient descent, for each rate.

    It is infinite where it is no number. All networks have the same start, and see the same batches
    as in `train`.
    """
    networks = [initial_network(widths, seed=start) for _ in rates]
    fit_fleet(
        networks,
        task.x,
        task.y,
        steps=steps,
        learning_rate=list(rates),
        loss=task.loss,
        batch_size=batch_size,
        seeds=seed,
        optimiser=SGD(),
        schedule=constant,
        on_divergence="report",
    )
    losses = [loss_of(task, predict(network, task.x), task.y) for network in networks]
    return np.nan_to_num(losses, nan=np.inf)


def train_in_order(
    task: Task,
    network: ReLUNetwork,
    order: Int[np.ndarray, " n"],
    *,
    rate: float,
    epochs: int,
    batch_size: int = 25,
) -> LearningCurve:
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


def curve_of(task: Task, states: Sequence[ReLUNetwork]) -> LearningCurve:
    """Return losses and errors of a network before training and after each epoch."""
    rows = []
    for network in states:
        outputs, predicted = predict(network, task.x), predict(network, task.validation_x)
        rows.append(
            (
                loss_of(task, outputs, task.y),
                loss_of(task, predicted, task.validation_y),
                share_wrong(outputs, task.y),
                share_wrong(predicted, task.validation_y),
            )
        )
    return LearningCurve(*np.array(rows).T, np.concatenate(dead_units(states[-1], task.x)).mean())


def loss_of(
    task: Task, outputs: Float[np.ndarray, "n outputs"], y: Float[np.ndarray, "n outputs"]
) -> float:
    """Return the loss of some outputs."""
    return task.loss(torch.as_tensor(outputs), torch.as_tensor(y)).item()


def share_wrong(
    outputs: Float[np.ndarray, "n outputs"], y: Float[np.ndarray, "n outputs"]
) -> float:
    """Return the share of observations whose largest output is at another place than in `y`."""
    return float((outputs.argmax(axis=1) != y.argmax(axis=1)).mean())


def dead_units(
    network: ReLUNetwork, x: Float[np.ndarray, "n inputs"]
) -> list[Bool[np.ndarray, " units"]]:
    """Return, for each hidden layer, which of its units are zero for all observations."""
    units, dead = to_tensor(x, network), []
    with torch.no_grad():
        for layer in network.layers[:-1]:
            units = torch.relu(layer(units))
            dead.append((units <= 0).all(dim=0).numpy())
    return dead
