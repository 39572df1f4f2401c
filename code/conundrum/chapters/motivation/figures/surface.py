"""Figures of two inputs that interact."""

from itertools import pairwise

import numpy as np
from matplotlib.figure import Figure

from conundrum.chapters.motivation.experiments.surface import Slice, SurfaceFits
from conundrum.style import COLOUR, moving, name_axes, panels, picture_grid, ticks, truth

ROLES = {
    "sum of splines": "spline",
    "spline": "spline",
    "tree": "tree",
    "network": "network",
}
TITLES = {"spline": "spline with products"}


def reliefs(fits: SurfaceFits) -> Figure:
    """The surface and what each model makes of it, seen from above."""
    figure, axes = picture_grid(3, 2, height=2.7)
    levels = np.linspace(fits.truth.min() - 0.5, fits.truth.max() + 0.5, 11)
    drawn = {"truth": ("truth", fits.truth)} | {
        name: (ROLES[name], predicted) for name, predicted in fits.predictions.items()
    }
    for panel, (name, (role, heights)) in zip(axes, drawn.items(), strict=False):
        for fill, band in enumerate(pairwise(levels), start=1):
            panel.contourf(
                fits.u, fits.v, heights, levels=band, colors=[COLOUR[role]], alpha=0.07 * fill
            )
        panel.set_title(TITLES.get(name, name))
        panel.set_aspect("equal")
        ticks(panel.xaxis, (-1, 0, 1))
        ticks(panel.yaxis, (-1, 0, 1))
        name_axes(panel, "u", "v")
    for spare in axes[len(drawn) :]:
        spare.remove()
    return figure


def slices(position: Slice) -> Figure:
    """Each model at one value of the second input, beside the truth."""
    fits, row = position.surface, position.row
    figure, axes = panels(4, columns=2, height=2.5, sharex=True, sharey=True)
    moves = []
    for panel, (name, predictions) in zip(axes, fits.predictions.items(), strict=True):
        behind = truth(panel, fits.u, fits.truth[row])
        [line] = panel.plot(fits.u, predictions[row], color=COLOUR[ROLES[name]], lw=2.4)
        moves += [behind, line]
        panel.set_title(f"{TITLES.get(name, name)}: test error {fits.test_error[name]:.2f}")
        panel.set_ylim(fits.truth.min() - 2.5, fits.truth.max() + 2.5)
        name_axes(panel, "first input u", "outcome")
    moving(*moves)
    return figure
