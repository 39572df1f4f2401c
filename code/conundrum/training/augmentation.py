"""Images made from images: a fresh change of each, each time it is seen.

Each function changes a whole batch at once, every image by an amount of its own, and draws from the
generator that `fit_batches` gives it. Images are square.
"""

from collections.abc import Callable
from math import radians

import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn.functional import affine_grid, grid_sample

Batch = Float[Tensor, "n channels side side"]
Augment = Callable[[Batch, torch.Generator], Batch]


def flip_each(x: Batch, generator: torch.Generator) -> Batch:
    """Mirror each image, or leave it, with equal chances."""
    mirrored = torch.rand(len(x), generator=generator) < 0.5
    return torch.where(mirrored[:, None, None, None], x.flip(-1), x)


def shift_each(pixels: int) -> Augment:
    """Return what moves each image by up to so many whole pixels, across and up or down.

    What comes in at the edge is black.
    """

    def augment(x: Batch, generator: torch.Generator) -> Batch:
        steps = torch.randint(-pixels, pixels + 1, (len(x), 2), generator=generator)
        return _sample(x, torch.eye(2).expand(len(x), 2, 2), steps * 2 / x.shape[-1])

    return augment


def turn_each(degrees: float) -> Augment:
    """Return what turns each image by an angle of its own, up to so many degrees either way."""

    def augment(x: Batch, generator: torch.Generator) -> Batch:
        angle = radians(degrees) * _between(-1, 1, len(x), generator)
        cosine, sine = angle.cos(), angle.sin()
        turn = torch.stack([cosine, -sine, sine, cosine], dim=1).reshape(-1, 2, 2)
        return _sample(x, turn, torch.zeros(len(x), 2))

    return augment


def crop_each(smallest: float) -> Augment:
    """Return what cuts a square out of each image, anywhere, and enlarges it to the whole.

    Parameters
    ----------
    smallest
        Share of the area that the smallest square has.
    """

    def augment(x: Batch, generator: torch.Generator) -> Batch:
        side = _between(smallest, 1, len(x), generator).sqrt()
        place = _between(-1, 1, 2 * len(x), generator).reshape(-1, 2)
        return _sample(x, side[:, None, None] * torch.eye(2), (1 - side[:, None]) * place)

    return augment


def _between(low: float, high: float, n: int, generator: torch.Generator) -> Float[Tensor, " n"]:
    return low + (high - low) * torch.rand(n, generator=generator)


def _sample(x: Batch, matrix: Float[Tensor, "n 2 2"], offset: Float[Tensor, "n 2"]) -> Batch:
    """Look up each pixel where its matrix and offset say; sides go from −1 to 1."""
    where = torch.cat([matrix, offset[:, :, None]], dim=2).to(x)
    grid = affine_grid(where, list(x.shape), align_corners=False)
    return grid_sample(x, grid, align_corners=False)
