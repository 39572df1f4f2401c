"""Trained networks of growing width, on labels of which some share was redrawn."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from conundrum.chapters.double_descent.experiments.widths import NoisySweep
from conundrum.evaluation.risk import RiskCurve
from conundrum.style import (
    COLOUR,
    DASHED,
    DOTTED,
    band,
    log_x,
    moving,
    name_line,
    panels,
)

WIDTH_TICKS = (4, 9, 22, 80)
STYLES = {0.0: DOTTED, 0.1: DASHED, 0.2: "-"}


def noisy_widths(sweep: NoisySweep) -> Figure:
    """Test and train error against width, a line for each share of redrawn labels."""
    figure, axes = panels(2, height=3.9)
    for panel, risk_of, role in zip(
        axes, (sweep.risk, sweep.train), ("test", "train"), strict=True
    ):
        lines = {noise: _line(panel, risk_of(noise), role) for noise in sweep.noises}
        for noise in sweep.noises:
            risk = risk_of(noise)
            band(panel, risk.capacity, 100 * risk.lower, 100 * risk.upper, role)
        log_x(panel, WIDTH_TICKS)
        panel.set_ylim(0, 40)
        panel.grid(axis="y")
        panel.set_title(f"{role} error (%)")
        panel.set_xlabel("hidden units")
        if role == "test":
            panel.set_xlim(right=1.35 * sweep.widths[-1])
            for noise, line in lines.items():
                name_line(line, f"{100 * noise:.0f} %", offset=(4, 1))
        else:
            least, *_, most = lines
            name_line(lines[most], f"{100 * most:.0f} % redrawn", x=6, offset=(6, 6))
            name_line(lines[least], f"{100 * least:.0f} %", x=4, offset=(-2, -3))
    return figure


def stopped(sweep: NoisySweep) -> Figure:
    """Test error against width, for a slider that sets when training stops."""
    figure, [axes] = panels(1, height=3.6)
    lines = [
        axes.plot(
            sweep.widths,
            100 * sweep.risk(noise).median,
            color=COLOUR["test"],
            ls=STYLES[noise],
            label=f"{100 * noise:.0f} %",
        )[0]
        for noise in STYLES
    ]
    log_x(axes, WIDTH_TICKS)
    axes.grid(axis="y")
    axes.set_ylim(0, 50)
    axes.set_xlabel("hidden units")
    axes.set_ylabel("test error (%)")
    axes.legend(loc="upper right", title="labels redrawn")
    moving(*lines)
    return figure


def _line(axes: Axes, risk: RiskCurve, role: str) -> Line2D:
    return axes.plot(risk.capacity, 100 * risk.median, color=COLOUR[role])[0]
