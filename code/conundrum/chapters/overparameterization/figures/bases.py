"""Splines of two norms, polynomials of two bases, and what all of them cost."""

from matplotlib.figure import Figure

from conundrum.chapters.overparameterization.experiments.bases import Polynomials, TwoNorms
from conundrum.evaluation.bases import Bases
from conundrum.evaluation.twenty_points import FEW
from conundrum.style import (
    COLOUR,
    DASHED,
    DOTTED,
    log_x,
    log_y,
    name_axes,
    name_line,
    panels,
    points,
    reference,
    truth,
)


def fits(result: TwoNorms) -> Figure:
    """Fits of least slope and of least bend to one draw, at three sizes."""
    slope, bend = result.slope, result.bend
    sizes = slope.degrees_of_freedom
    figure, axes = panels(len(sizes), height=2.8, narrow_height=2.4, sharex=True, sharey=True)
    for panel, d, of_slope, of_bend in zip(
        axes, sizes, slope.predictions, bend.predictions, strict=True
    ):
        truth(panel, slope.x, slope.truth)
        [curved] = panel.plot(slope.x, of_bend, color=COLOUR["variance"], lw=1.6)
        [straight] = panel.plot(slope.x, of_slope, color=COLOUR["spline"], lw=2.2)
        points(panel, slope.sample.x, slope.sample.y)
        panel.set_title(f"{d} knots")
        panel.set_ylim(-2.6, 2.6)
        name_axes(panel)
    name_line(straight, "least slope", offset=(-1, -9))
    name_line(curved, "least bend", offset=(-1, -37))
    return figure


def polynomials(result: Polynomials) -> Figure:
    """Columns of two bases of polynomials: low degrees, and a high one with the observations."""
    figure, axes = panels(4, columns=2, height=2.3, sharex=True, sharey=True)
    bases = {"Legendre polynomials": result.legendre, "powers": result.powers}
    low, high = result.degrees[:-1], result.degrees[-1]
    for panel, (name, columns) in zip(axes[:2], bases.items(), strict=True):
        panel.plot(result.x, columns.curves[:-1].T, color=COLOUR["polynomial"], lw=1.4)
        panel.set_title(f"{name}, degrees {low[0]} to {low[-1]}")
    for panel, (name, columns) in zip(axes[2:], bases.items(), strict=True):
        panel.plot(result.x, columns.curves[-1], color=COLOUR["polynomial"], lw=1.2)
        points(panel, result.observed, columns.at_observations[-1])
        panel.set_title(f"{name}, degree {high}")
    for panel in axes:
        panel.set_ylim(-1.1, 1.1)
        name_axes(panel, y="column")
    return figure


def bases(result: Bases) -> Figure:
    """Median test error against degrees of freedom, of splines and of polynomials."""
    figure, (splines, polynomials) = panels(2, height=3.5)
    log_y(splines, (0.1, 0.2, 0.5, 1))
    splines.set_ylim(0.1, 1.6)
    log_y(polynomials)
    polynomials.set_ylim(0.05, 5e13)
    for panel, role, name, style, x, offset in (
        (splines, "spline", "least slope", "-", 300, (0, -5)),
        (splines, "spline", "least bend", DASHED, 300, (0, 5)),
        (splines, "spline", "B-splines", DOTTED, 1000, (-1, 5)),
        (polynomials, "polynomial", "Legendre", "-", 1000, (-1, 6)),
        (polynomials, "polynomial", "powers", DASHED, 1000, (-1, 5)),
        (polynomials, "polynomial", "first 20", DOTTED, 1000, (-1, 5)),
    ):
        log_x(panel, (5, 20, 80, 300, 1000))
        median = result.risk(name).median
        [line] = panel.plot(result.degrees_of_freedom, median, color=COLOUR[role], ls=style)
        name_line(line, name, x=x, offset=offset)
    splines.set_title("splines")
    polynomials.set_title("polynomials")
    splines.set_ylabel("test error, median of draws")
    for panel in (splines, polynomials):
        reference(panel, x=FEW)
        panel.set_xlabel("degrees of freedom")
    return figure
