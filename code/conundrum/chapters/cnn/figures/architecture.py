"""The network step by step, and the filters of its first convolution."""

import numpy as np
from matplotlib.figure import Figure

from conundrum.chapters.cnn.experiments.architecture import Filters, Step
from conundrum.data.images import FASHION_CLASSES
from conundrum.pictures import place
from conundrum.style import COLOUR, panels

STEPS = {"GlobalAverage": "global average"}


def architecture(steps: list[Step]) -> Figure:
    """What comes out of each step of a network, top to bottom, its size, and its parameters."""
    figure, [axes] = panels(1, height=0.8 * len(steps), narrow_height=0.5 * len(steps))
    axes.annotate("parameters", (6.6, -0.12), ha="right", va="bottom", color=COLOUR["muted"])
    for row, step in enumerate(steps):
        middle = row + 0.41
        if step.values.ndim == 3:
            for column, pixels in enumerate(step.shown):
                place(axes, pixels, 0.88 * column, row, 0.82)
            written = " × ".join(map(str, step.shape))
        else:
            [numbers] = step.shown
            place(axes, numbers, 0, middle - 0.5 * 3.46 * numbers.shape[0] / numbers.shape[1], 3.46)
            written = f"{step.shape[0]} numbers"
        axes.annotate(
            STEPS.get(step.name, step.name), (3.7, middle - 0.04), weight="semibold", va="bottom"
        )
        axes.annotate(written, (3.7, middle + 0.04), va="top")
        if step.parameters:
            axes.annotate(f"{step.parameters:,}", (6.6, middle), ha="right", va="center")
    axes.annotate(
        FASHION_CLASSES[steps[-1].largest],
        (3.46 * (steps[-1].largest + 0.5) / len(steps[-1].values), middle + 0.27),
        ha="center",
        va="top",
    )
    axes.set_xlim(0, 6.6)
    axes.set_ylim(len(steps) + 0.05, -0.4)
    axes.axis("off")
    return figure


def filters(result: Filters) -> Figure:
    """The filters of the first convolution, each above what it makes of one image."""
    figure, [axes] = panels(1, height=3.3, narrow_height=1.75)
    brightest = np.maximum(result.maps.max(axis=(1, 2), keepdims=True), 1e-9)
    for number, (weights, pixels) in enumerate(
        zip(result.greys, result.maps / brightest, strict=True)
    ):
        row, column = divmod(number, 8)
        place(axes, weights, column + 0.25, 1.75 * row, 0.5)
        place(axes, pixels, column + 0.05, 1.75 * row + 0.6, 0.9)
    axes.set_xlim(0, 8)
    axes.set_ylim(3.4, -0.1)
    axes.axis("off")
    return figure
