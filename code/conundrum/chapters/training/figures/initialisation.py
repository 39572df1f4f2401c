"""Where training starts: symmetry, and the size of signals."""

import numpy as np
from matplotlib.figure import Figure

from conundrum.chapters.training.experiments.digits import GUESSING
from conundrum.chapters.training.experiments.initialisation import (
    GainComparison,
    SignalSizes,
    SymmetryComparison,
)
from conundrum.shading import shades
from conundrum.style import (
    COLOUR,
    DASHED,
    DOTTED,
    label,
    log_y,
    moving,
    name_line,
    panels,
    reference,
)


def symmetry(result: SymmetryComparison) -> Figure:
    """Train loss from a random start, from equal units, from zero, and with one unit."""
    figure, [axes] = panels(1, height=3.0)
    axes.set_xlim(0, 30)
    axes.set_ylim(0, 2.6)
    lines = (
        (result.zero, "all parameters zero", "-", 15, (0, 5)),
        (result.equal, "32 equal units", "-", 15, (0, 6)),
        (result.one_unit, "one unit", DASHED, 22, (0, -6)),
        (result.random, "32 random units", "-", 6, (6, 6)),
    )
    for (curve, name, style, epoch, offset), look in zip(lines, shades(4), strict=True):
        [line] = axes.plot(curve.train, color=COLOUR["train"], ls=style, **look)
        name_line(line, name, x=epoch, offset=offset)
    axes.set_xlabel("epoch")
    axes.set_ylabel("train loss")
    return figure


def signals(result: SignalSizes) -> Figure:
    """Sizes of activations and gradients in 30 layers, for a slider that sets the gain."""
    figure, [axes] = panels(1, height=3.1)
    layers = np.arange(1, len(result.forward) + 1)
    [forward] = axes.plot(layers, result.forward, "o-", color=COLOUR["network"], ms=4)
    [backward] = axes.plot(layers, result.backward, "s--", color=COLOUR["test"], ms=4)
    reference(axes, y=1)
    log_y(axes)
    axes.set_ylim(1e-11, 1e11)
    axes.yaxis.set_ticks([1e-9, 1e-6, 1e-3, 1, 1e3, 1e6, 1e9])
    axes.set_xlabel("hidden layer, from the input")
    axes.set_ylabel("relative size")
    label(axes, 13, 3e9, "● activations", "network")
    label(axes, 13, 1e-10, "■ gradients", "test")
    moving(forward, backward)
    return figure


def depths(result: GainComparison) -> Figure:
    """Gradients through sigmoids and ReLUs, and training from three gains."""
    figure, (sizes, losses) = panels(2, height=3.1)
    layers = np.arange(1, len(result.sigmoid.backward) + 1)
    log_y(sizes)
    sizes.yaxis.set_ticks([1e-15, 1e-10, 1e-5, 1])
    sizes.set_ylim(1e-17, 1e3)
    for name, signals_, style, layer, offset in (
        ("ReLU", result.relu[1.0], "-", 8, (0, 5)),
        ("sigmoid, 4 × as steep", result.steep_sigmoid, DOTTED, 1, (1, -8)),
        ("sigmoid", result.sigmoid, DASHED, 10, (8, -6)),
    ):
        [line] = sizes.plot(layers, signals_.backward, color=COLOUR["network"], lw=2.2, ls=style)
        name_line(line, name, x=layer, offset=offset)
    sizes.set_xlabel("hidden layer, from the input")
    sizes.set_ylabel("size of the gradient")
    sizes.set_title("30 layers at gain 1")
    losses.set_ylim(0, 5)
    losses.set_xlim(0, 40)
    reference(losses, y=GUESSING)
    places = {
        0.5: ("gain 0.5", 28, (0, 6)),
        1.0: ("gain 1", 18, (8, 6)),
        2.0: ("gain 2 (then NaN)", 0, (6, 0)),
    }
    for (gain, curve), look in zip(result.curves.items(), shades(3), strict=True):
        [line] = losses.plot(np.minimum(curve.train, 30), color=COLOUR["train"], **look)
        name, epoch, offset = places[gain]
        if gain < 2:
            name_line(line, name, x=epoch, offset=offset)
    label(losses, 4, 4.5, places[2.0][0], "train")
    losses.set_xlabel("epoch")
    losses.set_ylabel("train loss")
    losses.set_title("training ten hidden layers")
    return figure
