"""Figures of the linear pieces of networks of one input."""

import numpy as np
from matplotlib.figure import Figure

from conundrum.chapters.networks.experiments.pieces import PieceCounts, Sawteeth
from conundrum.models.networks import LinearPieces
from conundrum.style import COLOUR, fields, log_y, name_line, name_rows, panels, ticks


def teeth(results: list[LinearPieces]) -> Figure:
    """Sawteeth of growing depth."""
    figure, axes = panels(len(results), height=2.1, sharex=True, sharey=True)
    for panel, pieces, depth in zip(axes, results, (1, 2, 5), strict=True):
        panel.plot(pieces.edges, pieces(pieces.edges)[:, 0], color=COLOUR["network"], lw=1.6)
        layers = "layer" if depth == 1 else "layers"
        panel.set_title(f"{depth} {layers}: {len(pieces.slopes)} pieces")
        panel.set_xlabel("x")
        ticks(panel.xaxis, (0, 0.5, 1))
        ticks(panel.yaxis, (0, 0.5, 1))
        panel.label_outer()
    return figure


def random_pieces(counts: PieceCounts) -> Figure:
    """A table of the mean number of pieces, by the start and the number of layers."""
    figure, [axes] = panels(1, height=2.4)
    depths = list(next(iter(counts.mean.values())))
    means = np.array([list(by_depth.values()) for by_depth in counts.mean.values()])
    fields(axes, [[f"{mean:.0f}" for mean in row] for row in means], means / 100, "network")
    axes.set_xticks(range(len(depths)), [str(depth) for depth in depths])
    axes.xaxis.tick_top()
    axes.xaxis.set_label_position("top")
    axes.set_xlabel("hidden layers")
    name_rows(axes, counts.mean)
    return figure


def sawtooth_pieces(sawteeth: Sawteeth) -> Figure:
    """Pieces against depth, with chosen weights, disturbed ones and random ones."""
    figure, [axes] = panels(1, height=3.1)
    log_y(axes, (1, 4, 16, 64, 256, 1024))
    axes.set_ylim(0.7, 2500)
    for name, pieces, role, depth, offset in (
        ("chosen", sawteeth.exact, "spline", 7, (-6, 5)),
        ("disturbed", sawteeth.median_disturbed, "variance", 7, (3, -18)),
        ("random", sawteeth.median_random, "network", 4, (0, -7)),
    ):
        [line] = axes.plot(list(pieces), list(pieces.values()), "o-", color=COLOUR[role], ms=5)
        name_line(line, name, x=depth, offset=offset)
    ticks(axes.xaxis, (1, 2, 4, 6, 8, 10))
    axes.set_xlabel("hidden layers of two neurons")
    axes.set_ylabel("linear pieces")
    return figure
