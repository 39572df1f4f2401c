"""Figures of skill that is reported where there is none."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from conundrum.chapters.validation.experiments.leaking import Acquaintance, Leak, NoisePredictions
from conundrum.style import (
    COLOUR,
    band,
    identity,
    label,
    log_x,
    moving,
    name_axes,
    name_line,
    panels,
    reference,
    ticks,
)


def leak(result: Leak) -> Figure:
    """Skill on pure noise against the number of predictors, picked before and after splitting."""
    figure, [axes] = panels(1, height=3.1)
    _skill(axes, result.predictors, result.before, "picked before splitting", "bias", 20)
    _skill(axes, result.predictors, result.inside, "picked in each training set", "test", -26)
    log_x(axes, result.predictors)
    axes.set_xlabel("useless predictors to pick from")
    axes.set_ylim(-1.25, 1)
    return figure


def noise_predictions(result: NoisePredictions) -> Figure:
    """Outcomes against predictions from noise, picked before splitting and in training sets."""
    figure, axes = panels(2, height=3.2)
    for panel, predicted, skill, name, role in (
        (axes[0], result.before, result.skill_before, "picked before splitting", "bias"),
        (axes[1], result.inside, result.skill_inside, "picked in each training set", "test"),
    ):
        identity(panel)
        [people] = panel.plot(predicted, result.y, "o", color=COLOUR[role], ms=5, alpha=0.6)
        number = label(panel, -2.8, 2.6, f"R² = {skill:.2f}".replace("-", "−"), role)
        moving(people, number)
        panel.set_xlim(-3, 3)
        panel.set_ylim(-3, 3)
        panel.set_title(name)
        name_axes(panel, "predicted", "outcome")
    return figure


def acquaintance(result: Acquaintance) -> Figure:
    """Skill against the number of sessions, with folds of sessions and with folds of persons."""
    figure, [axes] = panels(1, height=3.1)
    _skill(axes, result.sessions, result.shuffled, "folds of sessions", "bias", -11)
    _skill(axes, result.sessions, result.grouped, "folds of persons", "test", -6)
    ticks(axes.xaxis, result.sessions)
    axes.set_xlabel("sessions per person")
    axes.set_ylim(-1.25, 1)
    return figure


def _skill(
    axes: Axes, x: np.ndarray, scores: np.ndarray, name: str, role: str, above: float
) -> None:
    reference(axes, y=0, role="truth")
    band(axes, x, scores.min(axis=0), scores.max(axis=0), role)
    [line] = axes.plot(x, scores.mean(axis=0), "o-", color=COLOUR[role], ms=5)
    name_line(line, name, offset=(-1, above))
    axes.set_ylabel("cross-validated R²")
