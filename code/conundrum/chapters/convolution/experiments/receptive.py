"""How the receptive field grows through a network."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from jaxtyping import Int
from torch import nn

from conundrum.chapters.convolution.experiments.sliding import Picture
from conundrum.experiment import experiment
from conundrum.models.convnets import ConvNet, GlobalAverage, initialise
from conundrum.models.receptive import (
    layers_up_to,
    measured_size,
    middle_gradients,
    receptive_fields,
    total_gradient,
)


@dataclass(frozen=True)
class FieldByLayer:
    """The receptive field after each layer of a network.

    Attributes
    ----------
    layers : tuple of str
        What each layer is: ``"conv"`` or ``"pool"``.
    formula, measured : ndarray of int, shape (layers,)
        Height of the receptive field in pixels after each layer.
    dependence : ndarray, shape (height, width)
        How strongly the middle unit of the last layer depends on each pixel, root mean square over
        random images; cut to the receptive field.
    """

    layers: tuple[str, ...]
    formula: Int[np.ndarray, " layers"]
    measured: Int[np.ndarray, " layers"]
    dependence: Picture

    @property
    def size(self) -> int:
        """Height of the receptive field after the last layer, as measured."""
        return int(self.measured[-1])

    @property
    def relative_dependence(self) -> Picture:
        """The dependence as a share of the largest."""
        return self.dependence / self.dependence.max()

    @property
    def core(self) -> float:
        """The share of the receptive field that holds 90 % of the squared dependence."""
        strength = np.sort(np.square(self.dependence), axis=None)[::-1].cumsum()
        return float((np.searchsorted(strength, 0.9 * strength[-1]) + 1) / strength.size)


@dataclass(frozen=True)
class FieldsOfNetworks:
    """The receptive fields of three networks.

    Attributes
    ----------
    of : mapping of str to FieldByLayer
        By name of the network: ``"plain"``, ``"dilated"`` and ``"with pooling"``.
    """

    of: Mapping[str, FieldByLayer]

    @property
    def discrepancy(self) -> int:
        """The largest difference between formula and gradients, in pixels, after any layer."""
        return max(int(np.abs(g.formula - g.measured).max()) for g in self.of.values())


@experiment
def measure_receptive_fields(*, seed: int, depth: int = 6) -> FieldsOfNetworks:
    """Compare plain convolutions, dilated ones, and a network with two poolings.

    The last is the network that later chapters train on clothes, with two more stages.

    Parameters
    ----------
    seed : int
        Seed of the weights, and of the images on which gradients are taken.
    depth : int
        Number of convolutions of the plain network and of the one with pooling, two at least.
    """
    return FieldsOfNetworks(
        {
            "plain": measure_fields(_chain((1,) * depth, seed=seed), seed=seed),
            "dilated": measure_fields(_chain((1, 2, 4, 8), seed=seed), seed=seed),
            "with pooling": measure_fields(stages_with_pooling(depth, seed=seed), seed=seed),
        }
    )


def measure_fields(network: nn.Sequential, *, seed: int) -> FieldByLayer:
    """Compute the receptive field after each layer of a network, by formula and by gradients."""
    fields = receptive_fields(network)
    side = 2 * fields[-1].size + 8
    measured = [
        measured_size(middle_gradients(layers_up_to(network, field.layer), side=side, seed=seed))
        for field in fields
    ]
    dependence = total_gradient(middle_gradients(network, side=side, seed=seed, draws=256))
    rows, columns = (np.flatnonzero(dependence.any(axis=axis)) for axis in (1, 0))
    return FieldByLayer(
        tuple("conv" if isinstance(field.layer, nn.Conv2d) else "pool" for field in fields),
        np.array([field.size for field in fields]),
        np.array(measured),
        dependence[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1],
    )


def stages_with_pooling(depth: int, *, seed: int) -> nn.Sequential:
    """Return convolutions of 8 channels, with pooling over 2 × 2 after each of the first two."""
    return ConvNet((1, 28, 28), (8,) * depth, GlobalAverage(), 10, seed=seed).stages


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
