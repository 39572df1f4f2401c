"""Images made from images: what each kind of change looks like, and what it teaches."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import torch
from jaxtyping import Float

from conundrum.chapters.transfer.experiments.few_labels import (
    Chosen,
    Named,
    name_from_scratch,
    train_connected,
)
from conundrum.chapters.transfer.experiments.tasks import Task, answer, clothes
from conundrum.data.images import Images, shift
from conundrum.experiment import experiment
from conundrum.models.convnets import predict_images
from conundrum.seeds import seeds_from
from conundrum.training.augmentation import (
    Augment,
    crop_each,
    flip_each,
    shift_each,
    turn_each,
)

NOTHING, CONVOLUTIONAL = "nothing", "convolutional"
CHANGES = {
    "flips": flip_each,
    "shifts": shift_each(3),
    "rotations": turn_each(15),
    "crops": crop_each(0.7),
}
STILL = (0, 0)
DIRECTIONS = ((1, 0), (-1, 0), (0, 1), (0, -1))

PER_CLASS = 20
MOVED_BY = 3  # pixels
EPOCHS = 200  # of 7 mini-batches


def name_having_changed(task: Task, chosen: Chosen, seed: int, *, change: Augment | None) -> Named:
    """Train a fully connected network on images that are changed each time they are seen."""
    images = task.pool[chosen]
    network = train_connected(images, seed=seed, epochs=EPOCHS, augment=change)
    return predict_images(network, task.test.pixels).argmax(axis=1)


#: By name: a kind of change for a fully connected network, or a convolutional one without any.
TRAINING = {
    NOTHING: partial(name_having_changed, change=None),
    **{kind: partial(name_having_changed, change=change) for kind, change in CHANGES.items()},
    CONVOLUTIONAL: name_from_scratch,
}


@dataclass(frozen=True)
class ChangedPhotograph:
    """What each kind of change makes of one photograph.

    Attributes
    ----------
    photograph
        As it is.
    pictures
        For each kind, three changes of it.
    """

    photograph: Float[np.ndarray, "height width"]
    pictures: dict[str, Float[np.ndarray, "3 height width"]]


@experiment
def change_a_photograph(*, seed: int, place: int = 2) -> ChangedPhotograph:
    """Change one photograph of the pool at random, three times in each way.

    A flip has two outcomes only: it is drawn again until both are there.
    """
    photograph = torch.as_tensor(clothes().pool.pixels[place])
    copies = photograph.expand(3, -1, -1, -1)
    pictures = {
        kind: change(copies, torch.Generator().manual_seed(seed))[:, 0].numpy()
        for kind, change in CHANGES.items()
    }
    return ChangedPhotograph(photograph[0].numpy(), pictures)


@dataclass(frozen=True)
class AugmentedAccuracy:
    """Test accuracy of networks whose training images were changed at random.

    Attributes
    ----------
    still, moved
        On the test images as they are, and moved by some pixels, the mean of four directions; by
        kind of change, for each draw of labelled images. The networks are fully connected, but for
        ``"convolutional"``, which was trained on the images as they are.
    """

    still: dict[str, Float[np.ndarray, " draws"]]
    moved: dict[str, Float[np.ndarray, " draws"]]

    def mean_still(self, training: str) -> float:
        """Return the accuracy on images as they are, averaged over draws."""
        return float(self.still[training].mean())

    def mean_moved(self, training: str) -> float:
        """Return the accuracy on moved images, averaged over draws."""
        return float(self.moved[training].mean())

    def gain(self, change: str) -> float:
        """Return by how many points a change lifts the accuracy on images as they are."""
        return 100 * (self.mean_still(change) - self.mean_still(NOTHING))

    def moved_gain(self, change: str) -> float:
        """Return by how many points a change lifts the accuracy on moved images."""
        return 100 * (self.mean_moved(change) - self.mean_moved(NOTHING))

    def loss_by_moving(self, training: str) -> float:
        """Return how many points are lost when the test images move."""
        return 100 * (self.mean_still(training) - self.mean_moved(training))


@experiment
def augment_training(
    *,
    seed: int,
    draws: int = 5,
    training: Sequence[str] = tuple(TRAINING),
    moved_by: int = MOVED_BY,
) -> AugmentedAccuracy:
    """Train networks on 20 photographs of each class, changed at random each time.

    Parameters
    ----------
    seed
        Decides which photographs, where weights start, and how photographs are changed.
    draws
        So many times all of that is drawn.
    training
        Names in `TRAINING`.
    moved_by
        How far test images are moved, in pixels.
    """
    task = with_moved_test(clothes(), moved_by)
    still, moved = {}, {}
    for name in training:
        right = np.array(
            [
                answer(task, name, TRAINING[name], PER_CLASS, seed=s) == task.test.labels
                for s in seeds_from(seed, draws)
            ]
        )
        as_they_are, *in_directions = np.split(right, 1 + len(DIRECTIONS), axis=1)
        still[name] = as_they_are.mean(axis=1)
        moved[name] = np.mean(in_directions, axis=(0, 2))
    return AugmentedAccuracy(still, moved)


def with_moved_test(task: Task, by: int) -> Task:
    """Return a task whose test images are there as they are, and moved in four directions."""
    test = task.test
    pixels = [
        shift(test.pixels, down=by * down, right=by * right) for down, right in (STILL, *DIRECTIONS)
    ]
    labels = np.tile(test.labels, len(pixels))
    return replace(
        task,
        name=f"{task.name}, moved by {by}",
        test=Images(np.concatenate(pixels), labels),
        test_features=task.test_features[:0],
    )
