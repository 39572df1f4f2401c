"""Moved copies of signals: data augmentation on MNIST-1D."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float, Int
from torch.nn.functional import cross_entropy

from conundrum.data.mnist1d import CLASSES, LENGTH, Signals, mnist1d
from conundrum.experiment import experiment
from conundrum.models.networks import ReLUNetwork, predict
from conundrum.seeds import seeds_from
from conundrum.training.fleet import fit_fleet

LEARN, TEST = 1000, 2000
HIDDEN = (100, 100)
STEPS = 1000
LEARNING_RATE = 0.006
BATCH_SIZE = 100


def draw_signals(
    *, seed: int, draws: int, places: Sequence[int] | None = None
) -> tuple[list[Signals], Signals]:
    """Draw 1000 signals to learn from for each draw, and 2000 to test on that all draws share.

    Parameters
    ----------
    seed, draws : int
    places : sequence of int, optional
        The order in which the 40 places of all signals are put; as they are, if nothing is said.
    """
    [signals_seed] = seeds_from(seed, 1)
    drawn = mnist1d(TEST + draws * LEARN, seed=signals_seed)
    if places is not None:
        drawn = Signals(drawn.x[:, list(places)], drawn.labels)
    parts = [drawn[TEST + i * LEARN : TEST + (i + 1) * LEARN] for i in range(draws)]
    return parts, drawn[:TEST]


def shifted_copies(signals: Signals, reach: int) -> Signals:
    """Return each signal moved by −reach, …, reach places; what leaves on one side comes back."""
    moves = range(-reach, reach + 1)
    x = np.concatenate([np.roll(signals.x, move, axis=1) for move in moves])
    return Signals(x, np.tile(signals.labels, len(moves)))


def train_on_signals(
    trains: Sequence[Signals],
    seeds: Sequence[int],
    *,
    reach: int = 0,
    snapshots: Sequence[int] = (),
    **options,
) -> tuple[list[ReLUNetwork], dict[int, Sequence[ReLUNetwork]]]:
    """Train a fully connected network on each part: two hidden layers of 100 units.

    1000 steps of Adam on mini-batches of 100, with a rate of 0.006 that falls along half a cosine.

    Parameters
    ----------
    trains : sequence of Signals
        All of one length.
    seeds : sequence of int
        Of each network's start, mini-batches and dropout.
    reach : int
        How far signals are moved.
    snapshots : sequence of int
        Steps after which copies of the networks are kept.
    **options
        As for `fit_fleet`.

    Returns
    -------
    networks, snapshots
    """
    data = [shifted_copies(train, reach) for train in trains]
    networks = [ReLUNetwork((LENGTH, *HIDDEN, CLASSES), seed=s) for s in seeds]
    history = fit_fleet(
        networks,
        np.stack([d.x for d in data]),
        np.stack([np.eye(CLASSES)[d.labels] for d in data]),
        loss=cross_entropy,
        steps=STEPS,
        learning_rate=LEARNING_RATE,
        batch_size=BATCH_SIZE,
        seeds=seeds,
        snapshots=snapshots,
        **options,
    )
    return networks, dict(history.snapshots)


def error(network: torch.nn.Module, signals: Signals) -> float:
    """Return the share of signals that are given to another class than theirs."""
    return float(np.mean(predict(network, signals.x).argmax(axis=1) != signals.labels))


@dataclass(frozen=True)
class Shifts:
    """Test error against how far training signals are moved.

    Attributes
    ----------
    example
        One signal.
    reach
        The farthest move, in places.
    test_error
        The share of test signals that are misclassified.
    """

    example: Float[np.ndarray, " length"]
    reach: Int[np.ndarray, " m"]
    test_error: Float[np.ndarray, "draws m"]

    @property
    def mean_error(self) -> dict[int, float]:
        """The mean over draws of the test error, by reach."""
        means = self.test_error.mean(axis=0)
        return {int(r): float(error) for r, error in zip(self.reach, means, strict=True)}

    def moved(self, places: int) -> Float[np.ndarray, " length"]:
        """Return the example, moved."""
        return np.roll(self.example, places)


@experiment
def move_signals(
    *,
    seed: int,
    draws: int = 3,
    reach: Sequence[int] = (0, 3, 6, 10),
    places: Sequence[int] | None = None,
) -> Shifts:
    """Train on 1000 signals and on moved copies of them, as `train_on_signals` does.

    Parameters
    ----------
    seed, draws : int
        In each draw, 1000 other signals to learn from; the 2000 to test on are the same for all.
    reach : sequence of int
        How far signals are moved.
    places : sequence of int, optional
        The order in which the 40 places of all signals are put; as they are, if nothing is said.
    """
    trains, test = draw_signals(seed=seed, draws=draws, places=places)
    seeds = seeds_from(seed, draws)
    errors = [
        [error(network, test) for network in train_on_signals(trains, seeds, reach=r)[0]]
        for r in reach
    ]
    return Shifts(trains[0].x[0].astype(float), np.array(reach), np.transpose(errors))
