"""The figure of *Edges in a photograph*."""

from matplotlib.figure import Figure

from conundrum.chapters.convolution.experiments.edges import Edges
from conundrum.style import panels, picture


def edges(result: Edges) -> Figure:
    """A photograph, its responses to two edge kernels, and the strength of edges."""
    figure, axes = panels(4, columns=2, height=2.5)
    for panel, title, pixels in (
        (axes[0], "photograph", result.image),
        (axes[1], "column against column", 0.5 + result.across / (2 * result.largest)),
        (axes[2], "row against row", 0.5 + result.down / (2 * result.largest)),
        (axes[3], "strength of edges", result.strength / result.strength.max()),
    ):
        picture(panel, pixels)
        panel.set_title(title)
    return figure
