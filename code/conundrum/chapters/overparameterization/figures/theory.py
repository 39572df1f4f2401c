"""Simulations of linear regression beside exact formulas."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from conundrum.chapters.overparameterization.experiments.theory import FIXED, Curves, N
from conundrum.evaluation.isotropic import Simulation
from conundrum.style import COLOUR, label, log_x, log_y, moving, panels, reference


def features(result: Simulation) -> Figure:
    """Test error against the number of features: simulated (dots) and calculated (lines)."""
    figure, [axes] = panels(1, height=3.5)
    line = result.line
    _both(axes, result.p, result, line.p, line)
    reference(axes, x=N)
    axes.set_ylim(0.25, 9)
    log_x(axes, (20, 50, 100, 200, 400, 800))
    axes.set_xlabel("features p, with 200 observations")
    label(axes, 780, 1.9, "least norm", "test", ha="right")
    label(axes, 780, 0.5, "best ridge", "linear", ha="right")
    return figure


def samples(result: Simulation) -> Figure:
    """Test error of a model of 100 features against the number of observations."""
    figure, [axes] = panels(1, height=3.3)
    line = result.line
    _both(axes, result.n, result, line.n, line)
    reference(axes, x=FIXED)
    axes.set_ylim(0.25, 9)
    log_x(axes, (20, 50, 100, 200, 400))
    axes.set_xlabel("observations of 100 features")
    label(axes, 22, 1.35, "least norm", "test")
    label(axes, 22, 0.72, "best ridge", "linear")
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


def _both(
    axes: Axes, at: np.ndarray, simulated: Simulation, along: np.ndarray, exact: Simulation
) -> None:
    for name, role in (("least_norm", "test"), ("ridge", "linear")):
        axes.plot(along, getattr(exact, name), color=COLOUR[role], lw=1.6)
        axes.plot(at, getattr(simulated, name), "o", color=COLOUR[role], ms=5)
    log_y(axes, (0.25, 0.5, 1, 2, 4, 8))
    axes.set_ylabel("test error")
