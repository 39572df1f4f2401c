"""Figures of one neuron, and of three that add up."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from conundrum.chapters.networks.experiments.neurons import Fold, Neuron, Sum, ThreeUnits
from conundrum.style import (
    COLOUR,
    label,
    moving,
    panels,
    picture_grid,
    reference,
    ticks,
    truth,
)


def neuron(result: Neuron) -> Figure:
    """One neuron of one input, for a slider that sets a parameter."""
    figure, [axes] = panels(1, height=2.9)
    edges = result.pieces.edges
    [hinge] = axes.plot(edges, result.pieces(edges)[:, 0], color=COLOUR["network"], lw=2.6)
    [kink] = axes.plot([result.kink], [0], "o", color=COLOUR["network"], ms=8)
    axes.set_xlim(-3, 3)
    axes.set_ylim(-0.5, 6)
    axes.grid()
    axes.set_xlabel("input x")
    axes.set_ylabel("output")
    moving(hinge, kink)
    return figure


def three_units(result: ThreeUnits) -> Figure:
    """Three lines, each cut off below zero and weighted, and the sum of them."""
    figure, axes = picture_grid(4, 3, height=2.0)
    grid = axes[0].get_gridspec()
    grid.set_height_ratios([1, 1, 1, 1.6])
    for unit, row in enumerate((axes[0:3], axes[3:6], axes[6:9])):
        for panel, values, title in zip(
            row,
            (result.lines[unit], result.cut[unit], result.weighted[unit]),
            ("a line", "cut at zero", "weighted"),
            strict=True,
        ):
            off = result.lines[unit] <= 0
            panel.plot(result.x, values, color=COLOUR["muted"], lw=1.3)
            panel.plot(
                result.x[~off], values[~off], color=COLOUR["network"], lw=2.4, solid_capstyle="butt"
            )
            panel.axhline(0, color=COLOUR["grid"], lw=1, zorder=0)
            panel.set_xlim(result.x[0], result.x[-1])
            ticks(panel.xaxis, (-1, 0, 1))
            if unit == 0:
                panel.set_title(title)
            if unit < 2:
                panel.tick_params(labelbottom=False)
        for panel, limits in zip(row, ((-9, 6), (-1, 6), (-5, 2)), strict=True):
            panel.set_ylim(*limits)
        row[0].set_ylabel(f"unit {unit + 1}")
    for spare in axes[9:]:
        spare.remove()
    _sum_of_units(figure.add_subplot(grid[3, :]), result)
    return figure


def _sum_of_units(panel: Axes, result: ThreeUnits) -> None:
    """Draw the output, and say for each piece which units are above zero."""
    truth(panel, result.x, result.truth)
    label(panel, -0.95, 2.7, "the curve of\nthe last chapter", "truth", va="top")
    edges = result.pieces.edges
    panel.plot(result.x, result.output, color=COLOUR["network"], lw=2.8)
    for kink in edges[1:-1]:
        reference(panel, x=kink)
    for start, end, active in zip(edges, edges[1:], result.active, strict=False):
        units = ", ".join(str(unit + 1) for unit in np.flatnonzero(active))
        label(panel, (start + end) / 2, 5.3, units or "none", "muted", ha="center")
    panel.set_title("the sum, and which units are on")
    panel.set_xlim(result.x[0], result.x[-1])
    panel.set_ylim(0, 6.2)
    ticks(panel.xaxis, (-1, 0, 1))
    panel.set_xlabel("x")


def sums(two: Sum, three: Sum) -> Figure:
    """Two hinges and three hinges, each with their sum."""
    figure, axes = panels(2, height=2.8, sharex=True, sharey=True)
    for panel, result, title in zip(
        axes, (two, three), ("two neurons: a ramp", "three neurons: a hat"), strict=True
    ):
        panel.plot(result.x, result.hinges.T, color=COLOUR["muted"], lw=1.3)
        panel.plot(result.x, result.values, color=COLOUR["network"], lw=3)
        panel.set_title(title)
        panel.set_ylim(-2.2, 2.2)
        panel.grid()
        panel.set_xlabel("x")
    axes[0].set_ylabel("output")
    label(axes[0], -1.9, 0.75, "each neuron,\nweighted", "muted")
    label(axes[0], 1.95, 1.12, "their sum", "network", ha="right")
    return figure


def folded_plane(result: Fold) -> Figure:
    """One neuron of two inputs, from the side and from above."""
    figure, (side, above) = panels(2, height=3.5)
    flat, steep = {"color": COLOUR["muted"], "lw": 0.8}, {"color": COLOUR["network"], "lw": 1}
    for i in range(0, len(result.x), 8):
        for first, second, heights in (
            (result.x, np.full_like(result.x, result.x[i]), result.heights[i]),
            (np.full_like(result.x, result.x[i]), result.x, result.heights[:, i]),
        ):
            across, up = _seen_from_the_side(first, second, heights)
            side.plot(across, np.where(heights == 0, up, np.nan), **flat)
            # the last flat point belongs to the slope as well, or a gap would show
            rising = (heights > 0) | (np.roll(heights, 1) > 0) | (np.roll(heights, -1) > 0)
            side.plot(across, np.where(rising, up, np.nan), **steep)
    side.plot(*_seen_from_the_side(*result.ends.T, 0), color=COLOUR["ink"], lw=2.4)
    low, high, middle = result.x[0], result.x[-1], 0
    label(side, *_seen_from_the_side(middle, low - 0.9, 0), "first input", "ink", ha="center")
    label(side, *_seen_from_the_side(high + 0.9, middle, 0), "second\ninput", "ink", va="center")
    side.set_title("from the side")
    side.set_xlim(-3, 4.6)
    side.axis("off")

    above.contour(
        result.x,
        result.x,
        result.heights,
        levels=[1, 2],
        colors=COLOUR["network"],
        linewidths=1.2,
    )
    above.plot(*result.ends.T, color=COLOUR["ink"], lw=2.4)
    foot = -result.bias * result.weight / (result.weight @ result.weight)
    unit = result.weight / np.linalg.norm(result.weight)
    for height in (1, 2):
        place = foot + unit * height / np.linalg.norm(result.weight) + 0.9 * unit[::-1] * [-1, 1]
        above.annotate(
            f"{height}",
            place,
            ha="center",
            va="center",
            color=COLOUR["network"],
            weight="semibold",
            bbox={"facecolor": COLOUR["paper"], "edgecolor": "none", "pad": 1.5},
        )
    above.annotate(
        "",
        foot + result.weight,
        foot,
        arrowprops={"color": COLOUR["ink"], "width": 1.2, "headwidth": 7, "headlength": 7},
    )
    label(above, *(foot + result.weight + [-0.1, 0.12]), "w", "ink", ha="center")
    label(above, -1.9, -1.8, "output 0", "muted")
    above.set_title("from above")
    above.set_xlabel("first input")
    above.set_ylabel("second input")
    above.set_aspect("equal")
    ticks(above.xaxis, (-2, -1, 0, 1, 2))
    ticks(above.yaxis, (-2, -1, 0, 1, 2))
    return figure


def _seen_from_the_side(first, second, height):
    """Project points of space on paper: a turn about the upright axis, then a look from above."""
    turn = np.radians(28)
    across = first * np.cos(turn) - second * np.sin(turn)
    away = first * np.sin(turn) + second * np.cos(turn)
    return across, 0.38 * away + 0.55 * height
