"""Figure of sites that are left out of training."""

from matplotlib.figure import Figure

from conundrum.chapters.scanners.experiments.sites import Sites
from conundrum.style import COLOUR, label, name_rows, panels


def left_out(result: Sites) -> Figure:
    """AUC at each site, if it is among those that train and if it is left out."""
    figure, axes = panels(2, columns=2, height=2.5, sharex=True)
    for panel, network in zip(axes, result.pooled, strict=True):
        pooled, alone = result.pooled[network], result.left_out[network]
        for row, site in enumerate(pooled):
            panel.plot(
                [pooled[site], alone[site]], [row, row], color=COLOUR["muted"], lw=1.5, zorder=1
            )
            panel.plot(pooled[site], row, "o", mfc="none", mec=COLOUR["train"], mew=1.8, ms=9)
            panel.plot(alone[site], row, "o", color=COLOUR["test"], ms=8)
        name_rows(panel, list(pooled))
        panel.set_ylim(len(pooled) - 0.5, -0.9)
        panel.set_title(network)
        panel.set_xlim(0.4, 1.02)
        panel.grid(axis="x")
        panel.set_xlabel("AUC")
    first, network = next(iter(pooled)), next(iter(result.pooled))
    label(axes[0], result.left_out[network][first], -0.4, "left out", "test", ha="right")
    label(axes[0], result.pooled[network][first], -0.4, "among them", "train", ha="left")
    return figure
