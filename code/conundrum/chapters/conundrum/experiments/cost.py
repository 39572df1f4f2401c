"""What a perfect fit costs: the limits of splines with many knots, and networks trained on."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from jaxtyping import Float, Int

from conundrum.chapters.conundrum.experiments.one_input import (
    Compared,
    compare,
    predict_at,
    start_networks,
    train_all,
)
from conundrum.data.curves import SINE
from conundrum.evaluation.twenty_points import FEW, NESTED, draw_points, spline_basis
from conundrum.experiment import experiment
from conundrum.models.linear import minimum_norm
from conundrum.models.splines import NaturalSpline, bend_basis, fit_spline, slope_basis
from conundrum.seeds import seeds_from


@dataclass(frozen=True)
class Calming:
    """Least-norm splines on nested knots: each set of knots holds all knots of the one before.

    Attributes
    ----------
    degrees_of_freedom
        21, 41, 81 and 161.
    slope_norm, bend_norm
        Squared norm of the coefficients, where it measures slope and where it measures bend.
    slope_to_dots
        Root mean squared distance, between the outer points, of the least-slope fit from straight
        lines that connect the points.
    bend_to_cubic
        The same for the least-bend fit and the natural cubic spline through the points.
    """

    degrees_of_freedom: Int[np.ndarray, " m"]
    slope_norm: Float[np.ndarray, "draws m"]
    bend_norm: Float[np.ndarray, "draws m"]
    slope_to_dots: Float[np.ndarray, "draws m"]
    bend_to_cubic: Float[np.ndarray, "draws m"]


@experiment
def calm_down(*, seed: int, draws: int = 20) -> Calming:
    """Follow least-norm splines to many knots, past the point where they fit every observation."""
    norms, distances = [], []
    for sample in draw_points(seed=seed, draws=draws):
        x = np.linspace(sample.x[0], sample.x[-1], 401)
        limits = (
            (slope_basis, np.interp(x, sample.x, sample.y)),
            (bend_basis, NaturalSpline(sample.x, sample.y)(x)),
        )
        norms.append([])
        distances.append([])
        for basis_on, limit in limits:
            for d in NESTED:
                basis = spline_basis(basis_on, d)
                coefficients = minimum_norm(basis(sample.x), sample.y)
                norms[-1].append(coefficients @ coefficients)
                distances[-1].append(np.sqrt((((basis @ coefficients)(x) - limit) ** 2).mean()))
    norms, distances = (np.reshape(a, (draws, 2, len(NESTED))) for a in (norms, distances))
    return Calming(np.array(NESTED), norms[:, 0], norms[:, 1], distances[:, 0], distances[:, 1])


DOTS, SLOPE, BEND = "connected dots", "least slope", "least bend"


@dataclass(frozen=True)
class PerfectFits(Compared):
    """What (nearly) perfect fits to the same draws of 20 points cost.

    Attributes
    ----------
    noise_variance
        What no prediction can take away.
    """

    noise_variance: float

    @property
    def formula(self) -> float:
        """What connected dots cost if the curve is straight from each point to the next."""
        return 5 / 3 * self.noise_variance


def network_after(steps: int) -> str:
    """Return how a network is named that was trained for some steps."""
    return f"network, {steps} steps"


@experiment
def pay_for_perfect_fits(
    *,
    seed: int,
    draws: int = 20,
    width: int = 128,
    steps: Sequence[int] = (500, 2000, 8000),
    noise: float = SINE.noise,
) -> PerfectFits:
    """Fit the same draws by lines between points, by splines of 161 knots, and by networks.

    Lines go on level beyond the outer points. Networks have one hidden layer and are trained by
    Adam, all points in each step, with a rate of 0.01 that falls to zero along half a cosine.

    Parameters
    ----------
    seed, draws : int
    width : int
        The number of hidden units.
    steps : sequence of int
        How long networks are trained; each training begins at the same random weights.
    noise : float
        The standard deviation of the noise around the sine.
    """
    curve, seeds = replace(SINE, noise=noise), seeds_from(seed, draws)
    samples = [curve.sample_stratified(FEW, seed=draw) for draw in seeds]
    kinds = {DOTS: [lambda x, s=sample: np.interp(x, s.x, s.y) for sample in samples]}
    for name, basis_on in ((SLOPE, slope_basis), (BEND, bend_basis)):
        basis = spline_basis(basis_on, NESTED[-1])
        kinds[name] = [fit_spline(basis, sample.x, sample.y) for sample in samples]
    for count in steps:
        networks = start_networks(width, seeds)
        train_all(networks, samples, steps=count)
        kinds[network_after(count)] = [partial(predict_at, network) for network in networks]
    found = compare(kinds, samples, curve)
    return PerfectFits(found.test_error, found.train_error, noise**2)
