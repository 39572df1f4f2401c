"""Small pictures for the live figure, in which readers draw, and write kernels."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from jaxtyping import Float, Int
from torch.nn.functional import adaptive_avg_pool2d

from conundrum.chapters.convolution.experiments.edges import SOBEL
from conundrum.chapters.convolution.experiments.sliding import GREYS, KERNELS, SEVEN
from conundrum.data.images import digits, fashion_mnist
from conundrum.data.photographs import photograph
from conundrum.experiment import experiment

SIDE = 12  # pixels
BLOCKS = ((slice(1, 5), slice(2, 7)), (slice(7, 11), slice(5, 10)))  # rows and columns


@dataclass(frozen=True)
class BenchPictures:
    """Pictures and kernels to begin with.

    Attributes
    ----------
    pictures
        By name, in whole numbers from 0 to 16: one plane, or red, green and blue.
    kernels
        By name.
    """

    pictures: Mapping[str, Int[np.ndarray, "planes 12 12"]]
    kernels: Mapping[str, Float[np.ndarray, "3 3"]]

    @property
    def data(self) -> dict[str, Any]:
        """What the live figure reads."""
        return {
            "pictures": {name: planes.tolist() for name, planes in self.pictures.items()},
            "kernels": {name: kernel.ravel().tolist() for name, kernel in self.kernels.items()},
        }


@experiment
def draw_bench() -> BenchPictures:
    """Make the chapter's seven, boot and flower small, and draw two white blocks."""
    blocks = np.zeros((SIDE, SIDE))
    for rows, columns in BLOCKS:
        blocks[rows, columns] = 1
    seven = np.pad(digits().pixels[SEVEN], ((0, 0), (2, 2), (2, 2)))
    train, _ = fashion_mnist()
    boot = train.pixels[np.flatnonzero(train.labels == 9)[0]]
    flower = np.moveaxis(photograph("flower"), -1, 0)
    middle = (flower.shape[2] - flower.shape[1]) // 2
    square = flower[:, :, middle : middle + flower.shape[1]]
    return BenchPictures(
        {
            "seven": _whole(seven),
            "boot": _whole(_small(boot)),
            "blocks": _whole(blocks[None]),
            "flower": _whole(_small(square)),
        },
        {
            **KERNELS,
            "edges": 4 * SOBEL,
            "blur": np.ones((3, 3)),
            "sharpen": np.array([[0.0, -1, 0], [-1, 5, -1], [0, -1, 0]]),
        },
    )


def _small(planes: Float[np.ndarray, "planes height width"]) -> Float[np.ndarray, "planes 12 12"]:
    return adaptive_avg_pool2d(torch.as_tensor(planes), SIDE).numpy()


def _whole(planes: Float[np.ndarray, "planes 12 12"]) -> Int[np.ndarray, "planes 12 12"]:
    return np.rint(GREYS * planes).astype(int)
