"""Early stopping: in closed form, and with a validation set."""

import numpy as np
from matplotlib.figure import Figure

from conundrum.chapters.regularization.experiments.stopping import (
    ORACLE,
    PATIENT,
    RETRAINED,
    TO_THE_END,
    StoppedPaths,
    ValidationStops,
)
from conundrum.style import (
    COLOUR,
    DASHED,
    band,
    log_x,
    log_y,
    name_line,
    name_rows,
    panels,
    reference,
)

WAY_ROLE = {TO_THE_END: "test", PATIENT: "spline", RETRAINED: "spline", ORACLE: "muted"}


def stopped(result: StoppedPaths) -> Figure:
    """Shares of least squares that stopping and ridge take, and errors along both paths."""
    figure, (left, right) = panels(2, height=3.0)
    log_x(left)
    order = np.argsort(result.curvature)
    for step in (4, 40, 400):
        row = np.searchsorted(result.steps, step)
        curvature = result.curvature[order]
        [line] = left.plot(
            curvature, result.stopped_share[row][order], color=COLOUR["spline"], ls=DASHED
        )
        left.plot(curvature, result.ridge_share[row][order], color=COLOUR["linear"])
        half = curvature[np.searchsorted(result.stopped_share[row][order], 0.55)]
        name_line(line, f"t = {result.steps[row]}", x=half, offset=(-6, 2))
    left.set_xlabel("eigenvalue s")
    left.set_ylabel("share of least squares")
    left.set_title("shrinkage")
    log_x(right)
    right.set_ylim(0, 2)
    for errors, role, style, text, x, offset in (
        (result.stopped_quartiles, "spline", DASHED, "stopped", 8, (-6, -2)),
        (result.ridge_quartiles, "linear", "-", "ridge", 200, (8, -4)),
    ):
        low, median, high = errors
        band(right, result.steps, low, high, role)
        [line] = right.plot(result.steps, median, color=COLOUR[role], ls=style)
        name_line(line, text, x=x, offset=offset)
    right.set_xlabel("step t, or 1 / (2ηλ)")
    right.set_ylabel("excess test error")
    right.set_title("test error")
    return figure


def patience(result: ValidationStops) -> Figure:
    """The errors of one network on its way; the test errors of all draws, by way of stopping."""
    figure, (left, right) = panels(2, height=3.3)
    log_y(left, (0.01, 0.03, 0.1, 0.3, 1, 3))
    left.set_ylim(0.005, 5)
    kept, last = result.kept[0], result.last[0]
    left.axvspan(last, result.steps[-1], color=COLOUR["grid"], alpha=0.5, lw=0)
    for errors, role, text, x, offset in (
        (result.train_error[0], "train", "train", 200, (6, 4)),
        (result.validation_error[0], "spline", "validation", result.steps[-1], (-2, 6)),
        (result.test_error[0], "test", "test", result.steps[-1], (-2, -7)),
    ):
        [line] = left.plot(result.steps, errors, color=COLOUR[role])
        name_line(line, text, x=x, offset=offset)
    at = np.searchsorted(result.steps, kept)
    left.plot(kept, result.validation_error[0, at], "o", color=COLOUR["spline"], ms=8)
    reference(left, x=kept)
    left.set_xlabel("step")
    left.set_ylabel("squared error")
    left.set_title("one draw")
    for row, (way, errors) in enumerate(result.by_way.items()):
        role = WAY_ROLE[way]
        right.plot(errors, np.full(len(errors), row), "o", color=COLOUR[role], ms=4.5, alpha=0.5)
        right.plot([result.medians[way]] * 2, [row - 0.3, row + 0.3], color=COLOUR[role], lw=3)
    name_rows(right, [_in_two_lines(way) for way in result.by_way])
    right.set_xlim(0, None)
    right.set_xlabel("test error")
    right.set_title("all draws")
    return figure


def _in_two_lines(text: str) -> str:
    return text.replace(", then ", ",\nthen ").replace(
        "best step of all", "best step of\nall (oracle)"
    )
