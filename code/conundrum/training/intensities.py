"""Augmentation that varies brightness, as other scanners would."""

import torch
from jaxtyping import Float
from torch import Tensor

from conundrum.data.brains import smooth_fields

VARIATION = 0.4  # standard deviation of the logarithm of contrast and gain
UNEVENNESS = 0.3  # and of the smooth field


def vary_intensities(
    x: Float[Tensor, "n heights side side"], generator: torch.Generator
) -> Float[Tensor, "n heights side side"]:
    """Return images with random contrast, gain and uneven field, drawn for each.

    Brightness, zero or more, is raised to a random power and multiplied by a random number and a
    smooth random field; all three have median 1.
    """
    n = len(x)
    contrast, gain = torch.exp(VARIATION * torch.randn((2, n, 1, 1, 1), generator=generator))
    field = torch.exp(UNEVENNESS * smooth_fields(torch.randn((n, 3, 3), generator=generator)))
    return gain * x**contrast * field[:, None]
