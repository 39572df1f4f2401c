"""All remedies on one task."""

import numpy as np
from matplotlib.figure import Figure

from conundrum.chapters.regularization.experiments.ladder import Ladder
from conundrum.chapters.regularization.looks import ROLE
from conundrum.style import COLOUR, name_rows, panels

SETTINGS = {
    "weight decay": "weight_decay w",
    "dropout": "rate",
    "shifts": "places",
}


def strengths(result: Ladder) -> Figure:
    """The validation error of each remedy at each strength that was tried; the choice is ringed."""
    figure, axes = panels(len(result.strengths), height=2.6, sharey=True)
    for panel, (name, tried) in zip(axes, result.strengths.items(), strict=True):
        percent, at = 100 * result.validation_error[name], np.arange(len(tried))
        panel.plot(at, percent, "o-", color=COLOUR[ROLE[name]], ms=5)
        chosen = percent.argmin()
        panel.plot(
            at[chosen],
            percent[chosen],
            "o",
            ms=12,
            markerfacecolor="none",
            markeredgecolor=COLOUR["ink"],
            markeredgewidth=1.2,
        )
        panel.set_xticks(at, [f"{strength:g}" for strength in tried])
        panel.set_xlim(-0.4, len(tried) - 0.6)
        panel.set_title(name)
        panel.set_xlabel(SETTINGS[name])
    axes[0].set_ylabel("validation error, %")
    return figure


def ladder(result: Ladder) -> Figure:
    """Test error and test loss of each remedy: draws as dots, means with their standard errors."""
    figure, axes = panels(2, height=3.5)
    for panel, values, means, errors, factor, title in (
        (
            axes[0],
            result.test_error,
            result.mean_error,
            result.standard_error,
            100,
            "test error, %",
        ),
        (
            axes[1],
            result.test_loss,
            result.mean_loss,
            result.loss_standard_error,
            1,
            "cross-entropy",
        ),
    ):
        for row, name in enumerate(result.order):
            colour = COLOUR[ROLE[name]]
            draws = factor * values[name]
            panel.plot(draws, np.full(len(draws), row), "o", color=colour, ms=4.5, alpha=0.5)
            panel.errorbar(
                factor * means[name],
                row,
                xerr=factor * errors[name],
                fmt="|",
                ms=12,
                color=colour,
                lw=2,
                capsize=4,
            )
        name_rows(panel, result.order)
        panel.set_xlim(0, None)
        panel.grid(axis="x")
        panel.set_title(title)
        panel.set_xlabel("on test signals")
        panel.tick_params(labelleft=panel.get_subplotspec().is_first_col())
    return figure
