"""The networks of the sweep, trained in other ways."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from conundrum.chapters.double_descent.experiments.widths import (
    WIDTHS,
    NoisySweep,
    sweep_widths_and_noise,
)
from conundrum.experiment import experiment
from conundrum.training.optimisers import ADAM, SGD

NOISE = 0.2
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
        By the name of the optimiser.
    """

    sweeps: dict[str, NoisySweep]

    def median(self, optimiser: str) -> Float[np.ndarray, " widths"]:
        """Median over draws of the test error at the end of training."""
        return self.sweeps[optimiser].risk(NOISE).median

    def train(self, optimiser: str) -> Float[np.ndarray, " widths"]:
        """Median over draws of the train error at the end of training."""
        return self.sweeps[optimiser].train(NOISE).median

    def rise(self, optimiser: str) -> float:
        """Return by how much the median rises from its first minimum to its peak."""
        return self.sweeps[optimiser].rise(NOISE)

    def fall(self, optimiser: str) -> float:
        """Return by how much the median falls from its peak to the widest network."""
        risk = self.sweeps[optimiser].risk(NOISE)
        return risk.highest - float(risk.median[-1])

    def end(self, optimiser: str) -> float:
        """Return how far the widest network is above the first minimum; below it if negative."""
        risk = self.sweeps[optimiser].risk(NOISE)
        return float(risk.median[-1]) - risk.lowest


@experiment
def train_four_times_as_long(
    *, seed: int, draws: int = 1, widths: Sequence[int] = WIDTHS, steps: int = 1600
) -> Ways:
    """Train the networks of the sweep with Adam, with momentum and by plain gradient descent.

    All images are in each step, and the learning rate falls along half a cosine.
    """
    return Ways(
        {
            name: sweep_widths_and_noise(
                seed=seed,
                draws=draws,
                noises=(NOISE,),
                widths=widths,
                steps=(steps,),
                optimiser=optimiser,
                learning_rate=rate,
            )
            for name, (optimiser, rate) in OPTIMISERS.items()
        }
    )
