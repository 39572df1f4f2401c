"""The networks of the sweep, trained in other ways."""

from collections.abc import Sequence
from dataclasses import dataclass

from conundrum.chapters.double_descent.experiments.widths import (
    STEPS,
    WIDTHS,
    NoisySweep,
    sweep_widths_and_noise,
)
from conundrum.evaluation.risk import RiskCurve
from conundrum.experiment import experiment
from conundrum.training.optimisers import ADAM, SGD

NOISE = 0.2
#: The steps of the sweep, and four times as many.
SHORT, LONG = STEPS[-1], 4 * STEPS[-1]
#: The optimiser and the learning rate at the start.
OPTIMISERS = {
    "Adam": (ADAM, 0.02),
    "momentum": (SGD(momentum=0.9), 0.3),
    "descent": (SGD(), 1.0),
}


@dataclass(frozen=True)
class Ways:
    """The same networks on the same corrupted labels, trained by several optimisers.

    Attributes
    ----------
    sweeps : dict of NoisySweep
        By the name of the optimiser and the number of steps.
    """

    sweeps: dict[tuple[str, int], NoisySweep]

    def risk(self, optimiser: str, steps: int) -> RiskCurve:
        """Test error at the end of training against width, over draws."""
        return self.sweeps[optimiser, steps].risk(NOISE)

    def train(self, optimiser: str, steps: int) -> RiskCurve:
        """Train error at the end of training against width, over draws."""
        return self.sweeps[optimiser, steps].train(NOISE)

    def peak(self, optimiser: str, steps: int) -> int:
        """Return the number of hidden units at the peak of the median test error."""
        return self.sweeps[optimiser, steps].peak(NOISE)

    def rise(self, optimiser: str, steps: int) -> float:
        """Return by how much the median rises from its first minimum to its peak."""
        return self.sweeps[optimiser, steps].rise(NOISE)

    def fall(self, optimiser: str, steps: int) -> float:
        """Return by how much the median falls from its peak to the widest network."""
        risk = self.risk(optimiser, steps)
        return risk.highest - float(risk.median[-1])

    def rises(self, steps: int) -> dict[str, float]:
        """Return the rise with each optimiser."""
        return {name: self.rise(name, steps) for name in OPTIMISERS}

    def missed(self, steps: int, units: int) -> dict[str, float]:
        """Return the median train error of networks of one width, with each optimiser."""
        return {name: self.train(name, steps).at(units) for name in OPTIMISERS}


@experiment
def train_three_ways(*, seed: int, draws: int = 1, widths: Sequence[int] = WIDTHS) -> Ways:
    """Train the networks of the sweep with Adam, with momentum and by plain gradient descent.

    Each takes 400 steps and, from the same start, 1600. All images are in each step, and the
    learning rate falls along half a cosine. A fifth of the labels is redrawn.
    """
    return Ways(
        {
            (name, steps): sweep_widths_and_noise(
                seed=seed,
                draws=draws,
                noises=(NOISE,),
                widths=widths,
                steps=(steps,),
                optimiser=optimiser,
                learning_rate=rate,
            )
            for name, (optimiser, rate) in OPTIMISERS.items()
            for steps in (SHORT, LONG)
        }
    )
