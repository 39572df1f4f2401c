"""Momentum and Adam in narrow valleys."""

import numpy as np
from matplotlib.figure import Figure

from conundrum.chapters.training.experiments.momentum import StepsNeeded, ValleyWalk
from conundrum.shading import contours
from conundrum.style import COLOUR, log_x, log_y, name_line, panels

ROLES = {"gradient descent": "train", "SGD": "muted", "momentum": "test", "Adam": "spline"}
MARKS = {"gradient descent": "o-", "SGD": "D-", "momentum": "s-", "Adam": "^-"}


def valley(result: ValleyWalk) -> Figure:
    """Four paths in one valley."""
    figure, [axes] = panels(1, height=4.2)
    levels = np.geomspace(1e-3, result.loss.max(), 12)
    contours(axes, result.first, result.second, result.loss, levels)
    for name, path in result.paths.items():
        seen = np.where(np.abs(path) < 20, path, np.nan)
        axes.plot(*seen.T, MARKS[name], color=COLOUR[ROLES[name]], ms=4, lw=1.2, label=name)
    axes.plot(*result.paths["SGD"][0], "s", color=COLOUR["ink"], ms=7, zorder=4)
    axes.plot(*result.regression.optimum, "*", color=COLOUR["ink"], ms=11, zorder=4)
    axes.set_xlim(result.first[0], result.first[-1])
    axes.set_ylim(result.second[0], result.second[-1])
    axes.set_xlabel("coefficient of the first predictor")
    axes.set_ylabel("coefficient of the second")
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2, handlelength=2.4)
    return figure


def steps_needed(result: StepsNeeded) -> Figure:
    """Steps until a ten-thousandth is left, against the narrowness of the valley."""
    figure, [axes] = panels(1, height=3.2)
    log_x(axes, (3, 10, 30, 100, 200))
    log_y(axes, (5, 10, 20, 50, 100, 200, 400))
    axes.set_ylim(4, 500)
    axes.set_xlim(2.6, 420)
    for name, steps in result.steps.items():
        [line] = axes.plot(result.narrowness, steps, MARKS[name], color=COLOUR[ROLES[name]], ms=6)
        name_line(line, name.replace(" ", "\n"), offset=(7, 0))
    axes.set_xlabel("curvature across the valley / along it")
    axes.set_ylabel("steps needed, at the best rate")
    return figure
