"""Neighbours, trees and forests: each made larger in its own way."""

from matplotlib.figure import Figure

from conundrum.chapters.double_descent.experiments.families import Families
from conundrum.style import COLOUR, DASHED, band, log_x, log_y, panels


def families(result: Families) -> Figure:
    """Test error against size, a panel a family, on one scale."""
    figure, axes = panels(3, height=3.1, sharey=True)
    axes[0].invert_xaxis()
    for panel, curves, role, title, size, shown in (
        (
            axes[0],
            {"equal": result.neighbour_risk, "by distance": result.weighted_risk},
            "ink",
            "nearest neighbours",
            "neighbours",
            (100, 10, 1),
        ),
        (axes[1], {"": result.tree_risk}, "tree", "one tree", "leaves", (2, 20, 400)),
        (axes[2], {"": result.forest_risk}, "tree", "forest", "full trees", (1, 10, 100)),
    ):
        for (name, risk), style in zip(curves.items(), ("-", DASHED), strict=False):
            panel.plot(risk.capacity, 100 * risk.median, color=COLOUR[role], ls=style, label=name)
            band(panel, risk.capacity, 100 * risk.lower, 100 * risk.upper, role)
        log_x(panel, shown)
        log_y(panel, (3, 10, 30, 100))
        panel.set_ylim(2.5, 110)
        panel.grid(axis="y")
        panel.set_title(title)
        panel.set_xlabel(size)
    axes[0].legend(loc="upper right", title="votes")
    axes[0].set_ylabel("test error (%)")
    return figure
