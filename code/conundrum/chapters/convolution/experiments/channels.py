"""A convolution over the channels of an image, and the sizes of such layers."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from conundrum.chapters.convolution.experiments.sliding import Picture, feature_maps
from conundrum.data.photographs import photograph, shrink
from conundrum.experiment import experiment

COLOURS = ("red", "green", "blue")
# More red than green and blue: weights that add up to zero, so that grey of any brightness gives 0.
ORANGE = {
    "red": np.full((3, 3), 2.0),
    "green": np.full((3, 3), -1.0),
    "blue": np.full((3, 3), -1.0),
}
BIAS = -1.0


@dataclass(frozen=True)
class ChannelSum:
    """One kernel over the three planes of a photograph.

    Attributes
    ----------
    image : ndarray, shape (height, width, 3)
        Red, green and blue, each from 0 to 1.
    kernel : mapping of str to ndarray, shape (3, 3)
        The weights of the kernel for each plane.
    parts : mapping of str to ndarray, shape (rows, columns)
        What the weights for each plane give on that plane.
    bias : float
        The number that is added to the sum of the three.
    """

    image: Float[np.ndarray, "height width 3"]
    kernel: Mapping[str, Float[np.ndarray, "3 3"]]
    parts: Mapping[str, Float[np.ndarray, "rows columns"]]
    bias: float

    @property
    def planes(self) -> dict[str, Picture]:
        """Each plane of the photograph."""
        return dict(zip(self.kernel, np.moveaxis(self.image, -1, 0), strict=True))

    @property
    def total(self) -> Picture:
        """The sum of the three parts and the bias."""
        return sum(self.parts.values()) + self.bias

    @property
    def feature_map(self) -> Picture:
        """The total, with what is below zero set to zero (ReLU)."""
        return np.maximum(0, self.total)

    @property
    def largest(self) -> float:
        """The largest size of any value in the three parts."""
        return max(float(np.abs(part).max()) for part in self.parts.values())

    @property
    def on_flower(self) -> float:
        """The feature map in the middle of the flower, the mean over 5 × 5 places."""
        row, column = self.total.shape[0] // 2, self.total.shape[1] // 2
        return float(self.feature_map[row - 2 : row + 3, column - 2 : column + 3].mean())

    @property
    def active_at_margin(self) -> float:
        """The share of places above zero in the ten columns next to column 0."""
        return float((self.feature_map[:, :10] > 0).mean())


@experiment
def sum_over_channels(
    *, kernel: Mapping[str, Float[np.ndarray, "3 3"]] = ORANGE, bias: float = BIAS
) -> ChannelSum:
    """Slide a kernel of 3 × 3 × 3 weights over the photograph of a flower, 53 × 80 pixels.

    Parameters
    ----------
    kernel : mapping of str to ndarray, shape (3, 3)
        The weights for red, green and blue, in this order.
    bias : float
        The number that is added to the sum.
    """
    image = shrink(photograph("flower"), 8)
    parts = {
        name: feature_maps(image[None, :, :, channel], weights[None])[0, 0]
        for channel, (name, weights) in enumerate(kernel.items())
    }
    return ChannelSum(image, kernel, parts, bias)


@dataclass(frozen=True)
class LayerSize:
    """The size of a convolutional layer.

    Attributes
    ----------
    channels, maps : int
        Number of channels that come in, and of feature maps that go out.
    window : tuple of int
        Size of the window along each axis: two for images, three for volumes.
    """

    channels: int
    maps: int
    window: tuple[int, ...]

    @property
    def weights_a_map(self) -> int:
        """Number of weights of one kernel: one for each channel and place of the window."""
        return self.channels * int(np.prod(self.window))

    @property
    def parameters(self) -> int:
        """Number of weights and biases of the layer."""
        return self.maps * (self.weights_a_map + 1)


LAYERS = {
    "colour image to one map": LayerSize(3, 1, (3, 3)),
    "16 maps to 32": LayerSize(16, 32, (3, 3)),
    "16 maps to 32, 1 × 1": LayerSize(16, 32, (1, 1)),
    "16 maps to 32, in a volume": LayerSize(16, 32, (3, 3, 3)),
}
