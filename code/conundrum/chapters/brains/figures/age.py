"""Figure of brain age, and of what the gap means."""

from matplotlib.figure import Figure

from conundrum.chapters.brains.experiments.age import RANGE, BrainAge
from conundrum.style import COLOUR, identity, label, panels, reference, ticks


def gaps(result: BrainAge) -> Figure:
    """Predicted age, and the gap before and after correction, against age."""
    figure, axes = panels(3, columns=3, height=2.9)
    look = {"color": COLOUR["linear"], "ms": 3.5, "alpha": 0.6}
    axes[0].plot(result.age, result.predicted, "o", **look)
    identity(axes[0])
    axes[0].set_ylim(RANGE[0] - 3, RANGE[1] + 3)
    axes[0].set_title("predicted")
    axes[0].set_ylabel("predicted age (years)")
    for panel, gap, title in zip(
        axes[1:], (result.gap, result.corrected), ("gap", "gap, corrected"), strict=True
    ):
        panel.plot(result.age, gap, "o", **look)
        reference(panel, y=0)
        panel.set_ylim(-45, 45)
        panel.set_title(title)
        panel.set_ylabel("years")
    axes[1].plot(*result.line, color=COLOUR["test"])
    label(axes[1], RANGE[1], -42, "usual at this age", "test", ha="right")
    for panel in axes:
        panel.set_xlim(RANGE[0] - 3, RANGE[1] + 3)
        ticks(panel.xaxis, (20, 40, 60, 80))
        panel.set_xlabel("age (years)")
        panel.grid(axis="y")
    return figure
