"""Figures of models of one input."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from conundrum.chapters.motivation.experiments.cloud import CloudFit, CloudFits, Extrapolations
from conundrum.style import (
    COLOUR,
    label,
    name_axes,
    name_line,
    panels,
    points,
    reference,
    ticks,
    truth,
)

ROLES = {
    "cubic spline": "spline",
    "natural spline": "spline",
    "tree": "tree",
    "network": "network",
}


def curves(fit: CloudFit) -> Figure:
    """A spline and a tree of the same size on the same cloud."""
    fits, chosen = fit.fits, fit.chosen
    figure, axes = panels(2, height=3.0, sharex=True, sharey=True)
    for panel, role, drawn in zip(
        axes, ("spline", "tree"), (fits.spline[chosen], fits.tree[chosen]), strict=True
    ):
        points(panel, fits.sample.x, fits.sample.y)
        truth(panel, fits.x, fits.truth)
        [line] = panel.plot(fits.x, drawn, color=COLOUR[role], lw=2.4, zorder=4)
        line.set_gid(f"moving-{role}")
        panel.set_title(role)
        panel.set_ylim(fits.sample.y.min() - 0.4, fits.sample.y.max() + 0.4)
        name_axes(panel)
    return figure


def sizes(fits: CloudFits) -> Figure:
    """Test error against the number of pieces."""
    figure, [axes] = panels(1, height=2.9)
    [spline] = axes.plot(fits.pieces, fits.spline_error, "o-", color=COLOUR["spline"], ms=5)
    [tree] = axes.plot(fits.pieces, fits.tree_error, "s-", color=COLOUR["tree"], ms=5)
    reference(axes, y=fits.noise**2, role="truth")
    axes.set_ylim(0, None)
    name_line(spline, "spline", x=2, offset=(6, -3))
    name_line(tree, "tree", x=9, offset=(0, 6))
    label(axes, 2, fits.noise**2 - 0.07, "noise", "truth")
    axes.set_xlabel("degrees of freedom, or leaves")
    axes.set_ylabel("test error")
    ticks(axes.xaxis, range(2, 17, 2))
    return figure


def extrapolations(result: Extrapolations) -> Figure:
    """Models fitted to several samples, inside the range of the data and beyond."""
    figure, axes = panels(4, columns=2, height=2.5, sharex=True, sharey=True)
    for panel, name in zip(axes, result.predictions, strict=True):
        panel.set_title(name)
        _beyond(panel, result, name, COLOUR[ROLES[name]])
        name_axes(panel)
    return figure


def unnamed_extrapolations(result: Extrapolations) -> Figure:
    """Three models beyond the range of the data, without their names."""
    figure, axes = panels(3, height=2.6, sharex=True, sharey=True)
    for panel, letter, name in zip(axes, "ABC", ("network", "tree", "natural spline"), strict=True):
        panel.set_title(letter)
        _beyond(panel, result, name, COLOUR["ink"])
        name_axes(panel)
    return figure


def _beyond(panel: Axes, result: Extrapolations, model: str, colour: str) -> None:
    """Draw what a model says on each sample, with the range of the data marked."""
    panel.plot(result.x, result.predictions[model].T, color=colour, lw=1, alpha=0.6)
    truth(panel, result.x, result.truth).set_zorder(4)
    for end in (result.low, result.high):
        reference(panel, x=end)
    panel.set_xlim(result.x[0], result.x[-1])
    inside = result.truth[(result.low <= result.x) & (result.x <= result.high)]
    middle, reach = (inside.min() + inside.max()) / 2, inside.max() - inside.min()
    panel.set_ylim(middle - 1.3 * reach, middle + 1.3 * reach)
    ticks(panel.xaxis, (-2, -1, 0, 1, 2))
