"""Learning rates: the loss step by step, and what is left at the end."""

import numpy as np
from matplotlib.figure import Figure

from conundrum.chapters.training.experiments.learning_rate import (
    CRAWLS,
    EXPLODES,
    HALF,
    SLOW,
    RateSweep,
)
from conundrum.shading import shades
from conundrum.style import COLOUR, label, log_x, log_y, name_line, panels, reference

MARKED = {CRAWLS: "1/1024", SLOW: "1/32", HALF: "1/2", EXPLODES: "8"}
NAMED_AT = {CRAWLS: (60, (0, 4)), SLOW: (60, (0, -6)), HALF: (40, (0, -5)), EXPLODES: (3, (8, 0))}


def rates(result: RateSweep) -> Figure:
    """The loss step by step at four rates, and at the end for all."""
    figure, (courses, ends) = panels(2, height=3.2)
    log_y(courses, (0.01, 0.1, 1, 10, 100, 1000))
    courses.set_ylim(0.008, 3e3)
    log_x(ends, (2**-10, 2**-5, 0.5, 8))
    log_y(ends, (0.01, 0.1, 1, 10, 100, 1000))
    ends.plot(result.share, np.clip(result.final, 1e-4, 1e3), color=COLOUR["train"], lw=1)
    for (share, name), look in zip(MARKED.items(), shades(len(MARKED)), strict=True):
        [line] = courses.plot(np.minimum(result.course(share), 1e4), color=COLOUR["train"], **look)
        step, offset = NAMED_AT[share]
        name_line(line, name, x=step, offset=offset)
        final = np.clip(result.final[result.share == share], 1e-4, 1e3)
        ends.plot([share], final, "o", color=COLOUR["train"], ms=8, alpha=look["alpha"])
    courses.set_xlabel("step")
    courses.set_ylabel("train loss")
    courses.set_title("four rates (share of the limit)")
    reference(ends, x=1)
    label(ends, 0.8, 150, "2 / curvature\nat the start", "muted", ha="right")
    ends.xaxis.set_ticklabels(["1/1024", "1/32", "1/2", "8"])
    ends.set_xlabel("rate, as a share of the limit")
    ends.set_ylabel("train loss after 100 steps")
    ends.set_title("all rates")
    return figure
