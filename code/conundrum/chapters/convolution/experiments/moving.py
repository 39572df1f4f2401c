"""What happens to feature maps when an image moves."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from conundrum.chapters.convolution.experiments.sliding import KERNELS, Picture, feature_maps
from conundrum.data.images import fashion_mnist, shift
from conundrum.experiment import experiment


@dataclass(frozen=True)
class ShiftDiscrepancies:
    """How far the response to a moved image is from the moved response.

    Attributes
    ----------
    convolution : float
        Largest difference inside, over kernels and moves, for convolutions of stride 1.
    stride_even, stride_odd : float
        Relative difference for convolutions with a stride, when the image moves by as many pixels
        as the stride, and by one. (The response moves by one place, and by none or one, whichever
        is nearer.)
    connected : float
        Relative difference for a fully connected layer with as many outputs.
    """

    convolution: float
    stride_even: float
    stride_odd: float
    connected: float


@experiment
def shift_noise(*, seed: int, side: int = 16, stride: int = 2) -> ShiftDiscrepancies:
    """Move random images by a few pixels, before and after a random convolution.

    Only the part of the response is compared whose windows see no border of the image.

    Parameters
    ----------
    seed : int
        Seed of the image of noise, the kernels and the weights.
    side : int
        Height and width of the image in pixels.
    stride : int
        Stride of the convolution with a stride.
    """
    rng = np.random.default_rng(seed)
    image = rng.standard_normal((side, side))
    kernels = rng.standard_normal((8, 3, 3))
    response = feature_maps(image[None], kernels)[0]
    inside = np.s_[..., 3:-3, 3:-3]
    largest = 0.0
    for down, right in ((1, 0), (0, 1), (2, 3), (-3, -1)):
        moved = feature_maps(shift(image, down=down, right=right)[None], kernels)[0]
        difference = moved - shift(response, down=down, right=right)
        largest = max(largest, np.abs(difference[inside]).max())

    strided, by_stride, by_one = (
        feature_maps(shift(image, down=0, right=right)[None], kernels, stride=stride)[0]
        for right in (0, stride, 1)
    )
    inside = np.s_[..., 2:-2]
    to = [shift(strided, down=0, right=right)[inside] for right in (0, 1)]

    matrix = rng.standard_normal((response[0].size, image.size)) / side
    connected, of_moved = (
        (matrix @ x.ravel()).reshape(response[0].shape)
        for x in (image, shift(image, down=0, right=1))
    )
    inside_all = np.s_[1:-1, 1:-1]
    return ShiftDiscrepancies(
        largest,
        relative_difference(by_stride[inside], to[1]),
        min(relative_difference(by_one[inside], expected) for expected in to),
        relative_difference(of_moved[inside_all], shift(connected, down=0, right=1)[inside_all]),
    )


def relative_difference(a: Float[np.ndarray, "*shape"], b: Float[np.ndarray, "*shape"]) -> float:
    """Return the size of a − b as a share of the size of b (root mean squares)."""
    return float(np.linalg.norm(a - b) / np.linalg.norm(b))


@dataclass(frozen=True)
class ShiftedMaps:
    """An image and a feature map of it, and both after the image moved.

    Attributes
    ----------
    image, shifted_image : ndarray, shape (height, width)
        A shoe on a larger black ground.
    feature_map, shifted_map : ndarray, shape (rows, columns)
        Feature maps for the horizontal kernel, nothing below zero.
    """

    image: Picture
    shifted_image: Picture
    feature_map: Float[np.ndarray, "rows columns"]
    shifted_map: Float[np.ndarray, "rows columns"]

    @property
    def largest(self) -> float:
        """The largest value in the feature map of the image where it was."""
        return float(self.feature_map.max())


@experiment
def shift_shoe(*, down: int, right: int) -> ShiftedMaps:
    """Move a training image of a shoe over a black ground, and slide a kernel over it twice."""
    train, _ = fashion_mnist()
    shoe = train.pixels[np.flatnonzero(train.labels == 9)[0], 0].astype(float)
    ground = np.pad(shoe, 8)
    moved = shift(ground, down=down, right=right)
    before, after = feature_maps(np.stack([ground, moved]), KERNELS["horizontal"][None])[:, 0]
    return ShiftedMaps(ground, moved, np.maximum(0, before), np.maximum(0, after))
