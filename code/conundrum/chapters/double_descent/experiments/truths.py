"""When the second descent beats the first: splines, for several truths and amounts of noise."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int

from conundrum.chapters.double_descent.experiments.widths import NoisySweep
from conundrum.data.curves import SINE
from conundrum.evaluation.bases import Bases
from conundrum.evaluation.risk import RiskCurve, risk, risk_curve
from conundrum.evaluation.students import Students
from conundrum.evaluation.twenty_points import FEW, spline_basis
from conundrum.evaluation.widening import Widening
from conundrum.experiment import experiment
from conundrum.models.smoothers import LeastSquares
from conundrum.models.splines import slope_basis
from conundrum.seeds import seeds_from

Function = Callable[[Float[np.ndarray, " n"]], Float[np.ndarray, " n"]]

TRUTHS: dict[str, Function] = {
    "sin x": np.sin,
    "sin x + ½ sin 3x": lambda x: np.sin(x) + np.sin(3 * x) / 2,
    "square wave": lambda x: np.sign(np.sin(x)),
    "sin x + ½ sin 7x": lambda x: np.sin(x) + np.sin(7 * x) / 2,
}
NOISES = (0.1, 0.3, 0.6, 1.0)
SIZES = (*range(3, 22), 28, 41, 81, 161)


@dataclass(frozen=True)
class Truths:
    """Least-slope splines through 20 points of several curves, with more and less noise.

    Attributes
    ----------
    knots
        Of the splines.
    truths
        The names of the curves.
    noises
        The standard deviations of the noise.
    test_error
        Expected squared error on a new observation.
    """

    knots: Int[np.ndarray, " m"]
    truths: tuple[str, ...]
    noises: tuple[float, ...]
    test_error: Float[np.ndarray, "truths noises draws m"]

    def risk(self, truth: str, noise: float) -> RiskCurve:
        """Median and quartiles over draws, for one curve and one amount of noise."""
        row, column = self.truths.index(truth), self.noises.index(noise)
        return risk_curve(self.knots, self.test_error[row, column])

    @property
    def ends(self) -> Float[np.ndarray, "truths noises"]:
        """The median error with most knots, relative to the first minimum of the median."""
        return np.array([[self.risk(t, noise).end for noise in self.noises] for t in self.truths])

    def end(self, truth: str, noise: float) -> float:
        """Return one entry of `ends`."""
        return self.risk(truth, noise).end


@experiment
def vary_truth_and_noise(
    *,
    seed: int,
    draws: int = 40,
    truths: Sequence[str] = tuple(TRUTHS),
    noises: Sequence[float] = NOISES,
    knots: Sequence[int] = SIZES,
) -> Truths:
    """Fit splines of least slope to the same inputs, with responses of several curves.

    Each draw has other inputs, one in each twentieth of the interval, and other noise.
    """
    x = SINE.grid()
    errors = np.empty((len(truths), len(noises), draws, len(knots)))
    for draw, draw_seed in enumerate(seeds_from(seed, draws)):
        points = SINE.sample_stratified(FEW, seed=draw_seed).x
        scatter = np.random.default_rng(draw_seed).normal(size=FEW)
        for column, d in enumerate(knots):
            basis = spline_basis(slope_basis, d)
            weights = LeastSquares.on(basis(points)).weights(basis(x))
            for row, truth in enumerate(truths):
                curve = TRUTHS[truth]
                for which, noise in enumerate(noises):
                    fit = weights @ (curve(points) + noise * scatter)
                    [errors[row, which, draw, column]] = risk(fit[None], curve(x), noise)
    return Truths(np.array(knots), tuple(truths), tuple(noises), errors)


@dataclass(frozen=True)
class Payoffs:
    """The error of the largest model relative to the first minimum of the same draw.

    Attributes
    ----------
    ratios
        By the name of the model, for each draw. Below 1 the second descent beat the first.
    """

    ratios: dict[str, Float[np.ndarray, " draws"]]

    @property
    def medians(self) -> dict[str, float]:
        """The median over draws."""
        return {name: float(np.median(ratios)) for name, ratios in self.ratios.items()}


def collect_payoffs(
    bases: Bases, widening: Widening, students: Students, sweep: NoisySweep
) -> Payoffs:
    """Compare both descents of each model, draw by draw."""
    ratios = {
        name: np.array([risk_curve(bases.degrees_of_freedom, [draw]).end for draw in errors])
        for name, errors in (
            ("splines, slope", bases.test_error["least slope"]),
            ("splines, bend", bases.test_error["least bend"]),
            ("Legendre", bases.test_error["Legendre"]),
        )
    }
    ratios["students"] = np.array([draw.end for draw in students.draws])
    for noise in (0.1, 0.2):
        ratios[f"networks, {100 * noise:.0f} %"] = sweep.ends(noise)
    for noise in widening.noises:
        ratios[f"features, {100 * noise:.0f} %"] = widening.ends(noise)
    ratios["the same, ridge"] = widening.ridge_ends(0.15)
    return Payoffs(ratios)
