"""Which pixels the windows of a convolution look at."""

from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Int
from torch.nn.functional import conv_transpose2d


def windows(pixels: int, *, kernel: int, stride: int, padding: int, dilation: int) -> list[range]:
    """Return which pixels of a row each window looks at; those outside the row are padding."""
    reach = dilation * (kernel - 1) + 1
    last = pixels + padding - reach
    return [range(start, start + reach, dilation) for start in range(-padding, last + 1, stride)]


@dataclass(frozen=True)
class WindowCounts:
    """How many windows look at each pixel of a square image.

    Attributes
    ----------
    counts : ndarray of int, shape (height, width)
        Number of windows that hold each pixel; a border of padding is not part of the image.
    first : list of (int, int)
        Rows and columns of the pixels of the first window; negative ones are padding.
    outputs : int
        Number of windows along each side.
    """

    counts: Int[np.ndarray, "height width"]
    first: list[tuple[int, int]]
    outputs: int


def count_windows(
    pixels: int, *, kernel: int = 3, stride: int = 1, padding: int = 0, dilation: int = 1
) -> WindowCounts:
    """Count the windows of a convolution that look at each pixel of a square image.

    Parameters
    ----------
    pixels : int
        Height and width of the image.
    kernel, stride, padding, dilation : int
        As in a convolution.
    """
    along = windows(pixels, kernel=kernel, stride=stride, padding=padding, dilation=dilation)
    outputs = len(along)
    # Each output hands a one back to all pixels of its window.
    counts = conv_transpose2d(
        torch.ones(1, 1, outputs, outputs),
        torch.ones(1, 1, kernel, kernel),
        stride=stride,
        dilation=dilation,
    )[0, 0].numpy()
    inside = np.zeros((pixels + 2 * padding,) * 2)
    inside[: counts.shape[0], : counts.shape[1]] = counts
    inside = inside[padding : padding + pixels, padding : padding + pixels]
    first = [(i, j) for i in along[0] for j in along[0]]
    return WindowCounts(inside.astype(int), first, outputs)
