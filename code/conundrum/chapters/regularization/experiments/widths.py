"""The peak of networks, and what is left of it with weight decay and with early stopping."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int

from conundrum.chapters.regularization.experiments.stopping import (
    PATIENCE,
    train_and_look,
)
from conundrum.evaluation.risk import RiskCurve, risk_curve
from conundrum.evaluation.students import draw_lessons
from conundrum.experiment import experiment
from conundrum.models.networks import ReLUNetwork, predict
from conundrum.seeds import seeds_from
from conundrum.training.fleet import fit_fleet
from conundrum.training.patience import stop_with_patience

PLAIN, DECAY, STOPPED = "no remedy", "weight decay", "early stopping"


@dataclass(frozen=True)
class WidthSweep:
    """Test error of networks of growing width: plain, with weight decay, and stopped early.

    Attributes
    ----------
    width
        Hidden units.
    test_error
        Expected squared error on a new observation, by name of the remedy.
    """

    width: Int[np.ndarray, " m"]
    test_error: dict[str, Float[np.ndarray, "draws m"]]

    def risk(self, remedy: str) -> RiskCurve:
        """Median and quartiles over draws of the test error, by name of the remedy."""
        return risk_curve(self.width, self.test_error[remedy])

    def rise(self, remedy: str) -> float:
        """Return by how much the median rises from its first minimum to its peak."""
        curve = self.risk(remedy)
        return curve.highest - curve.lowest


WIDTHS = (4, 8, 20, 40, 120)
HELD_OUT = 40


@experiment
def sweep_widths(
    *, seed: int, draws: int = 8, widths: Sequence[int] = WIDTHS, penalty: float = 0.005
) -> WidthSweep:
    """Train networks of many widths on 200 observations of teachers with 10 inputs, noise 0.3.

    3000 steps of Adam, with a rate of 0.01 that falls along half a cosine. For early stopping the
    rate is 0.005 and does not fall, 40 of the observations are held out, and the network is kept
    that has the least error on them before 200 steps have brought no other.

    Parameters
    ----------
    seed, draws : int
    widths : sequence of int
        The numbers of hidden units.
    penalty : float
        The λ of the weight decay.
    """
    lessons = draw_lessons(seed=seed, draws=draws, n=200, inputs=10)
    starts = seeds_from(seed, 2 * draws)[draws:]
    errors = {name: [] for name in (PLAIN, DECAY, STOPPED)}
    for width in widths:
        for name, weight_decay in ((PLAIN, 0.0), (DECAY, 2 * penalty)):
            networks = [ReLUNetwork((10, width, 1), seed=start) for start in starts]
            fit_fleet(
                networks,
                lessons.x,
                lessons.y,
                steps=3000,
                learning_rate=0.01,
                weight_decay=weight_decay,
            )
            errors[name].append(lessons.test_errors(networks))
        rest = np.arange(200) >= HELD_OUT
        states = list(train_and_look(lessons, starts, rest, width, 1000).values())
        kept = []
        for draw in range(draws):
            x, y = lessons.x[draw][~rest], lessons.y[draw][~rest]
            held_out = [np.mean((predict(state[draw], x) - y) ** 2) for state in states]
            kept.append(states[stop_with_patience(held_out, PATIENCE)[0]][draw])
        errors[STOPPED].append(lessons.test_errors(kept))
    return WidthSweep(np.array(widths), {name: np.transpose(each) for name, each in errors.items()})
