"""Which families of models come back down."""

import numpy as np
from matplotlib.figure import Figure

from conundrum.chapters.double_descent.experiments.families import Families
from conundrum.chapters.double_descent.experiments.features import Widening
from conundrum.evaluation.bases import Bases
from conundrum.evaluation.random_features import TRAIN
from conundrum.evaluation.twenty_points import FEW
from conundrum.style import COLOUR, log_x, log_y, panels, reference, ticks


def families(bases: Bases, widening: Widening, others: Families) -> Figure:
    """Test error against size, one panel a family of models."""
    figure, axes = panels(8, columns=4, height=2.3)
    for panel, name, role in zip(
        axes[:1] + axes[1:2] + axes[3:5],
        ("least slope", "Legendre", "powers", "first 20"),
        ("spline", "polynomial", "polynomial", "polynomial"),
        strict=True,
    ):
        panel.plot(bases.degrees_of_freedom, bases.risk(name).median, color=COLOUR[role])
        reference(panel, x=FEW)
        panel.set_xlabel("degrees of freedom")
        log_y(panel)
        log_x(panel, (5, 20, 160))
    ticks(axes[0].yaxis, (0.1, 0.3, 1))
    axes[2].plot(widening.widths, 100 * widening.risk(0.15).median, color=COLOUR["linear"])
    reference(axes[2], x=TRAIN)
    axes[2].set_xlabel("features")
    axes[2].set_ylim(0, 100)
    ticks(axes[2].yaxis, (0, 50, 100))
    log_x(axes[2], (10, 400, 2400))
    for panel, sizes, errors, role, name, shown in (
        (axes[5], others.neighbours, others.neighbour_error, "ink", "neighbours", (100, 10, 1)),
        (axes[6], others.leaves, others.leaf_error, "tree", "leaves", (2, 20, 400)),
        (axes[7], others.trees, others.forest_error, "tree", "full trees", (1, 10, 200)),
    ):
        panel.plot(sizes, 100 * np.median(errors, axis=0), color=COLOUR[role])
        log_x(panel, shown)
        panel.set_xlabel(name)
        panel.set_ylim(0, None)
    axes[5].invert_xaxis()
    for panel, title in zip(
        axes,
        (
            "least-slope splines",
            "Legendre",
            "random features",
            "powers",
            "first 20 columns",
            "neighbours",
            "one tree",
            "forest",
        ),
        strict=True,
    ):
        panel.set_title(title)
        if panel in (axes[2], *axes[5:]):
            panel.set_ylabel("misread (%)")
        else:
            panel.set_ylabel("test error")
    return figure


def second_against_first(ratios: dict[str, np.ndarray]) -> Figure:
    """Error of the largest model relative to the first minimum, a dot a draw."""
    figure, [axes] = panels(1, height=0.9 + 0.36 * len(ratios))
    for position, values in enumerate(ratios.values()):
        axes.plot(values, [position] * len(values), "o", color=COLOUR["test"], ms=6, alpha=0.5)
        axes.plot([np.median(values)] * 2, [position - 0.3, position + 0.3], color=COLOUR["ink"])
    reference(axes, x=1)
    axes.set_yticks(range(len(ratios)), ratios)
    axes.set_ylim(len(ratios) - 0.4, -0.6)
    log_x(axes, (0.3, 0.5, 1, 2))
    axes.set_xlabel("error of the largest ÷ first minimum")
    return figure
