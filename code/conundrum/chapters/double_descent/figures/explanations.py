"""Explanations why large networks generalise, each as a small experiment."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from conundrum.chapters.double_descent.experiments.addition import (
    DECAY,
    NO_DECAY,
    ModularAddition,
)
from conundrum.chapters.double_descent.experiments.families import Families
from conundrum.chapters.double_descent.experiments.minima import GradientNoise, Rescaled
from conundrum.chapters.double_descent.experiments.starts import ScaledStarts
from conundrum.evaluation.random_features import TRAIN
from conundrum.evaluation.widening import Widening
from conundrum.style import (
    COLOUR,
    DASHED,
    DOTTED,
    log_x,
    log_y,
    name_line,
    panels,
    percent,
    reference,
)

STYLES = ("-", DASHED, DOTTED)


def demonstrations(
    minimum: Rescaled, gradients: GradientNoise, starts: ScaledStarts, sums: ModularAddition
) -> Figure:
    """Four explanations in a panel each: flat minima, noisy gradients, lazy training, grokking."""
    figure, axes = panels(4, columns=2, height=2.9)
    for draw_panel, panel, result in zip(
        (_rescaled, _gradient_noise, _scaled_starts, _addition),
        axes,
        (minimum, gradients, starts, sums),
        strict=True,
    ):
        draw_panel(panel, result)
    return figure


def _rescaled(axes: Axes, result: Rescaled) -> None:
    """Curvature and test error against the factor by which hidden weights are multiplied."""
    curvature, error = (
        axes.plot(result.factors, values, "o-", ms=4, color=COLOUR[role])[0]
        for values, role in (
            (result.relative_curvature, "train"),
            (result.relative_test_error, "test"),
        )
    )
    log_x(axes, (0.1, 0.2, 0.5, 1, 2, 5, 10))
    log_y(axes, (0.5, 1, 10, 100))
    axes.set_ylim(0.2, 200)
    axes.set_title("flat minima")
    axes.set_xlabel("hidden weights ×, readout ÷")
    axes.set_ylabel("relative to × 1")
    name_line(curvature, "largest curvature", x=2, offset=(-6, 8))
    name_line(error, "test error", x=5, offset=(0, -6))


def _gradient_noise(axes: Axes, result: GradientNoise) -> None:
    """Test error against the learning rate, a line for each batch size."""
    for batch_size, median, style in zip(
        result.batch_sizes, result.median_test_error, STYLES, strict=False
    ):
        [line] = axes.plot(result.learning_rates, median, "o", ls=style, ms=4, color=COLOUR["test"])
        name_line(line, str(batch_size), offset=(5, -3))
    log_x(axes, result.learning_rates)
    axes.margins(x=0.12, y=0.1)
    axes.grid(axis="y")
    axes.set_title("noisy gradients")
    axes.set_xlabel("learning rate at the start")
    axes.set_ylabel("test error")


def _scaled_starts(axes: Axes, result: ScaledStarts) -> None:
    """Test error against the size of the start, and the error of the tangent model."""
    [network] = axes.plot(
        result.scales, result.median_test_error, "o-", ms=4, color=COLOUR["network"]
    )
    tangent = reference(axes, y=result.median_tangent_test_error, role="linear")
    axes.set_ylim(0, 1.25 * result.median_tangent_test_error)
    log_x(axes, result.scales)
    axes.set_title("lazy training")
    axes.set_xlabel("weights at the start, ×")
    axes.set_ylabel("test error")
    name_line(network, "network", x=result.scales[2], offset=(6, -4))
    axes.annotate(
        "tangent model",
        (0, tangent.get_ydata()[0]),
        xycoords=("axes fraction", "data"),
        xytext=(6, 4),
        textcoords="offset points",
        color=COLOUR["linear"],
        weight="semibold",
    )


def _addition(axes: Axes, result: ModularAddition) -> None:
    """Share of sums that are right against steps, with weight decay and without."""
    for median, role, name, place, offset in (
        (result.median_train, "train", "trained on", 40, (-6, 2)),
        (result.median_test, "test", "others", 1000, (-6, 2)),
    ):
        for learner, style in ((DECAY, "-"), (NO_DECAY, DOTTED)):
            [line] = axes.plot(result.steps, median(learner), color=COLOUR[role], ls=style)
            if learner == DECAY:
                name_line(line, name, x=place, offset=offset)
    log_x(axes, (10, 100, 1000))
    percent(axes.yaxis)
    axes.set_title("grokking")
    axes.set_xlabel("steps")
    axes.set_ylabel("sums that are right")


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
