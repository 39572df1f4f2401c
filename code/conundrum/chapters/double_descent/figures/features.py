"""Random ReLU features of handwritten digits."""

import numpy as np
from matplotlib.figure import Figure

from conundrum.chapters.double_descent.experiments.features import MoreDigits, Widening
from conundrum.evaluation.random_features import TRAIN
from conundrum.style import (
    COLOUR,
    DASHED,
    DOTTED,
    label,
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
    for panel, errors, title in zip(
        axes, (result.error, result.ridge_error), ("least norm", "best ridge"), strict=True
    ):
        for column, style in enumerate(STYLES):
            median = 100 * np.median(errors[..., column], axis=0)
            panel.plot(result.widths, median, color=COLOUR["test"], ls=style)
        reference(panel, x=TRAIN)
        log_x(panel, (10, 50, 400, 2400))
        log_y(panel, (2, 5, 10, 20, 50, 100))
        panel.set_ylim(1.5, 110)
        panel.set_title(title)
        panel.set_xlabel("random features")
        panel.grid(axis="y")
    axes[0].set_ylabel("digits misread (%)")
    no_noise, some, most, _ = axes[0].lines
    name_line(no_noise, "no noise", x=600, offset=(8, 3))
    name_line(some, "10 %", offset=(-1, -5))
    name_line(most, "15 %", offset=(-1, 9))
    return figure


def more_digits(result: MoreDigits) -> Figure:
    """Error of 400 random features against the number of training digits."""
    figure, [axes] = panels(1, height=3.3)
    for noise, style in zip(result.error, STYLES, strict=False):
        axes.plot(result.sizes, 100 * result.risk(noise).median, color=COLOUR["test"], ls=style)
    reference(axes, x=TRAIN)
    log_x(axes, (50, 100, 200, 400, 800))
    axes.set_ylim(0, 100)
    axes.set_xlabel("training digits")
    axes.set_ylabel("digits misread (%)")
    label(axes, 52, 34, "10 % noise", "test")
    label(axes, 52, 1.5, "no noise", "test")
    return figure
