"""How much pixels have in common, by how far apart they are."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int

from conundrum.data.images import fashion_mnist
from conundrum.data.photographs import grey, photograph, shrink
from conundrum.experiment import experiment

Picture = Float[np.ndarray, "height width"]
PIXELS = 28 * 28  # of an image of clothes
DISTANCES = (1, 2, 4, 8, 16, 32, 64, 128)
CLOTHES_DISTANCES = range(1, 21)


@dataclass(frozen=True)
class PixelCorrelations:
    """How pixels correlate, by how far apart they are.

    Attributes
    ----------
    distances : ndarray of int, shape (distances,)
        Distances in the photographs, in pixels.
    ordered, shuffled : mapping of str to ndarray, shape (distances,)
        For each photograph, the correlation over random pairs of its pixels; as it is, and after
        its pixels changed places at random.
    clothes_distances : ndarray of int, shape (clothes_distances,)
        Distances in the images of clothes, in pixels.
    clothes, clothes_shuffled : ndarray, shape (clothes_distances,)
        For those, the correlation of two pixels over all images, averaged over pairs of pixels; as
        they are, and after the pixels of all images changed places in the same way.
    """

    distances: Int[np.ndarray, " distances"]
    ordered: Mapping[str, Float[np.ndarray, " distances"]]
    shuffled: Mapping[str, Float[np.ndarray, " distances"]]
    clothes_distances: Int[np.ndarray, " clothes_distances"]
    clothes: Float[np.ndarray, " clothes_distances"]
    clothes_shuffled: Float[np.ndarray, " clothes_distances"]

    @property
    def clothes_level(self) -> float:
        """The mean over distances of what a shuffle leaves in clothes."""
        return float(self.clothes_shuffled.mean())

    def clothes_at(self, distance: int) -> float:
        """Return the correlation in clothes as they are, at a distance."""
        return float(self.clothes[self.clothes_distances == distance].item())


@experiment
def correlate_pixels(*, seed: int) -> PixelCorrelations:
    """Correlate pixels with their neighbours near and far, before and after a shuffle."""
    rng = np.random.default_rng(seed)
    ordered, shuffled = {}, {}
    for name in ("pagoda", "flower"):
        image = grey(photograph(name))
        mixed = rng.permutation(image.ravel()).reshape(image.shape)
        ordered[name] = np.array([correlation_at(image, d, rng) for d in DISTANCES])
        shuffled[name] = np.array([correlation_at(mixed, d, rng) for d in DISTANCES])
    train, _ = fashion_mnist()
    clothes = _correlations_of_pixels(train.pixels.reshape(-1, PIXELS))
    places = rng.permutation(PIXELS)
    distances = np.array(CLOTHES_DISTANCES)
    return PixelCorrelations(
        np.array(DISTANCES),
        ordered,
        shuffled,
        distances,
        _mean_by_distance(clothes, distances),
        _mean_by_distance(clothes[np.ix_(places, places)], distances),
    )


def correlation_at(
    image: Picture, distance: float, rng: np.random.Generator, *, pairs: int = 20_000
) -> float:
    """Correlate the brightness of random pairs of pixels that are so far apart, in any direction.

    Places between pixels are rounded to the nearest.
    """
    height, width = image.shape
    angle = rng.uniform(0, 2 * np.pi, pairs)
    down = np.rint(distance * np.sin(angle)).astype(int)
    right = np.rint(distance * np.cos(angle)).astype(int)
    row = rng.integers(np.maximum(0, -down), height - np.maximum(0, down))
    column = rng.integers(np.maximum(0, -right), width - np.maximum(0, right))
    return float(np.corrcoef(image[row, column], image[row + down, column + right])[0, 1])


def _correlations_of_pixels(
    images: Float[np.ndarray, "n pixels"],
) -> Float[np.ndarray, "pixels pixels"]:
    """Correlate pixels over images; NaN for pixels that hardly ever differ."""
    with np.errstate(invalid="ignore", divide="ignore"):
        correlations = np.corrcoef(images, rowvar=False)
    constant = images.std(axis=0) < 0.02
    correlations[constant] = correlations[:, constant] = np.nan
    return correlations


def _mean_by_distance(
    correlations: Float[np.ndarray, "pixels pixels"], distances: Int[np.ndarray, " distances"]
) -> Float[np.ndarray, " distances"]:
    """Average correlations over pairs of pixels whose distance rounds to each of `distances`."""
    rows, columns = np.divmod(np.arange(PIXELS), 28)
    apart = np.rint(np.hypot(rows[:, None] - rows, columns[:, None] - columns)).astype(int)
    return np.array([np.nanmean(correlations[apart == d]) for d in distances])


@dataclass(frozen=True)
class Tiles:
    """A photograph cut into square tiles that changed places at random.

    Attributes
    ----------
    size : int
        Height and width of a tile in pixels.
    image : ndarray, shape (96, 144)
        The photograph, from 0 to 1.
    correlation : float
        The correlation of pixels that lie side by side.
    """

    size: int
    image: Picture
    correlation: float


@experiment
def shuffle_tiles(size: int, *, seed: int) -> Tiles:
    """Cut the photograph of a pagoda into tiles and shuffle them; `size` must divide 96 and 144."""
    image = shrink(grey(photograph("pagoda")), 4)[-96:, :144]
    rows, columns = 96 // size, 144 // size
    tiles = image.reshape(rows, size, columns, size).swapaxes(1, 2).reshape(-1, size, size)
    mixed = np.random.default_rng(seed).permutation(tiles)
    image = mixed.reshape(rows, columns, size, size).swapaxes(1, 2).reshape(96, 144)
    side_by_side = np.corrcoef(image[:, 1:].ravel(), image[:, :-1].ravel())[0, 1]
    return Tiles(size, image, float(side_by_side))
