"""Figures of networks on scanners that they were not trained on."""

import numpy as np
from matplotlib.figure import Figure

from conundrum.chapters.scanners.experiments.shift import RECIPES, ScannerShift, ThresholdCounts
from conundrum.data.brains import SIDE
from conundrum.style import COLOUR, fields, label, moving, name_rows, panels, percent, picture

SHORT = ("as it\ncomes", "standard-\nised", "and aug-\nmented")


def scanners(result: ScannerShift) -> Figure:
    """One patient's slice, as five scanners show it."""
    figure, [axes] = panels(1, height=1.75, narrow_height=1.15)
    picture(axes, np.clip(np.hstack(list(result.examples.values())), 0, 1))
    for place, name in enumerate(result.examples):
        axes.annotate(
            name.replace(" ", "\n", 1),
            ((place + 0.5) * SIDE, -3),
            ha="center",
            va="bottom",
            annotation_clip=False,
        )
    return figure


def threshold(result: ThresholdCounts) -> Figure:
    """Scores of new participants, and one threshold on two scanners; for a slider."""
    figure, axes = panels(2, height=2.9, sharex=True)
    parts = []
    for panel, healthy, ill, alarms, found, title in zip(
        axes,
        result.healthy,
        result.ill,
        result.alarms,
        result.found,
        ("the scanner it learned on", "a darker scanner"),
        strict=True,
    ):
        panel.stairs(healthy, result.edges, color=COLOUR["truth"], lw=1.8)
        panel.stairs(ill, result.edges, color=COLOUR["test"], lw=1.8, fill=False)
        parts.append(panel.axvline(result.threshold, ymax=0.56, color=COLOUR["ink"], lw=2))
        parts.append(
            panel.text(
                0.98,
                0.97,
                f"{alarms:.0%} of healthy called ill\n{found:.0%} of ill found",
                transform=panel.transAxes,
                ha="right",
                va="top",
            )
        )
        panel.set_title(title)
        panel.set_ylim(0, 1.7 * max(healthy.max(), ill.max()))
        panel.set_yticks([])
        panel.set_xlim(result.edges[0], result.edges[-1])
        panel.set_xlabel("score")
    axes[0].set_ylabel("number of slices")
    for counts, name, role, side in (
        (result.healthy[0], "healthy", "truth", "left"),
        (result.ill[0], "ill", "test", "center"),
    ):
        top = counts.argmax()
        axes[0].annotate(
            name,
            (result.edges[top : top + 2].mean(), counts[top]),
            xytext=(0, 3),
            textcoords="offset points",
            ha=side,
            va="bottom",
            color=COLOUR[role],
            weight="semibold",
        )
    moving(*parts)
    return figure


def robustness(result: ScannerShift) -> Figure:
    """Ranking, patients found and false alarms, for each scanner and each way of training."""
    figure, axes = panels(2, columns=2, height=3.3)
    auc, found, alarms = (
        np.array([[row[recipe] for recipe in RECIPES] for row in values.values()])
        for values in (result.auc, result.found, result.alarms)
    )
    fields(axes[0], [[f"{value:.2f}" for value in row] for row in auc], 2 * auc - 1, "convolution")
    axes[0].set_title("AUC")
    texts = [
        [f"{f:.0%} | {a:.0%}" for f, a in zip(*row, strict=True)]
        for row in zip(found, alarms, strict=True)
    ]
    fields(axes[1], texts, 1 - (found - alarms), "test")
    axes[1].set_title("ill found | false alarms")
    for panel in axes:
        panel.set_xticks(range(len(RECIPES)), SHORT)
        panel.set_yticks(range(len(result.auc)), list(result.auc))
    return figure


def calibration(result: ScannerShift) -> Figure:
    """How sure networks are, and how often they are right, on each scanner."""
    figure, axes = panels(2, columns=2, height=3.0, sharex=True)
    for panel, recipe, title in zip(
        axes, (RECIPES[0], RECIPES[-1]), ("as it comes", "standardised, augmented"), strict=True
    ):
        for row, scanner in enumerate(result.right):
            right = result.right[scanner][recipe]
            sure = result.sureness_with_temperature[scanner][recipe]
            panel.plot([right, sure], [row, row], color=COLOUR["muted"], lw=1.5)
            panel.plot(right, row, "o", color=COLOUR["test"], ms=8)
            panel.plot(sure, row, "o", mfc="none", mec=COLOUR["convolution"], mew=1.8, ms=9)
        name_rows(panel, list(result.right))
        panel.set_title(title)
        panel.set_ylim(len(result.right) - 0.5, -0.9)
        panel.set_xlim(0.45, 1.01)
        percent(panel.xaxis)
        panel.grid(axis="x")
    first = next(iter(result.right))
    for values, word, role, side in (
        (result.right, "right", "test", "right"),
        (result.sureness_with_temperature, "sure", "convolution", "left"),
    ):
        label(axes[0], values[first][RECIPES[0]], -0.35, word, role, ha=side)
    return figure
