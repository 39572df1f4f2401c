"""Two tasks with few labels: images to draw labelled ones from, images to test on, and features."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
from jaxtyping import Float, Int

from conundrum.data.images import Images, digits, fashion_mnist
from conundrum.data.shipped import shipped_arrays
from conundrum.models.pretrained import early_maps, pretrained_features

POOL = 1000
CLASSES = 10

#: Networks were trained beforehand for the draws that belong to this seed.
SHIPPED_SEED = 1
#: What `conundrum.chapters.transfer.precompute` made.
SHIPPED_FILE = "pretrained.npz"
SHIPPED_CHECKSUM = "cfae2d4d86fb46a65a7beb2f335c59c5a24150dd795d4c637c41d819797eb686"


@dataclass(frozen=True, eq=False)
class Task:
    """Images of ten classes, and what the pretrained network makes of them.

    Attributes
    ----------
    name
        What the images show.
    pool
        Images of which some are drawn as the labelled ones.
    test
        Images that no model learns from.
    pool_features, test_features
        What the pretrained network makes of both, at 224 pixels a side.
    """

    name: str
    pool: Images
    test: Images
    pool_features: Float[np.ndarray, "pool 1280"]
    test_features: Float[np.ndarray, "test 1280"]

    def draw(self, per_class: int, *, seed: int) -> Int[np.ndarray, " chosen"]:
        """Draw so many of the pool from each class; return where in the pool they are."""
        rng = np.random.default_rng(seed)
        of_class = [np.flatnonzero(self.pool.labels == c) for c in range(CLASSES)]
        return np.concatenate([rng.permutation(members)[:per_class] for members in of_class])


#: Learns a task from the images of its pool that are chosen, with a seed for what training draws;
#: returns the class that it names for each test image.
Method = Callable[[Task, Int[np.ndarray, " chosen"], int], Int[np.ndarray, " test"]]


@cache
def precomputed() -> dict[str, np.ndarray]:
    """Return the features and answers that were computed once, by name."""
    return shipped_arrays(SHIPPED_FILE, SHIPPED_CHECKSUM)


def pool_and_test_of_clothes() -> tuple[Images, Images]:
    """Return 1000 photographs of clothes to draw from, 100 of each class, and 1000 to test on."""
    train, test = fashion_mnist()
    return train.split(POOL, seed=0)[0], test


def pool_and_test_of_digits() -> tuple[Images, Images]:
    """Return 1000 handwritten digits to draw from, and the 797 others to test on."""
    return digits().split(POOL, seed=0)


@cache
def clothes() -> Task:
    """Return the task of naming photographs of clothes."""
    return _with_shipped_features("clothes", *pool_and_test_of_clothes())


@cache
def handwriting() -> Task:
    """Return the task of naming handwritten digits."""
    return _with_shipped_features("digits", *pool_and_test_of_digits())


def _with_shipped_features(name: str, pool: Images, test: Images) -> Task:
    pool_features, test_features = (
        precomputed()[f"{name}/{part}"].astype(np.float32) for part in ("pool", "test")
    )
    return Task(name, pool, test, pool_features, test_features)


@cache
def features_at(
    task: Task, side: int
) -> tuple[Float[np.ndarray, "pool 1280"], Float[np.ndarray, "test 1280"]]:
    """Return the features of a pool and of its test images, both resized to another side first."""
    return pretrained_features(task.pool.pixels, side), pretrained_features(task.test.pixels, side)


@cache
def maps_of(
    task: Task,
) -> tuple[Float[np.ndarray, "pool 192 h w"], Float[np.ndarray, "test 192 h w"]]:
    """Return what the early layers of the pretrained network make of a pool and its test images."""
    return early_maps(task.pool.pixels), early_maps(task.test.pixels)


def answer(
    task: Task, name: str, method: Method, per_class: int, *, seed: int
) -> Int[np.ndarray, " test"]:
    """Return the class that a method names for each test image, having learned from few images.

    Where the answers for this draw are shipped, they are read; else the method learns now.

    Parameters
    ----------
    task
        Which images.
    name
        Of the method, in the file that is shipped.
    method
        How to learn.
    per_class
        So many images of each class are labelled.
    seed
        Decides which, and what training draws.
    """
    shipped = precomputed().get(f"{task.name}/{name}/{per_class}")
    seeds = precomputed()["seeds"].tolist()
    if shipped is not None and seed in seeds:
        return shipped[seeds.index(seed)].astype(int)
    return method(task, task.draw(per_class, seed=seed), seed)
