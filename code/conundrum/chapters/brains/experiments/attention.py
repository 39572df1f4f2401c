"""Where the network looks."""

from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float
from torch import nn

from conundrum.chapters.brains.experiments.lesions import share_of_hits, surroundings, widened
from conundrum.data.brains import Slices
from conundrum.evaluation.attribution import gradient_times_input
from conundrum.models.convnets import ConvNet
from conundrum.seeds import seeds_from
from conundrum.training.detectors import detector

RANDOM_NETWORKS = 20
Maps = Float[np.ndarray, "n 64 64"]


@dataclass(frozen=True)
class Attention:
    """Which pixels the score of a network comes from, for the patients of the test.

    Attributes
    ----------
    pixels
        The slices of patients.
    lesions
        Share of each pixel that is lesion.
    maps
        Size of gradient × input of the trained network, the largest in a slice being 1.
    random_maps
        The same for the first of some networks with random weights.
    random_hits
        Of each of these, in which share of the slices the largest value lies in or next to a
        lesion.
    """

    pixels: Maps
    lesions: Maps
    maps: Maps
    random_maps: Maps
    random_hits: Float[np.ndarray, " networks"]

    @property
    def around(self) -> Maps:
        """For each slice: 1 where a lesion is or begins at the next pixel, else less."""
        return surroundings(self.lesions)

    @property
    def trained_hits(self) -> float:
        """The share of slices in which the trained network's map hits."""
        return share_of_hits(self.lesions, self.maps)

    @property
    def brightest_hits(self) -> float:
        """The share of slices in which the brightest pixel hits."""
        return share_of_hits(self.lesions, self.pixels)

    @property
    def mean_random_hits(self) -> float:
        """The share of slices that a network with random weights hits, on average."""
        return float(self.random_hits.mean())

    @property
    def lead(self) -> float:
        """By how much the trained network hits more often than the best random one."""
        return float(self.trained_hits - self.random_hits.max())

    @property
    def area(self) -> float:
        """Share of a slice that counts as a hit."""
        return float(widened(self.lesions).mean())


def look_inside(network: nn.Module, train: Slices, test: Slices, *, seed: int) -> Attention:
    """Compute gradient × input for all patients of a test, trained and with random weights.

    Parameters
    ----------
    network
        A trained detector.
    train
        Slices for the statistics of batch normalisation in networks with random weights.
    test
        Slices of other participants.
    seed
        Of the random weights.
    """
    patients = test[test.patients == 1]
    random_maps = [
        _maps(random_detector(train, seed=each), patients)
        for each in seeds_from(seed, RANDOM_NETWORKS)
    ]
    return Attention(
        patients.pixels[:, 0],
        patients.lesions,
        _maps(network, patients),
        random_maps[0],
        np.array([share_of_hits(patients.lesions, maps) for maps in random_maps]),
    )


def _maps(network: nn.Module, slices: Slices) -> Maps:
    """Return the size of gradient × input, as a share of the largest in each slice."""
    the_score = np.zeros(len(slices), dtype=int)  # the only output
    maps = np.abs(gradient_times_input(network, slices.pixels, the_score))
    return maps / np.maximum(maps.max(axis=(1, 2), keepdims=True), np.finfo(maps.dtype).tiny)


def random_detector(slices: Slices, *, seed: int) -> ConvNet:
    """Return an untrained network whose batch normalisation has statistics of slices."""
    network = detector(seed=seed)
    for layer in network.modules():
        if isinstance(layer, nn.BatchNorm2d):
            layer.momentum = None  # the plain mean over what it sees
    with torch.no_grad():
        network.train()(torch.as_tensor(slices.pixels[:200]))
    return network.eval()
