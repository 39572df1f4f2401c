"""Random ReLU features of handwritten digits."""

from matplotlib.figure import Figure

from conundrum.evaluation.random_features import TRAIN
from conundrum.evaluation.widening import Widening
from conundrum.style import (
    COLOUR,
    DASHED,
    DOTTED,
    band,
    log_x,
    log_y,
    name_line,
    panels,
    reference,
)

STYLES = ("-", DASHED, DOTTED)


def widening(result: Widening) -> Figure:
    """Error against the number of features, least norm and best ridge, for each share of noise."""
    figure, axes = panels(2, height=3.4, sharey=True)
    for panel, risk_of, title in zip(
        axes, (result.risk, result.ridge_risk), ("least norm", "best ridge"), strict=True
    ):
        reference(panel, x=TRAIN)
        for noise, style in zip(result.noises, STYLES, strict=False):
            risk = risk_of(noise)
            panel.plot(risk.capacity, 100 * risk.median, color=COLOUR["test"], ls=style)
            band(panel, risk.capacity, 100 * risk.lower, 100 * risk.upper, "test")
        log_x(panel, (10, 50, 400, 2400))
        log_y(panel, (2, 5, 10, 20, 50, 100))
        panel.set_ylim(1.2, 110)
        panel.set_title(title)
        panel.set_xlabel("random features")
        panel.grid(axis="y")
    axes[0].set_ylabel("test error (%)")
    _, *lines = axes[0].lines
    offsets = ((4, 4), (-2, -16), (2, 6))
    for line, noise, offset in zip(lines, result.noises, offsets, strict=False):
        reference(axes[0], y=100 * result.limit(noise), role="linear")
        name_line(line, f"{100 * noise:.0f} %", x=1200, offset=offset)
    return figure
