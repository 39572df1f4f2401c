"""The network step by step, and the filters of its first convolution."""

from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float

from conundrum.models.convnets import ConvNet
from conundrum.models.networks import parameter_count, to_tensor


@dataclass(frozen=True)
class Step:
    """One layer of a network, and what it makes of one image.

    Attributes
    ----------
    name
        What the layer does.
    values
        What comes out of it: feature maps, shape (channels, height, width), or numbers, shape
        (features,).
    parameters
        How many numbers training adjusts in it.
    """

    name: str
    values: Float[np.ndarray, "..."]
    parameters: int

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of what comes out."""
        return self.values.shape

    @property
    def largest(self) -> int:
        """Which feature map, or number, is largest; of maps, in the mean."""
        return int(self.values.reshape(len(self.values), -1).mean(axis=1).argmax())

    @property
    def shown(self) -> Float[np.ndarray, "pictures height width"]:
        """What is drawn, from 0 to 1: four maps with large means, or numbers in rows of 16."""
        if self.values.ndim == 1:
            lowest, highest = self.values.min(), self.values.max()
            rows = self.values.reshape(1, -1, min(16, len(self.values)))
            return (rows - lowest) / (highest - lowest)
        strongest = np.argsort(-self.values.mean(axis=(1, 2)))[:4]
        chosen = self.values[np.sort(strongest)]
        return chosen / np.maximum(chosen.max(axis=(1, 2), keepdims=True), 1e-9)


def architecture(
    network: ConvNet, picture: Float[np.ndarray, "channels height width"]
) -> list[Step]:
    """Follow an image through a network: what each stage makes of it, the image itself first."""
    values = to_tensor(picture[None], network)
    steps = [Step("image", picture, 0)]
    layers = [*network.stages, network.summary, network.readout]
    names = [*("convolution" for _ in network.stages), type(network.summary).__name__, "readout"]
    network.eval()
    with torch.no_grad():
        for name, layer in zip(names, layers, strict=True):
            values = layer(values)
            steps.append(Step(name, values[0].numpy(), parameter_count(layer)))
    return steps


@dataclass(frozen=True)
class Filters:
    """The first convolution of a network, and what it makes of one image.

    Attributes
    ----------
    picture
        The image.
    weights
        The nine weights of each filter.
    maps
        The feature map of each filter: the image convolved with it, normalised, without what is
        below zero; not pooled.
    """

    picture: Float[np.ndarray, "height width"]
    weights: Float[np.ndarray, "filters 3 3"]
    maps: Float[np.ndarray, "filters height width"]

    @property
    def greys(self) -> Float[np.ndarray, "filters 3 3"]:
        """The weights of each filter as greys: 0.5 for zero, 0 or 1 for the largest."""
        return 0.5 + 0.5 * self.weights / np.abs(self.weights).max(axis=(1, 2), keepdims=True)


def filters(network: ConvNet, picture: Float[np.ndarray, "height width"]) -> Filters:
    """Take the first convolution out of a trained network and apply it to an image."""
    convolution, _, norm, rectify = network.stages[0]
    network.eval()
    with torch.no_grad():
        [maps] = rectify(norm(convolution(to_tensor(picture[None, None], network))))
    return Filters(picture, convolution.weight.detach()[:, 0].numpy(), maps.numpy())
