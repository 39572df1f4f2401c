"""What pooling makes of images that move, turn, grow or bend, and what it forgets."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float
from scipy.ndimage import affine_transform, gaussian_filter, map_coordinates
from torch import Tensor
from torch.nn.functional import avg_pool2d, max_pool2d

from conundrum.chapters.convolution.experiments.sliding import KERNELS, Picture, feature_maps
from conundrum.data.images import Images, digits, fashion_mnist, shift
from conundrum.experiment import experiment

BORDER = 10  # black pixels around each image, so that nothing leaves the frame
POOLINGS: Mapping[str, Callable[[Tensor], Tensor]] = {
    "no pooling": lambda maps: maps,
    "max 2 × 2": lambda maps: max_pool2d(maps, 2),
    "max 4 × 4": lambda maps: max_pool2d(maps, 4),
    "average 4 × 4": lambda maps: avg_pool2d(maps, 4),
    "max over all": lambda maps: maps.amax(dim=(2, 3)),
    "average over all": lambda maps: maps.mean(dim=(2, 3)),
}
Pictures = Float[np.ndarray, "n height width"]


@dataclass(frozen=True)
class PooledChanges:
    """By how much feature maps and what is pooled from them change when images move.

    Attributes
    ----------
    shifts : tuple of int
        To the right, in pixels.
    change : mapping of str to ndarray, shape (shifts,)
        For each way of pooling, mean over images of the relative change: the size of the
        difference as a share of the size without a move.
    """

    shifts: tuple[int, ...]
    change: Mapping[str, Float[np.ndarray, " shifts"]]

    def at(self, pooling: str, right: int) -> float:
        """Return the change when images move so far to the right."""
        return float(self.change[pooling][self.shifts.index(right)])


@experiment
def pool_shifted_clothes(*, seed: int, images: int = 100, blur: float = 0.0) -> PooledChanges:
    """Move images of clothes on a larger black ground, and pool three feature maps of each.

    Parameters
    ----------
    seed : int
        Decides which images.
    images : int
        Number of images.
    blur : float
        Standard deviation, in pixels, of a Gaussian by which images are blurred beforehand.
    """
    ground = gaussian_filter(_on_black(_drawn_clothes(images, seed=seed)), (0, blur, blur))
    shifts = tuple(range(5))
    maps = [_maps(shift(ground, down=0, right=k)) for k in shifts]
    change = {
        name: np.array([_mean_change(pool(maps[0]), pool(moved)) for moved in maps])
        for name, pool in POOLINGS.items()
    }
    return PooledChanges(shifts, change)


@dataclass(frozen=True)
class DeformedChanges:
    """By how much feature maps and what is pooled from them change when images are deformed.

    Attributes
    ----------
    angles : tuple of int
        Turns, in degrees.
    turned : mapping of str to ndarray, shape (angles,)
        For each way of pooling, the mean relative change between images that are turned by half of
        an angle in one direction, and by half of it in the other.
    sizes : tuple of int
        By how many percent images grow.
    enlarged : mapping of str to ndarray, shape (sizes,)
        The same between images that are made smaller by the root of the factor, and larger by it.
    bends : tuple of float
        Typical length in pixels of the random displacements of a smooth field.
    bent : mapping of str to ndarray, shape (bends,)
        The same between images that are displaced by half of the field, and by half its opposite.
    another : mapping of str to float
        The same between two images of the same class.
    """

    angles: tuple[int, ...]
    turned: Mapping[str, Float[np.ndarray, " angles"]]
    sizes: tuple[int, ...]
    enlarged: Mapping[str, Float[np.ndarray, " sizes"]]
    bends: tuple[float, ...]
    bent: Mapping[str, Float[np.ndarray, " bends"]]
    another: Mapping[str, float]

    def turned_by(self, pooling: str, angle: int) -> float:
        """Return the change between images that differ by a turn, in degrees."""
        return float(self.turned[pooling][self.angles.index(angle)])

    def enlarged_by(self, pooling: str, percent: int) -> float:
        """Return the change between images that differ in size, in percent."""
        return float(self.enlarged[pooling][self.sizes.index(percent)])

    def bent_by(self, pooling: str, pixels: float) -> float:
        """Return the change between images that differ by a field of displacements."""
        return float(self.bent[pooling][self.bends.index(pixels)])


@experiment
def pool_deformed_clothes(*, seed: int, images: int = 60) -> DeformedChanges:
    """Turn, enlarge and bend images of clothes, and pool three feature maps of each.

    Both images of a comparison are interpolated, each with half of the change, so that the blur of
    interpolation is the same on both sides.

    Parameters
    ----------
    seed : int
        Decides which images, and how they bend.
    images : int
        Number of images.
    """
    chosen = _drawn_clothes(images, seed=seed)
    ground = _on_black(chosen)
    angles, sizes, bends = (
        (0, 5, 10, 20, 45, 90),
        (0, 5, 10, 20, 50, 100),
        (0.0, 0.5, 1.0, 2.0, 4.0),
    )
    turned = [[_turned(ground, sign * angle / 2) for sign in (-1, 1)] for angle in angles]
    factors = [(1 + percent / 100) ** 0.5 for percent in sizes]
    enlarged = [[_enlarged(ground, factor**sign) for sign in (-1, 1)] for factor in factors]
    field = _smooth_field(ground.shape, seed=seed)
    bent = [[_displaced(ground, sign * pixels / 2 * field) for sign in (-1, 1)] for pixels in bends]
    order = np.argsort(chosen.labels, kind="stable")
    others = np.empty_like(order)
    others[order] = np.roll(order, 1)  # the image before it, in order of classes
    same = chosen.labels[others] == chosen.labels
    pairs = ground[same], ground[others[same]]
    return DeformedChanges(
        angles,
        _changes(turned),
        sizes,
        _changes(enlarged),
        bends,
        _changes(bent),
        {name: float(values[0]) for name, values in _changes([pairs]).items()},
    )


def _drawn_clothes(images: int, *, seed: int) -> Images:
    train, _ = fashion_mnist()
    return train.split(images, seed=seed)[0]


def _on_black(images: Images) -> Pictures:
    """Put a black border around images."""
    return np.pad(images.pixels[:, 0].astype(float), ((0, 0), (BORDER,) * 2, (BORDER,) * 2))


def _maps(images: Pictures) -> Tensor:
    """Return the feature maps of the three kernels, nothing below zero."""
    return torch.as_tensor(np.maximum(0, feature_maps(images, np.array(list(KERNELS.values())))))


def _mean_change(before: Tensor, after: Tensor) -> float:
    """Return the size of the difference as a share of the size before, the mean over images."""
    before, after = before.flatten(1), after.flatten(1)
    return float(((after - before).norm(dim=1) / before.norm(dim=1)).mean())


def _changes(pairs: list) -> dict[str, Float[np.ndarray, " pairs"]]:
    """Return the mean change between each two sets of images, for each way of pooling."""
    maps = [(_maps(one), _maps(other)) for one, other in pairs]
    return {
        name: np.array([_mean_change(pool(one), pool(other)) for one, other in maps])
        for name, pool in POOLINGS.items()
    }


def _turned(images: Pictures, degrees: float) -> Pictures:
    cosine, sine = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return _about_middle(images, np.array([[cosine, -sine], [sine, cosine]]))


def _enlarged(images: Pictures, factor: float) -> Pictures:
    return _about_middle(images, np.eye(2) / factor)


def _about_middle(images: Pictures, matrix: Float[np.ndarray, "2 2"]) -> Pictures:
    """Show at each place what stood where the matrix leads to, seen from the middle."""
    middle = (np.array(images.shape[1:]) - 1) / 2
    offset = middle - matrix @ middle
    return np.stack([affine_transform(image, matrix, offset, order=1) for image in images])


def _smooth_field(
    shape: tuple[int, ...], *, seed: int, smoothness: float = 4.0
) -> Float[np.ndarray, "n 2 height width"]:
    """Draw a smooth random field of displacements for each image, of typical length 1."""
    n, height, width = shape
    noise = np.random.default_rng(seed).standard_normal((n, 2, height, width))
    field = gaussian_filter(noise, (0, 0, smoothness, smoothness))
    return field / np.sqrt((field**2).sum(axis=1).mean())


def _displaced(images: Pictures, field: Float[np.ndarray, "n 2 height width"]) -> Pictures:
    places = np.indices(images.shape[1:])
    return np.stack(
        [
            map_coordinates(image, places + moved, order=1)
            for image, moved in zip(images, field, strict=True)
        ]
    )


@dataclass(frozen=True)
class RearrangedDigits:
    """Four digits in two arrangements, and what global pooling makes of them.

    Attributes
    ----------
    first, second : ndarray, shape (height, width)
        The same digits on a black ground, at exchanged places.
    pooled_first, pooled_second : ndarray, shape (summaries, kernels)
        Maximum and mean of the feature map of each kernel.
    """

    first: Picture
    second: Picture
    pooled_first: Float[np.ndarray, "summaries kernels"]
    pooled_second: Float[np.ndarray, "summaries kernels"]

    @property
    def difference(self) -> float:
        """The largest difference between what global pooling makes of the two."""
        return float(np.abs(self.pooled_first - self.pooled_second).max())


@experiment
def rearrange_digits(*, seed: int) -> RearrangedDigits:
    """Put four digits into the quarters of a square, in two orders."""
    rng = np.random.default_rng(seed)
    every = digits().pixels[:, 0].astype(float)
    parts = np.pad(every[rng.choice(len(every), 4, replace=False)], ((0, 0), (3, 3), (3, 3)))
    order = np.roll(np.arange(4), rng.integers(1, 4))
    first, second = _square(parts), _square(parts[order])
    pooled = []
    for image in (first, second):
        maps = np.maximum(0, feature_maps(image[None], np.array(list(KERNELS.values())))[0])
        pooled.append(np.array([maps.max(axis=(1, 2)), maps.mean(axis=(1, 2))]))
    return RearrangedDigits(first, second, *pooled)


def _square(parts: Float[np.ndarray, "4 side side"]) -> Picture:
    return np.block([[parts[0], parts[1]], [parts[2], parts[3]]])
