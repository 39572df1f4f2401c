"""Training one model: gradient descent on the mean squared error, and its history."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import SupportsIndex

import numpy as np
import torch
from jaxtyping import Float
from numpy.typing import ArrayLike
from torch import Tensor, nn

from conundrum.checks import finite_array, positive, positive_integer, same_length
from conundrum.models.networks import to_tensor


@dataclass(frozen=True)
class History:
    """What happened while a network was trained.

    Attributes
    ----------
    loss : ndarray, shape (steps + 1,)
        Mean squared error on the training data after 0, 1, …, `steps` steps.
    snapshots : mapping of int to Module
        Copies of the network after the steps that were asked for.
    """

    loss: Float[np.ndarray, " states"]
    snapshots: Mapping[int, nn.Module]


def fit(
    network: nn.Module,
    x: ArrayLike,
    y: ArrayLike,
    *,
    steps: int,
    learning_rate: float,
    snapshots: Collection[SupportsIndex] = (),
) -> History:
    """Train a network, in place, to predict `y` from `x` with a small mean squared error.

    Each step uses all samples. Nothing is drawn at random: the result depends on the arguments
    alone. `descend` says how a step is taken.

    Parameters
    ----------
    network : Module
        Trained in the precision of its parameters, and on their device.
    x : array_like, shape (n, inputs)
    y : array_like, shape (n, outputs)
    steps : int
        How often the parameters are updated.
    learning_rate : float
        Of the first step.
    snapshots : collection of int
        Steps after which a copy of the network is kept; 0 is the network as it came.

    Returns
    -------
    History

    Raises
    ------
    ValueError
        If `x` or `y` is not a finite array with two dimensions, their lengths differ, `y` has
        another number of columns than the network has outputs, `steps` or `learning_rate` is not
        positive, or a snapshot is not a step from 0 to `steps`.
    FloatingPointError
        If the loss is no longer finite; the message says after which step.
    """
    x, y = finite_array("x", x, ndim=2), finite_array("y", y, ndim=2)
    same_length(x=x, y=y)
    check_snapshots(snapshots, positive_integer("steps", steps))
    x, y = to_tensor(x, network), to_tensor(y, network)
    check_outputs(network, x, y)

    losses, kept = [], {}
    descent = descend(
        lambda: (network(x) - y).square().mean(),
        network.parameters(),
        steps=steps,
        learning_rate=learning_rate,
    )
    for step, loss in enumerate(descent):
        if not loss.isfinite():
            raise FloatingPointError(
                f"the loss is {loss.item()} after step {step}; "
                f"try a smaller learning_rate, got {learning_rate}"
            )
        losses.append(loss.item())
        if step in snapshots:
            kept[step] = deepcopy(network)
    return History(np.array(losses), kept)


def descend(
    loss: Callable[[], Float[Tensor, ""]],
    parameters: Iterable[Tensor],
    *,
    steps: int,
    learning_rate: float,
) -> Iterator[Float[Tensor, ""]]:
    """Lower a loss step by step; yield it before the first step and after each.

    A step is one of Adam (Kingma and Ba 2015), whose rate falls from `learning_rate` to zero along
    half a cosine (Loshchilov and Hutter 2017, eq. 5).

    Parameters
    ----------
    loss : callable
        Takes no argument; returns the loss at the present values of `parameters`.
    parameters : iterable of Tensor
        Changed in place.
    steps : int
    learning_rate : float

    Raises
    ------
    ValueError
        If `steps` or `learning_rate` is not positive.
    """
    steps = positive_integer("steps", steps)
    optimiser = torch.optim.Adam(
        parameters, lr=positive("learning_rate", learning_rate), fused=True
    )
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, T_max=steps)
    for _ in range(steps):
        present = loss()
        yield present.detach()
        optimiser.zero_grad()
        present.backward()
        optimiser.step()
        schedule.step()
    yield loss().detach()


def check_outputs(
    network: nn.Module, x: Float[Tensor, "n inputs"], y: Float[Tensor, "n outputs"]
) -> None:
    """Raise a `ValueError` unless `y` has a column for each output of the network."""
    with torch.no_grad():
        outputs = network(x[:1]).shape[1]
    if y.shape[1] != outputs:
        raise ValueError(f"y must have {outputs} column(s), as the network, got {tuple(y.shape)}")


def check_snapshots(snapshots: Collection[SupportsIndex], steps: int) -> None:
    """Raise a `ValueError` unless all snapshots are steps from 0 to `steps`."""
    for step in snapshots:
        if positive_integer("snapshots", step, minimum=0) > steps:
            raise ValueError(f"snapshots must be steps from 0 to {steps}, got {step}")
