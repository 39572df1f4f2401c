"""Stride, padding and dilation along a row, and in two dimensions."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from conundrum.chapters.convolution.experiments.geometry import WindowCounts
from conundrum.style import COLOUR, fields, panels


def rows(cases: Mapping[str, Sequence[Sequence[int]]], pixels: int) -> Figure:
    """One row of pixels below, the outputs above, and which pixels each output looks at.

    Parameters
    ----------
    cases : mapping of str to sequence of sequences
        For each case, the pixels of each window; those before 0 and from `pixels` on are padding.
    pixels : int
        Number of pixels in the row.
    """
    figure, axes = panels(len(cases), columns=2, height=1.75, sharex=True, sharey=True)
    for panel, (title, windows) in zip(axes, cases.items(), strict=True):
        below = sorted({pixel for window in windows for pixel in window} | set(range(pixels)))
        for window in windows:
            middle = np.mean(window)
            for pixel in window:
                panel.plot([pixel, middle], [0, 1], color=COLOUR["muted"], lw=0.9, zorder=1)
            panel.plot(middle, 1, "s", color=COLOUR["convolution"], ms=8)
        for pixel in below:
            inside = 0 <= pixel < pixels
            panel.plot(
                pixel,
                0,
                "s",
                ms=8,
                mew=1.4,
                mfc=COLOUR["ink"] if inside else COLOUR["paper"],
                mec=COLOUR["ink"],
            )
        panel.set_title(title)
        panel.set_xlim(-1.6, pixels + 0.6)
        panel.set_ylim(-0.35, 1.35)
        panel.axis("off")
    return figure


def window_counts(cases: Mapping[str, WindowCounts]) -> Figure:
    """An image for each case: how many windows look at each pixel, and where the first one is."""
    figure, axes = panels(len(cases), columns=4, height=2.35, narrow_height=2.6)
    for panel, (title, case) in zip(axes, cases.items(), strict=True):
        texts = [[str(count) for count in row] for row in case.counts]
        fields(panel, texts, case.counts / 9, "convolution")
        for row, column in case.first:
            panel.add_patch(
                Rectangle(
                    (column - 0.42, row - 0.42),
                    0.84,
                    0.84,
                    fill=False,
                    edgecolor=COLOUR["ink"],
                    lw=1.4,
                )
            )
        panel.set_title(title)
        panel.set_xlabel(f"{case.outputs} × {case.outputs} outputs")
        panel.set_aspect("equal")
        panel.set_xlim(-1.6, case.counts.shape[1] - 0.4)
        panel.set_ylim(case.counts.shape[0] - 0.4, -1.6)
        panel.set_xticks([])
        panel.set_yticks([])
    return figure
