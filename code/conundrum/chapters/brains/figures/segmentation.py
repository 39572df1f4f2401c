"""Figures of lesions that networks outlined."""

import numpy as np
from matplotlib.figure import Figure

from conundrum.chapters.brains.drawing import outline, row_of_slices
from conundrum.chapters.brains.experiments.segmentation import COARSE, FINE, Segmentation
from conundrum.style import COLOUR, name_axes, panels

ROLE = {FINE: "convolution", COARSE: "network"}


def outlines(result: Segmentation, shown: list[int]) -> Figure:
    """What is called lesion, in the slices of some patients."""
    figure, axes = panels(3, columns=1, height=2.2, narrow_height=1.5)
    row_of_slices(axes[0], result.pixels[shown])
    outline(axes[0], result.around[shown])
    axes[0].set_title("slices of three patients, lesions outlined")
    for panel, method in zip(axes[1:], (COARSE, FINE), strict=True):
        row_of_slices(panel, result.found[method][shown].astype(float))
        outline(panel, result.around[shown])
        panel.set_title(f"called lesion: {method}")
    return figure


def dice_by_size(result: Segmentation) -> Figure:
    """Dice of each patient's slice against the size of its lesions, for two networks."""
    figure, axes = panels(2, height=3.1, sharex=True, sharey=True)
    for panel, method in zip(axes, (COARSE, FINE), strict=True):
        panel.plot(
            result.area, result.dice[method], "o", color=COLOUR[ROLE[method]], ms=4, alpha=0.6
        )
        panel.set_title(method)
        panel.set_ylim(-0.04, 1.04)
        panel.set_xlim(0, float(np.max(result.area)) * 1.05)
        panel.grid(axis="y")
        name_axes(panel, "area of the lesions (cm²)", "Dice")
    return figure
