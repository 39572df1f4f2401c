"""Dropout."""

from matplotlib.figure import Figure

from conundrum.chapters.regularization.experiments.dropout import Conspiracy, DropoutRates
from conundrum.chapters.regularization.experiments.ladder import DECAY, DROPOUT, NOTHING
from conundrum.chapters.regularization.looks import ROLE
from conundrum.style import (
    COLOUR,
    DASHED,
    DOTTED,
    band,
    log_y,
    name_axes,
    name_line,
    panels,
)


def conspiracy(result: Conspiracy) -> Figure:
    """What each hidden unit contributes, and the whole network, on one scale."""
    figure, axes = panels(3, height=3.0, sharex=True, sharey=True)
    for panel, units, title in zip(
        axes,
        (result.plain, result.dropout, result.penalty),
        ("no remedy", "dropout", "its penalty alone"),
        strict=True,
    ):
        panel.plot(units.x, units.contributions, color=COLOUR["muted"], lw=0.6, alpha=0.6)
        panel.plot(units.x, units.network, color=COLOUR["network"], lw=2.6)
        panel.set_title(title)
        name_axes(panel, y="contribution")
    return figure


def damage(result: Conspiracy) -> Figure:
    """Test error after units are removed at random: medians and quartiles of the draws."""
    figure, [axes] = panels(1, height=3.2)
    log_y(axes, (0.1, 0.3, 1, 3, 10))
    for units, name, role, style, up in (
        (result.plain, NOTHING, ROLE[NOTHING], "-", 5),
        (result.decay, DECAY, ROLE[DECAY], "-", 6),
        (result.dropout, DROPOUT, ROLE[DROPOUT], "-", 5),
        (result.penalty, "its penalty alone", ROLE[DROPOUT], DOTTED, -8),
    ):
        low, median, high = units.quartiles
        band(axes, 100 * units.share, low, high, role)
        [line] = axes.plot(100 * units.share, median, color=COLOUR[role], ls=style, lw=2.2)
        name_line(line, name, x=100 * units.share[-2], offset=(-1, up))
    axes.set_xlabel("units removed, %")
    axes.set_ylabel("test error")
    return figure


def rates(result: DropoutRates) -> Figure:
    """Test error against the rate of dropout, with all units and with dropout left on."""
    figure, axes = panels(len(result.width), height=3.1, sharey=True)
    for panel, width in zip(axes, result.width.tolist(), strict=True):
        for quantity, role, style, text, up in (
            ("left_on", "test", DASHED, "left on", 8),
            ("test_error", ROLE[DROPOUT], "-", "all units", -9),
        ):
            low, median, high = result.quartiles(quantity, width)
            band(panel, result.rate, low, high, role)
            [line] = panel.plot(result.rate, median, color=COLOUR[role], ls=style, lw=2.2)
            name_line(line, text, x=result.rate[-2], offset=(-4, up))
        panel.set_title(f"{width} hidden units")
        name_axes(panel, "rate of dropout in training", "test error")
    axes[0].set_ylim(0, None)
    return figure
