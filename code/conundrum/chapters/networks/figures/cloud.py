"""Figures of networks on a noisy cloud."""

from matplotlib.figure import Figure

from conundrum.chapters.networks.experiments.cloud import CutRemoved
from conundrum.style import COLOUR, DOTTED, name_line, panels, points, truth


def cut_removed(result: CutRemoved) -> Figure:
    """A deep network on a cloud, with its ReLUs and without, and a regression line."""
    figure, [axes] = panels(1, height=3.2)
    points(axes, result.sample.x, result.sample.y).set_alpha(0.45)
    truth(axes, result.x, result.truth)
    [network] = axes.plot(result.x, result.network, color=COLOUR["network"], lw=2.4)
    [linear] = axes.plot(result.x, result.linear, color=COLOUR["linear"], lw=2.4)
    axes.plot(result.x, result.regression, color=COLOUR["paper"], lw=1.2, ls=DOTTED)
    axes.set_ylim(-0.6, 6)
    name_line(network, "with the cut", x=-0.2, offset=(6, 22))
    name_line(linear, "without", x=-1.5, offset=(4, 14))
    axes.set_xlabel("x")
    axes.set_ylabel("y")
    return figure
