"""Figure of sites that are left out of training."""

from matplotlib.figure import Figure

from conundrum.chapters.scanners.experiments.sites import Sites
from conundrum.style import COLOUR, label, name_rows, panels


def left_out(result: Sites) -> Figure:
    """AUC at each site, if it is among those that train and if it is left out."""
    figure, [axes] = panels(1, height=2.3)
    for row, site in enumerate(result.pooled):
        pooled, alone = result.pooled[site], result.left_out[site]
        axes.plot([pooled, alone], [row, row], color=COLOUR["muted"], lw=1.5, zorder=1)
        axes.plot(pooled, row, "o", mfc="none", mec=COLOUR["train"], mew=1.8, ms=9)
        axes.plot(alone, row, "o", color=COLOUR["test"], ms=8)
    name_rows(axes, list(result.pooled))
    axes.set_ylim(len(result.pooled) - 0.5, -0.9)
    axes.set_xlim(0.5, 1.08)
    axes.grid(axis="x")
    axes.set_xlabel("AUC")
    last = list(result.pooled)[-2]
    row = list(result.pooled).index(last)
    label(axes, result.left_out[last], row - 0.4, "left out", "test", ha="center")
    label(axes, result.pooled[last], row - 0.4, "among them", "train", ha="center")
    return figure
