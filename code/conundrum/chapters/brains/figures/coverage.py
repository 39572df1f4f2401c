"""Figure of intervals of many small studies."""

import numpy as np
from matplotlib.figure import Figure

from conundrum.chapters.brains.experiments.coverage import Coverage
from conundrum.style import COLOUR, label, panels, reference

STUDIES = 60


def coverage(result: Coverage) -> Figure:
    """Intervals of many small studies, and which of them miss."""
    figure, axes = panels(2, height=2.9, sharex=True, sharey=True)
    for panel, intervals, title in zip(
        axes,
        (result.by_slice, result.by_participant),
        ("bootstrap of slices", "bootstrap of participants"),
        strict=True,
    ):
        shown = result.sorted_first(intervals, STUDIES)
        low, high = shown.T
        holds, at = result.holds(shown), np.arange(len(shown))
        panel.vlines(at[holds], low[holds], high[holds], color=COLOUR["muted"], lw=1.2)
        panel.vlines(at[~holds], low[~holds], high[~holds], color=COLOUR["test"], lw=2.4)
        reference(panel, y=result.truth, role="truth")
        panel.set_title(title)
        panel.set_xticks([])
        panel.set_xlabel(f"{len(shown)} studies, sorted")
    axes[0].set_ylabel("AUC")
    bottom = axes[0].get_ylim()[0]
    label(axes[0], len(shown) - 1, bottom + 0.02, "misses the truth", "test", ha="right")
    return figure
