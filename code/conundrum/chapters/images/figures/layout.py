"""The figure of the section *Hidden, not lost*."""

import numpy as np
from jaxtyping import Float
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from conundrum.chapters.images.experiments.layout import RecoveredLayout
from conundrum.style import COLOUR, panels


def layout(result: RecoveredLayout) -> Figure:
    """Pixels joined to their true neighbours: shuffled, and where correlations put them."""
    figure, (before, after) = panels(2, height=3.5)
    for panel, places, title in (
        (before, result.shuffled, "shuffled"),
        (after, result.recovered, "from correlations"),
    ):
        _grid(panel, places, result.grid_lines)
        panel.set_title(title)
        panel.set_aspect("equal")
        panel.invert_yaxis()
        panel.axis("off")
    return figure


def _grid(axes: Axes, places: Float[np.ndarray, "pixels 2"], lines: list[list[int]]) -> None:
    """Draw pixels at some places, and lines through those that belong to one row or column."""
    for line in lines:
        axes.plot(places[line, 1], places[line, 0], color=COLOUR["muted"], lw=0.7, zorder=1)
    axes.plot(places[:, 1], places[:, 0], "o", color=COLOUR["ink"], ms=3, zorder=2)
