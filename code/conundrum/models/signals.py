"""A small convolutional network for signals of one dimension."""

import torch
from jaxtyping import Float
from torch import Tensor, nn

from conundrum.checks import positive_integer
from conundrum.models.networks import ReLUNetwork

STRIDE = 2  # each layer halves the length


class SignalConvNet(nn.Module):
    """Three convolutions with ReLUs, each halving the length, and a linear readout.

    The kernels are 5, 3 and 3 long, as in the small network of Greydanus and Kobak (2024). Weights
    and biases are drawn uniformly from ±√(6/m), m being the inputs of a unit.

    Parameters
    ----------
    length : int
        Of the signals; a multiple of 8.
    channels : int
        Of each convolution.
    outputs : int
    seed : int
        Of the initial weights.

    Raises
    ------
    ValueError
        If a size is not a positive integer, or the length is no multiple of 8.
    """

    def __init__(self, length: int, channels: int, outputs: int, *, seed: int) -> None:
        super().__init__()
        if positive_integer("length", length) % STRIDE**3:
            raise ValueError(f"length must be a multiple of {STRIDE**3}, got {length}")
        channels = positive_integer("channels", channels)
        generator = torch.Generator().manual_seed(seed)
        shapes = ((1, 5), (channels, 3), (channels, 3))
        self.stages = nn.ModuleList(
            _convolution(below, channels, kernel, generator) for below, kernel in shapes
        )
        self.readout = ReLUNetwork((channels * length // STRIDE**3, outputs), seed=seed)

    def forward(self, x: Float[Tensor, "n length"]) -> Float[Tensor, "n outputs"]:
        """Return the outputs for each signal."""
        maps = x[:, None]
        for stage in self.stages:
            maps = torch.relu(stage(maps))
        return self.readout(maps.flatten(1))


def _convolution(below: int, channels: int, kernel: int, generator: torch.Generator) -> nn.Conv1d:
    layer = nn.utils.skip_init(
        nn.Conv1d, below, channels, kernel, stride=STRIDE, padding=kernel // 2
    )
    bound = (6 / (below * kernel)) ** 0.5
    for parameter in layer.parameters():
        nn.init.uniform_(parameter, -bound, bound, generator=generator)
    return layer
