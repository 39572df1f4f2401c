"""The four models when images are shifted."""

import numpy as np
from jaxtyping import Float
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure

from conundrum.chapters.cnn.experiments.shifts import ShiftedAccuracy, ShiftedImage
from conundrum.chapters.cnn.figures.models import NAMES, STYLES
from conundrum.style import (
    COLOUR,
    label,
    moving,
    name_axes,
    panels,
    percent,
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
    figure, (picture, chart) = panels(2, height=2.7)
    ink = _inked(picture, result.picture)
    picture.set_aspect("equal")
    picture.set_xlim(0, 28)
    picture.set_ylim(28, 0)
    picture.axis("off")
    bars = []
    for row, (name, probability) in enumerate(result.probability.items()):
        colour = STYLES[name]["color"]
        bars.append(chart.barh(row, probability, height=0.34, color=colour).patches[0])
        chart.annotate(
            NAMES[name], (0.01, row - 0.24), va="bottom", color=colour, weight="semibold"
        )
    chart.set_xlim(0, 1)
    chart.set_ylim(3.4, -0.75)
    chart.set_yticks([])
    chart.set_xlabel("probability of the true class")
    ticks(chart.xaxis, (0, 0.5, 1))
    moving(ink, *bars)
    return figure


def _inked(axes: Axes, picture: Float[np.ndarray, "height width"]) -> PolyCollection:
    """Draw a picture in ink, a bar for each run of equal grey, so that a slider can move it."""
    greys = np.round(picture * 6) / 6
    bars, colours = [], []
    for row, greys_of_row in enumerate(greys):
        ends = np.flatnonzero(np.diff(greys_of_row)) + 1
        for start, end in zip([0, *ends], [*ends, len(greys_of_row)], strict=True):
            if greys_of_row[start]:
                corners = ((start, row), (end, row), (end, row + 1), (start, row + 1))
                bars.append(corners)
                colours.append(to_rgba(COLOUR["ink"], greys_of_row[start]))
    ink = PolyCollection(bars, facecolors=colours, linewidths=0, antialiased=False)
    axes.add_collection(ink)
    return ink
