"""Inputs with a structure: photographs that are moved a little."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from sklearn.metrics.pairwise import euclidean_distances

from conundrum.data.images import Images, fashion_mnist, shift
from conundrum.experiment import experiment


@dataclass(frozen=True)
class MovedImages:
    """How far an image is from itself, moved, and from images of something else.

    Attributes
    ----------
    images
        Some photographs of clothes.
    moved
        The same, two pixels further right.
    strangers
        For each, the nearest image of another class.
    to_itself, to_stranger
        Euclidean distance over all pixels, from each image to itself moved and to the stranger.
    changed
        Share of pixels that the move changes by more than a tenth of the range from black to white.
    """

    images: Images
    moved: Float[np.ndarray, "n 1 28 28"]
    strangers: Images
    to_itself: Float[np.ndarray, " n"]
    to_stranger: Float[np.ndarray, " n"]
    changed: Float[np.ndarray, " n"]

    @property
    def nearer_to_stranger(self) -> float:
        """Share of photographs that are further from themselves, moved, than from the stranger."""
        return float((self.to_itself > self.to_stranger).mean())


@experiment
def move_images(*, seed: int, n: int = 500, right: int = 2) -> MovedImages:
    """Move some of the photographs of clothes by two pixels, and look for strangers nearer by."""
    every, _ = fashion_mnist()
    chosen, _ = every.split(n, seed=seed)
    moved = shift(chosen.pixels, down=0, right=right)
    flat, candidates = (images.pixels.reshape(len(images), -1) for images in (chosen, every))
    distance = euclidean_distances(flat, candidates)
    distance[chosen.labels[:, None] == every.labels] = np.inf
    nearest = distance.argmin(axis=1)
    difference = np.abs(moved - chosen.pixels)
    return MovedImages(
        chosen,
        moved,
        every[nearest],
        np.sqrt((difference**2).sum(axis=(1, 2, 3))),
        distance.min(axis=1),
        (difference > 0.1).mean(axis=(1, 2, 3)),
    )
