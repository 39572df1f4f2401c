"""A schedule: how the rate falls, and what is left at the end."""

import numpy as np
from matplotlib.figure import Figure

from conundrum.chapters.training.experiments.schedule import ScheduleComparison
from conundrum.style import COLOUR, DASHED, log_x, log_y, name_line, panels, ticks

LOOKS = {"constant": DASHED, "half-cosine": "-"}


def schedules(result: ScheduleComparison) -> Figure:
    """The rate step by step, and the final loss at five rates, with and without mini-batches."""
    figure, (course, *ends) = panels(3, height=3.1)
    course.plot(np.arange(len(result.share)), result.share, color=COLOUR["train"])
    course.axhline(1, color=COLOUR["train"], ls=DASHED)
    course.set_ylim(0, 1.1)
    ticks(course.xaxis, (0, len(result.share) // 2, len(result.share)))
    course.set_title("the two schedules")
    course.set_xlabel("step")
    course.set_ylabel("share of the rate")
    for panel, (batches, final) in zip(ends, result.final.items(), strict=True):
        log_x(panel, (0.003, 0.03, 0.3))
        log_y(panel, (0.1, 0.2, 0.3, 0.5))
        panel.set_ylim(0.07, 0.6)
        for name in final:
            [line] = panel.plot(
                result.rates,
                result.median(batches, name),
                "o",
                ls=LOOKS[name],
                color=COLOUR["train"],
                ms=5,
            )
            name_line(line, name, x=0, offset=(3, -24 if name == "constant" else 9))
        panel.set_title(batches)
        panel.set_xlabel("rate (of the first step)")
        panel.set_ylabel("train loss at the end")
    return figure
