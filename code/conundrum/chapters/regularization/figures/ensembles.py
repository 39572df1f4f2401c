"""Averages of several networks."""

from matplotlib.figure import Figure

from conundrum.chapters.regularization.experiments.ensembles import Ensembles
from conundrum.chapters.regularization.experiments.ladder import ENSEMBLE
from conundrum.chapters.regularization.looks import ROLE
from conundrum.style import (
    COLOUR,
    DASHED,
    DOTTED,
    band,
    log_x,
    log_y,
    name_line,
    panels,
)


def averages(result: Ensembles) -> Figure:
    """Variance against the number averaged, by formula and measured; and the test error."""
    figure, (left, right) = panels(2, height=3.3)
    role = ROLE[ENSEMBLE]
    for panel in (left, right):
        log_x(panel, result.members)
        panel.set_xlabel("networks averaged, m")
    log_y(left, (0.02, 0.05, 0.1, 0.2))
    looks = ((DASHED, 2, (6, 12)), ("-", 1, (8, -14)))
    for i, (width, (style, x, offset)) in enumerate(zip(result.width.tolist(), looks, strict=True)):
        [line] = left.plot(result.members, result.calculated[i], color=COLOUR[role], ls=style)
        left.plot(result.members, result.variance[i], "o", color=COLOUR[role], ms=5)
        name_line(line, f"{width} units", offset=(-2, 9))
        low, median, high = result.quartiles(width)
        band(right, result.members, low, high, role)
        [line] = right.plot(result.members, median, color=COLOUR[role], ls=style, lw=2.2)
        name_line(line, f"{width} units", x=x, offset=offset)
    [line] = left.plot(
        result.members, result.calculated_apart[-1], color=COLOUR["muted"], ls=DOTTED
    )
    left.plot(result.members, result.variance_apart[-1], "o", color=COLOUR["muted"], ms=5)
    name_line(line, "a table each", x=result.members[1], offset=(-4, -9))
    left.set_title("variance")
    right.set_title("test error")
    right.set_ylim(0, None)
    return figure
