"""Choosing the penalty."""

import numpy as np
from matplotlib.figure import Figure

from conundrum.chapters.regularization.experiments.choosing import DigitFeatures, UselessItems
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


def peak(result: DigitFeatures) -> Figure:
    """Test error against the number of features: no penalty, a chosen one, an oracle's."""
    figure, [axes] = panels(1, height=3.3)
    log_x(axes, (10, 40, 160, 400, 1000, 2400))
    log_y(axes, (5, 10, 20, 40, 80))
    axes.set_ylim(3.5, 100)
    reference(axes, x=400)
    for risk, role, style, text, at, offset in (
        (result.least_norm_risk, "test", "-", "least norm", 350, (-6, 6)),
        (result.chosen_risk, "linear", "-", "ridge, chosen λ", 20, (8, 10)),
        (result.oracle_risk, "linear", DASHED, "ridge, oracle λ", 200, (-6, -6)),
    ):
        band(axes, risk.capacity, 100 * risk.lower, 100 * risk.upper, role)
        [line] = axes.plot(risk.capacity, 100 * risk.median, color=COLOUR[role], ls=style, lw=2.2)
        name_line(line, text, x=at, offset=offset)
    axes.set_xlabel("random features (400 digits)")
    axes.set_ylabel("test error, %")
    return figure


def choice(result: DigitFeatures) -> Figure:
    """Cross-validated and test error against the penalty, with 400 features on 400 digits."""
    figure, [axes] = panels(1, height=3.1)
    log_x(axes)
    held_out, test = (100 * errors for errors in result.first_draw)
    axes.set_ylim(0, 1.1 * max(held_out.max(), test.max()))
    [folds] = axes.plot(result.penalty, held_out, color=COLOUR["train"], lw=2.4)
    [new] = axes.plot(result.penalty, test, color=COLOUR["test"], lw=2.4)
    chosen = held_out.argmin()
    reference(axes, x=result.penalty[chosen])
    axes.plot(result.penalty[chosen], held_out[chosen], "o", color=COLOUR["train"], ms=8)
    axes.plot(result.penalty[chosen], test[chosen], "o", color=COLOUR["test"], ms=8)
    axes.set_xlabel("penalty λ")
    axes.set_ylabel("misclassified, %")
    name_line(folds, "held-out folds", x=result.penalty[2], offset=(6, 8))
    name_line(new, "test error", x=result.penalty[2], offset=(-6, -8))
    return figure


def useless(result: UselessItems) -> Figure:
    """Mean test error against λ, positive and negative, beside several numbers of useless items."""
    figure, [axes] = panels(1, height=3.1)
    axes.set_xlim(-92, 78)
    axes.set_ylim(1.1, 2.1)
    reference(axes, x=0)
    looks = (("-", (4, -7)), (DASHED, (4, 7)), (DOTTED, (4, 0)))
    for (number, error), (style, offset) in zip(result.mean_error.items(), looks, strict=True):
        seen = np.isfinite(error)
        [line] = axes.plot(
            result.penalty[seen], error[seen], color=COLOUR["linear"], ls=style, lw=2.2
        )
        lowest = np.nanargmin(error)
        axes.plot(result.penalty[lowest], error[lowest], "o", color=COLOUR["linear"], ms=7)
        text = f"{number:,} useless" if number else "no useless"
        name_line(line, text, offset=offset)
    axes.set_xlabel("penalty λ")
    axes.set_ylabel("test error")
    return figure
