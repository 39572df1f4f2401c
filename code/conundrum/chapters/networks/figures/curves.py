"""Figures of curves that networks come near to."""

from matplotlib.figure import Figure

from conundrum.chapters.networks.experiments.curves import Approximation, Connected
from conundrum.style import COLOUR, log_x, log_y, moving, name_line, panels, truth


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
