"""Networks that learn labels drawn at random by heart."""

from matplotlib.figure import Figure

from conundrum.chapters.double_descent.experiments.memory import RANDOM, TRUE, Memorised
from conundrum.style import COLOUR, DASHED, band, panels, ticks


def memorised(result: Memorised) -> Figure:
    """Train and test error against steps, with true and with random labels."""
    figure, axes = panels(2, height=3.2, sharey=True)
    for panel, risk_of, role in zip(
        axes, (result.train, result.test), ("train", "test"), strict=True
    ):
        panel.set_ylim(-3, 103)
        for labels, style in ((TRUE, "-"), (RANDOM, DASHED)):
            risk = risk_of(labels)
            panel.plot(risk.capacity, 100 * risk.median, color=COLOUR[role], ls=style, label=labels)
            band(panel, risk.capacity, 100 * risk.lower, 100 * risk.upper, role)
        panel.grid(axis="y")
        ticks(panel.yaxis, (0, 25, 50, 75, 100))
        panel.set_title(f"{role} error (%)")
        panel.set_xlabel("steps")
        panel.legend(loc="center right", title="labels")
    return figure
