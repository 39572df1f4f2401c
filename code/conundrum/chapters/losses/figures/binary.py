"""Two classes: the likelihood of a coin, losses of a logit, tumours and swapped labels."""

import numpy as np
from matplotlib.figure import Figure

from conundrum.chapters.losses.experiments.binary import (
    Coin,
    LogitLosses,
    Recovery,
    TumourPredictions,
)
from conundrum.style import COLOUR, DASHED, label, moving, panels, reference, ticks


def coin(result: Coin) -> Figure:
    """Likelihood and cross-entropy of some flips, for a slider that sets the number of heads."""
    figure, (left, right) = panels(2, height=2.8)
    [likelihood] = left.plot(
        result.p, result.likelihood / result.likelihood.max(), color=COLOUR["network"], lw=2.4
    )
    [entropy] = right.plot(result.p, result.cross_entropy, color=COLOUR["network"], lw=2.4)
    [top] = left.plot([result.best], [1], "o", color=COLOUR["network"], ms=8, clip_on=False)
    [bottom] = right.plot(
        [result.best], [result.least], "o", color=COLOUR["network"], ms=8, clip_on=False
    )
    left.set_ylabel("likelihood, relative to its largest")
    right.set_ylabel("cross-entropy a flip")
    left.set_ylim(0, 1.05)
    right.set_ylim(0, 2.5)
    for axes in (left, right):
        axes.set_xlim(0, 1)
        axes.set_xlabel("predicted probability of heads")
        axes.grid()
    moving(likelihood, entropy, top, bottom)
    return figure


def logit_losses(result: LogitLosses) -> Figure:
    """Three losses of an output when the outcome is 1, and their slopes; a slider moves a dot."""
    figure, (left, right) = panels(2, height=3.1)
    looks = (
        {"color": COLOUR["network"], "lw": 2.4},
        {"color": COLOUR["network"], "lw": 2, "ls": DASHED},
        {"color": COLOUR["linear"], "lw": 1.6},
    )
    dots = []
    chosen = np.array([result.chosen])
    for panel, of in ((left, result.loss), (right, result.slope)):
        for look, curve, here in zip(
            looks, of(result.z).values(), of(chosen).values(), strict=True
        ):
            panel.plot(result.z, curve, **look)
            dots += panel.plot(chosen, here, "o", color=look["color"], ms=7)
        panel.set_xlim(-8, 8)
        panel.set_xlabel("output z, when the outcome is 1")
        panel.grid()
        ticks(panel.xaxis, (-8, -4, 0, 4, 8))
        panel.xaxis.set_ticklabels(["−8", "−4", "0", "4", "8"])
    left.set_ylim(-0.3, 8.5)
    right.set_ylim(-2.6, 2.6)
    left.set_ylabel("loss")
    right.set_ylabel("slope of the loss")
    label(left, -7.7, 2.3, "sigmoid,\ncross-entropy", "network")
    label(left, -7.7, 1.25, "sigmoid, squared", "network")
    label(left, 4.1, 6.3, "nothing,\nsquared", "linear", ha="left")
    label(right, -7.7, -1.62, "sigmoid,\ncross-entropy", "network", va="center")
    label(right, -7.7, 0.18, "sigmoid, squared", "network")
    label(right, 2.6, 1.6, "nothing,\nsquared", "linear")
    moving(*dots)
    return figure


def tumours(result: TumourPredictions) -> Figure:
    """How many new tumours get which prediction from five pairings, one start of each."""
    figure, axes = panels(len(result.predicted), columns=1, height=1.15)
    for panel, (name, counts) in zip(axes, result.histograms.items(), strict=True):
        panel.axvspan(0, 1, color=COLOUR["grid"], alpha=0.5, lw=0)
        for outcome, role in (("benign", "muted"), ("malignant", "test")):
            panel.bar(
                result.bins, counts[outcome], width=result.bin_width, color=COLOUR[role], alpha=0.75
            )
        reference(panel, x=0.5)
        panel.set_title(name)
        panel.set_xlim(-1.05, 2.05)
        panel.set_ylim(0, 100)
        ticks(panel.yaxis, (0, 50, 100))
        ticks(panel.xaxis, (-1, 0, 0.5, 1, 2))
    axes[-1].set_xlabel("prediction for a new tumour")
    axes[2].set_ylabel("tumours")
    label(axes[0], -0.1, 55, "benign", "muted", ha="right")
    label(axes[0], 1.1, 55, "malignant", "test")
    return figure


def recovery(result: Recovery) -> Figure:
    """Training accuracy after swapped labels were put right, and without any swapped labels."""
    figure, axes = panels(2, height=2.9)
    courses = {
        "after 500 steps with swapped labels": result.accuracy,
        "from untrained networks": result.untrained,
    }
    for panel, (title, accuracy) in zip(axes, courses.items(), strict=True):
        for shares, style in zip(accuracy.values(), ("-", DASHED), strict=True):
            panel.plot(result.steps, shares.T, color=COLOUR["network"], lw=0.7, alpha=0.35)
            panel.plot(
                result.steps, np.median(shares, axis=0), color=COLOUR["network"], lw=2.4, ls=style
            )
        reference(panel, y=0.9)
        panel.set_title(title)
        panel.set_ylim(0, 1.02)
        panel.set_xlim(0, result.steps[-1])
        panel.set_xlabel("steps with the right labels")
        panel.set_ylabel("share right, training set")
        label(
            panel,
            0.97,
            0.3,
            "solid: cross-entropy",
            "network",
            ha="right",
            xycoords="axes fraction",
        )
        label(
            panel,
            0.97,
            0.16,
            "dashed: squared error",
            "network",
            ha="right",
            xycoords="axes fraction",
        )
    return figure
