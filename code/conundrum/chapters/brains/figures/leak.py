"""Figure of a coin toss that is predicted from images."""

from matplotlib.figure import Figure

from conundrum.chapters.brains.experiments.leak import Leak
from conundrum.style import COLOUR, DASHED, name_axes, name_line, panels, reference, ticks


def leak(result: Leak) -> Figure:
    """A coin toss predicted from images, in two kinds of cross-validation."""
    figure, axes = panels(2, height=3.1, sharex=True, sharey=True)
    for panel, aucs, title in zip(
        axes,
        (result.by_slice, result.by_participant),
        ("split by slice", "split by participant"),
        strict=True,
    ):
        chance = reference(panel, y=0.5)
        [neighbour] = panel.plot(
            result.misplacement, aucs["nearest neighbour"], "o-", color=COLOUR["ink"]
        )
        [linear] = panel.plot(
            result.misplacement, aucs["linear model"], "s", ls=DASHED, color=COLOUR["linear"]
        )
        panel.set_title(title)
        panel.set_ylim(0.2, 1.06)
        panel.grid(axis="y")
        ticks(panel.xaxis, result.misplacement)
        name_axes(panel, "how far heads are misplaced", "AUC")
        if panel is axes[0]:
            middle = result.misplacement[len(result.misplacement) // 2]
            name_line(neighbour, "nearest neighbour", x=middle, offset=(6, 6))
            name_line(linear, "linear model", x=middle, offset=(-2, -12))
    axes[1].annotate(
        "a coin toss",
        (0.98, chance.get_ydata()[0]),
        xycoords=("axes fraction", "data"),
        xytext=(0, -22),
        textcoords="offset points",
        ha="right",
        va="top",
        color=COLOUR["muted"],
        weight="semibold",
    )
    return figure
