"""Figures of who trains and who is held out."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from conundrum.chapters.validation.experiments.splitting import (
    HeldOut,
    Repeats,
    Split,
    Stratification,
)
from conundrum.evaluation.splits import Rows
from conundrum.style import COLOUR, identity, label, moving, panels


def split(result: Split) -> Figure:
    """Outcomes of the people held out against what was predicted."""
    figure, [axes] = panels(1, height=3.4)
    identity(axes)
    label(axes, 275, 292, "no error", "muted", ha="right")
    [people] = axes.plot(result.predictions, result.y, "o", color=COLOUR["test"], ms=5, alpha=0.6)
    number = axes.text(
        8, 335, f"MAE = {result.error:.1f}", color=COLOUR["test"], weight="semibold", size=12
    )
    moving(people, number)
    axes.set_xlim(0, 360)
    axes.set_ylim(0, 360)
    axes.set_xlabel("predicted progression")
    axes.set_ylabel("progression a year later")
    return figure


def repeats(result: Repeats) -> Figure:
    """Errors of many single splits, and of the folds of one cross-validation and of many."""
    figure, (above, below) = panels(2, columns=1, height=1.9, sharex=True)
    above.hist(result.single, bins=np.arange(32, 60, 1), color=COLOUR["test"], alpha=0.6)
    above.set_title(f"{len(result.single)} single splits, one number each")
    above.set_ylabel("splits")

    folds, mean = result.folds[0], result.k_fold[0]
    spread = folds.std(ddof=1)
    below.plot(folds, np.ones(len(folds)), "o", color=COLOUR["test"], ms=5, alpha=0.6)
    below.errorbar(mean, 0.45, xerr=spread, fmt="D", color=COLOUR["ink"], ms=6, capsize=4, lw=1.6)
    below.plot(
        result.k_fold, np.full(len(result.k_fold), -0.35), "|", color=COLOUR["test"], ms=11, mew=0.7
    )
    below.set_yticks([1, 0.45, -0.35], ["folds", "mean ± SD", "other\nshuffles"])
    below.set_ylim(-0.9, 1.4)
    below.set_title(f"{len(folds)}-fold: a number with a spread")
    below.set_xlabel("mean absolute error")
    return figure


def held_out(result: HeldOut) -> Figure:
    """Who trains and who is held out: a column a person, a line a split."""
    figure, axes = panels(len(result.rows), columns=2, height=1.75, sharex=True)
    for panel, (name, rows) in zip(axes, result.rows.items(), strict=True):
        _people(panel, rows)
        panel.set_title(name)
        panel.set_ylabel("split" if len(rows.trains) == 1 else "splits")
    by_name = dict(zip(result.rows, axes, strict=True))
    first_patient = int(result.patient.argmax())
    _boundary(by_name["stratified 5-fold"], first_patient)
    by_name["stratified 5-fold"].set_xlabel("people; patients right of the line")
    for first in (np.flatnonzero(np.diff(result.family)) + 1).tolist():
        _boundary(by_name["grouped 5-fold"], first)
    by_name["grouped 5-fold"].set_xlabel("people; lines between families")
    return figure


def _people(axes: Axes, rows: Rows) -> None:
    size = 6 if len(rows.trains) < 10 else 4
    for times in range(1, rows.trains.max() + 1):
        line, person = np.nonzero(rows.trains == times)
        shade = min(0.28 * times, 1)
        axes.plot(person, line, "s", color=COLOUR["train"], alpha=shade, ms=size)
    line, person = np.nonzero(rows.held_out)
    axes.plot(person, line, "s", color=COLOUR["test"], ms=size)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.set_xlim(-0.8, rows.trains.shape[1] - 0.2)
    axes.set_ylim(len(rows.trains) - 0.3, -0.7)
    for spine in axes.spines.values():
        spine.set_visible(False)


def _boundary(axes: Axes, first: int) -> None:
    axes.axvline(first - 0.5, color=COLOUR["ink"], lw=1)


def stratification(result: Stratification) -> Figure:
    """How many patients each fold holds, by chance and stratified; folds without any stand out."""
    figure, axes = panels(2, columns=1, height=1.55, sharex=True)
    for panel, held, name in zip(
        axes,
        (result.first_plain, result.first_stratified),
        ("by chance", "stratified"),
        strict=True,
    ):
        for count in range(1, result.plain.max() + 1):
            shuffle, fold = np.nonzero(held == count)
            shade = count / result.plain.max()
            panel.plot(shuffle, fold, "s", color=COLOUR["train"], alpha=shade, ms=5.5)
        shuffle, fold = np.nonzero(held == 0)
        panel.plot(shuffle, fold, "s", color=COLOUR["test"], ms=5.5)
        panel.set_title(name)
        panel.set_ylabel("folds")
        panel.set_xticks([])
        panel.set_yticks([])
        panel.set_ylim(4.6, -0.6)
        panel.set_xlim(-0.8, len(held) - 0.2)
        panel.spines[:].set_visible(False)
    axes[-1].set_xlabel(f"{len(result.first_plain)} shuffles")
    return figure
