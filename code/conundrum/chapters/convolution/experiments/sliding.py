"""Three kernels slid over a small image, and a convolution as a matrix."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float
from torch.nn.functional import conv2d

from conundrum.data.images import digits

Picture = Float[np.ndarray, "height width"]
KERNELS = {
    "vertical": np.array([[-1.0, 2, -1], [-1, 2, -1], [-1, 2, -1]]),
    "horizontal": np.array([[-1.0, -1, -1], [2, 2, 2], [-1, -1, -1]]),
    "rising": np.array([[-1.0, -1, 2], [-1, 2, -1], [2, -1, -1]]),
}
SEVEN = 430  # place of the handwritten digit among those of scikit-learn
GREYS = 16  # the value of white in these images


def feature_maps(
    images: Float[np.ndarray, "n height width"],
    kernels: Float[np.ndarray, "k h w"],
    stride: int = 1,
) -> Float[np.ndarray, "n k rows columns"]:
    """Slide each kernel over each image, without padding."""
    x, weight = torch.as_tensor(images)[:, None], torch.as_tensor(kernels)[:, None]
    return conv2d(x, weight.to(x.dtype), stride=stride).numpy()


@dataclass(frozen=True)
class Step:
    """One position of three kernels on a small image.

    Attributes
    ----------
    image : ndarray, shape (8, 8)
        Whole numbers from 0 to 16.
    kernels : mapping of str to ndarray, shape (3, 3)
        The weights of each kernel.
    maps : mapping of str to ndarray, shape (6, 6)
        The feature map of each kernel.
    row, column : int
        Where the upper corner of the window with the smaller column is.
    """

    image: Picture
    kernels: Mapping[str, Float[np.ndarray, "3 3"]]
    maps: Mapping[str, Float[np.ndarray, "rows columns"]]
    row: int
    column: int

    @property
    def window(self) -> Float[np.ndarray, "3 3"]:
        """The nine pixels under the kernels."""
        return self.image[self.row : self.row + 3, self.column : self.column + 3]

    @property
    def products(self) -> dict[str, Float[np.ndarray, "3 3"]]:
        """Weight times pixel, for each kernel."""
        return {name: kernel * self.window for name, kernel in self.kernels.items()}

    @property
    def sums(self) -> dict[str, float]:
        """What each kernel gives at this position: the sum of its nine products."""
        return {name: float(values[self.row, self.column]) for name, values in self.maps.items()}

    @property
    def largest(self) -> float:
        """The largest size of any value in the three maps."""
        return max(float(np.abs(values).max()) for values in self.maps.values())


def slide_over_digit() -> list[Step]:
    """Slide three kernels over a handwritten seven, row by row; return every step."""
    image = np.rint(GREYS * digits().pixels[SEVEN, 0]).astype(float)
    of_kernels = feature_maps(image[None], np.array(list(KERNELS.values())))[0]
    maps = dict(zip(KERNELS, of_kernels, strict=True))
    rows, columns = of_kernels.shape[1:]
    return [
        Step(image, KERNELS, maps, row, column) for row in range(rows) for column in range(columns)
    ]


def convolution_matrix(
    kernel: Float[np.ndarray, "h w"], height: int, width: int
) -> Float[np.ndarray, "outputs pixels"]:
    """Write the convolution with a kernel as a matrix that multiplies the flattened image."""
    pixels = np.eye(height * width).reshape(-1, height, width)
    return feature_maps(pixels, kernel[None])[:, 0].reshape(height * width, -1).T
