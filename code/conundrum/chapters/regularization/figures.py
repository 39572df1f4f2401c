"""Figures of the chapter *Regularization*: each takes a result and computes nothing."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from conundrum.chapters.regularization.experiments import (
    Conspiracy,
    DecayedCurves,
    DigitFeatures,
    DropoutRates,
    Ensembles,
    Ladder,
    Paths,
    Shifts,
    StoppedPaths,
    WidthSweep,
)
from conundrum.evaluation.isotropic import Simulation
from conundrum.style import (
    COLOUR,
    DASHED,
    band,
    label,
    log_x,
    log_y,
    moving,
    name_axes,
    name_line,
    panels,
    points,
    reference,
    truth,
)


def paths(result: Paths) -> Figure:
    """Coefficients against the penalty: the formula as lines, gradient descent as dots."""
    figure, [axes] = panels(1, height=3.0)
    axes.plot(result.penalty, result.ridge, color=COLOUR["linear"], lw=1.6)
    axes.plot(result.penalty, result.descended, "o", color=COLOUR["train"], ms=4.5)
    reference(axes, y=0)
    log_x(axes)
    axes.set_xlabel("penalty λ")
    axes.set_ylabel("coefficient")
    return figure


def decayed(result: DecayedCurves) -> Figure:
    """One network, for a slider that chooses its penalty."""
    figure, [axes] = panels(1, height=3.1)
    points(axes, result.samples[0].x, result.samples[0].y)
    truth(axes, result.x, result.truth)
    axes.set_ylim(-2.2, 2.2)
    name_axes(axes)
    [fit] = axes.plot(result.x, result.predictions[0, 0], color=COLOUR["network"], lw=2.4)
    moving(fit)
    return figure


def decay_errors(result: DecayedCurves) -> Figure:
    """Median errors and total bend against the penalty."""
    figure, (left, right) = panels(2, height=2.9)
    positive = result.penalty > 0
    penalty = result.penalty[positive]
    train, test, bend = (
        np.median(values, axis=0)[positive]
        for values in (result.train_error, result.test_error, result.bend)
    )
    log_y(left, (0.001, 0.003, 0.01, 0.03, 0.1, 0.3))
    for errors, role in ((test, "test"), (train, "train")):
        [line] = left.plot(penalty, errors, color=COLOUR[role], lw=2.4)
        name_line(line, f"{role} error", x=penalty[0], offset=(1, 7))
    left.set_ylabel("squared error")
    right.plot(penalty, bend, color=COLOUR["network"], lw=2.4)
    right.set_ylim(0, None)
    right.set_ylabel("sum of changes of slope")
    for panel in (left, right):
        log_x(panel)
        panel.set_xlabel("penalty λ")
    return figure


def peak_and_no_peak(simulation: Simulation, features: DigitFeatures) -> Figure:
    """Least norm and ridge against the number of features: theory, and digits."""
    figure, (left, right) = panels(2, height=3.2)
    reference(left, x=100)
    line = simulation.line
    for name, role in (("least_norm", "test"), ("ridge", "linear")):
        left.plot(line.p, getattr(line, name), color=COLOUR[role], lw=1.6)
        left.plot(simulation.p, getattr(simulation, name), "o", color=COLOUR[role], ms=5)
    left.set_ylim(0, 3.25)
    left.set_xlabel("features p (100 observations)")
    left.set_ylabel("test error")
    left.set_title("Gaussian features")
    label(left, 150, 1.95, "least norm", "test")
    label(left, 220, 0.72, "best ridge", "linear")

    reference(right, x=400)
    for risk, role, style in (
        (features.least_norm_risk, "test", "-"),
        (features.chosen_risk, "linear", "-"),
        (features.best_risk, "linear", DASHED),
    ):
        right.plot(risk.capacity, 100 * risk.median, color=COLOUR[role], ls=style, lw=2)
    log_x(right, (10, 40, 160, 400, 1000, 2400))
    right.set_ylim(0, 100)
    right.set_xlabel("random features N (400 digits)")
    right.set_ylabel("test error, %")
    right.set_title("digits, 15 % of labels redrawn")
    label(right, 160, 60, "least norm", "test", ha="right")
    label(right, 12, 2, "ridge", "linear")
    return figure


def choice(result: DigitFeatures) -> Figure:
    """Cross-validated and test error against the penalty, with 400 features on 400 digits."""
    figure, [axes] = panels(1, height=3.1)
    held_out, test = 100 * result.cross_validated[0, 0], 100 * result.ridge[0, 0]
    axes.plot(result.penalty, held_out, color=COLOUR["train"], lw=2.4)
    axes.plot(result.penalty, test, color=COLOUR["test"], lw=2.4)
    chosen = held_out.argmin()
    reference(axes, x=result.penalty[chosen])
    axes.plot(result.penalty[chosen], held_out[chosen], "o", color=COLOUR["train"], ms=8)
    axes.plot(result.penalty[chosen], test[chosen], "o", color=COLOUR["test"], ms=8)
    log_x(axes)
    axes.set_ylim(0, None)
    axes.set_xlabel("penalty λ")
    axes.set_ylabel("wrong labels, %")
    label(axes, 0.07, 31, "5 folds\n(noisy labels)", "train", ha="right")
    label(axes, result.penalty[0], test[2] - 16, "test error", "test")
    return figure


def stopped(result: StoppedPaths) -> Figure:
    """Shares of least squares that stopping and ridge take, and errors along both paths."""
    figure, (left, right) = panels(2, height=3.0)
    order = np.argsort(result.curvature)
    for step in (4, 40, 400):
        row = np.searchsorted(result.steps, step)
        left.plot(
            result.curvature[order], result.stopped_share[row][order], color=COLOUR["network"]
        )
        left.plot(
            result.curvature[order],
            result.ridge_share[row][order],
            color=COLOUR["linear"],
            ls=DASHED,
        )
        half = order[np.searchsorted(result.stopped_share[row][order], 0.55)]
        label(
            left,
            result.curvature[half] * 0.8,
            result.stopped_share[row][half],
            f"t = {result.steps[row]}",
            "network",
            ha="right",
        )
    log_x(left)
    left.set_xlabel("eigenvalue s")
    left.set_ylabel("share of least squares")
    left.set_title("shrinkage")
    right.plot(result.steps, np.median(result.stopped_error, axis=0), color=COLOUR["network"])
    right.plot(
        result.steps,
        np.median(result.ridge_error, axis=0),
        color=COLOUR["linear"],
        ls=DASHED,
    )
    log_x(right)
    right.set_xlabel("step t, or 1 / (2ηλ)")
    right.set_ylabel("excess test error")
    right.set_ylim(0, None)
    right.set_title("test error")
    label(right, 1.2, 0.22, "stopped (solid)", "network")
    label(right, 1.2, 0.08, "ridge (dashed)", "linear")
    return figure


def widths(result: WidthSweep) -> Figure:
    """Median test error against width, plain, stopped and with weight decay."""
    figure, [axes] = panels(1, height=3.3)
    looks = {
        "plain": ("test", "-", "plain", 20, (14, 12)),
        "stopped": ("network", DASHED, "stopped after 100 steps", 4, (2, 12)),
        "decay": ("network", "-", "weight decay", 50, (2, -7)),
    }
    log_x(axes, (1, 2, 4, 8, 20, 50, 120))
    axes.set_ylim(0, 0.8)
    for name, (role, style, text, width, offset) in looks.items():
        risk = result.risk(name)
        band(axes, result.width, risk.lower, risk.upper, role)
        [line] = axes.plot(result.width, risk.median, color=COLOUR[role], ls=style, lw=2.2)
        name_line(line, text, x=width, offset=offset)
    reference(axes, y=0.09)
    label(axes, 1, 0.1, "noise", "muted")
    axes.set_xlabel("hidden units")
    axes.set_ylabel("test error")
    return figure


def conspiracy(result: Conspiracy) -> Figure:
    """What each hidden unit contributes, and the whole network, without and with dropout."""
    figure, axes = panels(2, height=3.2)
    for panel, units, title in zip(
        axes, (result.plain, result.dropout), ("without dropout", "with dropout"), strict=True
    ):
        panel.plot(units.x, units.contributions, color=COLOUR["variance"], lw=0.7, alpha=0.6)
        panel.plot(
            units.x,
            units.contributions.sum(axis=1) + units.offset,
            color=COLOUR["network"],
            lw=2.6,
        )
        panel.set_title(title)
        panel.set_xlabel("x")
        panel.set_ylabel("contribution")
    return figure


def damage(result: Conspiracy) -> Figure:
    """Median test error after units are removed at random."""
    figure, [axes] = panels(1, height=3.1)
    log_y(axes, (0.1, 0.3, 1, 3, 10))
    for units, name, role, style, up in (
        (result.plain, "no regularization", "test", "-", 5),
        (result.decay, "weight decay", "network", DASHED, 6),
        (result.dropout, "dropout", "network", "-", -6),
    ):
        median = np.median(units.error_without, axis=0)
        [line] = axes.plot(100 * units.share, median, color=COLOUR[role], ls=style, lw=2.2)
        name_line(line, name, x=100 * units.share[-2], offset=(-1, up))
    axes.set_xlabel("units removed, %")
    axes.set_ylabel("test error")
    return figure


def dropout_rates(result: DropoutRates) -> Figure:
    """Test error against the rate of dropout; a line a width."""
    figure, [axes] = panels(1, height=2.9)
    for i, (width, style) in enumerate(zip(result.width, (DASHED, "-"), strict=True)):
        low, median, high = np.quantile(result.test_error[:, i], (0.25, 0.5, 0.75), axis=0)
        band(axes, result.rate, low, high, "test")
        axes.plot(result.rate, median, color=COLOUR["test"], ls=style, lw=2.2)
        above = median[-1] + 0.05 if i == 0 else median[-1] - 0.1
        label(axes, result.rate[-1], above, f"{width} hidden units", "test", ha="right")
    axes.set_ylim(0, None)
    axes.set_xlabel("rate of dropout")
    axes.set_ylabel("test error")
    return figure


def shifts(result: Shifts) -> Figure:
    """A signal and moved copies of it; test error against how far signals are moved."""
    figure, (left, right) = panels(2, height=3.1)
    place = np.arange(len(result.example))
    for move in (-5, 5):
        left.plot(place, np.roll(result.example, move), color=COLOUR["train"], lw=0.9, alpha=0.7)
    left.plot(place, result.example, color=COLOUR["train"], lw=2.4)
    left.set_xlabel("place")
    left.set_ylabel("signal")
    left.set_title("a signal, moved by ±5")
    for reach, errors, role, name in (
        (result.reach, result.test_error, "network", "fully connected"),
        (result.cnn_reach, result.cnn_test_error, "convolution", "convolutional"),
    ):
        right.plot(reach, 100 * errors.T, "o", color=COLOUR[role], ms=4, alpha=0.5)
        right.plot(reach, 100 * errors.mean(axis=0), color=COLOUR[role], lw=2.2)
        label(
            right,
            reach[-1],
            100 * errors[:, -1].mean() + (-6 if role == "convolution" else 4),
            name,
            role,
            ha="right" if role == "network" else "left",
        )
    right.set_ylim(0, 70)
    right.set_xlabel("moved by up to (places)")
    right.set_ylabel("test error, %")
    right.set_title("what it buys")
    return figure


def ensembles(result: Ensembles) -> Figure:
    """Median test error against the number of networks that are averaged."""
    figure, [axes] = panels(1, height=2.9)
    for i, (width, style) in enumerate(zip(result.width, (DASHED, "-"), strict=True)):
        median = np.median(result.test_error[:, i], axis=0)
        axes.plot(result.members, median, "o", color=COLOUR["test"], ms=5)
        axes.plot(result.members, median, color=COLOUR["test"], ls=style, lw=2.2)
        place = (1.15, median[0]) if i == 0 else (1, median[0] - 0.24)
        label(axes, *place, f"{width} hidden units", "test", va="center")
    log_x(axes, result.members)
    axes.set_ylim(0, None)
    axes.set_xlabel("networks averaged")
    axes.set_ylabel("test error")
    return figure


def ladder(result: Ladder) -> Figure:
    """Test error and test loss of each remedy: draws as dots, means as bars, with their errors."""
    figure, axes = panels(2, height=3.6)
    names = list(result.test_error)
    for panel, values, factor, title in zip(
        axes,
        (result.test_error, result.test_loss),
        (100, 1),
        ("wrong labels, %", "cross-entropy"),
        strict=True,
    ):
        for row, name in enumerate(names):
            _bar(panel, row, factor * values[name])
        panel.set_yticks(range(len(names)), names)
        panel.set_ylim(len(names) - 0.4, -0.6)
        panel.set_xlim(0, None)
        panel.grid(axis="x")
        panel.set_title(title)
        panel.set_xlabel("on test signals")
        panel.tick_params(labelleft=panel.get_subplotspec().is_first_col())
    return figure


def _bar(axes: Axes, row: int, values: np.ndarray) -> None:
    error = values.std(ddof=1) / len(values) ** 0.5
    axes.barh(row, values.mean(), height=0.62, color=COLOUR["test"], alpha=0.25)
    axes.errorbar(values.mean(), row, xerr=error, color=COLOUR["ink"], lw=1.6, capsize=3, zorder=4)
    axes.plot(values, np.full(len(values), row), "o", color=COLOUR["test"], ms=4)
