"""Where a network looks: how much each pixel of an image counts for one output."""

import numpy as np
import torch
from captum.attr import InputXGradient, Occlusion
from jaxtyping import Float
from numpy.typing import ArrayLike
from torch import Tensor, nn

from conundrum.checks import finite_array, positive_integer, same_length
from conundrum.models.networks import to_tensor

Maps = Float[np.ndarray, "n height width"]


def gradient_times_input(network: nn.Module, pixels: ArrayLike, outputs: ArrayLike) -> Maps:
    """Return, for each pixel, the derivative of an output by it, times the pixel.

    For a network without biases these add up to the output. The channels of a pixel are summed.

    Parameters
    ----------
    network : Module
        Put into evaluation mode.
    pixels : array_like, shape (n, channels, height, width)
    outputs : array_like of int, shape (n,)
        Which output of each image is explained.

    Raises
    ------
    ValueError
        If `pixels` is not a finite array with four dimensions, or there is not one output, an
        integer from 0, for each image.

    References
    ----------
    Simonyan, Vedaldi, Zisserman (2014), *Deep inside convolutional networks*; computed by Captum.
    """
    images, chosen = _checked(network, pixels, outputs)
    maps = InputXGradient(network).attribute(images.requires_grad_(), target=chosen)
    return maps.detach().sum(dim=1).cpu().numpy()


def occlusion(
    network: nn.Module, pixels: ArrayLike, outputs: ArrayLike, *, window: int, stride: int
) -> Maps:
    """Return, for each pixel, how far an output falls when a black square covers it.

    The mean over all squares that cover it. Channels are covered together.

    Parameters
    ----------
    network, pixels, outputs
        As for `gradient_times_input`.
    window, stride : int
        Side of the square, and how far it moves from place to place, in pixels.

    Raises
    ------
    ValueError
        As `gradient_times_input`; and if `window` or `stride` is not positive, or a square is
        larger than the images.

    References
    ----------
    Zeiler, Fergus (2014), *Visualizing and understanding convolutional networks*; computed by
    Captum.
    """
    window, stride = positive_integer("window", window), positive_integer("stride", stride)
    images, chosen = _checked(network, pixels, outputs)
    channels, shorter = images.shape[1], min(images.shape[2:])
    if window > shorter:
        raise ValueError(
            f"window must be at most {shorter}, the shorter side of the images, got {window}"
        )
    with torch.no_grad():
        maps = Occlusion(network).attribute(
            images,
            target=chosen,
            sliding_window_shapes=(channels, window, window),
            strides=(channels, stride, stride),
            baselines=0,
        )
    return maps.mean(dim=1).cpu().numpy()


def _checked(
    network: nn.Module, pixels: ArrayLike, outputs: ArrayLike
) -> tuple[Float[Tensor, "n channels height width"], Tensor]:
    pixels = finite_array("pixels", pixels, ndim=4)
    chosen = np.asarray(outputs)
    if chosen.ndim != 1 or chosen.dtype.kind not in "iu" or (chosen < 0).any():
        raise ValueError(f"outputs must hold an integer from 0 for each image, got {outputs!r}")
    same_length(pixels=pixels, outputs=chosen)
    network.eval()
    images = to_tensor(pixels, network)
    return images, torch.as_tensor(chosen.astype(np.int64), device=images.device)
