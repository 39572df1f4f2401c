"""The networks of the sweep, trained by three optimisers, and four times as long."""

from matplotlib.figure import Figure

from conundrum.chapters.double_descent.experiments.training import (
    LONG,
    NOISE,
    OPTIMISERS,
    SHORT,
    Ways,
)
from conundrum.style import COLOUR, DASHED, DOTTED, log_x, panels

STYLES = dict(zip(OPTIMISERS, ("-", DASHED, DOTTED), strict=True))


def ways(result: Ways) -> Figure:
    """Test and train error against width, after few steps and after many."""
    figure, axes = panels(4, columns=2, height=2.7, sharey=True)
    for row, (error_of, role) in enumerate(((result.risk, "test"), (result.train, "train"))):
        for panel, steps in zip(axes[2 * row : 2 * row + 2], (SHORT, LONG), strict=True):
            for optimiser, style in STYLES.items():
                risk = error_of(optimiser, steps)
                panel.plot(
                    risk.capacity,
                    100 * risk.median,
                    color=COLOUR[role],
                    ls=style,
                    label=optimiser,
                )
            log_x(panel, (4, 9, 22, 80))
            panel.set_ylim(0, 45)
            panel.grid(axis="y")
            panel.set_title(f"{role} error (%), {steps:,} steps")
            panel.set_xlabel("hidden units")
    axes[0].legend(loc="upper right", title=f"{100 * NOISE:.0f} % redrawn")
    return figure
