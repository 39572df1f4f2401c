"""Networks with fixed kinks, and the splines that they approach."""

from matplotlib.figure import Figure

from conundrum.chapters.overparameterization.experiments.kinks import Kinked, Limits
from conundrum.style import (
    COLOUR,
    DASHED,
    log_x,
    log_y,
    moving,
    name_axes,
    name_line,
    panels,
    points,
    truth,
)


def kinked(result: Kinked) -> Figure:
    """Networks with fixed kinks through ten points, for a slider that sets how many."""
    figure, [axes] = panels(1, height=3.4)
    axes.plot(result.x, result.dots, color=COLOUR["muted"], lw=1.2)
    [fit] = axes.plot(result.x, result.squared(result.x), color=COLOUR["network"], lw=2.4)
    truth(axes, result.x, result.cubic)
    places = result.squared.kinks
    inside = places[(result.x[0] < places) & (places < result.x[-1])]
    [dots] = axes.plot(inside, result.squared(inside), "o", color=COLOUR["network"], ms=4)
    points(axes, result.sample.x, result.sample.y)
    axes.set_ylim(-1.6, 1.6)
    name_axes(axes)
    moving(fit, dots)
    return figure


def limits(result: Limits) -> Figure:
    """Distance from the natural cubic spline against the number of kinks, by what costs."""
    figure, [axes] = panels(1, height=3.5)
    log_x(axes, (20, 100, 1000, 10_000, 64_000))
    log_y(axes)
    axes.set_ylim(1e-5, 0.4)
    for distances, role, style, name, x, offset in (
        (result.free_line, "spline", "-", "line free", 200, (-6, -4)),
        (result.least_norm, "network", "-", "line costs", 4000, (-4, 6)),
        (result.both_sides, "linear", "-", "both sides", 10_000, (0, -8)),
        (result.clamped, "network", DASHED, "from another cubic", 1000, (0, 8)),
    ):
        median = result.median(distances)
        [line] = axes.plot(result.kinks, median, color=COLOUR[role], ls=style, lw=2)
        name_line(line, name, x=x, offset=offset)
    axes.set_xlabel("kinks")
    axes.set_ylabel("distance from a cubic spline")
    return figure
