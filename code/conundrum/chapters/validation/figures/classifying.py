"""A figure of what follows from a threshold."""

import numpy as np
from matplotlib.figure import Figure

from conundrum.chapters.validation.experiments.classifying import Decision
from conundrum.style import COLOUR, identity, label, moving, name_axes, panels, percent

BINS = np.linspace(0, 1, 21)


def threshold(result: Decision) -> Figure:
    """Predicted probabilities of patients and of others, a threshold, and its place on the ROC."""
    figure, (ill, well, curve) = panels(3, columns=3, height=2.9)
    lines = []
    for panel, chosen, name, role in (
        (ill, result.patient, "patients", "bias"),
        (well, ~result.patient, "others", "muted"),
    ):
        panel.hist(result.probability[chosen], bins=BINS, color=COLOUR[role], alpha=0.6)
        panel.set_title(name)
        panel.set_xlabel("predicted probability")
        panel.set_ylabel("people")
        lines.append(panel.axvline(result.threshold, color=COLOUR["test"], lw=2))
        percent(panel.xaxis)
    curve.plot(*result.curve.values(), color=COLOUR["ink"])
    identity(curve)
    [here] = curve.plot(
        [result.false_alarm_rate], [result.sensitivity], "o", color=COLOUR["test"], ms=9
    )
    numbers = label(
        curve,
        0.98,
        0.03,
        f"sensitivity {result.sensitivity:.0%}\nspecificity {result.specificity:.0%}\n"
        f"balanced {result.balanced_accuracy:.0%}\naccuracy {result.accuracy:.0%}",
        "test",
        ha="right",
        va="bottom",
    )
    moving(*lines, here, numbers)
    name_axes(curve, "others called patients", "patients found")
    percent(curve.xaxis)
    percent(curve.yaxis)
    curve.set_title("ROC curve")
    return figure
