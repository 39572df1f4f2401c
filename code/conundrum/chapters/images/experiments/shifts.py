"""One image that moves, in front of a network that never saw one move."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float

from conundrum.chapters.images.experiments.arrangement import NETWORK, shifted_right, untrained
from conundrum.data.images import FASHION_CLASSES, fashion_mnist
from conundrum.models.convnets import predict_images
from conundrum.training.classifiers import train_classifier

TRAINING_IMAGES = 4000


@dataclass(frozen=True)
class ShiftedImage:
    """One image, moved, and what a network makes of it.

    Attributes
    ----------
    right : int
        By how many pixels the image was moved to the right; negative for the other direction.
    image : ndarray, shape (28, 28)
        The moved image.
    label : int
        What it shows, as an index of `FASHION_CLASSES`.
    probabilities : ndarray, shape (classes,)
        The probability that the network gives each class.
    """

    right: int
    image: Float[np.ndarray, "28 28"]
    label: int
    probabilities: Float[np.ndarray, " classes"]

    @property
    def answer(self) -> str:
        """The class that the network finds most probable."""
        return FASHION_CLASSES[int(self.probabilities.argmax())]


def predict_shifted_image(index: int, *, seed: int, rights: Sequence[int]) -> list[ShiftedImage]:
    """Train a fully connected network on 4,000 images, and show it another one, moved.

    Parameters
    ----------
    index : int
        The image that is moved, among those on which the network is not trained.
    seed : int
        Seed of the split, the initial weights and the order of images.
    rights : sequence of int
        By how many pixels it is moved to the right, in each frame.
    """
    train, others = fashion_mnist()[0].split(TRAINING_IMAGES, seed=seed)
    network = untrained(NETWORK, seed=seed)
    train_classifier(network, train, seed=seed)
    one = others[index : index + 1]
    frames = []
    for right in rights:
        image = shifted_right(one, right).pixels
        probabilities = torch.as_tensor(predict_images(network, image)[0]).softmax(0).numpy()
        frames.append(ShiftedImage(right, image[0, 0], int(one.labels[0]), probabilities))
    return frames
