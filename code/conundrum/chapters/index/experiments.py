"""What the landing page computes: three models that pass through the same 20 points."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from conundrum.data.curves import SINE, Sample
from conundrum.evaluation.risk import risk
from conundrum.evaluation.twenty_points import FEW, draw_points, fit_polynomial, spline_basis
from conundrum.experiment import experiment
from conundrum.models.networks import ReLUNetwork, parameter_count, predict
from conundrum.models.splines import fit_spline, slope_basis
from conundrum.seeds import seeds_from
from conundrum.training.fleet import fit_fleet

UNITS = 1024


@dataclass(frozen=True)
class Interpolation:
    """Three models fitted to the same points.

    Attributes
    ----------
    sample
        The points.
    x, truth
        The grid, and the curve there.
    predictions, fitted
        Of ``"polynomial"``, ``"spline"`` and ``"network"``, on the grid and at the points.
    parameters
        The number of parameters of each model.
    """

    sample: Sample
    x: Float[np.ndarray, " grid"]
    truth: Float[np.ndarray, " grid"]
    predictions: dict[str, Float[np.ndarray, " grid"]]
    fitted: dict[str, Float[np.ndarray, " n"]]
    parameters: dict[str, int]

    @property
    def train_error(self) -> dict[str, float]:
        """Mean squared error of each model on the points."""
        return {
            name: float(((values - self.sample.y) ** 2).mean())
            for name, values in self.fitted.items()
        }

    @property
    def test_error(self) -> dict[str, float]:
        """Expected squared error of each model on a new observation."""
        return {
            name: float(risk(values[None], self.truth, SINE.noise)[0])
            for name, values in self.predictions.items()
        }

    @property
    def farthest_miss(self) -> dict[str, float]:
        """How far the point lies off that each model misses most."""
        return {
            name: float(np.abs(values - self.sample.y).max())
            for name, values in self.fitted.items()
        }


@dataclass(frozen=True)
class Interpolations:
    """Three models that pass through 20 points of a sine, on several draws.

    Attributes
    ----------
    draws
        What became of each.
    """

    draws: list[Interpolation]

    @property
    def farthest_miss(self) -> float:
        """How far the point lies off that a network misses most, of all draws."""
        return max(draw.farthest_miss["network"] for draw in self.draws)


@experiment
def interpolate(*, seed: int, draws: int = 6, steps: int = 20_000) -> Interpolations:
    """Fit 20 points by a polynomial of degree 19, a spline of 21 knots, a network of 1024 units.

    Least squares fits polynomial and spline exactly. The network takes `steps` steps of Adam, with
    a rate of 0.03 that falls along half a cosine.
    """
    x = SINE.grid()
    samples = draw_points(seed=seed, draws=draws)
    networks = [ReLUNetwork((1, UNITS, 1), seed=draw) for draw in seeds_from(seed, draws)]
    fit_fleet(
        networks,
        np.stack([sample.x[:, None] for sample in samples]),
        np.stack([sample.y[:, None] for sample in samples]),
        steps=steps,
        learning_rate=0.03,
    )
    return Interpolations(
        [_fit_all(sample, x, network) for sample, network in zip(samples, networks, strict=True)]
    )


def _fit_all(sample: Sample, x: Float[np.ndarray, " grid"], network: ReLUNetwork) -> Interpolation:
    """Fit polynomial and spline to a sample, and see what they and the network say."""
    models = {
        "polynomial": fit_polynomial(sample),
        "spline": fit_spline(spline_basis(slope_basis, FEW + 1), sample.x, sample.y),
        "network": lambda at: predict(network, at[:, None])[:, 0],
    }
    return Interpolation(
        sample,
        x,
        SINE.function(x),
        {name: model(x) for name, model in models.items()},
        {name: model(sample.x) for name, model in models.items()},
        {"polynomial": FEW, "spline": FEW + 1, "network": parameter_count(network)},
    )
