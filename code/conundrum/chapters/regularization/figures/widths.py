"""The peak of networks, and what is left of it."""

from matplotlib.figure import Figure

from conundrum.chapters.regularization.experiments.widths import (
    DECAY,
    PLAIN,
    STOPPED,
    WidthSweep,
)
from conundrum.chapters.regularization.looks import ROLE
from conundrum.style import (
    COLOUR,
    DASHED,
    band,
    label,
    log_x,
    name_line,
    panels,
    reference,
)


def widths(result: WidthSweep) -> Figure:
    """Test error against width, plain, stopped and with weight decay."""
    figure, [axes] = panels(1, height=3.3)
    log_x(axes, result.width)
    axes.set_ylim(0, 0.75)
    for name, style, width, offset in (
        (PLAIN, "-", 20, (14, 12)),
        (STOPPED, DASHED, 4, (12, 12)),
        (DECAY, "-", 20, (2, -9)),
    ):
        risk = result.risk(name)
        band(axes, result.width, risk.lower, risk.upper, ROLE[name])
        [line] = axes.plot(result.width, risk.median, color=COLOUR[ROLE[name]], ls=style, lw=2.2)
        name_line(line, name, x=width, offset=offset)
    reference(axes, y=0.09, role="truth")
    label(axes, result.width[0], 0.1, "noise", "truth")
    axes.set_xlabel("hidden units")
    axes.set_ylabel("test error")
    return figure
