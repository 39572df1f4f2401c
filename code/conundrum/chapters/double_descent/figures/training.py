"""The networks of the sweep, trained four times as long, in three ways."""

from matplotlib.figure import Figure

from conundrum.chapters.double_descent.experiments.training import NOISE, Ways
from conundrum.style import COLOUR, DASHED, DOTTED, log_x, panels

STYLES = ("-", DASHED, DOTTED)


def ways(result: Ways) -> Figure:
    """Test and train error against width, a line for each optimiser."""
    figure, axes = panels(2, height=3.3)
    for panel, error_of, role in zip(
        axes, (result.median, result.train), ("test", "train"), strict=True
    ):
        for (optimiser, sweep), style in zip(result.sweeps.items(), STYLES, strict=True):
            panel.plot(
                sweep.widths,
                100 * error_of(optimiser),
                color=COLOUR[role],
                ls=style,
                label=optimiser,
            )
        log_x(panel, (4, 9, 22, 80))
        panel.set_ylim(0, 45)
        panel.grid(axis="y")
        panel.set_title(f"{role} error (%)")
        panel.set_xlabel("hidden units")
    axes[1].legend(loc="upper right", title=f"{100 * NOISE:.0f} % redrawn")
    return figure
