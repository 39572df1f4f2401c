"""Small convolutional networks, and fully connected ones that take the same images."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import torch
from jaxtyping import Float
from numpy.typing import ArrayLike
from torch import Tensor, nn

from conundrum.checks import finite_array, positive_integer
from conundrum.models.networks import ReLUNetwork, to_tensor

POOLINGS = 2  # each halves height and width


class ConvNet(nn.Module):
    """Convolutions that find patterns, a summary of where they were found, and a linear readout.

    Each stage is a 3 × 3 convolution, batch normalisation (Ioffe and Szegedy 2015) and a ReLU; the
    first two pool right after the convolution, over 2 × 2, so that there is less to normalise.
    Weights are drawn uniformly from ±√(6/m), m being the inputs of a unit (He, Zhang, Ren, Sun
    2015, section 2.2); biases are zero.

    Parameters
    ----------
    shape : tuple of int
        Channels, height and width of the images; height and width at least 4. A network whose
        summary pools over the whole image takes images of other sizes too.
    widths : sequence of int
        Channels of each stage, two at least.
    summary : Module
        Turns the last feature maps, shape (n, channels, height, width), into features, shape
        (n, features): `GlobalAverage()`, `GlobalMaximum()`, `nn.Flatten()`.
    outputs : int
    seed : int
        Of the initial weights.

    Attributes
    ----------
    stages : Sequential
    summary : Module
    readout : Linear

    Raises
    ------
    ValueError
        If a size is not a positive integer, an image is smaller than 4 × 4, or there are fewer
        than two stages.
    """

    def __init__(
        self,
        shape: Sequence[int],
        widths: Sequence[int],
        summary: nn.Module,
        outputs: int,
        *,
        seed: int,
    ) -> None:
        super().__init__()
        channels, height, width = image_shape(shape, smallest=2**POOLINGS)
        widths = [positive_integer("widths", w) for w in widths]
        if len(widths) < POOLINGS:
            raise ValueError(f"widths must name {POOLINGS} stages at least, got {widths}")
        pooling = [nn.MaxPool2d(2) for _ in range(POOLINGS)]
        self.stages = nn.Sequential(
            *(
                conv_block(m, k, *pooling[stage : stage + 1])
                for stage, (m, k) in enumerate(pairwise([channels, *widths]))
            )
        )
        self.summary = summary
        maps = torch.zeros(1, widths[-1], height // 2**POOLINGS, width // 2**POOLINGS)
        features = summary(maps).shape[1]
        self.readout = nn.utils.skip_init(nn.Linear, features, positive_integer("outputs", outputs))
        initialise(self, seed=seed)

    def forward(self, x: Float[Tensor, "n channels height width"]) -> Float[Tensor, "n outputs"]:
        """Return the outputs for each image."""
        return self.readout(self.summary(self.stages(channels_last(x))))


class GlobalAverage(nn.Module):
    """How much of each pattern there is: the mean of each feature map."""

    def forward(
        self, maps: Float[Tensor, "n channels height width"]
    ) -> Float[Tensor, "n channels"]:
        """Return one number a feature map."""
        return maps.mean(dim=(2, 3))


class GlobalMaximum(nn.Module):
    """Whether a pattern is anywhere: the maximum of each feature map."""

    def forward(
        self, maps: Float[Tensor, "n channels height width"]
    ) -> Float[Tensor, "n channels"]:
        """Return one number a feature map."""
        return maps.amax(dim=(2, 3))


class Residual(nn.Module):
    """Add to the input what another module makes of it: x + body(x).

    Parameters
    ----------
    body : Module
        Keeps the shape of its input.

    References
    ----------
    He, Zhang, Ren, Sun (2016), *Deep residual learning for image recognition*, section 3.2.
    """

    def __init__(self, body: nn.Module) -> None:
        super().__init__()
        self.body = body

    def forward(self, x: Float[Tensor, "*shape"]) -> Float[Tensor, "*shape"]:
        """Return x + body(x)."""
        return x + self.body(x)


def conv_block(channels: int, width: int, *pooling: nn.Module) -> nn.Sequential:
    """Return a 3 × 3 convolution, pooling if any, batch normalisation and ReLU.

    `initialise` draws its weights.
    """
    # Batch normalisation subtracts the mean, and a bias with it.
    convolution = nn.utils.skip_init(
        nn.Conv2d, channels, width, kernel_size=3, padding=1, bias=False
    )
    return nn.Sequential(convolution, *pooling, nn.BatchNorm2d(width), nn.ReLU(inplace=True))


def initialise(network: nn.Module, *, seed: int) -> None:
    """Draw all weights of convolutions and linear layers anew, as in `ConvNet`, in their order."""
    generator = torch.Generator().manual_seed(seed)
    for layer in network.modules():
        if isinstance(layer, nn.Conv2d | nn.Linear):
            bound = (6 / layer.weight[0].numel()) ** 0.5
            nn.init.uniform_(layer.weight, -bound, bound, generator=generator)
            if layer.bias is not None:
                nn.init.zeros_(layer.bias)
    network.to(memory_format=torch.channels_last)


def linear_network(shape: Sequence[int], outputs: int, *, seed: int) -> nn.Sequential:
    """Return a linear model of the pixels: one weight for each pixel and output."""
    inputs = int(np.prod(image_shape(shape)))
    return nn.Sequential(nn.Flatten(), ReLUNetwork((inputs, outputs), seed=seed))


def fully_connected(
    shape: Sequence[int], outputs: int, *, parameters: int, seed: int
) -> nn.Sequential:
    """Return a network of the pixels with one hidden layer and about so many parameters.

    Raises
    ------
    ValueError
        If a size is not a positive integer, or so few parameters leave no hidden unit.
    """
    inputs = int(np.prod(image_shape(shape)))
    outputs = positive_integer("outputs", outputs)
    a_unit = inputs + 1 + outputs
    least = outputs + a_unit
    hidden = round((positive_integer("parameters", parameters, minimum=least) - outputs) / a_unit)
    return nn.Sequential(nn.Flatten(), ReLUNetwork((inputs, hidden, outputs), seed=seed))


def predict_images(
    network: nn.Module, pixels: ArrayLike, *, batch_size: int = 100
) -> Float[np.ndarray, "n ..."]:
    """Return the outputs of a network for each image, in evaluation mode.

    Parameters
    ----------
    network : Module
        Computes in the precision of its parameters, and where they are; left in the mode it was in.
    pixels : array_like, shape (n, channels, height, width)
    batch_size : int
        How many images are computed at once; sets the memory, not the result.

    Raises
    ------
    ValueError
        If `pixels` is not a finite array with four dimensions, or `batch_size` is not positive.
    """
    pixels = finite_array("pixels", pixels, ndim=4)
    batch_size = positive_integer("batch_size", batch_size)
    mode = network.training
    network.eval()
    try:
        with torch.no_grad():
            outputs = [
                network(to_tensor(pixels[start : start + batch_size], network)).cpu().numpy()
                for start in range(0, len(pixels), batch_size)
            ]
    finally:
        network.train(mode)
    return np.concatenate(outputs)


def channels_last(x: Float[Tensor, "n c h w"]) -> Float[Tensor, "n c h w"]:
    """Return the same images, stored pixel by pixel, which makes convolutions fast."""
    return x.contiguous(memory_format=torch.channels_last)


def image_shape(shape: Sequence[int], *, smallest: int = 1) -> tuple[int, int, int]:
    """Return channels, height and width as integers; a `ValueError` says what is wrong."""
    if len(shape) != 3:
        raise ValueError(f"shape must be channels, height and width, got {tuple(shape)}")
    channels, *sides = shape
    height, width = (positive_integer("shape", side, minimum=smallest) for side in sides)
    return positive_integer("shape", channels), height, width
