"""What training draws at random: the order of samples, and the units that drop out."""

import numpy as np
import torch
from jaxtyping import Bool, Int
from torch import Tensor


def sample_order(n: int, length: int, *, seed: int) -> Int[np.ndarray, " length"]:
    """Return which samples to take, one after another: all `n` in random order, again and again.

    Cut into pieces of equal length, these are mini-batches; one may straddle two passes.
    """
    rng = np.random.default_rng(seed)
    passes = -(-length // n)
    return np.concatenate([rng.permutation(n) for _ in range(passes)])[:length]


def kept_units(
    units: int, n: int, dropout: float, generator: torch.Generator
) -> Bool[Tensor, "units n"]:
    """Return which units stay for which sample; each drops out with probability `dropout`."""
    return torch.rand((units, n), generator=generator) >= dropout
