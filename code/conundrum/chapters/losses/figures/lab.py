"""The deep-learning lab: errors on its own split, and on others."""

import numpy as np
from matplotlib.figure import Figure

from conundrum.chapters.losses.experiments.lab import LabErrors, SplitErrors
from conundrum.style import COLOUR, identity, label, name_rows, panels

PUBLISHED = {
    "least squares": [259.7153],
    "lasso": [257.2382],
    "lasso,\nstandardised": [235.6755],
    "20 networks": [224.2696, 250.8108, 221.8315],
}


def lab(result: LabErrors) -> Figure:
    """Test errors of the lab on its own split: the published ones, and those computed here."""
    figure, [axes] = panels(1, height=3.4)
    rows = {
        "least squares": ("linear", [result.linear.least_squares]),
        "lasso": ("linear", [result.linear.lasso]),
        "lasso,\nstandardised": ("linear", [result.linear.lasso_scaled]),
        "20 networks": ("network", result.networks),
        "20 networks,\nstandardised": ("network", result.networks_scaled),
    }
    for row, (name, (role, errors)) in enumerate(rows.items()):
        axes.plot(errors, np.full(len(errors), row), "o", color=COLOUR[role], ms=7, alpha=0.6)
        for error in PUBLISHED.get(name, []):
            axes.plot([error, error], [row - 0.34, row + 0.34], color=COLOUR["ink"], lw=1.6)
    label(axes, 258, 0, "published", "ink", ha="right", va="center")
    name_rows(axes, rows)
    axes.grid(axis="x")
    axes.set_xlabel("test error, thousands of dollars")
    return figure


def splits(result: SplitErrors) -> Figure:
    """The error of a network against that of two linear models, a point a split."""
    figure, axes = panels(2, height=3.2)
    everything = np.concatenate([result.linear, result.lasso, result.network])
    ends = [everything.min() - 24, everything.max() + 8]
    for panel, other, name in zip(
        axes, (result.linear, result.lasso), ("least squares", "lasso, standardised"), strict=True
    ):
        identity(panel)
        panel.plot(other, result.network, "o", color=COLOUR["network"], ms=6, alpha=0.75)
        panel.set_xlim(*ends)
        panel.set_ylim(*ends)
        panel.set_aspect("equal")
        panel.set_title(name)
        panel.set_xlabel("error of the linear model")
        panel.set_ylabel("error of the network")
        panel.grid()
        label(panel, ends[1] - 4, ends[0] + 5, "network better", "muted", ha="right")
    return figure
