"""The chain rule as a graph, and what each observation wants of the weights of a layer."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from conundrum.chapters.training.experiments.backpropagation import (
    LECTURE,
    Backpropagation,
    GradientByObservation,
)
from conundrum.notation import number
from conundrum.style import COLOUR, fields, panels

# Where each value stands, and on which side of it what is written.
PLACES = {
    "loss": (0.5, 8.2, "right"),
    "f": (0.5, 7.2, "right"),
    "s": (0.5, 6.2, "right"),
    "v1": (0.12, 5.2, "below"),
    "c": (0.5, 4.9, "below"),
    "v2": (0.88, 5.2, "below"),
    "h1": (0.34, 3.6, "left"),
    "h2": (0.66, 3.6, "right"),
    "a1": (0.34, 2.5, "left"),
    "a2": (0.66, 2.5, "right"),
    "w1": (0.06, 1.5, "below"),
    "w2": (0.94, 1.5, "below"),
    "b1": (0.26, 0.5, "below"),
    "b2": (0.74, 0.5, "below"),
    "x": (0.5, 1.0, "below"),
}
SIDES = {
    "right": ((9, 0), "left", "center"),
    "left": ((-9, 0), "right", "center"),
    "below": ((0, -8), "center", "top"),
}
SUBSCRIPTS = str.maketrans("12", "₁₂")


def graph(result: Backpropagation) -> Figure:
    """The network as a graph of single steps, with values and derivatives."""
    figure, [axes] = panels(1, height=6.6)
    values = {"x": result.x, **result.parameters, **result.values}
    for ends, derivative in result.local.items():
        _edge(axes, *ends, derivative)
    for name, (x, y, side) in PLACES.items():
        role = "ink" if name in result.parameters else "network"
        axes.plot(x, y, "s" if name in result.parameters else "o", ms=8, color=COLOUR[role])
        _written(axes, name, values[name], result.gradient[name], side)
    axes.set_xlim(-0.13, 1.13)
    axes.set_ylim(-0.5, 8.6)
    axes.axis("off")
    return figure


def _edge(axes: Axes, above: str, below: str, derivative: float) -> None:
    start, end = np.array(PLACES[below][:2]), np.array(PLACES[above][:2])
    way = 0.4 if below in LECTURE else 0.55  # nearer to what is written less about
    axes.plot(*np.stack([start, end]).T, color=COLOUR["grid"], lw=2, zorder=1)
    axes.annotate(
        f"×{_short(derivative)}",
        (1 - way) * start + way * end,
        ha="center",
        va="center",
        color=COLOUR["muted"],
        bbox={"facecolor": COLOUR["paper"], "edgecolor": "none", "pad": 1},
    )


def _written(axes: Axes, name: str, value: float, derivative: float, side: str) -> None:
    """Write a value and, below it, the derivative of the loss with respect to it."""
    symbol = "L" if name == "loss" else name.translate(SUBSCRIPTS)
    (right, up), ha, va = SIDES[side]
    lines = [(f"{symbol} = {_short(value)}", "ink", "normal")]
    if name != "loss":
        lines.append((f"∂L/∂{symbol} = {_short(derivative)}", "test", "semibold"))
    centred = 6 * (len(lines) - 1) if va == "center" else 0
    for row, (text, role, weight) in enumerate(lines):
        axes.annotate(
            text,
            PLACES[name][:2],
            xytext=(right, up + centred - 12 * row),
            textcoords="offset points",
            ha=ha,
            va=va,
            color=COLOUR[role],
            weight=weight,
            bbox={"facecolor": COLOUR["paper"], "edgecolor": "none", "pad": 0.5},
        )


def _short(value: float) -> str:
    return number(float(f"{value:.3g}") + 0.0)


def wants(result: GradientByObservation) -> Figure:
    """The change that each observation wants of each weight, and the sum of them."""
    tables = [*result.wanted_by_each, result.wanted_by_all]
    titles = [f"observation {row}" for row in range(1, len(result.inputs) + 1)]
    figure, axes = panels(len(tables), columns=3, height=1.9)
    strongest = np.abs(tables).max()
    for panel, table, title in zip(axes, tables, [*titles, "together"], strict=True):
        roles = np.where(table < 0, "test", "train")
        texts = [[_signed(value) for value in row] for row in table]
        fields(panel, texts, np.abs(table) / strongest, roles)
        panel.set_xticks(range(table.shape[1]), ["from x₁", "from x₂"])
        panel.set_yticks(range(table.shape[0]), ["to unit 1", "to unit 2"])
        panel.set_title(title)
    return figure


def _signed(value: float) -> str:
    return f"{value:+g}".replace("-", "−") if value else "0"
