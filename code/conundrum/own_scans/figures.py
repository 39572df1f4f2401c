"""Figures of an honest test."""

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from conundrum.data.scans import Scans
from conundrum.own_scans.honest import AUC, HonestTest
from conundrum.own_scans.predictors import (
    BRIGHTEST,
    COVARIATES,
    FILE,
    LINEAR,
    NETWORK,
    RESIDUAL,
    Numbers,
)
from conundrum.style import COLOUR, identity, label, name_axes, panels, reference

ROLE = {
    NETWORK: "convolution",
    LINEAR: "linear",
    RESIDUAL: "linear",
    COVARIATES: "tree",
    FILE: "tree",
    BRIGHTEST: "ink",
}
BINS = 5


def comparison(test: HonestTest) -> Figure:
    """Show the measure that counts, for each predictor: people of training, and others."""
    figure, [axes] = panels(1, height=0.62 * len(test.predictions) + 0.8)
    for row, (name, prediction) in enumerate(test.predictions.items()):
        found = prediction.main
        axes.plot([found.low, found.high], [row, row], color=COLOUR["test"], lw=2.4)
        axes.plot(found.estimate, row, "o", color=COLOUR["test"], ms=8)
        if name != BRIGHTEST:  # it is not trained
            axes.plot(
                prediction.in_training, row, "o", mfc="none", mec=COLOUR["train"], mew=1.8, ms=9
            )
        axes.annotate(
            name,
            (0.01, row - 0.36),
            xycoords=("axes fraction", "data"),
            color=COLOUR[ROLE[name]],
            weight="semibold",
            va="center",
        )
    if test.measure == AUC:
        reference(axes, x=0.5)
    axes.set_ylim(len(test.predictions) - 0.5, -0.75)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.set_xlabel(test.measure)
    axes.grid(axis="x")
    return figure


def chance(test: HonestTest) -> Figure:
    """Show what is found where outcomes were dealt out by chance, and what was found."""
    figure, [axes] = panels(1, height=2.4)
    found = test.predictions[test.model].main.estimate
    axes.hist(test.by_chance, bins=20, color=COLOUR["muted"], alpha=0.6)
    axes.axvline(found, color=COLOUR["test"], lw=2)
    low, high = sorted([found, *np.quantile(test.by_chance, [0, 1])])[::2]
    axes.set_xlim(low - 0.1 * (high - low), high + 0.1 * (high - low))
    right = found > (low + high) / 2
    label(
        axes,
        found,
        0.97 * axes.get_ylim()[1],
        "found " if right else " found",
        "test",
        ha="right" if right else "left",
        va="top",
    )
    axes.set_xlabel(f"{test.measure}, outcomes dealt out by chance")
    axes.set_ylabel("how often")
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    return figure


def calibration(scans: Scans, test: HonestTest) -> Figure:
    """Show whether what has a probability happens as often."""
    figure, [axes] = panels(1, height=3.2)
    identity(axes)
    order = np.argsort(test.probabilities, kind="stable")
    for rows in np.array_split(order, BINS):
        said, was = test.probabilities[rows].mean(), scans.outcome[rows].mean()
        axes.plot(said, was, "o", color=COLOUR["test"], ms=9)
    axes.set_xlim(-0.03, 1.03)
    axes.set_ylim(-0.03, 1.03)
    name_axes(axes, "mean probability in a fifth of the scans", "share that is positive")
    axes.grid()
    return figure


def predicted(scans: Scans, scores: Numbers) -> Figure:
    """Show predicted numbers against real ones."""
    figure, [axes] = panels(1, height=3.6)
    axes.plot(scans.outcome, scores, "o", color=COLOUR["test"], ms=4, alpha=0.6)
    identity(axes)
    name_axes(axes, "real", "predicted")
    axes.grid()
    return figure
