"""Figures of networks of two inputs."""

from itertools import pairwise

import numpy as np
from jaxtyping import Float
from matplotlib.axes import Axes
from matplotlib.contour import QuadContourSet
from matplotlib.figure import Figure

from conundrum.chapters.networks.experiments.plane import FourPlanes, InteractionLearned
from conundrum.models.regions import Regions
from conundrum.style import COLOUR, name_line, panels, ticks


def four_planes(result: FourPlanes) -> Figure:
    """The sum of four folded planes from above, and along one input at values of the other."""
    figure, (above, along) = panels(2, height=3.5)
    _relief(above, result.x, result.heights, np.arange(-2, 2.5, 0.5))
    _borders(above, result.regions)
    _boundary(above, result.x, result.heights, 0)
    above.set_title("from above")
    _square(above, result.x)
    for v, heights in result.slices.items():
        [line] = along.plot(result.x, heights, color=COLOUR["network"], lw=2.4)
        name_line(line, f"v = {v}".replace("-", "−"), x=1.2, offset=(0, 6))
    along.set_ylim(-1.5, 1.7)
    along.grid()
    ticks(along.xaxis, (-2, -1, 0, 1, 2))
    along.set_title("along u")
    along.set_xlabel("u")
    along.set_ylabel("output")
    return figure


def learned_surface(result: InteractionLearned) -> Figure:
    """A surface and what a trained network makes of it, with its regions and a boundary."""
    figure, axes = panels(2, height=3.7)
    levels = np.arange(np.floor(result.truth.min()) - 1, np.ceil(result.truth.max()) + 2, 2)
    for panel, heights, title in zip(
        axes, (result.truth, result.output), ("truth", "network"), strict=True
    ):
        _relief(panel, result.x, heights, levels)
        _boundary(panel, result.x, heights, 2)
        panel.set_title(title)
        _square(panel, result.x)
        panel.label_outer()
    _borders(axes[1], result.regions)
    return figure


def region_maps(shallow: Regions, deep: Regions) -> Figure:
    """The regions of a network of one hidden layer, and of one of three."""
    figure, axes = panels(2, height=4.15)
    tints = (("network", 0.12), ("spline", 0.3), ("network", 0.4), ("spline", 0.75))
    for panel, result, title in zip(
        axes, (shallow, deep), ("one layer of 24", "three layers of 8"), strict=True
    ):
        for region in result.regions:
            # neighbours differ by one active unit, so they never get the same tint
            role, alpha = tints[region.active.sum() % len(tints)]
            panel.fill(*region.corners.T, color=COLOUR[role], alpha=alpha, lw=0)
        for folds, width in zip(result.folds, (1.8, 1.1, 0.6), strict=False):
            for ends in folds:
                panel.plot(*ends.T, color=COLOUR["ink"], lw=width, solid_capstyle="butt")
        panel.set_title(f"{title}: {len(result)} regions")
        panel.set_aspect("equal")
        panel.set_xlim(-3, 3)
        panel.set_ylim(-3, 3)
        panel.set_xlabel("first input")
        panel.set_ylabel("second input")
        panel.label_outer()
        ticks(panel.xaxis, (-3, 0, 3))
        ticks(panel.yaxis, (-3, 0, 3))
    return figure


def folded_lines(result: Regions) -> Figure:
    """Where the units of a network switch, without saying in which layer they are."""
    figure, [axes] = panels(1, height=3.6)
    for folds in result.folds:
        for ends in folds:
            axes.plot(*ends.T, color=COLOUR["ink"], lw=1.2, solid_capstyle="butt")
    axes.set_aspect("equal")
    axes.set_xlim(-3, 3)
    axes.set_ylim(-3, 3)
    axes.set_xlabel("first input")
    axes.set_ylabel("second input")
    ticks(axes.xaxis, (-3, 0, 3))
    ticks(axes.yaxis, (-3, 0, 3))
    return figure


def _relief(
    axes: Axes,
    x: Float[np.ndarray, " grid"],
    heights: Float[np.ndarray, "grid grid"],
    levels: Float[np.ndarray, " levels"],
) -> QuadContourSet:
    """Tint a surface seen from above, the fuller the higher."""
    for fill, (low, high) in enumerate(pairwise(levels), start=1):
        filled = axes.contourf(
            x,
            x,
            heights,
            levels=[low, high],
            colors=[COLOUR["network"]],
            alpha=0.6 * fill / len(levels),
        )
    return filled


def _borders(axes: Axes, regions: Regions) -> None:
    """Draw where units of a network switch."""
    for folds in regions.folds:
        for ends in folds:
            axes.plot(*ends.T, color=COLOUR["muted"], lw=0.8, solid_capstyle="butt")


def _boundary(
    axes: Axes,
    x: Float[np.ndarray, " grid"],
    heights: Float[np.ndarray, "grid grid"],
    level: float,
) -> None:
    """Draw where a surface has a given height."""
    axes.contour(x, x, heights, levels=[level], colors=[COLOUR["ink"]], linewidths=2.2)


def _square(axes: Axes, x: Float[np.ndarray, " grid"]) -> None:
    axes.set_aspect("equal")
    axes.set_xlim(x[0], x[-1])
    axes.set_ylim(x[0], x[-1])
    axes.set_xlabel("u")
    axes.set_ylabel("v")
    ticks(axes.xaxis, (-1, 0, 1))
    ticks(axes.yaxis, (-1, 0, 1))
