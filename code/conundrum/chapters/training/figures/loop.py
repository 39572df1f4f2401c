"""The training loop at work."""

from matplotlib.figure import Figure

from conundrum.chapters.training.experiments.loop import TrainingMoment
from conundrum.style import COLOUR, log_x, log_y, moving, panels, points


def moment(result: TrainingMoment) -> Figure:
    """The network's function and the loss up to now, for a slider that sets the steps."""
    figure, (function, losses) = panels(2, height=3.1)
    points(function, result.x, result.y)
    [fit] = function.plot(result.grid, result.fit, color=COLOUR["network"], lw=2.4)
    function.set_ylim(-3, 9)
    function.set_xlabel("x")
    function.set_ylabel("y")
    function.set_title("the network")
    [course] = losses.plot(result.steps + 1, result.loss, color=COLOUR["train"])
    [now] = losses.plot(result.steps[-1] + 1, result.loss[-1], "o", color=COLOUR["train"], ms=7)
    log_x(losses)
    log_y(losses)
    losses.set_xlim(0.8, 5000)
    losses.set_ylim(0.05, 100)
    losses.set_xlabel("steps taken + 1")
    losses.set_ylabel("mean squared error")
    losses.set_title("the loss so far")
    moving(fit, course, now)
    return figure
