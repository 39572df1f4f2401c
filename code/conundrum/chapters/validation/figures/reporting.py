"""A figure of how often intervals hold the true error."""

from matplotlib.figure import Figure

from conundrum.chapters.validation.experiments.reporting import Intervals
from conundrum.style import COLOUR, log_x, name_line, panels, percent, reference


def coverage(result: Intervals) -> Figure:
    """How often two standard errors hold the true error, over folds and over people."""
    figure, [axes] = panels(1, height=3.0)
    reference(axes, y=0.95, role="truth")
    sizes = list(result.distance)
    log_x(axes, sizes)
    axes.set_ylim(0.7, 1)
    for coverage, name, role, x, offset in (
        (result.coverage_of_new, "new people", "linear", 30, (1, 12)),
        (result.coverage_of_people, "people of\nthe folds", "test", 60, (-12, 6)),
        (result.coverage_of_folds, "ten folds", "variance", 30, (14, -6)),
    ):
        [line] = axes.plot(sizes, list(coverage.values()), "o-", color=COLOUR[role], ms=5)
        name_line(line, name, x=x, offset=offset)
    percent(axes.yaxis)
    axes.set_xlabel("people")
    axes.set_ylabel("samples whose true error\nlies inside")
    axes.grid(axis="y")
    return figure
