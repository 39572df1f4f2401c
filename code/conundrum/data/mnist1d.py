"""MNIST-1D: ten shapes of one dimension, moved, stretched and blurred by noise."""

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
    """Signals and which digit each comes from.

    Attributes
    ----------
    values : ndarray, shape (n, 40)
        Standardised over all signals of a draw.
    labels : ndarray of int, shape (n,)
        From 0 to 9.
    """

    values: Float[np.ndarray, "n 40"]
    labels: Int[np.ndarray, " n"]

    def __len__(self) -> int:
        return len(self.labels)

    def __getitem__(self, chosen: slice | np.ndarray) -> "Signals":
        """Return some of the signals, as an array is indexed."""
        return Signals(self.values[chosen], self.labels[chosen])


def mnist1d(n: int, *, seed: int) -> Signals:
    """Draw `n` signals of MNIST-1D (Greydanus and Kobak 2024), equally many of each class.

    The package that generates them seeds the global generators of Python and NumPy; here they are
    left as they were. All signals of a draw are standardised together, by their mean and deviation.

    Parameters
    ----------
    n : int
        A multiple of 10.
    seed : int
        Below 2**32.

    Raises
    ------
    ValueError
        If `n` is not a positive multiple of 10.
    """
    if positive_integer("n", n) % CLASSES:
        raise ValueError(f"n must be a multiple of {CLASSES}, got {n}")
    arguments = get_dataset_args()
    arguments.num_samples, arguments.train_split, arguments.seed = n, 1.0, seed
    with _global_generators_as_they_are():
        drawn = make_dataset(arguments)
    return Signals(drawn["x"], drawn["y"])


@contextmanager
def _global_generators_as_they_are() -> Iterator[None]:
    python, legacy = random.getstate(), np.random.get_state()  # noqa: NPY002
    try:
        yield
    finally:
        random.setstate(python)
        np.random.set_state(legacy)  # noqa: NPY002
