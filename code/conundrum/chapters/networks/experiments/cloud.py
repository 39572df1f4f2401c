"""What the cut is for: deep networks on a noisy cloud, with it and without."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from torch import nn

from conundrum.data.curves import QUARTIC, Curve, Sample
from conundrum.experiment import experiment
from conundrum.models.networks import ReLUNetwork, predict
from conundrum.seeds import seeds_from
from conundrum.training.fit import fit

Grid = Float[np.ndarray, " grid"]
CLOUD_SIZE = 100


@dataclass(frozen=True)
class CutRemoved:
    """The same deep network with and without ReLUs, trained on the same cloud.

    Attributes
    ----------
    sample
        The cloud.
    x, truth
        A grid, and the curve behind the cloud there.
    network
        Predictions of the network with ReLUs.
    linear
        Predictions of the network without them.
    regression
        Predictions of linear regression.
    """

    sample: Sample
    x: Grid
    truth: Grid
    network: Grid
    linear: Grid
    regression: Grid

    @property
    def distance_to_regression(self) -> float:
        """The largest difference between the network without ReLUs and linear regression."""
        return float(np.abs(self.linear - self.regression).max())

    @property
    def distance_with_cut(self) -> float:
        """The largest difference between the network with ReLUs and linear regression."""
        return float(np.abs(self.network - self.regression).max())


@experiment
def remove_the_cut(
    *, seed: int, layers: int = 3, width: int = 16, steps: int = 500, curve: Curve = QUARTIC
) -> CutRemoved:
    """Train a network with `layers` hidden layers on the cloud by Adam, with ReLUs and without."""
    sample_seed, start_seed = seeds_from(seed, 2)
    sample = curve.sample(CLOUD_SIZE, seed=sample_seed)
    x = curve.grid(321)
    with_cut = ReLUNetwork((1, *[width] * layers, 1), seed=start_seed)
    without = nn.Sequential(*ReLUNetwork(with_cut.widths, seed=start_seed).layers)
    for network in (with_cut, without):
        fit(network, sample.x[:, None], sample.y[:, None], steps=steps, learning_rate=0.01)
    return CutRemoved(
        sample,
        x,
        curve.function(x),
        predict(with_cut, x[:, None])[:, 0],
        predict(without, x[:, None])[:, 0],
        np.polynomial.Polynomial.fit(sample.x, sample.y, 1)(x),
    )
