"""Figure of sites that are left out of training."""

import numpy as np
from matplotlib.figure import Figure

from conundrum.chapters.scanners.experiments.sites import Sites
from conundrum.style import COLOUR, label, name_rows, panels


def left_out(result: Sites) -> Figure:
    """AUC at each site, if it is among those that train and if it is left out: all draws."""
    figure, [axes] = panels(1, height=2.6)
    for row, site in enumerate(result.pooled):
        for values, role, side in (
            (result.pooled[site], "train", -1),
            (result.left_out[site], "test", 1),
        ):
            at = row + 0.14 * side
            axes.plot(values, np.full(len(values), at), "o", color=COLOUR[role], ms=5, alpha=0.4)
            axes.plot(values.mean(), at, "|", color=COLOUR[role], mew=2.4, ms=12)
    name_rows(axes, list(result.pooled))
    axes.set_xlim(0.35, 1.02)
    axes.grid(axis="x")
    axes.set_xlabel("AUC")
    label(axes, 0.37, -0.14, "among them", "train", va="center")
    label(axes, 0.37, 0.14, "left out", "test", va="center")
    return figure
