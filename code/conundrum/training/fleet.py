"""Training many networks of one shape at once: the same as `fit` for each, in less time."""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float
from numpy.typing import ArrayLike
from torch import Tensor, nn
from torch.func import functional_call, stack_module_state, vmap

from conundrum.checks import finite_array, same_length
from conundrum.models.networks import to_tensor
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
    networks: Sequence[nn.Module],
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
    networks : sequence of Module
        Of the same class, widths, precision and device; they differ in their parameters.
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

    parameters, buffers = stack_module_state(networks)
    architecture = deepcopy(networks[0]).to("meta")

    def output(parameters, buffers, x):
        return functional_call(architecture, (parameters, buffers), (x,))

    outputs = vmap(output)
    descent = descend(
        lambda: (outputs(parameters, buffers, x) - y).square().mean(dim=(1, 2)),
        parameters.values(),
        steps=steps,
        learning_rate=learning_rate,
    )
    loss = torch.stack(list(descent), dim=1).cpu().numpy()
    _hand_back(parameters, networks)
    return FleetHistory(loss, _first_not_finite(loss))


def _check_same_shape(networks: Sequence[nn.Module]) -> None:
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


def _hand_back(parameters: Mapping[str, Tensor], networks: Sequence[nn.Module]) -> None:
    with torch.no_grad():
        for name, stacked in parameters.items():
            for network, trained in zip(networks, stacked, strict=True):
                network.get_parameter(name).copy_(trained)


def _first_not_finite(loss: Float[np.ndarray, "networks states"]) -> dict[int, int]:
    finite = np.isfinite(loss)
    return {int(i): int(np.argmin(finite[i])) for i in np.flatnonzero(~finite.all(axis=1))}
