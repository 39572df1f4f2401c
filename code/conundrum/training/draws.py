"""What training draws at random: the order of samples, and the units that drop out."""

from collections.abc import Iterable, Iterator
from operator import index
from typing import SupportsIndex

import numpy as np
import torch
from jaxtyping import Bool, Int
from torch import Tensor


def batches(
    n: int, size: int, *, seeds: Iterable[SupportsIndex]
) -> Iterator[Int[np.ndarray, "networks size"]]:
    """Yield which samples each network sees in each step, without end.

    A network sees all `n` samples in random order, then all again in another; cut into pieces of
    equal size, these are its mini-batches. So one may straddle two passes.
    """
    generators = [np.random.default_rng(index(seed)) for seed in seeds]
    order = np.empty((len(generators), 0), dtype=int)
    while True:
        while order.shape[1] < size:
            one_pass = [generator.permutation(n) for generator in generators]
            order = np.concatenate([order, one_pass], axis=1)
        yield order[:, :size]
        order = order[:, size:]


def kept_units(
    units: int, n: int, dropout: float, generator: torch.Generator
) -> Bool[Tensor, "units n"]:
    """Return which units stay for which sample; each drops out with probability `dropout`."""
    return torch.rand((units, n), generator=generator) >= dropout
