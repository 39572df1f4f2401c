"""MNIST-1D: handwritten digits as they would be on a line (Greydanus and Kobak 2024)."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int
from mnist1d.data import get_dataset_args, make_dataset

from conundrum.checks import positive_integer

CLASSES = 10
LENGTH = 40


@dataclass(frozen=True)
class Signals:
    """Signals of one dimension, and which digit each stands for.

    Attributes
    ----------
    x : ndarray of float32, shape (n, 40)
        Over all signals that were drawn together, the mean is 0 and the standard deviation 1.
    labels : ndarray of int, shape (n,)
        From 0 to 9.
    """

    x: Float[np.ndarray, "n length"]
    labels: Int[np.ndarray, " n"]

    def __len__(self) -> int:
        return len(self.labels)

    def __getitem__(self, chosen: slice | np.ndarray) -> "Signals":
        """Return some of the signals, as an array is indexed."""
        return Signals(self.x[chosen], self.labels[chosen])


def mnist1d(n: int, *, seed: int) -> Signals:
    """Draw `n` signals, equally many of each digit, in random order.

    Each is the digit's template, stretched to a random size, moved, sheared, and overlaid with
    noise. About 0.3 ms a signal.

    Parameters
    ----------
    n : int
        A multiple of 10.
    seed : int
        From 0 to below 2**32. The package draws from Python's and NumPy's global generators;
        they are as before when this returns.

    Raises
    ------
    ValueError
        If `n` is not a positive multiple of 10, or the seed is out of its range.
    """
    if positive_integer("n", n) % CLASSES:
        raise ValueError(f"n must be a multiple of {CLASSES}, got {n}")
    if positive_integer("seed", seed, minimum=0) >= 2**32:
        raise ValueError(f"seed must be below 2**32, got {seed}")
    options = get_dataset_args()  # a new object each time
    options.num_samples, options.train_split, options.seed = n, 1.0, seed
    with _global_generators_untouched():
        drawn = make_dataset(options)
    return Signals(drawn["x"].astype(np.float32), drawn["y"].astype(np.int64))


@contextmanager
def _global_generators_untouched() -> Iterator[None]:
    states = random.getstate(), np.random.get_state()  # noqa: NPY002
    try:
        yield
    finally:
        random.setstate(states[0])
        np.random.set_state(states[1])  # noqa: NPY002
