"""The trained networks for the live figure, in which readers draw, move and cover garments."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Float

from conundrum.chapters.cnn.experiments.rivals import SIZE, trained
from conundrum.data.images import FASHION_CLASSES, fashion_mnist
from conundrum.experiment import experiment
from conundrum.models.convnets import predict_images
from conundrum.models.packing import pack, rounded

PLAYERS = ("pooled", "flattened", "connected")


@dataclass(frozen=True)
class PackedNetworks:
    """Trained networks, small enough for a page, and garments to show them.

    Attributes
    ----------
    networks
        Each as `conundrum.models.packing.pack` writes it, by name.
    renamed
        How many of 1,000 test images each names otherwise than before its weights were rounded.
    garments
        The first test image of each class, whether it is classified correctly or not.
    """

    networks: Mapping[str, Mapping[str, Any]]
    renamed: Mapping[str, int]
    garments: Float[np.ndarray, "classes height width"]

    @property
    def data(self) -> dict[str, Any]:
        """What the live figure reads."""
        greys = np.rint(255 * self.garments).astype(np.uint8)
        return {
            "classes": list(FASHION_CLASSES),
            "garments": [b64encode(grey).decode() for grey in greys],
            "networks": dict(self.networks),
        }


@experiment
def pack_networks(*, seed: int, size: int = SIZE, names: Sequence[str] = PLAYERS) -> PackedNetworks:
    """Train models on images of clothes, round their weights, and count what that changes."""
    _, test = fashion_mnist()
    networks = {name: trained(name, size, seed=seed) for name in names}
    first = [int(np.flatnonzero(test.labels == label)[0]) for label in range(len(FASHION_CLASSES))]

    def named(network) -> np.ndarray:
        return predict_images(network, test.pixels).argmax(axis=1)

    return PackedNetworks(
        {name: pack(network) for name, network in networks.items()},
        {
            name: int((named(rounded(network)) != named(network)).sum())
            for name, network in networks.items()
        },
        test.pixels[first, 0],
    )
