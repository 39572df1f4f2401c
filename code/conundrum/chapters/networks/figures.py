"""Figures of the chapter *One neuron, then many*: each takes a result and computes nothing."""

from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from conundrum.chapters.networks.experiments import (
    Approximation,
    Composite,
    Connected,
    Fold,
    Neuron,
    PieceCounts,
    Sawteeth,
    Sum,
)
from conundrum.models.networks import LinearPieces, ReLUNetwork
from conundrum.models.regions import Regions
from conundrum.style import (
    COLOUR,
    DASHED,
    label,
    log_x,
    log_y,
    moving,
    name_line,
    panels,
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


def composites(first: Composite, second: Composite) -> Figure:
    """A neuron on two neurons, twice: the weighted sum, and what its ReLU leaves."""
    figure, axes = panels(2, height=3.3)
    for panel, result, limits in zip(axes, (first, second), ((-4, 11.5), (-4, 8.5)), strict=True):
        before, after = result.before_the_last_relu, result.pieces
        panel.plot(
            before.edges, before(before.edges)[:, 0], color=COLOUR["muted"], lw=1.4, ls=DASHED
        )
        panel.plot(after.edges, after(after.edges)[:, 0], color=COLOUR["network"], lw=3)
        kinks = after.edges[1:-1]
        panel.plot(kinks, after(kinks)[:, 0], "o", color=COLOUR["network"], ms=7)
        panel.set_xlim(result.low, result.high)
        panel.set_ylim(*limits)
        panel.grid()
        panel.set_xlabel("x")
    ticks(axes[0].xaxis, (0, 0.5, 1, 1.5, 2))
    ticks(axes[1].xaxis, (0, 0.4, 0.8, 1.2))
    axes[0].set_ylabel("output")
    axes[0].set_title("the first formula")
    axes[1].set_title("the second formula")
    for panel, result, offsets in (
        (axes[0], first, ((6, 4), (-8, -4), (6, 6))),
        (axes[1], second, ((4, 8),)),
    ):
        kinks = result.pieces.edges[1:-1]
        for kink, fraction, (right, up) in zip(kinks, result.kinks, offsets, strict=True):
            label(
                panel,
                kink,
                result.pieces([kink])[0, 0],
                f"{fraction}",
                "network",
                xytext=(right, up),
                textcoords="offset points",
                ha="left" if right > 0 else "right",
            )
    label(axes[0], 1.45, -2.9, "before the\nlast ReLU", "muted", ha="right")
    label(axes[1], 0.55, -2.9, "before the\nlast ReLU", "muted", ha="right")
    return figure


def graphs(small: ReLUNetwork, large: ReLUNetwork) -> Figure:
    """Two networks, units as circles and weights as lines, read off the models themselves."""
    figure, (left, right) = panels(2, height=3.4)
    places = _draw_graph(left, small)
    for layer, (below, units) in zip(small.layers, pairwise(places), strict=True):
        for i, unit in enumerate(units):
            for j, source in enumerate(below):
                left.annotate(
                    f"{layer.weight[i, j]:g}".replace("-", "−"),
                    0.5 * (unit + source),
                    ha="center",
                    va="center",
                    bbox={"facecolor": COLOUR["paper"], "edgecolor": "none", "pad": 1},
                )
            label(
                left,
                *unit,
                f"{layer.bias[i]:+g}".replace("-", "−") if layer.bias[i] else "",
                "network",
                xytext=(0, -11),
                textcoords="offset points",
                ha="center",
                va="top",
            )
    left.set_title("the first formula")
    _draw_graph(right, large)
    for position, layer in enumerate(large.layers):
        right.annotate(
            f"{layer.weight.numel()} + {layer.bias.numel()}",
            (position + 0.5, -2.9),
            ha="center",
            va="top",
        )
    label(right, 2, -3.5, "weights + biases", "muted", ha="center", va="top")
    right.set_ylim(-4.1, 2.6)
    right.set_title("three hidden layers of width 5")
    return figure


def connected(result: Connected) -> Figure:
    """A curve and the network that meets it, for a slider that sets the number of units."""
    figure, [axes] = panels(1, height=3.2)
    truth(axes, result.x, result.truth)
    edges = result.pieces.edges
    heights = result.pieces(edges)[:, 0]
    [line] = axes.plot(edges, heights, color=COLOUR["spline"], lw=2.4)
    [kinks] = axes.plot(edges[1:-1], heights[1:-1], "o", color=COLOUR["spline"], ms=5)
    axes.set_ylim(0, 5.2)
    axes.set_xlabel("x")
    axes.set_ylabel("y")
    moving(line, kinks)
    return figure


def approximation(result: Approximation) -> Figure:
    """Error against width, of networks that connect dots and of trained ones."""
    figure, [axes] = panels(1, height=3.4)
    log_x(axes, result.widths)
    log_y(axes, (0.001, 0.01, 0.1, 1))
    [constructed] = axes.plot(
        result.widths, list(result.constructed.values()), "o-", color=COLOUR["spline"], ms=5, lw=2.2
    )
    [trained] = axes.plot(
        result.widths, list(result.median_trained.values()), color=COLOUR["network"], lw=2.2
    )
    axes.plot(
        result.widths,
        list(result.trained.values()),
        "o",
        color=COLOUR["network"],
        ms=4.5,
        alpha=0.45,
        mew=0,
    )
    axes.grid(axis="y")
    name_line(trained, "trained: ten starts\nand their median", x=16, offset=(14, 10))
    name_line(constructed, "connect the dots", x=16, offset=(-8, -8))
    axes.set_xlabel("hidden units")
    axes.set_ylabel("root mean squared error")
    return figure


def teeth(results: list[LinearPieces]) -> Figure:
    """Sawteeth of growing depth."""
    figure, axes = panels(len(results), height=2.1, sharex=True, sharey=True)
    for panel, pieces, depth in zip(axes, results, (1, 2, 5), strict=True):
        panel.plot(pieces.edges, pieces(pieces.edges)[:, 0], color=COLOUR["network"], lw=1.6)
        layers = "layer" if depth == 1 else "layers"
        panel.set_title(f"{depth} {layers}: {len(pieces.slopes)} pieces")
        panel.set_xlabel("x")
        ticks(panel.xaxis, (0, 0.5, 1))
        ticks(panel.yaxis, (0, 0.5, 1))
        panel.label_outer()
    return figure


def piece_counts(counts: PieceCounts, sawteeth: Sawteeth) -> Figure:
    """Pieces against neurons at random weights, and against depth at chosen ones."""
    figure, (left, right) = panels(2, height=3.3)
    left.axline((0, 1), slope=1, color=COLOUR["muted"], lw=1, ls=DASHED)
    for at_depth, shift, marker in zip(counts.pieces.values(), (-3, -1, 1, 3), "os^D", strict=True):
        mean, spread = at_depth.mean(axis=0), at_depth.std(axis=0)
        left.errorbar(
            counts.neurons + shift,
            mean,
            spread,
            fmt=marker,
            color=COLOUR["network"],
            ms=5.5,
            elinewidth=1,
            alpha=0.75,
        )
    left.set_xlim(0, 108)
    left.set_ylim(0, 125)
    left.set_title("random weights")
    left.set_xlabel("neurons")
    left.set_ylabel("linear pieces")
    ticks(left.xaxis, counts.neurons)
    label(left, 74, 30, "● 1 layer\n■ 2 layers\n▲ 4 layers\n◆ 8 layers", "network", va="center")
    label(left, 6, 60, "neurons + 1", "muted")

    log_y(right, (1, 4, 16, 64, 256, 1024))
    right.set_ylim(0.7, 2500)
    for name, pieces, role, depth, offset in (
        ("chosen", sawteeth.exact, "spline", 7, (-6, 5)),
        ("disturbed", sawteeth.median_disturbed, "variance", 7, (3, -18)),
        ("random", sawteeth.median_random, "network", 4, (0, -7)),
    ):
        [line] = right.plot(list(pieces), list(pieces.values()), "o-", color=COLOUR[role], ms=5)
        name_line(line, name, x=depth, offset=offset)
    ticks(right.xaxis, (1, 2, 4, 6, 8, 10))
    right.set_title("two neurons a layer")
    right.set_xlabel("hidden layers")
    return figure


def region_maps(shallow: Regions, deep: Regions) -> Figure:
    """The regions of a network of one hidden layer, and of one of three."""
    figure, axes = panels(2, height=4.15)
    tints = (("network", 0.12), ("spline", 0.3), ("network", 0.4), ("spline", 0.75))
    for panel, result, title in zip(
        axes, (shallow, deep), ("one layer of 24", "three layers of 8"), strict=True
    ):
        for region in result.regions:
            # neighbours differ by one active unit, so they never get the same tint
            role, alpha = tints[region.active.sum() % len(tints)]
            panel.fill(*region.corners.T, color=COLOUR[role], alpha=alpha, lw=0)
        for folds, width in zip(result.folds, (1.8, 1.1, 0.6), strict=False):
            for ends in folds:
                panel.plot(*ends.T, color=COLOUR["ink"], lw=width, solid_capstyle="butt")
        panel.set_title(f"{title}: {len(result)} regions")
        panel.set_aspect("equal")
        panel.set_xlim(-3, 3)
        panel.set_ylim(-3, 3)
        panel.set_xlabel("first input")
        panel.set_ylabel("second input")
        panel.label_outer()
        ticks(panel.xaxis, (-3, 0, 3))
        ticks(panel.yaxis, (-3, 0, 3))
    return figure


def _seen_from_the_side(first, second, height):
    """Project points of space on paper: a turn about the upright axis, then a look from above."""
    turn = np.radians(28)
    across = first * np.cos(turn) - second * np.sin(turn)
    away = first * np.sin(turn) + second * np.cos(turn)
    return across, 0.38 * away + 0.55 * height


def _draw_graph(axes: Axes, network: ReLUNetwork) -> list[np.ndarray]:
    """Draw a circle a unit and a line a weight; return the places of the units, layer by layer."""
    places = [
        np.stack([np.full(width, position), (width - 1) / 2 - np.arange(width)], axis=1)
        for position, width in enumerate(network.widths)
    ]
    for below, units in pairwise(places):
        for unit in units:
            for source in below:
                axes.plot(*np.stack([source, unit]).T, color=COLOUR["muted"], lw=0.8, zorder=1)
    for position, units in enumerate(places):
        hidden = 0 < position < len(places) - 1
        axes.plot(
            *units.T,
            "o",
            ms=15,
            mew=1.6,
            mfc=COLOUR["network"] if hidden else COLOUR["paper"],
            mec=COLOUR["network"] if hidden else COLOUR["ink"],
            zorder=2,
        )
    for position, name in ((0, "input"), (len(places) - 1, "output")):
        top = places[position][0]
        axes.annotate(
            name, top, xytext=(0, 11), textcoords="offset points", ha="center", va="bottom"
        )
    widest = max(network.widths)
    axes.set_xlim(-0.5, len(places) - 0.5)
    axes.set_ylim(-widest / 2, widest / 2)
    axes.axis("off")
    return places
