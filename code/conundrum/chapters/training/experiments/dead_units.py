"""Units that die from a step that is too large, and what brings them back."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, replace

import numpy as np
import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor
from torch.nn.functional import leaky_relu

from conundrum.chapters.training.experiments.digits import (
    Task,
    dead_units,
    digit_task,
    initial_network,
)
from conundrum.experiment import experiment
from conundrum.models.networks import ReLUNetwork, network_of, to_tensor
from conundrum.seeds import seeds_from
from conundrum.training.fit import descend
from conundrum.training.fleet import fit_fleet
from conundrum.training.optimisers import ADAM, SGD, Optimiser, constant

HIDDEN = 32
WIDTHS = (64, HIDDEN, HIDDEN, HIDDEN, 10)
LEAK = 0.1

PLAIN, DECAY, WITH_ADAM = "gradient descent", "with weight decay", "Adam"
FROZEN, LEAKY = "first layer frozen", "leaky ReLU, Adam"


@dataclass(frozen=True)
class Revival:
    """How many units a large step leaves dead, and how many come back.

    Attributes
    ----------
    at_start, dead
        The units of each hidden layer that are zero for all digits, before the large step and
        after it.
    dead_if_centred
        The same after the large step, with each pixel centred.
    revived
        By what was done for 300 steps, how many of the dead ones of each layer are on for some
        digit afterwards.
    loss
        By the same, the train loss at the end.
    loss_after_step
        The train loss after the large step.
    """

    at_start: Int[np.ndarray, " layers"]
    dead: Int[np.ndarray, " layers"]
    dead_if_centred: Int[np.ndarray, " layers"]
    revived: Mapping[str, Int[np.ndarray, " layers"]]
    loss: Mapping[str, float]
    loss_after_step: float

    @property
    def revived_above(self) -> float:
        """The share of dead units above the first hidden layer that gradient descent revives."""
        return float(self.revived[PLAIN][1:].sum() / self.dead[1:].sum())

    @property
    def revived_in_the_first(self) -> float:
        """The number of dead units of the first layer that any optimiser without leak revives."""
        return float(sum(self.revived[name][0] for name in (PLAIN, DECAY, WITH_ADAM)))


@experiment
def kill_and_revive(*, seed: int, large_rate: float = 0.3, steps: int = 300) -> Revival:
    """Take one step at a large rate on 500 digits that are not centred, then train on.

    All pixels are zero or above, so that sums of the first layer tend to have one sign. There are
    three hidden layers of 32 units.

    Parameters
    ----------
    large_rate : float
        The rate of the one step.
    steps : int
        How many steps follow: of gradient descent on all digits at a rate of 0.01, without and with
        weight decay of 0.03, and in all layers but the first; of Adam at a rate of 0.003, without
        and with leaky ReLUs.
    """
    drawn, started = seeds_from(seed, 2)
    centred = digit_task(500, seed=drawn)
    task = replace(centred, x=centred.x - centred.x.min())
    network = initial_network(WIDTHS, seed=started)
    at_start = dead_units(network, task.x)
    loss_after_step = descend_on(task, network, rate=large_rate, steps=1)
    dead = dead_units(network, task.x)
    on_centred = initial_network(WIDTHS, seed=started)
    descend_on(centred, on_centred, rate=large_rate, steps=1)
    plain, decayed, by_adam, leaky = (deepcopy(network) for _ in range(4))
    above, above_task = without_first_layer(network, task)
    loss = {
        PLAIN: descend_on(task, plain, rate=0.01, steps=steps),
        DECAY: descend_on(task, decayed, rate=0.01, steps=steps, weight_decay=0.03),
        FROZEN: descend_on(above_task, above, rate=0.01, steps=steps),
        WITH_ADAM: descend_on(task, by_adam, rate=0.003, steps=steps, optimiser=ADAM),
        LEAKY: descend_with_leak(task, leaky, rate=0.003, steps=steps),
    }
    return Revival(
        at_start=count(at_start),
        dead=count(dead),
        dead_if_centred=count(dead_units(on_centred, centred.x)),
        revived={
            PLAIN: revived(dead, dead_units(plain, task.x)),
            DECAY: revived(dead, dead_units(decayed, task.x)),
            FROZEN: revived(dead, [dead[0], *dead_units(above, above_task.x)]),
            WITH_ADAM: revived(dead, dead_units(by_adam, task.x)),
            LEAKY: revived(dead, never_above_zero(leaky, task.x)),
        },
        loss=loss,
        loss_after_step=loss_after_step,
    )


def descend_on(
    task: Task,
    network: ReLUNetwork,
    *,
    rate: float,
    steps: int,
    optimiser: Optimiser = SGD(),  # noqa: B008, it is frozen
    weight_decay: float = 0.0,
) -> float:
    """Train a network on all data in each step, at a fixed rate; return the loss at the end."""
    history = fit_fleet(
        [network],
        task.x,
        task.y,
        steps=steps,
        learning_rate=rate,
        loss=task.loss,
        optimiser=optimiser,
        schedule=constant,
        weight_decay=weight_decay,
    )
    return float(history.loss[0, -1])


def descend_with_leak(task: Task, network: ReLUNetwork, *, rate: float, steps: int) -> float:
    """Train a network whose hidden units let a tenth of what is negative through."""
    x, y = to_tensor(task.x, network), to_tensor(task.y, network)
    *_, last = descend(
        lambda: task.loss(sums_with_leak(network, x)[-1], y),
        network.parameters(),
        steps=steps,
        learning_rate=rate,
    )
    return last.item()


def sums_with_leak(network: ReLUNetwork, x: Tensor) -> list[Tensor]:
    """Return the sums of each layer, before its leaky ReLU, the outputs last."""
    first, *others = network.layers
    sums = [first(x)]
    for layer in others:
        sums.append(layer(leaky_relu(sums[-1], LEAK)))
    return sums


def never_above_zero(
    network: ReLUNetwork, x: Float[np.ndarray, "n inputs"]
) -> list[Bool[np.ndarray, " units"]]:
    """Return, for each hidden layer with leaky ReLUs, whose sums are negative for all data."""
    with torch.no_grad():
        sums = sums_with_leak(network, to_tensor(x, network))
    return [(each <= 0).all(dim=0).numpy() for each in sums[:-1]]


def without_first_layer(network: ReLUNetwork, task: Task) -> tuple[ReLUNetwork, Task]:
    """Return the layers above the first, and the task of predicting from what it gives them."""
    first, *others = network.layers
    with torch.no_grad():
        below, validation_below = (
            torch.relu(first(to_tensor(x, network))).numpy() for x in (task.x, task.validation_x)
        )
    layers = [(layer.weight.detach(), layer.bias.detach()) for layer in others]
    return network_of(*layers), replace(task, x=below, validation_x=validation_below)


def count(units: list[Bool[np.ndarray, " units"]]) -> Int[np.ndarray, " layers"]:
    """Return how many units of each layer are marked."""
    return np.array([layer.sum() for layer in units])


def revived(
    before: list[Bool[np.ndarray, " units"]], after: list[Bool[np.ndarray, " units"]]
) -> Int[np.ndarray, " layers"]:
    """Return how many units of each layer were dead before and are not any more."""
    return count([was & ~still for was, still in zip(before, after, strict=True)])
