"""Figures of the chapter *Convolution and pooling*: each takes a result and computes nothing."""

from collections.abc import Mapping, Sequence

import numpy as np
from jaxtyping import Float
from matplotlib.axes import Axes
from matplotlib.collections import PatchCollection
from matplotlib.figure import Figure
from matplotlib.patches import Polygon, Rectangle

from conundrum.chapters.convolution.experiments import (
    Counts,
    Edges,
    MovedMaps,
    Pooled,
    Rearranged,
    ReceptiveFields,
    Step,
)
from conundrum.notation import number
from conundrum.style import (
    COLOUR,
    DASHED,
    DOTTED,
    label,
    log_x,
    moving,
    name_line,
    panels,
    picture,
    ticks,
)

Picture = Float[np.ndarray, "height width"]


# --- Three patterns, step by step -----------------------------------------------------------------

LEFT, RIGHT = 0, 12  # columns at which the two drawings of a row begin
UPPER, LOWER = 0, 10  # and rows
MAPS = ((UPPER, RIGHT), (LOWER, LEFT), (LOWER, RIGHT))


def step(result: Step) -> Figure:
    """An image, three patterns and their feature maps, filled as far as the window has come."""
    figure, [axes] = panels(1, height=3.9, narrow_height=3.15)
    mosaic = np.full((LOWER + 7, RIGHT + 11), np.nan)
    mosaic[:8, :8] = result.image
    scale = np.abs(result.maps).max()
    for (row, column), values in zip(MAPS, result.maps, strict=True):
        mosaic[row : row + 6, column : column + 6] = 0.5 + values / (2 * scale)
    picture(axes, mosaic)
    axes.set_xlim(-0.6, RIGHT + 10.4)
    axes.set_ylim(LOWER + 6.6, -1.9)
    axes.annotate("image", (LEFT - 0.5, UPPER - 0.8), weight="semibold", va="bottom")
    window = _outline(axes, result.row, result.column, 3)
    covers, cells, sums = [], [], []
    for (row, column), (name, pattern), value in zip(
        MAPS, result.patterns.items(), result.sums, strict=True
    ):
        axes.annotate(name, (column - 0.5, row - 0.8), weight="semibold", va="bottom")
        covers.append(_cover(axes, row, column, result.row, result.column))
        cells.append(_outline(axes, row + result.row, column + result.column, 1))
        _write_pattern(axes, row + 0.4, column + 7.0, pattern)
        sums.append(
            axes.annotate(
                f"{value:.1f}".replace("-", "−").replace("−0.0", "0.0"),
                (column + 8.2, row + 4.8),
                ha="center",
                va="center",
                color=COLOUR["convolution"],
                weight="semibold",
            )
        )
    moving(window, *covers, *cells, *sums)
    return figure


def _outline(axes: Axes, row: float, column: float, size: int) -> Rectangle:
    return axes.add_patch(
        Rectangle(
            (column - 0.5, row - 0.5),
            size,
            size,
            fill=False,
            edgecolor=COLOUR["convolution"],
            lw=2.2,
            zorder=4,
        )
    )


def _cover(axes: Axes, top: int, left: int, row: int, column: int) -> Polygon:
    """Hide the part of a map that the window has not reached."""
    x, y = left - 0.5, top - 0.5
    stairs = [
        (x + column + 1, y + row),
        (x + 6, y + row),
        (x + 6, y + 6),
        (x, y + 6),
        (x, y + row + 1),
        (x + column + 1, y + row + 1),
    ]
    return axes.add_patch(
        Polygon(stairs, facecolor=COLOUR["paper"], edgecolor=COLOUR["grid"], lw=0.8, zorder=3)
    )


def _write_pattern(axes: Axes, top: float, left: float, weights: np.ndarray) -> None:
    for i, row in enumerate(weights):
        for j, weight in enumerate(row):
            axes.add_patch(
                Rectangle(
                    (left + 1.2 * j - 0.6, top + i - 0.5),
                    1.2,
                    1,
                    facecolor=COLOUR["convolution"],
                    alpha=0.3 if weight > 0 else 0.05,
                    lw=0,
                )
            )
            axes.annotate(number(int(weight)), (left + 1.2 * j, top + i), ha="center", va="center")


def matrix(weights: Float[np.ndarray, "outputs pixels"]) -> Figure:
    """A convolution as a matrix: a row an output, a column a pixel; zeros are left out."""
    figure, [axes] = panels(1, height=3.6, narrow_height=2.3)
    rows, columns = weights.shape
    for chosen, alpha in ((weights > 0, 1.0), (weights < 0, 0.35)):
        cells = [Rectangle((j - 0.5, i - 0.5), 1, 1) for i, j in np.argwhere(chosen)]
        axes.add_collection(
            PatchCollection(cells, facecolor=COLOUR["convolution"], alpha=alpha, lw=0)
        )
    frame = Rectangle((-0.5, -0.5), columns, rows, fill=False, edgecolor=COLOUR["muted"], lw=0.8)
    axes.add_patch(frame)
    axes.set_aspect("equal")
    axes.axis("off")
    axes.set_xlim(-4, columns)
    axes.set_ylim(rows + 3.4, -1)
    axes.annotate(f"{columns} pixels", (columns / 2, rows + 0.6), ha="center", va="top")
    axes.annotate(f"{rows} outputs", (-1.2, rows / 2), ha="right", va="center", rotation=90)
    return figure


# --- Stride, padding, dilation --------------------------------------------------------------------


def geometry(cases: Mapping[str, Sequence[Sequence[int]]], pixels: int) -> Figure:
    """One row of pixels below, the outputs above, and which pixels each output looks at.

    Parameters
    ----------
    cases
        For each case, the pixels of each window; those before 0 and from `pixels` on are padding.
    pixels
        How many there are in the row.
    """
    figure, axes = panels(len(cases), columns=2, height=1.75, sharex=True, sharey=True)
    for panel, (title, windows) in zip(axes, cases.items(), strict=True):
        below = sorted({pixel for window in windows for pixel in window} | set(range(pixels)))
        for window in windows:
            middle = np.mean(window)
            for pixel in window:
                panel.plot([pixel, middle], [0, 1], color=COLOUR["muted"], lw=0.9, zorder=1)
            panel.plot(middle, 1, "s", color=COLOUR["convolution"], ms=8)
        for pixel in below:
            inside = 0 <= pixel < pixels
            panel.plot(
                pixel,
                0,
                "s",
                ms=8,
                mew=1.4,
                mfc=COLOUR["ink"] if inside else COLOUR["paper"],
                mec=COLOUR["ink"],
            )
        panel.set_title(title)
        panel.set_xlim(-1.6, pixels + 0.6)
        panel.set_ylim(-0.35, 1.35)
        panel.axis("off")
    return figure


# --- Moves ----------------------------------------------------------------------------------------


def moved_maps(result: MovedMaps) -> Figure:
    """An image and its feature map, and below both after a move."""
    figure, axes = panels(4, columns=2, height=2.6)
    brightest = result.feature_map.max()
    for panel, title, pixels in (
        (axes[0], "image", result.image),
        (axes[1], "its feature map", result.feature_map / brightest),
        (axes[2], "image, moved", result.moved_image),
        (axes[3], "its feature map", result.moved_map / brightest),
    ):
        picture(panel, pixels)
        panel.set_title(title)
    return figure


def pooled(result: Pooled) -> Figure:
    """By how much feature maps and pooled ones change when images move."""
    figure, [axes] = panels(1, height=3.5)
    axes.set_xlim(-0.15, 6.4)
    axes.set_ylim(-9, 132)
    looks = {
        "no pooling": ("-", 0),
        "max 2 × 2": ("-", 0),
        "max 4 × 4": ("-", -1),
        "average 4 × 4": (DASHED, 1),
        "max over all": ("-", 1),
        "average over all": (DASHED, -1),
    }
    for name, (style, up) in looks.items():
        changes = 100 * result.change[name]
        [line] = axes.plot(result.shifts, changes, color=COLOUR["convolution"], ls=style, lw=2.2)
        name_line(line, name, offset=(5, up))
    axes.grid(axis="y")
    ticks(axes.xaxis, result.shifts)
    axes.set_xlabel("images moved to the right by (pixels)")
    axes.set_ylabel("change (%)")
    return figure


def rearranged(result: Rearranged) -> Figure:
    """The same four parts in two arrangements."""
    figure, axes = panels(2, height=2.9)
    for panel, image, title in (
        (axes[0], result.first, "one arrangement"),
        (axes[1], result.second, "another"),
    ):
        picture(panel, image)
        panel.set_title(title)
    return figure


# --- What a unit can see --------------------------------------------------------------------------


def growth(result: ReceptiveFields) -> Figure:
    """The receptive field against depth, by formula (lines) and measured (dots)."""
    figure, [axes] = panels(1, height=3.4)
    axes.set_xlim(0.6, 8.6)
    axes.set_ylim(0, 46)
    looks = {
        "plain": (DASHED, "plain\n(dashed)", 6, (8, 0)),
        "dilated": (DOTTED, "dilated (dotted)", 4, (-8, 0)),
        "with pooling": ("-", "with pooling", 6, (6, -3)),
    }
    for name, field in result.of.items():
        layers = np.arange(1, len(field.layers) + 1)
        style, text, layer, offset = looks[name]
        [line] = axes.plot(layers, field.formula, color=COLOUR["convolution"], ls=style, lw=2)
        axes.plot(layers, field.measured, "o", color=COLOUR["ink"], ms=6)
        name_line(line, text, x=layer, offset=offset)
    axes.grid(axis="y")
    ticks(axes.xaxis, range(1, 9))
    axes.set_xlabel("layer")
    axes.set_ylabel("receptive field (pixels)")
    return figure


def seen(result: ReceptiveFields) -> Figure:
    """How strongly the middle unit of the last layer depends on each pixel it can see."""
    figure, axes = panels(len(result.of), height=2.5)
    for panel, (name, field) in zip(axes, result.of.items(), strict=True):
        picture(panel, field.seen / field.seen.max())
        panel.set_title(f"{name}: {field.formula[-1]} × {field.formula[-1]}")
    return figure


# --- Counting, and edges --------------------------------------------------------------------------


def counts(result: Counts) -> Figure:
    """Parameters of three kinds of layer, on a logarithmic axis."""
    figure, [axes] = panels(1, height=3.4)
    names = ["{1} × {2} × {0}".format(*image) for image in result.images]
    rows = np.arange(len(names))[::-1].astype(float)
    for up, role, numbers in (
        (0.26, "convolution", result.convolution),
        (0.0, "muted", result.local),
        (-0.26, "network", result.connected),
    ):
        axes.barh(rows + up, numbers, height=0.22, left=0, color=COLOUR[role], lw=0)
        for row, value in zip(rows, numbers.tolist(), strict=True):
            label(axes, value * 1.4, row + up, _in_words(value), role, va="center")
    log_x(axes, ())
    axes.set_xlim(30, 1e15)
    axes.set_ylim(-0.5, 3.6)
    axes.set_yticks(rows, names)
    axes.tick_params(axis="y", length=0)
    label(axes, 40, 3.3, "convolution", "convolution", va="center")
    label(axes, 40, 2.98, "not shared", "muted", va="center")
    label(axes, 40, 2.66, "fully connected", "network", va="center")
    axes.set_xlabel("parameters (logarithmic)")
    return figure


def edges(result: Edges) -> Figure:
    """A photograph, its responses to two edge patterns, and the strength of edges."""
    figure, axes = panels(4, columns=2, height=2.5)
    largest = max(np.abs(result.upright).max(), np.abs(result.level).max())
    for panel, title, pixels in (
        (axes[0], "photograph", result.image),
        (axes[1], "left against right", 0.5 + result.upright / (2 * largest)),
        (axes[2], "above against below", 0.5 + result.level / (2 * largest)),
        (axes[3], "strength of edges", result.strength / result.strength.max()),
    ):
        picture(panel, pixels)
        panel.set_title(title)
    return figure


def _in_words(count: int) -> str:
    for size, word in ((10**9, "billion"), (10**6, "million")):
        if count >= size:
            return f"{count / size:.3g} {word}"
    return f"{count:,}"
