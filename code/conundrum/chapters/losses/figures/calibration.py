"""Cross-entropy, certainty and reliability as training goes on."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.container import BarContainer
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from conundrum.chapters.losses.experiments.calibration import Overtraining, Reliability
from conundrum.style import (
    COLOUR,
    DASHED,
    band,
    identity,
    label,
    log_x,
    moving,
    name_line,
    panels,
    reference,
    ticks,
)


def overtraining(result: Overtraining) -> Figure:
    """Cross-entropy, and certainty beside accuracy, as training goes on."""
    figure, (left, right) = panels(2, height=3.1)
    [train] = left.plot(result.steps, result.train_cross_entropy, color=COLOUR["train"])
    [test] = left.plot(result.steps, result.course("cross_entropy"), color=COLOUR["test"])
    accuracy, sureness = 1 - result.course("error"), result.course("sureness")
    [sure] = right.plot(result.steps, sureness, color=COLOUR["network"], ls=DASHED)
    [often] = right.plot(result.steps, accuracy, color=COLOUR["test"])
    band(right, result.steps, accuracy, sureness, "network")
    for panel in (left, right):
        reference(panel, x=result.steps[result.best])
        log_x(panel, (5, 20, 100, 400))
        panel.set_xlabel("training steps")
        panel.grid(axis="y")
    left.set_ylabel("cross-entropy")
    left.set_ylim(0, 1.1)
    name_line(test, "test", x=100, offset=(-4, 16))
    name_line(train, "train", x=20, offset=(-4, -16))
    right.set_ylabel("share of test images")
    right.set_ylim(0.6, 1)
    name_line(sure, "how sure it is", x=result.steps[result.best], offset=(-4, 16))
    name_line(often, "how often right", x=100, offset=(2, -12))
    return figure


def reliability(result: Reliability) -> Figure:
    """How often a network is right where it is so sure; a slider sets the training step."""
    figure, [axes] = panels(1, height=3.9)
    curve, bars = _curve_and_bars(axes, result)
    text = axes.annotate(
        f"cross-entropy {result.cross_entropy:.2f}\nwrong {100 * result.error:.0f} %\n"
        f"calibration error {100 * result.calibration_error:.1f} points",
        (0.03, 0.97),
        va="top",
        color=COLOUR["ink"],
    )
    label(axes, 0.63, 0.66, "calibrated", "muted", ha="right")
    moving(curve, *bars, text)
    return figure


def forecasts(result: Reliability) -> Figure:
    """How often forecasts are right that are so sure, and nothing that would tell what is wrong."""
    figure, [axes] = panels(1, height=3.9)
    _curve_and_bars(axes, result)
    return figure


def _curve_and_bars(axes: Axes, result: Reliability) -> tuple[Line2D, BarContainer]:
    identity(axes)
    filled = result.count >= 20  # fewer say nothing
    [curve] = axes.plot(
        result.confidence[filled],
        result.accuracy[filled],
        "o-",
        color=COLOUR["network"],
        ms=7,
        lw=2.2,
        clip_on=False,
    )
    bars = axes.bar(
        (np.arange(len(result.count)) + 0.5) / len(result.count),
        0.3 * result.count / result.count.sum(),
        width=0.9 / len(result.count),
        color=COLOUR["network"],
        alpha=0.25,
    )
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    _squared(axes)
    axes.set_xlabel("how sure it is")
    axes.set_ylabel("how often it is right")
    return curve, bars


def _squared(axes: Axes) -> None:
    axes.set_aspect("equal")
    for axis in (axes.xaxis, axes.yaxis):
        ticks(axis, (0, 0.5, 1))
    axes.grid()
