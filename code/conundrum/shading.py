"""What several figures of training share: shades of one colour, contours, learning curves."""

import numpy as np
from jaxtyping import Float
from matplotlib.axes import Axes
from matplotlib.contour import QuadContourSet
from matplotlib.lines import Line2D

from conundrum.checks import positive_integer
from conundrum.style import COLOUR, log_y


def shades(count: int) -> list[dict[str, float]]:
    """Return how to draw lines of one colour in their order: the further on, the stronger.

    Parameters
    ----------
    count
        How many lines there are.

    Returns
    -------
    list of dict
        For each line, its opacity and its width, as `matplotlib.axes.Axes.plot` takes them.
    """
    count = positive_integer("count", count)
    if count == 1:
        return [{"alpha": 1.0, "lw": 2.0}]
    return [
        {"alpha": 0.4 + 0.6 * rank / (count - 1), "lw": 1.2 + 1.2 * rank / (count - 1)}
        for rank in range(count)
    ]


def contours(
    axes: Axes,
    x: Float[np.ndarray, " columns"],
    y: Float[np.ndarray, " rows"],
    heights: Float[np.ndarray, "rows columns"],
    levels: Float[np.ndarray, " levels"],
) -> QuadContourSet:
    """Draw lines of equal height.

    Parameters
    ----------
    axes
        The panel.
    x, y
        The grid.
    heights
        The height at ``y[i]`` and ``x[j]``.
    levels
        The heights at which there are lines, in increasing order.
    """
    return axes.contour(
        x,
        y,
        heights,
        levels=levels,
        colors=COLOUR["muted"],
        linewidths=0.8,
        linestyles="solid",
        alpha=0.75,
    )


def learning_curve(
    axes: Axes,
    train: Float[np.ndarray, " epochs"],
    validation: Float[np.ndarray, " epochs"],
    *,
    top: float = 10.0,
) -> tuple[Line2D, Line2D]:
    """Draw train and validation loss by epoch on a logarithmic scale.

    A curve ends where its loss is no number, and leaves the panel where it is above its top.

    Parameters
    ----------
    axes
        The panel.
    train, validation
        Loss before training and after each epoch.
    top
        The largest loss in the panel, from 10.

    Returns
    -------
    train, validation
        The lines.
    """
    lines = []
    for loss, role in ((train, "train"), (validation, "test")):
        shown = np.where(np.isfinite(loss), np.minimum(loss, 10 * top), np.nan)
        lines += axes.plot(shown, color=COLOUR[role])
    log_y(axes)
    axes.set_ylim(0.002, top)
    axes.yaxis.set_ticks([0.01, 1, *([100, 1e4] if top > 10 else [])])
    axes.set_xlim(0, len(train) - 1)
    axes.set_xlabel("epoch")
    axes.set_ylabel("loss")
    return lines[0], lines[1]
