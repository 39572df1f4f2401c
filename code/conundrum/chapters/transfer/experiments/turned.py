"""Digits that are turned while a network learns: one change makes two labels one."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import torch
from jaxtyping import Float
from torch.nn.functional import interpolate
from torchvision.transforms import v2

from conundrum.chapters.transfer.experiments.few_labels import Chosen, Named
from conundrum.chapters.transfer.experiments.tasks import CLASSES, Task, answer, handwriting
from conundrum.experiment import experiment
from conundrum.models.convnets import predict_images
from conundrum.seeds import seeds_from
from conundrum.training.augmentation import turn_each
from conundrum.training.classifiers import pooled_network, train_classifier

SIX, NINE = 6, 9
PER_CLASS = 50
EPOCHS_OF_200_STEPS = 13  # 500 digits are 16 mini-batches
ANGLES = (0, 60, 120, 180)
ENLARGED = 64  # pixels a side


def name_having_turned(
    task: Task, chosen: Chosen, seed: int, *, degrees: float, longer: int
) -> Named:
    """Train the book's network on images turned at random, so many times longer than usual."""
    network = pooled_network(task.pool, seed=seed)
    train_classifier(
        network,
        task.pool[chosen],
        seed=seed,
        epochs=longer * EPOCHS_OF_200_STEPS,
        augment=turn_each(degrees),
    )
    return predict_images(network, task.test.pixels).argmax(axis=1)


#: How digits are turned while a network learns, and for how many times 208 steps.
TRAINING = {
    "upright": partial(name_having_turned, degrees=0, longer=1),
    "up to 25°": partial(name_having_turned, degrees=25, longer=1),
    "any angle": partial(name_having_turned, degrees=180, longer=1),
    "any angle, 4 times as long": partial(name_having_turned, degrees=180, longer=4),
    "any angle, 16 times as long": partial(name_having_turned, degrees=180, longer=16),
}


@dataclass(frozen=True)
class TurnedDigits:
    """Errors on upright digits of a network that was trained on digits that were turned.

    Attributes
    ----------
    swapped
        By name of the training, for each draw of labelled digits: the share of sixes and nines
        that are taken for the other of the two.
    missed_otherwise
        Likewise, the share of sixes and nines that are taken for one of the eight other digits.
    others_missed
        Likewise, the share of the eight other digits that are missed.
    """

    swapped: dict[str, Float[np.ndarray, " draws"]]
    missed_otherwise: dict[str, Float[np.ndarray, " draws"]]
    others_missed: dict[str, Float[np.ndarray, " draws"]]

    def mean_swapped(self, training: str) -> float:
        """Return the share of sixes and nines that are swapped, averaged over draws."""
        return float(self.swapped[training].mean())

    def mean_missed_otherwise(self, training: str) -> float:
        """Return the share of sixes and nines that are otherwise missed, averaged over draws."""
        return float(self.missed_otherwise[training].mean())

    def mean_others_missed(self, training: str) -> float:
        """Return the share of the eight other digits that are missed, averaged over draws."""
        return float(self.others_missed[training].mean())

    def excess_of_swaps(self, training: str) -> float:
        """Return how many times as often six and nine are swapped as other digits are confused.

        That is, as one of the eight other digits is taken for a given one of the nine others, on
        average.
        """
        return self.mean_swapped(training) / (self.mean_others_missed(training) / (CLASSES - 1))


@experiment
def train_on_turned_digits(
    *,
    seed: int,
    draws: int = 5,
    training: Sequence[str] = tuple(TRAINING),
) -> TurnedDigits:
    """Train on digits as they are and on digits turned at random; test on upright ones.

    Parameters
    ----------
    seed
        Decides which 50 digits of each class are for training, where weights start, and how digits
        are turned.
    draws
        So many times all of that is drawn.
    training
        Which ways to train; names in `TRAINING`.
    """
    return tell_errors_apart(handwriting(), training, seed=seed, draws=draws)


def tell_errors_apart(
    task: Task, training: Sequence[str], *, seed: int, draws: int
) -> TurnedDigits:
    """Train in some ways, and count which of the digits for testing are missed, and how."""
    true = task.test.labels
    either = np.isin(true, (SIX, NINE))
    swapped, missed_otherwise, others_missed = {}, {}, {}
    for name in training:
        named = np.array(
            [answer(task, name, TRAINING[name], PER_CLASS, seed=s) for s in seeds_from(seed, draws)]
        )
        swap = named == SIX + NINE - true
        swapped[name] = swap[:, either].mean(axis=1)
        missed_otherwise[name] = ((named != true) & ~swap)[:, either].mean(axis=1)
        others_missed[name] = (named != true)[:, ~either].mean(axis=1)
    return TurnedDigits(swapped, missed_otherwise, others_missed)


@dataclass(frozen=True)
class TurnedSix:
    """A handwritten six, enlarged, and turned by several angles.

    Attributes
    ----------
    angles
        In degrees, counter-clockwise.
    pictures
        The six, turned by each of them.
    """

    angles: tuple[int, ...]
    pictures: Float[np.ndarray, "angles side side"]


@experiment
def turn_a_six() -> TurnedSix:
    """Enlarge the first six of the digits for training, and turn it."""
    pool = handwriting().pool
    six = torch.as_tensor(pool.pixels[np.flatnonzero(pool.labels == SIX)[:1]])
    large = interpolate(six, (ENLARGED, ENLARGED), mode="bicubic").clamp(0, 1)
    bilinear = v2.InterpolationMode.BILINEAR
    turned = [v2.functional.rotate(large, angle, bilinear) for angle in ANGLES]
    return TurnedSix(ANGLES, torch.cat(turned)[:, 0].numpy())
