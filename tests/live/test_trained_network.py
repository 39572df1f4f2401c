"""The trained networks, read from text, compute in a browser what they compute in PyTorch."""

import numpy as np
import torch

from conundrum.chapters.cnn.experiments.looking import class_activation
from conundrum.chapters.cnn.experiments.playing import PLAYERS
from conundrum.chapters.cnn.experiments.rivals import SIZE, trained
from conundrum.data.images import fashion_mnist
from conundrum.models.convnets import predict_images
from conundrum.models.packing import pack, rounded

IMAGES = 100


def test_maps_and_scores_are_those_of_pytorch(node_test):
    _, test = fashion_mnist()
    pixels = test.pixels[:IMAGES]
    networks = {}
    for name in PLAYERS:
        network = trained(name, SIZE, seed=1)  # those of the page
        exact = rounded(network)
        networks[name] = {
            "packed": pack(network),
            "outputs": predict_images(exact, pixels).tolist(),
            "maps": _sums_of_maps(exact, pixels) if name != "connected" else [],
        }
        if name == "pooled":
            activation = class_activation(exact, pixels[0], 3)
            networks[name] |= {"activation": activation.map.ravel().tolist()}
    node_test("trained-network", {"images": np.round(pixels[:, 0], 8).tolist(), **networks})


def _sums_of_maps(network, pixels) -> list:
    """Every map of each stage for each image, as a few numbers that depend on all of its places."""
    values, found = torch.as_tensor(pixels), []
    with torch.no_grad():
        for stage in network.eval().stages:
            values = stage(values)
            flat = values.flatten(2).double()
            waves = torch.cos(torch.arange(flat.shape[2]).double())
            found.append(torch.stack([flat.mean(2), flat @ waves / flat.shape[2]]).tolist())
    return found
