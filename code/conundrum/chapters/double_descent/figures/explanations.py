"""Explanations why large networks generalise, each as a small experiment."""

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from conundrum.chapters.double_descent.experiments.addition import ModularAddition
from conundrum.chapters.double_descent.experiments.families import Families
from conundrum.chapters.double_descent.experiments.minima import GradientNoise, Rescaled
from conundrum.chapters.double_descent.experiments.starts import ScaledStarts
from conundrum.evaluation.random_features import TRAIN
from conundrum.evaluation.widening import Widening
from conundrum.style import (
    COLOUR,
    DASHED,
    DOTTED,
    band,
    log_x,
    log_y,
    name_line,
    panels,
    percent,
    reference,
)

STYLES = ("-", DASHED, DOTTED)


def rescaled(result: Rescaled, shown: tuple[float, float]) -> Figure:
    """The loss beside the minimum for two factors; curvature and test error against the factor."""
    figure, (valley, factors) = panels(2, height=3.1)
    valley.set_ylim(0, 10 * result.loss.min())
    for factor, style, offset in zip(shown, ("-", DASHED), ((6, -2), (4, 2)), strict=True):
        row = list(result.factors).index(factor)
        [line] = valley.plot(result.distance, result.loss[row], color=COLOUR["train"], ls=style)
        name_line(line, f"× {factor:g}", x=result.width(factor), offset=offset)
    valley.set_xlabel("distance from the minimum")
    valley.set_ylabel("train error")
    valley.set_title("the valley")

    curvature, error = (
        factors.plot(result.factors, values, "o-", color=COLOUR[role])[0]
        for values, role in (
            (result.relative_curvature, "train"),
            (result.relative_test_error, "test"),
        )
    )
    log_x(factors, (0.1, 0.2, 0.5, 1, 2, 5, 10))
    log_y(factors, (0.5, 1, 10, 100))
    factors.set_ylim(0.2, 200)
    factors.set_xlabel("hidden weights ×, readout ÷")
    factors.set_title("relative to × 1")
    name_line(curvature, "largest curvature", x=2, offset=(-6, 8))
    name_line(error, "test error", x=5, offset=(0, -6))
    return figure


def gradient_noise(result: GradientNoise) -> Figure:
    """Test error and curvature against the learning rate, a line for each batch size."""
    figure, axes = panels(2, height=3.3, sharex=True)
    for panel, medians, role, title in zip(
        axes,
        (result.median_test_error, result.median_curvature),
        ("test", "train"),
        ("test error", "largest curvature of the train error"),
        strict=True,
    ):
        for batch_size, median, style in zip(result.batch_sizes, medians, STYLES, strict=False):
            [line] = panel.plot(
                result.learning_rates, median, "o", ls=style, ms=4, color=COLOUR[role]
            )
            name_line(line, str(batch_size), offset=(5, -3))
        log_x(panel, result.learning_rates)
        panel.set_xlabel("learning rate at the start")
        panel.set_title(title)
        panel.margins(x=0.12, y=0.1)
        panel.grid(axis="y")
    axes[1].set_ylim(0, None)
    return figure


def scaled_starts(result: ScaledStarts) -> Figure:
    """How far hidden units went, and the test error, against the size of the start."""
    figure, (distance, error) = panels(2, height=3.1, sharex=True)
    distance.plot(result.scales, result.median_moved, "o-", color=COLOUR["network"])
    log_y(distance, (0.01, 0.1, 1))
    distance.set_title("hidden weights: how far they went")
    distance.set_ylabel("÷ length at the start")

    [network] = error.plot(result.scales, result.median_test_error, "o-", color=COLOUR["network"])
    tangent = reference(error, y=result.median_tangent_test_error, role="linear")
    error.set_ylim(0, 1.25 * result.median_tangent_test_error)
    error.set_title("test error")
    for panel in (distance, error):
        log_x(panel, result.scales)
        panel.set_xlabel("weights at the start, ×")
    name_line(network, "network", x=result.scales[2], offset=(6, -4))
    error.annotate(
        "tangent model",
        (0, tangent.get_ydata()[0]),
        xycoords=("axes fraction", "data"),
        xytext=(6, 4),
        textcoords="offset points",
        color=COLOUR["linear"],
        weight="semibold",
    )
    return figure


def addition(result: ModularAddition) -> Figure:
    """Share of sums that are right against steps, a panel for each way of training."""
    figure, axes = panels(3, height=2.7, sharex=True, sharey=True)
    for panel, learner in zip(axes, result.train_accuracy, strict=True):
        for accuracy, median, role in (
            (result.train_accuracy, result.median_train, "train"),
            (result.test_accuracy, result.median_test, "test"),
        ):
            draws = accuracy[learner]
            band(panel, result.steps, draws.min(axis=0), draws.max(axis=0), role)
            panel.plot(result.steps, median(learner), color=COLOUR[role])
        panel.set_title(learner)
        log_x(panel, (10, 100, 1000))
        panel.set_xlabel("steps")
        percent(panel.yaxis)
    axes[0].set_ylabel("sums that are right")
    trained_on, others = axes[0].lines
    name_line(trained_on, "trained on", x=40, offset=(6, -2))
    name_line(others, "others", x=200, offset=(0, 6))
    return figure


def effective(result: Widening, families: Families) -> Figure:
    """Effective parameters against features, and error against effective parameters."""
    figure, (counts, errors) = panels(2, height=3.6)
    [test] = counts.plot(result.widths, result.effective, color=COLOUR["test"])
    [train] = counts.plot(
        result.widths, np.median(result.effective_train, axis=0), color=COLOUR["train"]
    )
    reference(counts, x=TRAIN)
    log_x(counts, (10, 50, 400, 2400))
    log_y(counts)
    counts.set_xlabel("random features")
    counts.set_title("effective parameters")
    name_line(test, "at test digits", x=380, offset=(-22, 0))
    name_line(train, "at training digits", x=20, offset=(8, -8))

    error, at_n = 100 * result.risk(result.noises[-1]).median, result.at_n
    log_x(errors)
    errors.set_xlim(0.7, 3e4)
    errors.set_ylim(0, 90)
    [few] = errors.plot(result.effective[: at_n + 1], error[: at_n + 1], color=COLOUR["linear"])
    [many] = errors.plot(
        result.effective[at_n:], error[at_n:], color=COLOUR["linear"], ls=STYLES[1]
    )
    [tree] = errors.plot(
        np.median(families.tree_effective, axis=0),
        100 * families.tree_risk.median,
        color=COLOUR["tree"],
    )
    [forest] = errors.plot(
        np.median(families.forest_effective, axis=0),
        100 * families.forest_risk.median,
        color=COLOUR["tree"],
        ls=STYLES[1],
    )
    errors.set_xlabel("effective parameters at test digits")
    errors.set_ylabel("test error, %")
    errors.set_title("test error against them")
    name_line(tree, "one tree", x=2, offset=(8, 4))
    name_line(forest, f"{families.trees[-1]} trees", offset=(-5, 0))
    name_line(many, f"{result.widths[-1]} features", offset=(8, -8))
    for line in (few, many, tree, forest):
        _point_along(line)
    return figure


def _point_along(line: Line2D) -> None:
    """Put an arrow head on a line, in the direction in which its points are drawn."""
    points = line.get_xydata()
    middle = len(points) // 2
    line.axes.annotate(
        "",
        points[middle],
        xytext=points[middle - 1],
        arrowprops={"arrowstyle": "-|>", "color": line.get_color(), "lw": 0, "mutation_scale": 14},
    )
