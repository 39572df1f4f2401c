"""Ways to learn from few labelled images: pixels, networks from scratch, pretrained networks."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import torch
from jaxtyping import Float, Int
from sklearn.linear_model import RidgeClassifierCV
from torch.nn.functional import cross_entropy

from conundrum.chapters.transfer.experiments.tasks import (
    CLASSES,
    Task,
    answer,
    clothes,
    features_at,
    handwriting,
    maps_of,
)
from conundrum.data.images import Images
from conundrum.experiment import experiment
from conundrum.models.convnets import fully_connected, predict_images
from conundrum.models.networks import parameter_count
from conundrum.models.pretrained import with_readout
from conundrum.seeds import seeds_from
from conundrum.training.augmentation import Augment
from conundrum.training.classifiers import pooled_network, train_classifier
from conundrum.training.minibatches import fit_batches

PER_CLASS = (5, 10, 20, 50)
DRAWS = 5
PENALTIES = np.logspace(-1, 4, 11)

# Chosen in the chapter *Networks that see*, on validation images.
CONNECTED_EPOCHS, CONNECTED_RATE = 15, 0.002

# Chosen on 500 photographs of clothes that are in no part of this chapter.
TUNING_STEPS, TUNING_BATCH, TUNING_RATE, TUNING_DECAY = 160, 20, 3e-4, 0.01

Chosen = Int[np.ndarray, " chosen"]
Named = Int[np.ndarray, " test"]


# --- The methods ----------------------------------------------------------------------------------


def ridge(
    x: Float[np.ndarray, "n p"], labels: Int[np.ndarray, " n"], new: Float[np.ndarray, "test p"]
) -> Named:
    """Name images by ridge regression, its penalty chosen by leaving out one image at a time."""
    return RidgeClassifierCV(PENALTIES).fit(x, labels).predict(new)


def name_from_pixels(task: Task, chosen: Chosen, seed: int) -> Named:
    """Learn with ridge regression on the pixels; nothing is drawn."""
    return ridge(flat(task.pool[chosen]), task.pool.labels[chosen], flat(task.test))


def name_from_features(task: Task, chosen: Chosen, seed: int) -> Named:
    """Learn with ridge regression on the pretrained features; nothing is drawn."""
    return ridge(task.pool_features[chosen], task.pool.labels[chosen], task.test_features)


def name_from_small_images(task: Task, chosen: Chosen, seed: int, *, side: int) -> Named:
    """Learn with ridge regression on features of images resized to another side."""
    pool, test = features_at(task, side)
    return ridge(pool[chosen], task.pool.labels[chosen], test)


def name_from_scratch(task: Task, chosen: Chosen, seed: int) -> Named:
    """Train the book's convolutional network on the labelled images alone."""
    network = pooled_network(task.pool, seed=seed)
    train_classifier(network, task.pool[chosen], seed=seed)
    return predict_images(network, task.test.pixels).argmax(axis=1)


def name_with_connections(task: Task, chosen: Chosen, seed: int) -> Named:
    """Train a fully connected network on the labelled images alone."""
    network = train_connected(task.pool[chosen], seed=seed)
    return predict_images(network, task.test.pixels).argmax(axis=1)


def name_fine_tuned(task: Task, chosen: Chosen, seed: int) -> Named:
    """Go on training the late layers of the pretrained network, and a new last layer."""
    pool, test = maps_of(task)
    network = fine_tune(pool[chosen], task.pool.labels[chosen], seed=seed)
    return predict_images(network, test, batch_size=20).argmax(axis=1)


def train_connected(
    images: Images, *, seed: int, epochs: int = CONNECTED_EPOCHS, augment: Augment | None = None
) -> torch.nn.Module:
    """Return a fully connected network of the size of the convolutional one, trained on images.

    Parameters
    ----------
    images
        All of them are trained on.
    seed
        Of its weights, of the order of images, and of their changes.
    epochs
        Passes over the images, if they make 200 steps.
    augment
        Changes the images of a mini-batch each time they are seen.
    """
    parameters = parameter_count(pooled_network(images, seed=seed))
    shape = images.pixels.shape[1:]
    network = fully_connected(shape, CLASSES, parameters=parameters, seed=seed)
    train_classifier(
        network, images, seed=seed, epochs=epochs, learning_rate=CONNECTED_RATE, augment=augment
    )
    return network


def fine_tune(
    maps: Float[np.ndarray, "n 192 h w"], labels: Int[np.ndarray, " n"], *, seed: int
) -> torch.nn.Module:
    """Return the late layers of the pretrained network and a new last one, trained for 160 steps.

    Parameters
    ----------
    maps
        What the early layers, which stay as they are, make of the images.
    labels
        What these show.
    seed
        Of the last layer, and of the order of images.
    """
    network = with_readout(CLASSES, seed=seed)
    steps_a_pass = -(-len(labels) // TUNING_BATCH)
    fit_batches(
        network,
        maps,
        labels,
        loss=cross_entropy,
        epochs=round(TUNING_STEPS / steps_a_pass),
        batch_size=TUNING_BATCH,
        learning_rate=TUNING_RATE,
        weight_decay=TUNING_DECAY,
        seed=seed,
    )
    return network


def flat(images: Images) -> Float[np.ndarray, "n pixels"]:
    """Return images as rows of pixels."""
    return images.pixels.reshape(len(images), -1)


#: By name: those that take less than a second, and those whose answers are shipped.
METHODS = {
    "pixels": name_from_pixels,
    "connected": name_with_connections,
    "scratch": name_from_scratch,
    "frozen": name_from_features,
    "fine-tuned": name_fine_tuned,
    "frozen, 84": partial(name_from_small_images, side=84),
    "frozen, 128": partial(name_from_small_images, side=128),
}
QUICK = ("pixels", "frozen")
OF_DIGITS = tuple(name for name in METHODS if name != "fine-tuned")


# --- The comparison -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Comparison:
    """Accuracy on images of which no model has seen one, by number of labelled images.

    Attributes
    ----------
    per_class
        Labelled images of each class.
    accuracy
        Of each method of `METHODS`, for each draw of labelled images.
    """

    per_class: tuple[int, ...]
    accuracy: dict[str, Float[np.ndarray, "draws sizes"]]

    def mean(self, method: str) -> Float[np.ndarray, " sizes"]:
        """Return the accuracy of a method, averaged over draws."""
        return self.accuracy[method].mean(axis=0)

    def lowest(self, method: str) -> Float[np.ndarray, " sizes"]:
        """Return the lowest accuracy of a method among the draws."""
        return self.accuracy[method].min(axis=0)

    def highest(self, method: str) -> Float[np.ndarray, " sizes"]:
        """Return the highest accuracy of a method among the draws."""
        return self.accuracy[method].max(axis=0)

    def at(self, method: str, per_class: int) -> float:
        """Return the mean accuracy of a method with so many labelled images of each class."""
        return float(self.mean(method)[self.per_class.index(per_class)])

    def gains(self, method: str, per_class: int, *, over: str) -> Float[np.ndarray, " draws"]:
        """Return by how many points one method is better than another in each draw."""
        place = self.per_class.index(per_class)
        return 100 * (self.accuracy[method] - self.accuracy[over])[:, place]

    def gain(self, method: str, per_class: int, *, over: str) -> float:
        """Return by how many points one method is better than another, averaged over draws."""
        return float(self.gains(method, per_class, over=over).mean())


@experiment
def compare_on_clothes(
    *,
    seed: int,
    draws: int = DRAWS,
    per_class: Sequence[int] = PER_CLASS,
    methods: Sequence[str] = tuple(METHODS),
) -> Comparison:
    """Compare ways to learn from few photographs of clothes.

    Parameters
    ----------
    seed
        Decides which photographs are labelled, and where weights start.
    draws
        So many times photographs are drawn, and networks trained.
    per_class
        How many of each class are labelled.
    methods
        Which ways; names in `METHODS`.
    """
    return compare(clothes(), methods, seed=seed, draws=draws, per_class=per_class)


@experiment
def compare_on_digits(
    *,
    seed: int,
    draws: int = DRAWS,
    per_class: Sequence[int] = PER_CLASS,
    methods: Sequence[str] = OF_DIGITS,
) -> Comparison:
    """Compare ways to learn from few handwritten digits; see `compare_on_clothes`."""
    return compare(handwriting(), methods, seed=seed, draws=draws, per_class=per_class)


def compare(
    task: Task,
    methods: Sequence[str],
    *,
    seed: int,
    draws: int,
    per_class: Sequence[int],
) -> Comparison:
    """Compare ways to learn a task from few images; every way learns from the same ones."""
    seeds = seeds_from(seed, draws)
    accuracy = {
        name: np.array(
            [
                [
                    (answer(task, name, METHODS[name], k, seed=s) == task.test.labels).mean()
                    for k in per_class
                ]
                for s in seeds
            ]
        )
        for name in methods
    }
    return Comparison(tuple(per_class), accuracy)
