"""What `fit_fleet` is asked to do, checked."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from operator import index
from typing import SupportsIndex

import numpy as np
from jaxtyping import Bool, Float, Int
from numpy.typing import ArrayLike
from torch import Tensor

from conundrum.checks import finite_array, positive_integer
from conundrum.models.networks import ReLUNetwork, to_tensor
from conundrum.training.fit import check_outputs, check_snapshots
from conundrum.training.optimisers import Optimiser, Schedule


@dataclass(frozen=True)
class Options:
    """How to train; arrays have an entry for each network."""

    steps: int
    batch_size: int
    learning_rate: Float[np.ndarray, " networks"]
    weight_decay: Float[np.ndarray, " networks"]
    dropout: Float[np.ndarray, " networks"]
    stop: Int[np.ndarray, " networks"]
    seeds: Int[np.ndarray, " networks"]
    optimiser: Optimiser
    schedule: Schedule
    snapshots: frozenset[int]

    def of(self, block: Sequence[int]) -> "Options":
        """Return the options of some of the networks."""
        own = ("learning_rate", "weight_decay", "dropout", "stop", "seeds")
        return replace(self, **{name: getattr(self, name)[block] for name in own})


def checked_options(
    *,
    networks: int,
    n: int,
    steps: int,
    learning_rate: ArrayLike,
    weight_decay: ArrayLike,
    dropout: ArrayLike,
    stop: ArrayLike | None,
    batch_size: int | None,
    seeds: ArrayLike | None,
    optimiser: Optimiser,
    schedule: Schedule,
    snapshots: Collection[SupportsIndex],
) -> Options:
    """Return options in their working form; a `ValueError` names what is wrong."""
    steps = positive_integer("steps", steps)
    check_snapshots(snapshots, steps)
    learning_rate = _for_each(networks, "learning_rate", learning_rate)
    _check("learning_rate", learning_rate, learning_rate > 0, "above zero")
    weight_decay = _for_each(networks, "weight_decay", weight_decay)
    _check("weight_decay", weight_decay, weight_decay >= 0, "zero or more")
    dropout = _for_each(networks, "dropout", dropout)
    _check("dropout", dropout, (dropout >= 0) & (dropout < 1), "from 0 to below 1")
    stop = _for_each(networks, "stop", steps if stop is None else stop)
    whole = (stop >= 0) & (stop <= steps) & (stop == stop.round())
    _check("stop", stop, whole, f"a number of steps from 0 to {steps}")
    if batch_size is not None and positive_integer("batch_size", batch_size) > n:
        raise ValueError(f"batch_size must be at most the {n} samples, got {batch_size}")
    if seeds is None and (batch_size is not None or dropout.any()):
        raise ValueError(f"seeds must be given for mini-batches and dropout, got {seeds}")
    seeds = _for_each(networks, "seeds", 0 if seeds is None else seeds)
    exact = (seeds >= 0) & (seeds < 2**53) & (seeds == seeds.round())
    _check("seeds", seeds, exact, "integers from 0 to below 2**53")
    return Options(
        steps,
        n if batch_size is None else batch_size,
        learning_rate,
        weight_decay,
        dropout,
        stop.astype(int),
        seeds.astype(int),
        optimiser,
        schedule,
        frozenset(map(index, snapshots)),
    )


def _for_each(networks: int, name: str, value: ArrayLike) -> Float[np.ndarray, " networks"]:
    array = finite_array(name, value, ndim=(0, 1))
    if array.ndim and len(array) != networks:
        raise ValueError(
            f"{name} must be one number or one for each of {networks} networks, got {len(array)}"
        )
    return np.broadcast_to(array, networks)


def _check(
    name: str,
    values: Float[np.ndarray, " networks"],
    right: Bool[np.ndarray, " networks"],
    allowed: str,
) -> None:
    if not right.all():
        i = int(np.argmin(right))
        raise ValueError(f"{name} must be {allowed}, got {values[i]} for network {i}")


def check_alike(networks: Sequence[ReLUNetwork]) -> None:
    """Raise a `ValueError` unless networks differ in hidden widths and parameters only."""
    if not networks:
        raise ValueError(f"networks must hold at least one network, got {networks!r}")
    kinds = [_kind(network) for network in networks]
    for i, kind in enumerate(kinds):
        if kind != kinds[0]:
            raise ValueError(
                "networks must have the same layers, inputs, outputs, precision and device, "
                f"got {kinds[0]} at index 0 and {kind} at index {i}"
            )


def _kind(network: ReLUNetwork) -> tuple:
    some = next(network.parameters())
    widths = network.widths
    return len(widths) - 1, widths[0], widths[-1], some.dtype, str(some.device)


def checked_data(
    networks: Sequence[ReLUNetwork], x: ArrayLike, y: ArrayLike
) -> tuple[Float[Tensor, "#sets n inputs"], Float[Tensor, "#sets n outputs"]]:
    """Return tables for each network, or one for all: sets = 1."""
    arrays = {}
    for name, value in {"x": x, "y": y}.items():
        array = finite_array(name, value, ndim=(2, 3))
        if array.ndim == 3 and len(array) != len(networks):
            raise ValueError(
                f"{name} must have one table for all or one for each of {len(networks)} networks, "
                f"got {len(array)}"
            )
        arrays[name] = array if array.ndim == 3 else array[None]
    x, y = arrays["x"], arrays["y"]
    if x.shape[1] != y.shape[1]:
        raise ValueError(f"x and y must have the same length, got x: {x.shape[1]}, y: {y.shape[1]}")
    x, y = to_tensor(x, networks[0]), to_tensor(y, networks[0])
    check_outputs(networks[0], x[0], y[0])
    return x, y


def tables_of(block: Sequence[int], data: Float[Tensor, "sets n m"]) -> Float[Tensor, "tables n m"]:
    """Return the tables of some of the networks."""
    return data if len(data) == 1 else data[block]
