"""One cloud of points, fitted by a spline, a tree and a network."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from conundrum.chapters.conundrum.experiments.one_input import (
    predict_at,
    start_networks,
    train_all,
)
from conundrum.data.curves import QUARTIC, Sample
from conundrum.evaluation.cloud import fit_even_spline, fit_small_tree
from conundrum.evaluation.risk import risk
from conundrum.experiment import experiment
from conundrum.models.networks import LinearPieces, linear_pieces
from conundrum.models.splines import NaturalSpline

CLOUD_SIZE = 30

Grid = Float[np.ndarray, " grid"]


@dataclass(frozen=True)
class ThreeFits:
    """Three models fitted to the same cloud.

    Attributes
    ----------
    sample
        The cloud.
    x, truth
        The grid, and the curve that the cloud lies around, there.
    spline
        A natural cubic spline with 7 knots.
    network
        The linear pieces of a trained network with 12 hidden units.
    predictions
        The value of ``"spline"``, ``"tree"`` and ``"network"`` on the grid.
    """

    sample: Sample
    x: Grid
    truth: Grid
    spline: NaturalSpline
    network: LinearPieces
    predictions: dict[str, Grid]

    @property
    def test_error(self) -> dict[str, float]:
        """Expected squared error of each model on a new observation."""
        return {
            name: float(risk(fit[None], self.truth, QUARTIC.noise)[0])
            for name, fit in self.predictions.items()
        }

    @property
    def kinks(self) -> int:
        """The number of kinks of the network between the ends of the interval."""
        return len(self.network.edges) - 2


@experiment
def fit_cloud(*, seed: int) -> ThreeFits:
    """Fit a spline of 7 knots, a tree of 8 leaves and a network of 12 units to one cloud."""
    sample, x = QUARTIC.sample_stratified(CLOUD_SIZE, seed=seed), QUARTIC.grid()
    spline = fit_even_spline(QUARTIC, sample, 7)
    tree = fit_small_tree(sample, 8, seed=seed)
    [network] = start_networks(12, [seed])
    train_all([network], [sample], steps=2000)
    return ThreeFits(
        sample,
        x,
        QUARTIC.function(x),
        spline,
        linear_pieces(network, QUARTIC.low, QUARTIC.high),
        {
            "spline": spline(x),
            "tree": tree(x),
            "network": predict_at(network, x),
        },
    )
