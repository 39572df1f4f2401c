"""A photograph as three planes of numbers."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int

from conundrum.data.photographs import photograph, shrink
from conundrum.experiment import experiment

COLOURS = ("red", "green", "blue")


@dataclass(frozen=True)
class ColourPlanes:
    """A colour photograph, with the mean colour of two of its parts.

    Attributes
    ----------
    image : ndarray, shape (height, width, 3)
        Red, green and blue, each from 0 to 1.
    background, centre : ndarray, shape (3,)
        Mean red, green and blue of the margin with column 0, and of a square in the middle of the
        flower.
    """

    image: Float[np.ndarray, "height width 3"]
    background: Float[np.ndarray, "3"]
    centre: Float[np.ndarray, "3"]


@experiment
def separate_planes() -> ColourPlanes:
    """Take the photograph of a flower apart into red, green and blue."""
    image = photograph("flower")
    return ColourPlanes(
        shrink(image, 4),
        image[:, :100].mean(axis=(0, 1)),
        image[180:240, 280:340].mean(axis=(0, 1)),
    )


@dataclass(frozen=True)
class PixelValues:
    """A small part of a photograph, as the numbers that are stored.

    Attributes
    ----------
    image : ndarray of int, shape (height, width, 3)
        The whole photograph: red, green and blue from 0 to 255.
    row, column : int
        The first row and column of the part.
    side : int
        Height and width of the part, in pixels.
    """

    image: Int[np.ndarray, "height width 3"]
    row: int
    column: int
    side: int

    @property
    def part(self) -> Int[np.ndarray, "side side 3"]:
        """The numbers of the part."""
        rows = slice(self.row, self.row + self.side)
        return self.image[rows, self.column : self.column + self.side]

    def plane(self, colour: str) -> Int[np.ndarray, "side side"]:
        """Return the numbers of one colour in the part."""
        return self.part[:, :, COLOURS.index(colour)]


@experiment
def read_pixel_values(*, row: int = 12, column: int = 20, side: int = 8) -> PixelValues:
    """Read the numbers of a part of a photograph of 53 × 80 pixels: the edge of a flower."""
    image = np.rint(255 * shrink(photograph("flower"), 8)).astype(int)
    return PixelValues(image, row, column, side)
