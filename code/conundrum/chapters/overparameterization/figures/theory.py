"""Simulations of linear regression beside exact formulas."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from conundrum.chapters.overparameterization.experiments.theory import (
    FIXED,
    OBSERVED,
    Chosen,
    Curves,
    N,
    Outside,
)
from conundrum.evaluation.isotropic import Simulation
from conundrum.style import (
    COLOUR,
    DASHED,
    label,
    log_x,
    log_y,
    moving,
    name_line,
    panels,
    reference,
)


def features(result: Simulation) -> Figure:
    """Test error against the number of features: simulated (dots) and calculated (lines)."""
    figure, [axes] = panels(1, height=3.5)
    reference(axes, x=N)
    axes.set_ylim(0.25, 9)
    log_x(axes, (20, 50, 100, 200, 400, 800))
    axes.set_xlabel("features p, with 200 observations")
    least_norm, ridge = _both(axes, "p", result)
    name_line(least_norm, "least norm", x=600, offset=(0, 8))
    name_line(ridge, "best ridge", x=600, offset=(0, -8))
    return figure


def outside(results: Sequence[Outside]) -> Figure:
    """Test error without noise, for signals that lie inside the first features or beyond them."""
    figure, axes = panels(len(results), height=3.0, narrow_height=2.4, sharey=True)
    for panel, result in zip(axes, results, strict=True):
        reference(panel, x=OBSERVED)
        log_x(panel, (1, 10, 100, 1000))
        panel.set_ylim(0, 4)
        panel.set_title(f"{100 * result.share:.0f} % in the first 20")
        panel.plot(*result.line, color=COLOUR["test"], lw=1.6)
        panel.plot(result.p, result.simulated, "o", color=COLOUR["test"], ms=4)
        panel.set_xlabel("features used")
    axes[0].set_ylabel("test error")
    return figure


def samples(result: Simulation, chosen: Chosen) -> Figure:
    """Test error of a model of 100 features against the number of observations."""
    figure, [axes] = panels(1, height=3.5)
    reference(axes, x=FIXED)
    axes.set_ylim(0.25, 9)
    log_x(axes, (20, 50, 100, 200, 400))
    axes.set_xlabel("observations of 100 features")
    least_norm, ridge = _both(axes, "n", result)
    axes.plot(chosen.n, chosen.error, color=COLOUR["ink"], ls=DASHED, lw=1.6)
    name_line(least_norm, "least norm", x=30, offset=(0, 10))
    name_line(ridge, "best ridge", x=30, offset=(0, -12))
    return figure


def curves(result: Curves) -> Figure:
    """What is calculated, for a slider that sets the noise."""
    figure, [axes] = panels(1, height=3.3)
    [least] = axes.plot(result.ratio, result.least_norm, color=COLOUR["test"], lw=2.4)
    [ridge] = axes.plot(result.ratio, result.ridge, color=COLOUR["linear"], lw=2.4)
    reference(axes, x=1)
    log_x(axes, (0.1, 0.2, 0.5, 1, 2, 5))
    axes.set_ylim(0, 4)
    axes.set_xlabel("features per observation")
    axes.set_ylabel("test error")
    label(axes, 0.055, 3.6, "least norm", "test")
    label(axes, 0.055, 3.2, "best ridge", "linear")
    moving(least, ridge)
    return figure


def _both(axes: Axes, along: str, simulated: Simulation) -> list[Line2D]:
    """Draw both fits, simulated as dots and calculated as lines, and return the lines."""
    log_y(axes, (0.25, 0.5, 1, 2, 4, 8))
    axes.set_ylabel("test error")
    exact, lines = simulated.line, []
    for name, role in (("least_norm", "test"), ("ridge", "linear")):
        lines += axes.plot(getattr(exact, along), getattr(exact, name), color=COLOUR[role], lw=1.6)
        axes.plot(
            getattr(simulated, along), getattr(simulated, name), "o", color=COLOUR[role], ms=5
        )
    return lines
