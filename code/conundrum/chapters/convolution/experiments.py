"""What the chapter *Convolution and pooling* computes.

A pattern slid over an image, what happens when the image moves, what pooling forgets, and how much
a unit can see.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float, Int
from scipy.ndimage import gaussian_filter
from torch import nn
from torch.nn.functional import avg_pool2d, conv2d, max_pool2d

from conundrum.data.images import digits, fashion_mnist, shift
from conundrum.data.photographs import grey, photograph, shrink
from conundrum.experiment import experiment
from conundrum.models.convnets import ConvNet, GlobalAverage, initialise
from conundrum.models.receptive import (
    layers_up_to,
    measured_size,
    middle_gradients,
    receptive_fields,
    total_gradient,
)

Picture = Float[np.ndarray, "height width"]
FeatureMap = Float[np.ndarray, "rows columns"]
PATTERNS = {
    "upright": np.array([[-1.0, 2, -1], [-1, 2, -1], [-1, 2, -1]]),
    "level": np.array([[-1.0, -1, -1], [2, 2, 2], [-1, -1, -1]]),
    "rising": np.array([[-1.0, -1, 2], [-1, 2, -1], [2, -1, -1]]),
}


def slid_over(
    images: Float[np.ndarray, "n height width"],
    patterns: Float[np.ndarray, "k h w"],
    stride: int = 1,
) -> Float[np.ndarray, "n k rows columns"]:
    """Slide each pattern over each image, without padding."""
    x, weight = torch.as_tensor(images)[:, None], torch.as_tensor(patterns)[:, None]
    return conv2d(x, weight.to(x.dtype), stride=stride).numpy()


# --- Three patterns over a small image ------------------------------------------------------------


@dataclass(frozen=True)
class Step:
    """One position of three patterns on a small image.

    Attributes
    ----------
    image
        8 × 8, from 0 to 1.
    patterns
        Three, 3 × 3.
    maps
        The feature map of each pattern, 6 × 6.
    row, column
        Where the upper left corner of the window is.
    """

    image: Picture
    patterns: Mapping[str, Float[np.ndarray, "3 3"]]
    maps: Float[np.ndarray, "patterns rows columns"]
    row: int
    column: int

    @property
    def sums(self) -> Float[np.ndarray, " patterns"]:
        """What each pattern gives at this position."""
        return self.maps[:, self.row, self.column]


def steps_over_a_digit() -> list[Step]:
    """Slide three patterns over a handwritten seven, the third of scikit-learn's, row by row."""
    every = digits()
    image = every.pixels[np.flatnonzero(every.labels == 7)[2], 0].astype(float)
    maps = slid_over(image[None], np.array(list(PATTERNS.values())))[0]
    return [
        Step(image, PATTERNS, maps, row, column)
        for row in range(maps.shape[1])
        for column in range(maps.shape[2])
    ]


def as_a_matrix(
    pattern: Float[np.ndarray, "h w"], height: int, width: int
) -> Float[np.ndarray, "outputs pixels"]:
    """Write the convolution with a pattern as a matrix that multiplies the flattened image."""
    pixels = np.eye(height * width).reshape(-1, height, width)
    return slid_over(pixels, pattern[None])[:, 0].reshape(height * width, -1).T


def windows(pixels: int, *, kernel: int, stride: int, padding: int, dilation: int) -> list[range]:
    """Return which pixels of a row each window looks at; those outside the row are padding."""
    reach = dilation * (kernel - 1) + 1
    last = pixels + padding - reach
    return [range(start, start + reach, dilation) for start in range(-padding, last + 1, stride)]


# --- Moving the image -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Moves:
    """How far the response to a moved image is from the moved response.

    Attributes
    ----------
    convolution
        Largest difference inside, over patterns and moves, for convolutions of stride 1.
    stride_even, stride_odd
        Relative difference for convolutions with a stride, when the image moves by as many pixels
        as the stride, and by one. (The response moves by one place, and by none or one, whichever
        is nearer.)
    connected
        Relative difference for a fully connected layer with as many outputs.
    """

    convolution: float
    stride_even: float
    stride_odd: float
    connected: float


@experiment
def move_noise(*, seed: int, side: int = 16, stride: int = 2) -> Moves:
    """Move random images by a few pixels, before and after a random convolution.

    Only the part of the response is compared whose windows see no border of the image.

    Parameters
    ----------
    seed
        Of the image of noise, the patterns and the weights.
    side
        Height and width of the image in pixels.
    stride
        Of the convolution with a stride.
    """
    rng = np.random.default_rng(seed)
    image = rng.standard_normal((side, side))
    patterns = rng.standard_normal((8, 3, 3))
    response = slid_over(image[None], patterns)[0]
    inside = np.s_[..., 3:-3, 3:-3]
    largest = 0.0
    for down, right in ((1, 0), (0, 1), (2, 3), (-3, -1)):
        moved = slid_over(shift(image, down=down, right=right)[None], patterns)[0]
        difference = moved - shift(response, down=down, right=right)
        largest = max(largest, np.abs(difference[inside]).max())

    strided, by_stride, by_one = (
        slid_over(shift(image, down=0, right=right)[None], patterns, stride=stride)[0]
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
    return Moves(
        largest,
        relative_difference(by_stride[inside], to[1]),
        min(relative_difference(by_one[inside], expected) for expected in to),
        relative_difference(of_moved[inside_all], shift(connected, down=0, right=1)[inside_all]),
    )


def relative_difference(a: Float[np.ndarray, "*shape"], b: Float[np.ndarray, "*shape"]) -> float:
    """Return the size of a − b as a share of the size of b (root mean squares)."""
    return float(np.linalg.norm(a - b) / np.linalg.norm(b))


@dataclass(frozen=True)
class MovedMaps:
    """An image and a feature map of it, and both after the image moved.

    Attributes
    ----------
    image, moved_image
        A shoe on a larger black ground.
    feature_map, moved_map
        Of the pattern `level`, nothing below zero.
    """

    image: Picture
    moved_image: Picture
    feature_map: FeatureMap
    moved_map: FeatureMap


@experiment
def move_a_shoe(*, down: int, right: int) -> MovedMaps:
    """Move a shoe over a black ground, and slide a pattern over it at both places."""
    _, test = fashion_mnist()
    shoe = test.pixels[np.flatnonzero(test.labels == 9)[0], 0].astype(float)
    ground = np.pad(shoe, 8)
    moved = shift(ground, down=down, right=right)
    before, after = slid_over(np.stack([ground, moved]), PATTERNS["level"][None])[:, 0]
    return MovedMaps(ground, moved, np.maximum(0, before), np.maximum(0, after))


# --- Pooling --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Pooled:
    """By how much feature maps and what is pooled from them change when images move.

    Attributes
    ----------
    shifts
        To the right, in pixels.
    change
        For each way of pooling, mean over images of the relative change: the size of the
        difference as a share of the size without a move.
    """

    shifts: tuple[int, ...]
    change: Mapping[str, Float[np.ndarray, " shifts"]]

    def at(self, pooling: str, right: int) -> float:
        """Return the change when images move so far to the right."""
        return float(self.change[pooling][self.shifts.index(right)])


POOLINGS = {
    "no pooling": lambda maps: maps,
    "max 2 × 2": lambda maps: max_pool2d(maps, 2),
    "max 4 × 4": lambda maps: max_pool2d(maps, 4),
    "average 4 × 4": lambda maps: avg_pool2d(maps, 4),
    "max over all": lambda maps: maps.amax(dim=(2, 3)),
    "average over all": lambda maps: maps.mean(dim=(2, 3)),
}


@experiment
def pool_moved_clothes(*, seed: int, images: int = 100, blur: float = 0.0) -> Pooled:
    """Move images of clothes on a larger black ground, and pool three feature maps of each.

    Parameters
    ----------
    seed
        Decides which images.
    images
        How many.
    blur
        Standard deviation, in pixels, of a Gaussian by which images are blurred beforehand.
    """
    train, _ = fashion_mnist()
    chosen, _ = train.split(images, seed=seed)
    ground = np.pad(chosen.pixels[:, 0].astype(float), ((0, 0), (10, 10), (10, 10)))
    ground = gaussian_filter(ground, (0, blur, blur))
    patterns = np.array(list(PATTERNS.values()))
    shifts = tuple(range(5))
    responses = [
        torch.as_tensor(np.maximum(0, slid_over(shift(ground, down=0, right=k), patterns)))
        for k in shifts
    ]
    change = {}
    for name, pool in POOLINGS.items():
        pooled = [pool(maps).flatten(1) for maps in responses]
        size = pooled[0].norm(dim=1)
        change[name] = np.array([((p - pooled[0]).norm(dim=1) / size).mean() for p in pooled])
    return Pooled(shifts, change)


@dataclass(frozen=True)
class Rearranged:
    """Four parts in two arrangements, and what global pooling makes of them.

    Attributes
    ----------
    first, second
        The same parts on a black ground, at exchanged places.
    pooled_first, pooled_second
        Maximum and mean of the feature map of each pattern.
    """

    first: Picture
    second: Picture
    pooled_first: Float[np.ndarray, "summaries patterns"]
    pooled_second: Float[np.ndarray, "summaries patterns"]

    @property
    def difference(self) -> float:
        """The largest difference between what global pooling makes of the two."""
        return float(np.abs(self.pooled_first - self.pooled_second).max())


@experiment
def rearrange_digits(*, seed: int) -> Rearranged:
    """Put four digits into the quarters of a square, in two orders."""
    rng = np.random.default_rng(seed)
    every = digits().pixels[:, 0].astype(float)
    parts = np.pad(every[rng.choice(len(every), 4, replace=False)], ((0, 0), (3, 3), (3, 3)))
    order = np.roll(np.arange(4), rng.integers(1, 4))

    def square(parts: Float[np.ndarray, "4 side side"]) -> Picture:
        return np.block([[parts[0], parts[1]], [parts[2], parts[3]]])

    first, second = square(parts), square(parts[order])
    patterns = np.array(list(PATTERNS.values()))
    pooled = []
    for image in (first, second):
        maps = np.maximum(0, slid_over(image[None], patterns)[0])
        pooled.append(np.array([maps.max(axis=(1, 2)), maps.mean(axis=(1, 2))]))
    return Rearranged(first, second, *pooled)


# --- The receptive field --------------------------------------------------------------------------


@dataclass(frozen=True)
class Growth:
    """How the receptive field grows through a network.

    Attributes
    ----------
    layers
        What each layer is: ``"conv"`` or ``"pool"``.
    formula, measured
        Height of the receptive field in pixels after each layer.
    seen
        How strongly the middle unit of the last layer depends on each pixel, root mean square over
        random images; cut to the receptive field.
    """

    layers: tuple[str, ...]
    formula: Int[np.ndarray, " layers"]
    measured: Int[np.ndarray, " layers"]
    seen: Picture

    @property
    def size(self) -> int:
        """Height of the receptive field after the last layer, as measured."""
        return int(self.measured[-1])

    @property
    def core(self) -> float:
        """The share of the receptive field that holds 90 % of the squared dependence."""
        strength = np.sort(np.square(self.seen), axis=None)[::-1].cumsum()
        return float((np.searchsorted(strength, 0.9 * strength[-1]) + 1) / strength.size)


def grow(network: nn.Sequential, *, seed: int) -> Growth:
    """Compute the receptive field after each layer of a network, by formula and by gradients."""
    fields = receptive_fields(network)
    side = 2 * fields[-1].size + 8
    measured = [
        measured_size(middle_gradients(layers_up_to(network, field.layer), side=side, seed=seed))
        for field in fields
    ]
    seen = total_gradient(middle_gradients(network, side=side, seed=seed, draws=256))
    rows, columns = (np.flatnonzero(seen.any(axis=axis)) for axis in (1, 0))
    return Growth(
        tuple("conv" if isinstance(field.layer, nn.Conv2d) else "pool" for field in fields),
        np.array([field.size for field in fields]),
        np.array(measured),
        seen[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1],
    )


@dataclass(frozen=True)
class ReceptiveFields:
    """How the receptive field grows through three networks.

    Attributes
    ----------
    of
        By name of the network: ``"plain"``, ``"dilated"`` and ``"with pooling"``.
    """

    of: Mapping[str, Growth]

    @property
    def discrepancy(self) -> int:
        """The largest difference between formula and gradients, in pixels, after any layer."""
        return max(int(np.abs(g.formula - g.measured).max()) for g in self.of.values())


@experiment
def grow_three(*, seed: int, depth: int = 6) -> ReceptiveFields:
    """Compare plain convolutions, dilated ones, and a network with two poolings.

    The last is the network that later chapters train on clothes, with two more stages.

    Parameters
    ----------
    seed
        Of the weights, and of the images on which gradients are taken.
    depth
        Convolutions of the plain network and of the one with pooling, two at least.
    """
    pooled = ConvNet((1, 28, 28), (8,) * depth, GlobalAverage(), 10, seed=seed)
    return ReceptiveFields(
        {
            "plain": grow(_chain((1,) * depth, seed=seed), seed=seed),
            "dilated": grow(_chain((1, 2, 4, 8), seed=seed), seed=seed),
            "with pooling": grow(pooled.stages, seed=seed),
        }
    )


def _chain(dilations: tuple[int, ...], *, seed: int) -> nn.Sequential:
    """Return 3 × 3 convolutions with ReLU, one for each dilation, 8 channels."""
    layers = []
    for depth, dilation in enumerate(dilations):
        layers += [
            nn.utils.skip_init(nn.Conv2d, 8 if depth else 1, 8, 3, dilation=dilation),
            nn.ReLU(),
        ]
    network = nn.Sequential(*layers)
    initialise(network, seed=seed)
    return network


# --- Counting -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Counts:
    """Parameters of one layer that makes 16 feature maps of an image.

    Attributes
    ----------
    images
        Channels, height and width of each image.
    convolution
        Parameters with windows of 3 × 3, shared by all places.
    local
        With windows of 3 × 3 and weights of its own for each place.
    connected
        With each unit joined to all pixels.
    """

    images: tuple[tuple[int, int, int], ...]
    convolution: Int[np.ndarray, " images"]
    local: Int[np.ndarray, " images"]
    connected: Int[np.ndarray, " images"]


@experiment
def count_parameters() -> Counts:
    """Count the parameters of three kinds of layer for images of three sizes."""
    images = ((1, 28, 28), (3, 64, 64), (3, 224, 224))
    c, h, w = np.array(images).T
    return Counts(images, 16 * (9 * c + 1), 16 * h * w * (9 * c + 1), 16 * h * w * (c * h * w + 1))


# --- Edges ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Edges:
    """Edges of a photograph.

    Attributes
    ----------
    image
        Grey, from 0 to 1.
    upright, level
        Response to patterns that compare left with right, and above with below.
    """

    image: Picture
    upright: Picture
    level: Picture

    @property
    def strength(self) -> Picture:
        """How much brightness changes, in whichever direction."""
        return np.hypot(self.upright, self.level)

    @property
    def concentration(self) -> float:
        """The share of all squared strength that a tenth of the pixels holds."""
        squared = np.sort(np.square(self.strength), axis=None)
        return float(squared[-(squared.size // 10) :].sum() / squared.sum())


SOBEL = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]) / 4


def find_edges(image: Picture) -> Edges:
    """Slide an edge pattern over an image, upright and turned (Sobel and Feldman 1968)."""
    upright, level = slid_over(image[None], np.stack([SOBEL, SOBEL.T]))[0]
    return Edges(image[1:-1, 1:-1], upright, level)


@experiment
def edges_of_the_pagoda() -> Edges:
    """Find edges in a photograph of 142 × 213 pixels."""
    return find_edges(shrink(grey(photograph("pagoda")), 3))


@dataclass(frozen=True)
class Concentrations:
    """How unevenly edges are spread over parts of photographs.

    Attributes
    ----------
    ordered, shuffled
        For random parts of both photographs, the share of squared strength that a tenth of the
        pixels holds; as they are, and with pixels shuffled.
    """

    ordered: Float[np.ndarray, " parts"]
    shuffled: Float[np.ndarray, " parts"]

    @property
    def ratio(self) -> float:
        """How many times as large the median share is in pictures as they are."""
        return float(np.median(self.ordered) / np.median(self.shuffled))


@experiment
def concentrate(
    *, seed: int, parts: int = 100, side: int = 96, pictures: Sequence[Picture] | None = None
) -> Concentrations:
    """Find edges in random parts of pictures, before and after a shuffle of their pixels.

    Parameters
    ----------
    seed
        Decides where parts are cut, and how their pixels are shuffled.
    parts
        How many, from the pictures in turn.
    side
        Their height and width in pixels.
    pictures
        What parts are cut from, grey; the two photographs unless given.
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
    return Concentrations(np.array(ordered), np.array(shuffled))
