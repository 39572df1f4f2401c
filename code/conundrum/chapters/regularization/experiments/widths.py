"""The peak of networks, and what is left of it with weight decay and with early stopping."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int

from conundrum.chapters.regularization.experiments.stopping import (
    HELD_OUT,
    INPUTS,
    OBSERVATIONS,
    PATIENCE,
    train_and_look,
)
from conundrum.evaluation.risk import RiskCurve, risk_curve
from conundrum.evaluation.students import Lessons, draw_lessons, learn_from_teachers
from conundrum.experiment import experiment
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


#: Some of the widths that `conundrum.evaluation.students` has.
WIDTHS = (4, 8, 20, 35, 120)


@experiment
def sweep_widths(
    *, seed: int, draws: int = 8, widths: Sequence[int] = WIDTHS, penalty: float = 0.005
) -> WidthSweep:
    """Train networks of many widths on 200 observations of teachers with 10 inputs, noise 0.3.

    They are students of `conundrum.evaluation.students.learn_from_teachers`: 3000 steps of Adam,
    with a rate of 0.01 that falls along half a cosine. For early stopping the rate is 0.005 and
    does not fall, 40 of the observations are held out, and the network is kept that has the least
    error on them before 200 steps have brought no other.

    Parameters
    ----------
    seed, draws : int
    widths : sequence of int
        The numbers of hidden units.
    penalty : float
        The λ of the weight decay.
    """
    errors = {
        name: learn_from_teachers(
            seed=seed, draws=draws, widths=widths, weight_decay=weight_decay
        ).test_error
        for name, weight_decay in ((PLAIN, 0.0), (DECAY, 2 * penalty))
    }
    lessons = draw_lessons(seed=seed, draws=draws, n=OBSERVATIONS, inputs=INPUTS)
    stopped = [_stopped(lessons, width) for width in widths]
    return WidthSweep(np.array(widths), errors | {STOPPED: np.transpose(stopped)})


def _stopped(lessons: Lessons, width: int) -> Float[np.ndarray, " draws"]:
    """Return the test errors of networks that stopped when the observations held out said so."""
    rest, validation = lessons.hold_out(HELD_OUT)
    states = list(train_and_look(rest, width, 1000).values())
    errors = np.array([validation.table_errors(networks) for networks in states]).T
    kept = [stop_with_patience(course, PATIENCE)[0] for course in errors]
    return lessons.test_errors([states[state][draw] for draw, state in enumerate(kept)])
