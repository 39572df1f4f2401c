"""The number of parameters of a convolution, and of layers that do not share weights."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Int

from conundrum.experiment import experiment


@dataclass(frozen=True)
class ParameterCounts:
    """Parameters of one layer that makes 16 feature maps of an image.

    Attributes
    ----------
    images : tuple of (int, int, int)
        Channels, height and width of each image.
    convolution : ndarray of int, shape (images,)
        Parameters with windows of 3 × 3, shared by all places.
    local : ndarray of int, shape (images,)
        Parameters with windows of 3 × 3 and weights of its own for each place.
    connected : ndarray of int, shape (images,)
        Parameters with each unit joined to all pixels.
    """

    images: tuple[tuple[int, int, int], ...]
    convolution: Int[np.ndarray, " images"]
    local: Int[np.ndarray, " images"]
    connected: Int[np.ndarray, " images"]


@experiment
def count_parameters() -> ParameterCounts:
    """Count the parameters of three kinds of layer for images of three sizes."""
    images = ((1, 28, 28), (3, 64, 64), (3, 224, 224))
    c, h, w = np.array(images).T
    return ParameterCounts(
        images, 16 * (9 * c + 1), 16 * h * w * (9 * c + 1), 16 * h * w * (c * h * w + 1)
    )
