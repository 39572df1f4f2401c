"""Figures of how far estimates of an error lie from the true error."""

import numpy as np
from matplotlib.figure import Figure

from conundrum.chapters.validation.experiments.estimating import Procedures, Sizes
from conundrum.style import (
    COLOUR,
    identity,
    log_x,
    log_y,
    name_line,
    name_rows,
    panels,
    percent,
    reference,
    truth,
)


def procedures(result: Procedures) -> Figure:
    """Estimates by each procedure around the true error, with their mean and its distance."""
    figure, [axes] = panels(1, height=3.4)
    reference(axes, x=0, role="truth")
    for place, (name, deviations) in enumerate(result.first_deviations.items()):
        jitter = np.linspace(-0.05, 0.3, len(deviations))
        axes.plot(deviations, place + jitter, "o", color=COLOUR["test"], ms=3.5, alpha=0.4)
        axes.errorbar(
            result.bias[name],
            place - 0.22,
            xerr=result.standard_deviation[name],
            fmt="D",
            color=COLOUR["ink"],
            ms=5,
            capsize=4,
            lw=1.6,
        )
    name_rows(axes, result.first_deviations)
    axes.set_xlim(-0.65, 0.85)
    percent(axes.xaxis)
    axes.set_xlabel("estimate minus true error, as a share of it")
    axes.grid(axis="x")
    return figure


def own_truth(results: dict[str, Procedures]) -> Figure:
    """The estimate by 10-fold against the true error of the fit to the same sample."""
    figure, axes = panels(len(results), columns=2, height=3.2)
    for panel, (name, result) in zip(axes, results.items(), strict=True):
        identity(panel)
        panel.plot(
            result.truth, result.estimates["10-fold"], "o", color=COLOUR["test"], ms=3.5, alpha=0.45
        )
        ends = result.estimates["10-fold"].min(), result.estimates["10-fold"].max()
        panel.set_xlim(*ends)
        panel.set_ylim(*ends)
        panel.set_title(f"{name}: r = {result.correlation:.2f}".replace("-", "−"))
        panel.set_xlabel("true error of the fit")
        panel.set_ylabel("10-fold estimate")
    return figure


def sizes(result: Sizes) -> Figure:
    """How far estimates lie from the truth, by sample size and by number of fits."""
    figure, [axes] = panels(1, height=3.3)
    log_x(axes, (50, 200, 1000, 10000))
    log_y(axes, (0.01, 0.02, 0.05, 0.1, 0.2))
    for distance, held, name, people, offset in (
        (result.single_distance, result.n / 5, "one split, one fit", 1000, (5, 5)),
        (result.k_fold_distance, result.n, "5-fold, five fits", 500, (-5, -5)),
    ):
        truth(axes, result.n, result.expected(held))
        [line] = axes.plot(result.n, list(distance.values()), "o-", color=COLOUR["test"], ms=5)
        name_line(line, name, x=people, offset=offset)
    percent(axes.yaxis)
    axes.set_xlabel("people")
    axes.set_ylabel("distance from the true error")
    axes.grid(axis="y")
    return figure
