"""Edges of photographs, and of photographs whose pixels are shuffled."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from conundrum.chapters.convolution.experiments.sliding import Picture, feature_maps
from conundrum.data.photographs import grey, photograph, shrink
from conundrum.experiment import experiment

SOBEL = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]) / 4


@dataclass(frozen=True)
class Edges:
    """Edges of a photograph.

    Attributes
    ----------
    image : ndarray, shape (height, width)
        Grey, from 0 to 1.
    across, down : ndarray, shape (height, width)
        Response to the kernel that compares the columns on both sides, and to the one that compares
        the rows above and below.
    """

    image: Picture
    across: Picture
    down: Picture

    @property
    def strength(self) -> Picture:
        """How much brightness changes, in whichever direction."""
        return np.hypot(self.across, self.down)

    @property
    def concentration(self) -> float:
        """The share of all squared strength that a tenth of the pixels holds."""
        squared = np.sort(np.square(self.strength), axis=None)
        return float(squared[-(squared.size // 10) :].sum() / squared.sum())

    @property
    def largest(self) -> float:
        """The largest size of either response."""
        return float(max(np.abs(self.across).max(), np.abs(self.down).max()))


def find_edges(image: Picture) -> Edges:
    """Slide an edge kernel over an image, as it is and transposed (Sobel and Feldman 1968)."""
    across, down = feature_maps(image[None], np.stack([SOBEL, SOBEL.T]))[0]
    return Edges(image[1:-1, 1:-1], across, down)


@experiment
def find_edges_of_pagoda() -> Edges:
    """Find edges in a photograph of 142 × 213 pixels."""
    return find_edges(shrink(grey(photograph("pagoda")), 3))


@dataclass(frozen=True)
class EdgeConcentration:
    """How unevenly edges are spread over parts of photographs.

    Attributes
    ----------
    ordered, shuffled : ndarray, shape (parts,)
        For random parts of both photographs, the share of squared strength that a tenth of the
        pixels holds; as they are, and with pixels shuffled.
    """

    ordered: Float[np.ndarray, " parts"]
    shuffled: Float[np.ndarray, " parts"]

    @property
    def median_shuffled(self) -> float:
        """The median share in shuffled parts."""
        return float(np.median(self.shuffled))

    @property
    def ratio(self) -> float:
        """How many times as large the median share is in pictures as they are."""
        return float(np.median(self.ordered) / np.median(self.shuffled))


@experiment
def measure_edge_concentration(
    *, seed: int, parts: int = 100, side: int = 96, pictures: Sequence[Picture] | None = None
) -> EdgeConcentration:
    """Find edges in random parts of pictures, before and after a shuffle of their pixels.

    Parameters
    ----------
    seed : int
        Decides where parts are cut, and how their pixels are shuffled.
    parts : int
        Number of parts, from the pictures in turn.
    side : int
        Height and width of a part in pixels.
    pictures : sequence of ndarray, optional
        Grey pictures that parts are cut from; the two photographs unless given.
    """
    rng = np.random.default_rng(seed)
    if pictures is None:
        pictures = [grey(photograph(name)) for name in ("pagoda", "flower")]
    ordered, shuffled = [], []
    for part in range(parts):
        image = pictures[part % len(pictures)]
        row, column = (rng.integers(size - side) for size in image.shape)
        piece = image[row : row + side, column : column + side]
        mixed = rng.permutation(piece.ravel()).reshape(piece.shape)
        ordered.append(find_edges(piece).concentration)
        shuffled.append(find_edges(mixed).concentration)
    return EdgeConcentration(np.array(ordered), np.array(shuffled))
