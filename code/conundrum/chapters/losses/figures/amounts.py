"""Salaries and counts, predicted by networks with different endings."""

from matplotlib.figure import Figure

from conundrum.chapters.losses.experiments.amounts import CountPredictions, SalaryPredictions
from conundrum.style import (
    COLOUR,
    DASHED,
    identity,
    label,
    name_line,
    panels,
    points,
    reference,
    ticks,
    truth,
)

SHOWN = ("nothing, centred", "ReLU, centred", "softplus", "exp, gamma")


def salaries(result: SalaryPredictions) -> Figure:
    """Predicted against true salaries of one start, for four endings."""
    figure, axes = panels(4, columns=2, height=2.5)
    for panel, name in zip(axes, SHOWN, strict=True):
        identity(panel)
        reference(panel, y=result.mean / 1000, role="truth")
        panel.plot(
            result.salary / 1000,
            result.predicted[name][0] / 1000,
            "o",
            color=COLOUR["network"],
            ms=4,
            alpha=0.7,
        )
        panel.set_title(f"{name}: {result.error(name):.0f}")
        panel.set_xlabel("salary, millions")
        panel.set_ylabel("predicted, millions")
        panel.set_xlim(0, 2.6)
        panel.set_ylim(-0.6, 2.6)
        ticks(panel.xaxis, (0, 1, 2))
        ticks(panel.yaxis, (0, 1, 2))
        panel.grid()
    return figure


def counts(result: CountPredictions) -> Figure:
    """Counts and what three endings predict, and the predictions over the truth."""
    figure, (fits, ratios) = panels(2, height=3.2)
    observed = points(fits, result.hours, result.count)
    observed.set(markersize=3, alpha=0.25)
    looks = {
        "nothing": {"color": COLOUR["linear"], "lw": 1.6},
        "log(count + 1)": {"color": COLOUR["network"], "lw": 2, "ls": DASHED},
        "exp, Poisson": {"color": COLOUR["network"], "lw": 2.4},
    }
    lines = {}
    for name, look in looks.items():
        fits.plot(result.grid, result.predicted[name], **look)
        [lines[name]] = ratios.plot(result.grid, result.relative[name], **look)
    truth(fits, result.grid, result.truth)
    reference(ratios, y=1, role="truth")
    fits.set_ylim(-0.5, 15)
    ratios.set_ylim(0, 2)
    ticks(ratios.yaxis, (0, 0.5, 1, 1.5, 2))
    fits.set_ylabel("lapses of attention")
    ratios.set_ylabel("prediction, relative to the truth")
    for panel in (fits, ratios):
        panel.set_xlim(result.grid[0], result.grid[-1])
        panel.set_xlabel("hours of sleep")
        panel.grid(axis="y")
    label(ratios, 4.2, 1.8, "nothing", "linear")
    label(ratios, 4.2, 1.62, "solid: exp, Poisson", "network")
    name_line(lines["log(count + 1)"], "dashed: log(count + 1)", x=7, offset=(0, -30))
    return figure
