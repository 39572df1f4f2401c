"""Figures of what a positive test means."""

from matplotlib.figure import Figure

from conundrum.chapters.brains.experiments.prevalence import PredictiveValues, Screening
from conundrum.style import COLOUR, log_x, name_line, name_rows, panels, percent

ROLES = {"found": "test", "false alarm": "train", "missed": "test", "cleared": "train"}


def predictive_values(result: PredictiveValues) -> Figure:
    """How far a call can be trusted, by how frequent the disease is."""
    figure, [axes] = panels(1, height=3.0)
    [positive] = axes.plot(result.prevalence, result.positive, color=COLOUR["test"])
    [negative] = axes.plot(result.prevalence, result.negative, color=COLOUR["train"])
    log_x(axes, (0.001, 0.01, 0.02, 0.1, 0.5))
    percent(axes.xaxis)
    axes.xaxis.set_major_formatter(lambda value, _: f"{100 * value:g} %")
    axes.set_ylim(0, 1.06)
    percent(axes.yaxis)
    name_line(positive, "called ill: are ill", x=0.03, offset=(8, -10))
    name_line(negative, "called healthy: are healthy", x=0.003, offset=(0, -8))
    axes.set_xlabel("prevalence")
    axes.set_ylabel("predictive value")
    axes.grid()
    return figure


def screening(result: Screening) -> Figure:
    """A thousand people: who is called ill, and who of them is."""
    figure, [axes] = panels(1, height=2.3)
    counts = result.counts
    rows = (("found", "false alarm"), ("missed", "cleared"))
    for row, names in enumerate(rows):
        start = 0.0
        for name in names:
            axes.barh(row, counts[name], left=start, color=COLOUR[ROLES[name]], height=0.5)
            start += counts[name]
        written = ", ".join(
            f"{counts[name]:.0f} {word}"
            for name, word in zip(names, ("ill", "healthy"), strict=True)
        )
        axes.text(5, row - 0.42, written, va="center")
    name_rows(axes, ("called ill", "called healthy"))
    axes.set_ylim(1.5, -0.75)
    axes.set_xlim(0, 1000)
    axes.set_xlabel("people, of a thousand")
    return figure
