"""Figures of choosing among models, and of what is reported of the one chosen."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from conundrum.chapters.validation.experiments.selecting import NestedFolds, Nesting, Selection
from conundrum.evaluation.splits import Rows
from conundrum.style import COLOUR, log_x, name_line, name_rows, panels, reference, truth


def selection(result: Selection) -> Figure:
    """Validation, test and true error of the model chosen, by how many were tried."""
    figure, [axes] = panels(1, height=3.3)
    validation, test, true = (
        values.mean(axis=0) for values in (result.validation, result.test, result.truth)
    )
    log_x(axes, (1, 2, 5, 10, 20, 50, 100, 200, 500))
    axes.set_ylim(0.82, 1.2)
    expected = truth(axes, result.tried, list(result.expected_validation.values()))
    name_line(expected, "worked out", x=100, offset=(-3, -5))
    name_line(truth(axes, result.tried, true), "true error", offset=(-1, -6))
    for values, role, name, tried, offset in (
        (test, "test", "test error", 500, (-1, 7)),
        (validation, "bias", "validation error", 20, (-4, -4)),
    ):
        [line] = axes.plot(result.tried, values, "o-", color=COLOUR[role], ms=5)
        name_line(line, name, x=tried, offset=offset)
    axes.set_xlabel("models tried")
    axes.set_ylabel("mean absolute error\nof the model chosen")
    axes.grid(axis="y")
    return figure


def nested_folds(result: NestedFolds) -> Figure:
    """The outer splits, and the inner splits of the first outer training set and of the second."""
    figure, axes = panels(3, columns=1, height=1.35, sharex=True)
    _people(axes[0], result.outer, "test")
    axes[0].set_title("outer: held out to report")
    for panel, inner, which in zip(axes[1:], result.inner, ("first", "second"), strict=False):
        _people(panel, inner, "bias")
        panel.set_title(f"inside the {which}: held out to choose")
    axes[-1].set_xlabel("people")
    return figure


def _people(axes: Axes, rows: Rows, held_out: str) -> None:
    line, person = np.nonzero(rows.trains)
    axes.plot(person, line, "s", color=COLOUR["train"], alpha=0.35, ms=6)
    line, person = np.nonzero(rows.held_out)
    axes.plot(person, line, "s", color=COLOUR[held_out], ms=6)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.set_ylabel("splits")
    axes.set_xlim(-0.8, rows.trains.shape[1] - 0.2)
    axes.set_ylim(len(rows.trains) - 0.3, -0.7)
    axes.spines[:].set_visible(False)


def nesting(result: Nesting) -> Figure:
    """Reported minus true error, of the best score and of nested cross-validation."""
    figure, [axes] = panels(1, height=2.0)
    rows = (
        (result.best_score - result.truth, "best score", "bias"),
        (result.nested - result.truth, "nested", "test"),
    )
    reference(axes, x=0, role="truth")
    for place, (differences, _, role) in enumerate(rows):
        jitter = np.linspace(-0.25, 0.25, len(differences))
        axes.plot(differences, place + jitter, "o", color=COLOUR[role], ms=4, alpha=0.5)
        axes.plot([differences.mean()] * 2, [place - 0.36, place + 0.36], color=COLOUR["ink"], lw=2)
    name_rows(axes, [name for _, name, _ in rows])
    axes.set_xlabel("error reported minus true error")
    return figure
