"""A slice of a loss surface, and what lies between two optima."""

import numpy as np
from matplotlib.figure import Figure

from conundrum.chapters.training.experiments.surface import LossSlice
from conundrum.shading import contours
from conundrum.style import COLOUR, DASHED, name_line, panels, ticks


def loss_slice(result: LossSlice) -> Figure:
    """The loss in one unit's weight and bias with a path on it, and two ways between optima."""
    figure, (slice_, between) = panels(2, height=3.4)
    levels = np.geomspace(result.loss.min(), result.loss.max(), 16)
    contours(slice_, result.weights, result.biases, result.loss, levels)
    slice_.plot(*result.path.T, "o-", color=COLOUR["train"], ms=3, lw=1.2)
    slice_.plot(*result.path[0], "s", color=COLOUR["ink"], ms=6)
    slice_.plot(*result.plateau[-1], "X", color=COLOUR["test"], ms=8)
    slice_.set_title("two parameters of ten")
    slice_.set_xlabel("weight of the unit")
    slice_.set_ylabel("bias of the unit")
    [ridge] = between.plot(result.share_of_way, result.loss_between, color=COLOUR["train"])
    [level] = between.plot(
        result.share_of_way, result.loss_while_rescaling, color=COLOUR["train"], ls=DASHED
    )
    between.set_ylim(0, 1.15 * result.loss_between.max())
    between.set_title("from one optimum to another")
    between.set_xlabel("share of the way")
    between.set_ylabel("train loss")
    ticks(between.xaxis, (0, 0.5, 1))
    name_line(ridge, "exchanging\ntwo units", x=0.5, offset=(0, -34))
    name_line(level, "rescaling one unit", x=0.5, offset=(0, 5))
    return figure
