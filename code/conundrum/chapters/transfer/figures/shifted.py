"""Figures of how far moved photographs are from where they were."""

import numpy as np
from matplotlib.figure import Figure

from conundrum.chapters.transfer.experiments.shifted import ShiftedDistances
from conundrum.style import COLOUR, name_axes, panels, reference

PANELS = {
    "pixels": ("linear", "in pixels"),
    "untrained": ("muted", "in untrained features"),
    "pretrained": ("spline", "in pretrained features"),
}
EDGES = np.linspace(0, 3, 31)


def distances(result: ShiftedDistances) -> Figure:
    """Distances to itself as a share of those to another class, in pixels and in features."""
    figure, axes = panels(3, height=2.6, narrow_height=2, sharex=True, sharey=True)
    for panel, (name, (role, title)) in zip(axes, PANELS.items(), strict=True):
        panel.hist(result.ratio[name], bins=EDGES, color=COLOUR[role], alpha=0.75)
        reference(panel, x=1, role="truth")
        panel.set_title(title)
        name_axes(panel, "distance ÷ to another class", "photographs")
    return figure
