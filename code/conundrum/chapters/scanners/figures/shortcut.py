"""Figure of a network that takes the scanner for the disease."""

import numpy as np
from matplotlib.figure import Figure

from conundrum.chapters.scanners.experiments.shortcut import (
    BRIGHTNESS,
    MODELS,
    PLAIN,
    STANDARDISED,
    Shortcut,
)
from conundrum.style import COLOUR, DASHED, band, name_axes, name_line, panels, reference

LOOK = {
    PLAIN: ("convolution", "-", "o"),
    STANDARDISED: ("spline", "-", "s"),
    BRIGHTNESS: ("ink", DASHED, "^"),
}


def shortcut(result: Shortcut) -> Figure:
    """AUC by how much the scanner says, in a test that shares the confound and in one without."""
    figure, axes = panels(2, height=3.3, sharex=True, sharey=True)
    at = np.arange(len(result.shares))
    for panel, values, title in zip(
        axes,
        (result.confounded, result.balanced),
        ("test with the same confound", "balanced test"),
        strict=True,
    ):
        reference(panel, y=0.5)
        panel.set_ylim(0.4, 1.1)
        lines = {}
        for model in MODELS:
            role, style, marker = LOOK[model]
            aucs = values[model]
            [lines[model]] = panel.plot(
                at, aucs.mean(axis=0), marker, ls=style, color=COLOUR[role], ms=6
            )
            band(panel, at, aucs.min(axis=0), aucs.max(axis=0), role)
        panel.set_xticks(at, [f"{share:.0%}" for share in result.shares])
        panel.set_title(title)
        panel.grid(axis="y")
        name_axes(panel, "patients on the brighter scanner", "AUC")
        if panel is axes[0]:
            name_line(lines[BRIGHTNESS], BRIGHTNESS, x=at[1], offset=(8, -8))
    name_line(lines[PLAIN], PLAIN, offset=(-6, -4))
    name_line(lines[STANDARDISED], STANDARDISED, offset=(-6, 4))
    return figure
