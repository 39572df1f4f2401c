"""The figure of *How few numbers that takes*."""

import numpy as np
from matplotlib.figure import Figure

from conundrum.chapters.convolution.experiments.counting import ParameterCounts
from conundrum.style import COLOUR, label, log_x, panels


def parameters(result: ParameterCounts) -> Figure:
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


def _in_words(count: int) -> str:
    for size, word in ((10**9, "billion"), (10**6, "million")):
        if count >= size:
            return f"{count / size:.3g} {word}"
    return f"{count:,}"
