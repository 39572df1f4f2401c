"""Figures of networks as formulas and as graphs."""

from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from conundrum.chapters.networks.experiments.layers import Composite
from conundrum.models.networks import ReLUNetwork
from conundrum.style import COLOUR, DASHED, label, panels, ticks


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
