"""Where the formula for cross-entropy breaks."""

import numpy as np
from matplotlib.figure import Figure

from conundrum.chapters.losses.experiments.stability import NumericalRange
from conundrum.style import COLOUR, name_line, panels


def stability(result: NumericalRange) -> Figure:
    """Cross-entropy by the formula, as far as it gives a number, and in a stable way."""
    figure, [axes] = panels(1, height=2.8)
    usable = np.isfinite(result.plain)
    [stable] = axes.plot(result.margin, result.stable, color=COLOUR["network"], lw=1.6)
    [plain] = axes.plot(
        result.margin[usable], result.plain[usable], color=COLOUR["muted"], lw=6, alpha=0.6
    )
    last = np.flatnonzero(usable)[-1]
    axes.plot(result.margin[last], result.plain[last], "X", color=COLOUR["muted"], ms=11)
    axes.set_xlim(0, 150)
    axes.set_ylim(0, 155)
    name_line(plain, "by the formula", x=72, offset=(-7, 7))
    name_line(stable, "largest output\nsubtracted first", offset=(-3, -66))
    axes.set_xlabel("lead of the wrong class")
    axes.set_ylabel("cross-entropy")
    axes.grid()
    return figure
