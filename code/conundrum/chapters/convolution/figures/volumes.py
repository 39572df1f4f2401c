"""The figure of *Volumes*: a cube in noise, and how often two kinds of windows find it."""

from matplotlib.figure import Figure

from conundrum.chapters.convolution.experiments.volumes import CubeDetection
from conundrum.style import COLOUR, DASHED, name_line, panels, percent, ticks


def detection(result: CubeDetection) -> Figure:
    """Share of cubes found, against how bright they are, with windows of two and three axes."""
    figure, [axes] = panels(1, height=3.0)
    axes.set_xlim(0.5, 2.1)
    axes.set_ylim(0, 1.05)
    [volume] = axes.plot(
        result.contrasts, result.volume_hits, "o-", color=COLOUR["convolution"], ms=5
    )
    [flat] = axes.plot(
        result.contrasts, result.slice_hits, "o", ls=DASHED, color=COLOUR["muted"], ms=5
    )
    name_line(volume, "3 × 3 × 3 voxels", x=1.2, offset=(-6, 4))
    name_line(flat, "3 × 3 in a slice", x=1.2, offset=(8, -6))
    axes.grid(axis="y")
    percent(axes.yaxis)
    ticks(axes.xaxis, result.contrasts[::2])
    axes.set_xlabel("brightness of the cube (SD of the noise)")
    axes.set_ylabel("cubes found")
    return figure
