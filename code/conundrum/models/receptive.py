"""How much of an image a unit of a convolutional network can see: by formula, and by gradients."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float
from torch import nn

from conundrum.checks import positive_integer

WINDOWED = nn.Conv2d | nn.MaxPool2d | nn.AvgPool2d


@dataclass(frozen=True)
class ReceptiveField:
    """What one unit after a layer can see of the image, along its height or width.

    Attributes
    ----------
    layer : Module
    size : int
        Pixels from the first to the last that can change the unit.
    step : int
        By how many pixels the windows of neighbouring units are apart.
    """

    layer: nn.Module
    size: int
    step: int


def receptive_fields(network: nn.Module) -> list[ReceptiveField]:
    """Return the receptive field after each convolution and pooling, in their order.

    A layer with kernel size k and dilation d, on units that are j pixels apart, adds d (k − 1) j
    pixels; its stride multiplies j.

    Parameters
    ----------
    network : Module
        Its layers work one after another, in the order in which they are stored, on windows that
        are as high as they are wide.

    Raises
    ------
    ValueError
        If a layer's windows are not square.

    References
    ----------
    Araujo, Norris, Sim (2019), Computing receptive fields of convolutional neural networks,
    *Distill*.
    """
    fields, size, step = [], 1, 1
    for layer in windowed_layers(network):
        kernel, dilation, stride = (
            _one_side(name, getattr(layer, name, 1))
            for name in ("kernel_size", "dilation", "stride")
        )
        size += dilation * (kernel - 1) * step
        step *= stride
        fields.append(ReceptiveField(layer, size, step))
    return fields


def windowed_layers(network: nn.Module) -> Iterator[nn.Module]:
    """Return the layers that look through a window: convolutions and poolings, in their order."""
    return (layer for layer in network.modules() if isinstance(layer, WINDOWED))


def middle_gradients(
    network: nn.Module, *, side: int, seed: int, draws: int = 64
) -> Float[np.ndarray, "draws side side"]:
    """Return how the unit in the middle depends on each pixel of random images.

    The unit's channels are added up with random weights. A pixel that the unit cannot see has
    gradient zero in all draws; one that it can see has another gradient in some, even if in others
    a pooling prefers its neighbour or a ReLU is off.

    Parameters
    ----------
    network : Module
        Takes images and returns feature maps; used in evaluation mode.
    side : int
        Height and width of the images; large enough for the receptive field.
    seed : int
        Of the images, which are white noise, and of the weights of channels.
    draws : int
        How many images.

    Returns
    -------
    ndarray, shape (draws, side, side)
        Gradients with respect to the first channel.

    Raises
    ------
    ValueError
        If `side` or `draws` is not a positive integer.
    """
    side, draws = positive_integer("side", side), positive_integer("draws", draws)
    some = next(network.parameters())
    channels = next(
        layer.in_channels for layer in network.modules() if isinstance(layer, nn.Conv2d)
    )
    generator = torch.Generator().manual_seed(seed)
    images = torch.randn(draws, channels, side, side, generator=generator, dtype=some.dtype)
    images.requires_grad_()
    maps = network.eval()(images)
    middle = maps[:, :, maps.shape[2] // 2, maps.shape[3] // 2]
    weights = torch.randn(middle.shape, generator=generator, dtype=some.dtype)
    [gradients] = torch.autograd.grad((middle * weights).sum(), images)
    return gradients[:, 0].detach().numpy()


def measured_size(gradients: Float[np.ndarray, "draws side side"]) -> int:
    """Return the height of the part of the image in which any gradient is not zero."""
    rows = np.flatnonzero((gradients != 0).any(axis=(0, 2)))
    return int(rows[-1] - rows[0] + 1)


def layers_up_to(network: nn.Module, layer: nn.Module) -> nn.Sequential:
    """Return the part of a network of nested `Sequential` from its input to a layer.

    Raises
    ------
    ValueError
        If the layer is not in the network.
    """
    part = []
    for module in _in_order(network):
        part.append(module)
        if module is layer:
            return nn.Sequential(*part)
    raise ValueError(f"layer must be in the network, got {layer}")


def _in_order(network: nn.Module) -> Iterator[nn.Module]:
    if isinstance(network, nn.Sequential):
        for module in network:
            yield from _in_order(module)
    else:
        yield network


def _one_side(name: str, value: int | Sequence[int]) -> int:
    height, width = (value, value) if isinstance(value, int) else value
    if height != width:
        raise ValueError(f"{name} must be the same for height and width, got {value}")
    return height


def total_gradient(
    gradients: Float[np.ndarray, "draws side side"],
) -> Float[np.ndarray, "side side"]:
    """Return how strongly the unit depends on each pixel: the root mean square over draws."""
    return np.sqrt(np.square(gradients).mean(axis=0))
