"""Several classes: softmax step by step, digits, and labels that go together."""

import numpy as np
from matplotlib.figure import Figure

from conundrum.chapters.losses.experiments.classes import (
    DigitErrors,
    LabelProbabilities,
    SoftmaxSteps,
)
from conundrum.style import (
    COLOUR,
    DASHED,
    DOTTED,
    identity,
    log_x,
    log_y,
    moving,
    name_line,
    panels,
    ticks,
)


def softmax_steps(result: SoftmaxSteps) -> Figure:
    """Outputs, their exponentials, and the shares of these, for a slider that sets an output."""
    figure, axes = panels(3, height=2.6, narrow_height=1.9)
    steps = (
        ("outputs", result.outputs, (-4, 4)),
        ("their exponentials", result.exponentials, (0, 24)),
        ("shares of the sum", result.shares, (0, 1)),
    )
    bars = []
    classes = np.arange(len(result.outputs))
    for panel, (title, values, limits) in zip(axes, steps, strict=True):
        bars += panel.bar(classes, values, width=0.7, color=COLOUR["network"])
        panel.axhline(0, color=COLOUR["muted"], lw=0.8)
        panel.set_title(title)
        panel.set_ylim(*limits)
        panel.set_xlim(-0.6, len(classes) - 0.4)
        panel.set_xticks(classes, [f"class {k + 1}" for k in classes])
        panel.grid(axis="y")
    moving(*bars)
    return figure


def digits(result: DigitErrors) -> Figure:
    """Wrong digits against the step size, for four pairings."""
    figure, [axes] = panels(1, height=3.5)
    log_x(axes, (0.01, 0.1, 1, 10))
    axes.set_xlim(0.008, 36)
    log_y(axes, (0.03, 0.1, 0.3, 1))
    axes.set_ylim(0.025, 1.6)
    axes.grid()
    looks = (
        ("network", "-", 2.6, "softmax,\ncross-entropy", 0.3, (0, -8)),
        ("network", DASHED, 2, "softmax,\nsquared", 3, (5, -2)),
        ("linear", "-", 1.8, "nothing,\nsquared", 0.01, (2, 4)),
        ("network", DOTTED, 2, "softmax\ntwice", 10, (5, -6)),
    )
    for (role, style, width, name, at, offset), (pairing, error) in zip(
        looks, result.error.items(), strict=True
    ):
        [line] = axes.plot(result.rates[pairing], error, color=COLOUR[role], ls=style, lw=width)
        best = result.best_rate[pairing], result.at_best(pairing)
        axes.plot(*best, "o", color=COLOUR[role], ms=8)
        name_line(line, name, x=at, offset=offset)
    axes.set_xlabel("step size")
    axes.set_ylabel("share of wrong digits")
    return figure


def labels(result: LabelProbabilities) -> Figure:
    """Predicted against true probabilities of three labels, with sigmoids and with a softmax."""
    figure, axes = panels(2, height=3.2)
    for panel, (name, predicted) in zip(axes, result.predicted.items(), strict=True):
        identity(panel)
        panel.plot(result.truth, predicted, "o", color=COLOUR["network"], ms=3, alpha=0.35)
        panel.set_title(name)
        panel.set_xlim(0, 1)
        panel.set_ylim(0, 1)
        panel.set_aspect("equal")
        for axis in (panel.xaxis, panel.yaxis):
            ticks(axis, (0, 0.5, 1))
        panel.set_xlabel("true probability")
        panel.set_ylabel("predicted probability")
        panel.grid()
    return figure
