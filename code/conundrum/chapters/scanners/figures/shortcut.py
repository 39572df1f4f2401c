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
from conundrum.style import COLOUR, DASHED, name_axes, name_line, panels, reference

# Colour, line, marker, and how far beside the others its dots stand.
LOOK = {
    PLAIN: ("convolution", "-", "o", 0.0),
    STANDARDISED: ("spline", "-", "s", 0.09),
    BRIGHTNESS: ("ink", DASHED, "^", -0.09),
}


def shortcut(result: Shortcut) -> Figure:
    """AUC by how much the scanner says, in a test that shares the confound and in one without."""
    figure, axes = panels(2, height=3.5, sharex=True, sharey=True)
    at = np.arange(len(result.shares))
    for panel, values, title in zip(
        axes,
        (result.confounded, result.balanced),
        ("test with the same confound", "balanced test"),
        strict=True,
    ):
        reference(panel, y=0.5)
        panel.set_ylim(0.4, 1.12)
        panel.set_xlim(-0.3, len(at) - 0.7)
        lines = {}
        for model in MODELS:
            role, style, marker, beside = LOOK[model]
            for place, aucs in zip(at + beside, values[model].T, strict=True):
                places = np.full(len(aucs), place)
                panel.plot(places, aucs, marker, color=COLOUR[role], ms=3.5, alpha=0.3)
            [lines[model]] = panel.plot(
                at + beside, np.median(values[model], axis=0), ls=style, color=COLOUR[role]
            )
        panel.set_xticks(at, [f"{share:.0%}" for share in result.shares])
        panel.set_title(title)
        panel.grid(axis="y")
        name_axes(panel, "patients on the brighter scanner", "AUC")
        if panel is axes[0]:
            name_line(lines[BRIGHTNESS], BRIGHTNESS, x=at[1] + LOOK[BRIGHTNESS][3], offset=(8, -8))
    name_line(lines[PLAIN], PLAIN, offset=(-6, -4))
    name_line(lines[STANDARDISED], STANDARDISED, offset=(-6, 4))
    return figure
