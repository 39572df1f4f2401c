"""Trained networks: width, epochs, and labels drawn at random."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from conundrum.chapters.double_descent.experiments.trained import (
    Course,
    Memorised,
    NoisySweep,
    Students,
    TwoScales,
)
from conundrum.evaluation.risk import RiskCurve
from conundrum.style import (
    COLOUR,
    DASHED,
    DOTTED,
    band,
    label,
    log_x,
    moving,
    panels,
    reference,
    ticks,
)

WIDTH_TICKS = (10, 20, 40, 80, 140)


def noisy_widths(sweep: NoisySweep) -> Figure:
    """Test and train error against width, a line for each share of redrawn labels."""
    figure, axes = panels(2, height=3.9)
    for panel, errors, role in zip(
        axes, (sweep.trained, sweep.fitted), ("test", "train"), strict=True
    ):
        _lines_by_noise(panel, sweep.widths, errors, role)
        panel.set_title(f"{role} error")
        panel.set_xlabel("units in each hidden layer")
    axes[0].set_ylabel("labels missed (%)")
    axes[0].set_ylim(30, 70)
    axes[1].set_ylim(-2, 70)
    _name_noises(axes[0], sweep)
    label(axes[1], 9, 9, "0 % redrawn", "train", va="top")
    label(axes[1], 32, 42, "20 %", "train")
    return figure


def stopped(sweep: NoisySweep) -> Figure:
    """Test error against width, for a slider that sets when training stops."""
    figure, [axes] = panels(1, height=3.6)
    lines = _lines_by_noise(axes, sweep.widths, sweep.trained, "test")
    axes.set_ylim(30, 85)
    axes.set_xlabel("units in each hidden layer")
    axes.set_ylabel("labels missed (%)")
    label(axes, 55, 72, "thicker: more labels redrawn\n(0, 5, 10, 15, 20 %)", "test", ha="center")
    moving(*lines)
    return figure


def students(result: Students) -> Figure:
    """Test and train error against width, of students of random teachers."""
    figure, [axes] = panels(1, height=3.5)
    axes.plot(result.widths, np.median(result.train_error, axis=0), color=COLOUR["train"])
    _with_quartiles(axes, result.risk)
    reference(axes, y=result.noise**2, role="truth")
    log_x(axes, (1, 2, 4, 8, 20, 50, 120))
    axes.set_ylim(0, None)
    axes.grid(axis="y")
    label(axes, 120, result.noise**2 + 0.012, "variance of the noise", "truth", ha="right")
    label(axes, 34, 0.45, "test", "test")
    label(axes, 2.6, 0.12, "train", "train", ha="right")
    axes.set_xlabel("hidden units")
    axes.set_ylabel("mean squared error")
    return figure


def courses(linear: TwoScales, network: Course) -> Figure:
    """Errors against steps: a linear model with its two parts, and a network."""
    figure, (left, right) = panels(2, height=3.6)
    part = {"color": COLOUR["linear"], "lw": 1.4}
    left.plot(linear.steps, np.median(linear.large, axis=0), ls=DASHED, **part)
    left.plot(linear.steps, np.median(linear.small, axis=0), ls=DOTTED, **part)
    for panel, course, title in (
        (left, linear, "linear model, exactly"),
        (right, network, "network with 6 units"),
    ):
        panel.plot(course.steps, np.median(course.train_error, axis=0), color=COLOUR["train"])
        _with_quartiles(panel, course.risk)
        log_x(panel)
        panel.set_ylim(0, None)
        panel.grid(axis="y")
        panel.set_title(title)
        panel.set_xlabel("steps of gradient descent")
    left.set_ylabel("mean squared error")
    label(left, 4000, 2.6, "test", "test")
    label(left, 20, 0.1, "train", "train", ha="right", va="bottom")
    label(left, 300, 1.63, "large", "linear", ha="center")
    label(left, 100, 0.68, "small", "linear", ha="center")
    label(right, 1500, 4.2, "test", "test")
    label(right, 30, 0.9, "train", "train", ha="right")
    return figure


def looked_for(sweep: NoisySweep, widths: tuple[int, ...]) -> Figure:
    """Test error against epochs, a panel for each width."""
    figure, axes = panels(len(widths), height=3.1, sharey=True)
    for panel, width in zip(axes, widths, strict=True):
        for i, noise in enumerate(sweep.noises):
            along = 100 * sweep.along(noise, width)
            panel.plot(sweep.epochs, along, color=COLOUR["test"], lw=_thickness(i))
        log_x(panel, (1, 2, 5, 10, 20, 40, 100))
        panel.grid(axis="y")
        panel.set_title(f"{width} units a layer")
        panel.set_xlabel("epochs")
        panel.label_outer()
    axes[0].set_ylabel("labels missed (%)")
    axes[0].set_ylim(30, 85)
    label(axes[0], 5, 74, "thicker: more\nlabels redrawn", "test")
    return figure


def memorised(result: Memorised) -> Figure:
    """Train error against steps, with true and with random labels."""
    figure, [axes] = panels(1, height=3.2)
    for errors, style in zip(result.train_error.values(), ("-", DASHED), strict=True):
        axes.plot(result.steps, 100 * errors, color=COLOUR["train"], ls=style)
    for error, height in zip(result.test_error.values(), (14, -9), strict=True):
        test = 100 * error
        axes.plot([result.steps[-1]], [test], "D", color=COLOUR["test"], ms=7, clip_on=False)
        axes.annotate(
            f"test: {test:.1f} %",
            (result.steps[-1], test),
            xytext=(-8, height),
            textcoords="offset points",
            color=COLOUR["test"],
            weight="semibold",
            ha="right",
            va="center",
        )
    axes.grid(axis="y")
    axes.set_ylim(-3, 103)
    ticks(axes.yaxis, (0, 25, 50, 75, 100))
    label(axes, 12, 4, "true", "train")
    label(axes, 48, 40, "random", "train")
    axes.set_xlabel("steps")
    axes.set_ylabel("labels missed (%)")
    return figure


def _lines_by_noise(axes: Axes, widths: np.ndarray, errors: np.ndarray, role: str) -> list[Line2D]:
    lines = [
        axes.plot(widths, 100 * error, color=COLOUR[role], lw=_thickness(i))[0]
        for i, error in enumerate(errors)
    ]
    log_x(axes, WIDTH_TICKS)
    axes.grid(axis="y")
    return lines


def _name_noises(axes: Axes, sweep: NoisySweep) -> None:
    for noise, error in zip(sweep.noises, sweep.trained, strict=True):
        axes.annotate(
            f"{100 * noise:.0f} %",
            (sweep.widths[-1], 100 * error[-1]),
            xytext=(5, 0),
            textcoords="offset points",
            color=COLOUR["test"],
            weight="semibold",
            va="center",
            annotation_clip=False,
        )


def _thickness(rank: int) -> float:
    return 1 + 0.55 * rank


def _with_quartiles(axes: Axes, risk: RiskCurve) -> None:
    axes.plot(risk.capacity, risk.median, color=COLOUR["test"], lw=2.4)
    band(axes, risk.capacity, risk.lower, risk.upper, "test")
