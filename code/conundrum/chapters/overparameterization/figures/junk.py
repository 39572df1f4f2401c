"""Columns that say nothing, and the penalty that they amount to."""

from matplotlib.figure import Figure

from conundrum.chapters.overparameterization.experiments.junk import Junk
from conundrum.evaluation.junk import OBSERVED, REAL
from conundrum.style import COLOUR, DASHED, log_x, log_y, name_line, panels, reference


def junk(result: Junk) -> Figure:
    """Test error against the number of junk columns, and that of the penalty in their place."""
    figure, [axes] = panels(1, height=3.4)
    added = result.p > 0
    log_x(axes, (10, 40, 100, 1000, 10_000))
    log_y(axes, (1, 2, 5, 10, 20))
    axes.set_ylim(0.8, 30)
    reference(axes, x=OBSERVED - REAL)
    [least_norm] = axes.plot(
        result.p[added], result.mean_error[added], "o-", color=COLOUR["test"], ms=4
    )
    [ridge] = axes.plot(
        result.p[added], result.mean_ridge[added], color=COLOUR["linear"], ls=DASHED, lw=2
    )
    name_line(least_norm, "least norm, junk included", x=80, offset=(10, 6))
    name_line(ridge, "ridge in place of junk", x=5, offset=(2, -6))
    axes.set_xlabel("junk columns p, beside ten real ones")
    axes.set_ylabel("test error, mean of draws")
    return figure
