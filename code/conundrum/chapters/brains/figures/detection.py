"""Figures of four models that tell whether there is a lesion."""

import numpy as np
from matplotlib.figure import Figure

from conundrum.chapters.brains.experiments.detection import (
    CONNECTED,
    CONVOLUTIONAL,
    LINEAR,
    RULE,
    Detection,
)
from conundrum.style import COLOUR, identity, label, name_line, panels, reference, ticks

ROLE = {RULE: "ink", LINEAR: "linear", CONNECTED: "network", CONVOLUTIONAL: "convolution"}


def learning(result: Detection) -> Figure:
    """The loss while the convolutional network was trained."""
    figure, [axes] = panels(1, height=2.6)
    epochs = np.arange(1, len(result.loss) + 1)
    chance = reference(axes, y=np.log(2))
    axes.plot(epochs, result.loss, "o-", color=COLOUR["convolution"])
    axes.set_ylim(0, max(1.0, 1.08 * result.loss.max()))
    label(axes, epochs[-1], chance.get_ydata()[0] + 0.04, "always says ½", "muted", ha="right")
    ticks(axes.xaxis, epochs)
    axes.set_xlabel("epoch")
    axes.set_ylabel("training loss")
    axes.grid(axis="y")
    return figure


def comparison(result: Detection) -> Figure:
    """Four models: on the participants they were trained on, and on new ones."""
    figure, [axes] = panels(1, height=3.1)
    for row, (name, interval) in enumerate(result.intervals.items()):
        axes.plot([interval.low, interval.high], [row, row], color=COLOUR["test"], lw=2.4)
        axes.plot(interval.estimate, row, "o", color=COLOUR["test"], ms=8)
        known = result.train_auc[name]
        axes.plot(known, row, "o", mfc="none", mec=COLOUR["train"], mew=1.8, ms=9)
        axes.annotate(
            name,
            (0.51, row - 0.36),
            color=COLOUR[ROLE[name]],
            weight="semibold",
            va="center",
            annotation_clip=False,
        )
    rule = result.intervals[RULE]
    label(axes, rule.high + 0.02, -0.34, "new participants", "test", va="center", ha="right")
    connected = result.train_auc[CONNECTED]
    label(axes, connected - 0.02, 2, "participants of training", "train", ha="right", va="center")
    reference(axes, x=0.5)
    axes.set_ylim(3.5, -0.7)
    axes.set_xlim(min(0.4, *(i.low - 0.01 for i in result.intervals.values())), 1.02)
    ticks(axes.xaxis, (0.5, 0.6, 0.7, 0.8, 0.9, 1.0))
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.set_xlabel("AUC")
    return figure


def roc(result: Detection) -> Figure:
    """What each threshold makes of the scores of two models, on new participants."""
    figure, [axes] = panels(1, height=3.6)
    identity(axes)
    axes.set_xlim(-0.02, 1)
    axes.set_ylim(0, 1.04)
    for name, x, offset in ((RULE, 0.35, (8, -8)), (CONVOLUTIONAL, 0.08, (8, -8))):
        curve = result.roc[name]
        [line] = axes.plot(
            curve.alarms, curve.found, color=COLOUR[ROLE[name]], drawstyle="steps-post"
        )
        name_line(line, name.replace("l ", "l\n"), x=x, offset=offset)
    axes.plot(
        result.false_alarms, result.sensitivity, "o", color=COLOUR["convolution"], ms=9, zorder=4
    )
    axes.annotate(
        "the chosen\nthreshold",
        (result.false_alarms, result.sensitivity),
        xytext=(32, -90),
        textcoords="offset points",
        color=COLOUR["muted"],
        arrowprops={"arrowstyle": "-", "color": COLOUR["muted"], "lw": 1},
    )
    axes.set_xlabel("share of healthy slices called ill (1 − specificity)")
    axes.set_ylabel("share of ill slices found (sensitivity)")
    axes.grid()
    return figure
