"""When the second descent beats the first."""

import numpy as np
from matplotlib.figure import Figure

from conundrum.chapters.double_descent.experiments.truths import Payoffs, Truths
from conundrum.style import COLOUR, fields, log_x, name_rows, panels, reference


def truths(result: Truths) -> Figure:
    """A map: error with most knots over the first minimum, truth by noise."""
    figure, [axes] = panels(1, height=0.9 + 0.5 * len(result.truths))
    wins = result.ends < 1
    fields(
        axes,
        [[f"{end:.2f}" for end in row] for row in result.ends],
        2 * np.abs(np.log2(result.ends)),
        np.where(wins, "spline", "test"),
    )
    name_rows(axes, result.truths)
    axes.set_xticks(range(len(result.noises)), [f"{noise:g}" for noise in result.noises])
    axes.set_xlabel("standard deviation of the noise")
    return figure


def payoffs(result: Payoffs) -> Figure:
    """Error of the largest model relative to the first minimum of its draw, a dot a draw."""
    figure, [axes] = panels(1, height=0.9 + 0.34 * len(result.ratios))
    for row, (name, ratios) in enumerate(result.ratios.items()):
        axes.plot(ratios, [row] * len(ratios), "o", color=COLOUR["test"], ms=5, alpha=0.4)
        axes.plot([result.medians[name]] * 2, [row - 0.32, row + 0.32], color=COLOUR["ink"])
    reference(axes, x=1)
    name_rows(axes, result.ratios)
    log_x(axes, (0.3, 0.5, 1, 2))
    axes.set_xlabel("largest ÷ first minimum")
    return figure
