"""Three kernels, step by step, and a convolution as a matrix."""

import numpy as np
from jaxtyping import Float
from matplotlib.axes import Axes
from matplotlib.collections import PatchCollection
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from conundrum.chapters.convolution.experiments.sliding import GREYS, Step
from conundrum.notation import number
from conundrum.style import COLOUR, fields, panels

MAP = 6.2  # x at which the drawing of a feature map begins; kernel and products stand before it
PRODUCTS = 4.4  # y at which the products begin; the kernel stands above them
CELL = 1.2  # size of a cell of a feature map


def step(result: Step) -> Figure:
    """An image with its numbers; three kernels, their products at one place, and their maps."""
    figure, (image, *others) = panels(4, columns=2, height=2.9, narrow_height=2.75)
    texts = [[number(int(value)) for value in row] for row in result.image]
    fields(image, texts, result.image / GREYS, "ink")
    image.set_title("image")
    image.set_xticks([])
    image.set_yticks([])
    image.set_xlim(-0.55, result.image.shape[1] - 0.45)
    image.set_aspect("equal")
    _outline(image, result.column - 0.5, result.row - 0.5, 3)
    for panel, name in zip(others, result.kernels, strict=True):
        panel.set_title(name)
        _kernel_products_and_map(panel, result, name)
    return figure


def _kernel_products_and_map(axes: Axes, result: Step, name: str) -> None:
    """Draw what one kernel does at this step."""
    kernel, products, values = result.kernels[name], result.products[name], result.maps[name]
    axes.axis("off")
    axes.set_aspect("equal")
    axes.set_xlim(-0.1, MAP + CELL * values.shape[1] + 0.1)
    axes.set_ylim(PRODUCTS + 4.3, -0.9)
    for i, j in np.ndindex(kernel.shape):
        _cell(axes, j, i, 1, _shade(kernel[i, j], 3))
        _write(axes, j, i, number(int(kernel[i, j])))
        _cell(axes, j, PRODUCTS + i, 1, 0.0)
    for i, j in np.ndindex(values.shape):
        _cell(axes, MAP + CELL * j, 0.4 + CELL * i, CELL, _shade(values[i, j], result.largest))
    axes.annotate("kernel", (0, -0.2), va="bottom", color=COLOUR["muted"])
    axes.annotate("weight × pixel", (0, PRODUCTS - 0.2), va="bottom", color=COLOUR["muted"])
    axes.annotate("feature map", (MAP, 0.2), va="bottom", color=COLOUR["muted"])
    for i, j in np.ndindex(products.shape):
        _write(axes, j, PRODUCTS + i, number(int(products[i, j])))
    axes.annotate(
        f"sum {number(int(result.sums[name]))}",
        (0, PRODUCTS + 3.75),
        va="center",
        color=COLOUR["convolution"],
        weight="semibold",
    )
    _outline(axes, MAP + CELL * result.column, 0.4 + CELL * result.row, CELL)


def _shade(value: float, largest: float) -> float:
    """Return how strongly a value is coloured, negative for what is below zero."""
    return 0.7 * value / largest


def _cell(axes: Axes, x: float, y: float, size: float, shade: float) -> None:
    role = "convolution" if shade > 0 else "muted"
    axes.add_patch(
        Rectangle((x, y), size, size, facecolor=COLOUR[role], alpha=abs(shade), lw=0, zorder=1)
    )
    axes.add_patch(
        Rectangle((x, y), size, size, fill=False, edgecolor=COLOUR["grid"], lw=0.8, zorder=1.5)
    )


def _write(axes: Axes, x: float, y: float, text: str) -> None:
    axes.annotate(text, (x + 0.5, y + 0.5), ha="center", va="center", size=8.5)


def _outline(axes: Axes, x: float, y: float, size: float) -> None:
    axes.add_patch(
        Rectangle((x, y), size, size, fill=False, edgecolor=COLOUR["convolution"], lw=2.4, zorder=4)
    )


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
