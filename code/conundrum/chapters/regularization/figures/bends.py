"""What weight decay does to the function that a network computes."""

from collections.abc import Sequence

from matplotlib.figure import Figure

from conundrum.chapters.regularization.experiments.bends import DecayedCurves
from conundrum.notation import number
from conundrum.style import (
    COLOUR,
    band,
    log_x,
    log_y,
    name_axes,
    name_line,
    panels,
    points,
    truth,
)


def decayed(result: DecayedCurves, penalties: Sequence[float]) -> Figure:
    """The network of the first draw with some of the penalties."""
    figure, axes = panels(len(penalties), height=2.6)
    for panel, penalty in zip(axes, penalties, strict=True):
        points(panel, result.samples[0].x, result.samples[0].y)
        truth(panel, result.x, result.truth)
        [fit] = result.only(penalty).predictions[0]
        panel.plot(result.x, fit, color=COLOUR["network"], lw=2.4)
        panel.set_ylim(-2.2, 2.2)
        panel.set_title(f"λ = {number(penalty)}")
        name_axes(panel)
    return figure


def errors(result: DecayedCurves) -> Figure:
    """Errors and total bend against the penalty: medians and quartiles of the draws."""
    figure, (left, right) = panels(2, height=2.9)
    positive = result.penalty > 0
    penalty = result.penalty[positive]
    log_y(left, (0.001, 0.003, 0.01, 0.03, 0.1, 0.3))
    for panel in (left, right):
        log_x(panel)
        panel.set_xlabel("penalty λ")
    for role, up in (("test", 12), ("train", -8)):
        low, median, high = result.quartiles(f"{role}_error")[:, positive]
        band(left, penalty, low, high, role)
        [line] = left.plot(penalty, median, color=COLOUR[role], lw=2.4)
        name_line(line, f"{role} error", x=1e-3, offset=(1, up))
    left.set_ylabel("squared error")
    low, median, high = result.quartiles("bend")[:, positive]
    band(right, penalty, low, high, "network")
    right.plot(penalty, median, color=COLOUR["network"], lw=2.4)
    right.set_ylim(0, None)
    right.set_ylabel("sum of changes of slope")
    return figure
