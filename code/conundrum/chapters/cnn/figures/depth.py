"""Deep networks, with and without residual connections."""

import numpy as np
from matplotlib.figure import Figure

from conundrum.chapters.cnn.experiments.depth import PLAIN, RESIDUAL, DepthComparison
from conundrum.style import COLOUR, DASHED, log_y, name_axes, panels, ticks

STYLES = {
    PLAIN: {"color": COLOUR["network"], "ls": DASHED},
    RESIDUAL: {"color": COLOUR["convolution"], "ls": "-"},
}


def depths(result: DepthComparison) -> Figure:
    """Training loss of plain and of residual networks, epoch by epoch, a panel for each depth."""
    figure, axes = panels(len(result.loss[PLAIN]), height=3.2, sharex=True, sharey=True)
    epochs = np.arange(1, result.epochs + 1)
    for kind, style in STYLES.items():
        for panel, (layers, losses) in zip(axes, result.loss[kind].items(), strict=True):
            panel.fill_between(
                epochs,
                losses.min(axis=0),
                losses.max(axis=0),
                color=style["color"],
                alpha=0.15,
                lw=0,
            )
            panel.plot(epochs, result.median[kind][layers], label=kind, **style)
            panel.set_title(f"{layers} layers")
            ticks(panel.xaxis, (1, *range(20, result.epochs + 1, 20)))
            log_y(panel)
            panel.set_ylim(5e-4, 5)
            panel.grid(axis="y")
            name_axes(panel, "epoch", "training loss")
    axes[0].legend(loc="lower left")
    return figure
