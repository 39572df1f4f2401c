"""The four models when images are shifted."""

from matplotlib.figure import Figure

from conundrum.chapters.cnn.experiments.shifts import ShiftedAccuracy, ShiftedImage
from conundrum.chapters.cnn.figures.models import NAMES, STYLES
from conundrum.style import (
    label,
    name_axes,
    panels,
    percent,
    picture,
    reference,
    ticks,
)


def shifts(result: ShiftedAccuracy) -> Figure:
    """Accuracy against the shift of the images, of four models."""
    figure, [axes] = panels(1, height=3.8)
    for name, accuracies in result.by_shift.items():
        axes.plot(result.shifts, accuracies, marker="o", ms=5, label=NAMES[name], **STYLES[name])
    reference(axes, y=0.1)
    label(axes, 0, 0.1, "guessing", "muted", va="bottom")
    axes.set_ylim(0, 1.3)
    ticks(axes.xaxis, result.shifts)
    axes.set_yticks((0, 0.25, 0.5, 0.75, 1))
    percent(axes.yaxis)
    axes.grid(axis="y")
    axes.legend(loc="upper right", handlelength=3)
    name_axes(axes, "shift (pixels)", "classified correctly")
    return figure


def shifted(result: ShiftedImage) -> Figure:
    """A shifted image, and the probability that each model gives to what it is."""
    figure, (image, chart) = panels(2, height=2.7)
    picture(image, result.picture)
    for row, (name, probability) in enumerate(result.probability.items()):
        colour = STYLES[name]["color"]
        chart.barh(row, probability, height=0.34, color=colour)
        chart.annotate(
            NAMES[name], (0.01, row - 0.24), va="bottom", color=colour, weight="semibold"
        )
    chart.set_xlim(0, 1)
    chart.set_ylim(3.4, -0.75)
    chart.set_yticks([])
    chart.set_xlabel("probability of the true class")
    ticks(chart.xaxis, (0, 0.5, 1))
    return figure
