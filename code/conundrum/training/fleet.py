"""Training many networks of one shape at once: the same as `fit` for each, in less time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float
from numpy.typing import ArrayLike
from torch import Tensor

from conundrum.checks import finite_array, positive_integer, same_length
from conundrum.models.networks import ReLUNetwork, to_tensor
from conundrum.training.fit import check_outputs, descend


@dataclass(frozen=True)
class FleetHistory:
    """What happened while a fleet of networks was trained.

    Attributes
    ----------
    loss : ndarray, shape (networks, steps + 1)
        Mean squared error of each network on its training data after 0, 1, …, `steps` steps.
    diverged : mapping of int to int
        For each network whose loss stopped being finite, by its index, the first such step.
        Its predictions mean nothing; the others are as if it had not been there.
    """

    loss: Float[np.ndarray, "networks states"]
    diverged: Mapping[int, int]


def fit_fleet(
    networks: Sequence[ReLUNetwork],
    x: ArrayLike,
    y: ArrayLike,
    *,
    steps: int,
    learning_rate: float,
) -> FleetHistory:
    """Train networks of one shape, in place, each on data of its own.

    Every network ends where `conundrum.training.fit.fit` would take it, up to rounding.

    Parameters
    ----------
    networks : sequence of ReLUNetwork
        Of the same widths, precision and device; they differ in their parameters.
    x : array_like, shape (networks, n, inputs)
    y : array_like, shape (networks, n, outputs)
    steps : int
        How often the parameters are updated.
    learning_rate : float
        Of the first step.

    Returns
    -------
    FleetHistory

    Raises
    ------
    ValueError
        If `networks` differ in shape or there are none, `x` or `y` is not a finite array with
        three dimensions, their sizes do not fit each other or the networks, or `steps` or
        `learning_rate` is not positive.
    """
    x, y = finite_array("x", x, ndim=3), finite_array("y", y, ndim=3)
    _check_same_shape(networks)
    if not len(networks) == len(x) == len(y):
        raise ValueError(
            "networks, x and y must have the same length, "
            f"got {len(networks)}, {len(x)} and {len(y)}"
        )
    same_length(x=x[0], y=y[0])
    x, y = to_tensor(x, networks[0]), to_tensor(y, networks[0])
    check_outputs(networks[0], x[0], y[0])

    parameters = _stacked_parameters(networks)
    descent = descend(
        lambda: (_outputs(parameters, x) - y).square().mean(dim=(1, 2)),
        parameters,
        steps=steps,
        learning_rate=learning_rate,
    )
    # Filled in place: thousands of small tensors, kept among large ones, would scatter the memory.
    loss = np.empty((len(networks), positive_integer("steps", steps) + 1))
    for step, present in enumerate(descent):
        loss[:, step] = present.cpu()
    _hand_back(parameters, networks)
    return FleetHistory(loss, _first_not_finite(loss))


def _stacked_parameters(networks: Sequence[ReLUNetwork]) -> list[Float[Tensor, "networks ..."]]:
    """Return weight, bias, weight, bias, … of all networks at once."""
    members = zip(*(network.parameters() for network in networks), strict=True)
    return [torch.stack(member).detach().requires_grad_() for member in members]


def _outputs(
    parameters: Sequence[Float[Tensor, "networks ..."]], x: Float[Tensor, "networks n inputs"]
) -> Float[Tensor, "networks n outputs"]:
    """Return what `ReLUNetwork.forward` returns, for each network, as a few products of stacks."""
    *hidden, readout = zip(parameters[::2], parameters[1::2], strict=True)
    for weight, bias in hidden:
        x = torch.relu(_affine(weight, bias, x))
    return _affine(*readout, x)


def _affine(
    weight: Float[Tensor, "networks k m"],
    bias: Float[Tensor, "networks k"],
    x: Float[Tensor, "networks n m"],
) -> Float[Tensor, "networks n k"]:
    return torch.baddbmm(bias[:, None], x, weight.mT)


def _check_same_shape(networks: Sequence[ReLUNetwork]) -> None:
    if not networks:
        raise ValueError(f"networks must hold at least one network, got {networks!r}")
    shapes = [
        {name: tuple(p.shape) for name, p in network.named_parameters()} for network in networks
    ]
    for i, shape in enumerate(shapes):
        if shape != shapes[0]:
            raise ValueError(
                f"networks must have one shape, got {shapes[0]} at index 0 and {shape} at index {i}"
            )


def _hand_back(
    parameters: Sequence[Float[Tensor, "networks ..."]], networks: Sequence[ReLUNetwork]
) -> None:
    with torch.no_grad():
        for i, network in enumerate(networks):
            for own, stacked in zip(network.parameters(), parameters, strict=True):
                own.copy_(stacked[i])


def _first_not_finite(loss: Float[np.ndarray, "networks states"]) -> dict[int, int]:
    finite = np.isfinite(loss)
    return {int(i): int(np.argmin(finite[i])) for i in np.flatnonzero(~finite.all(axis=1))}
