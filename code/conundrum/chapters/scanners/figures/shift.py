"""Figures of networks on scanners that they were not trained on."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from conundrum.chapters.scanners.experiments.shift import (
    BOTH,
    LONGER,
    PLAIN,
    RECIPES,
    STANDARDISED,
    Draws,
    ScannerShift,
    ScannerShifts,
    ThresholdCounts,
)
from conundrum.data.brains import SIDE
from conundrum.style import (
    COLOUR,
    label,
    moving,
    name_rows,
    panels,
    percent,
    picture,
    reference,
)

ROLES = {PLAIN: "test", STANDARDISED: "spline", LONGER: "train", BOTH: "convolution"}
SHORT = {
    PLAIN: "as it comes",
    STANDARDISED: "standardised",
    LONGER: "trained longer",
    BOTH: "and augmented",
}
ROWS = len(RECIPES) + 1  # for each scanner, with a gap


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


def robustness(draws: ScannerShifts, own: ScannerShift) -> Figure:
    """Ranking, patients found and false alarms, by scanner and way of training: all draws."""
    figure, axes = panels(3, columns=3, height=4.6, narrow_height=4.4)
    for panel, title, measure in zip(
        axes, ("AUC", "ill slices found", "false alarms"), ("auc", "found", "alarms"), strict=True
    ):
        of_draws, of_own = getattr(draws, measure), getattr(own, measure)
        for place, scanner in enumerate(of_draws):
            for recipe, values in of_draws[scanner].items():
                row = place * ROWS + RECIPES.index(recipe)
                _strip(panel, row, values, of_own[scanner][recipe], ROLES[recipe])
        middles = np.arange(len(of_draws)) * ROWS + (len(RECIPES) - 1) / 2
        panel.set_yticks(middles, list(of_draws))
        panel.set_ylim(len(of_draws) * ROWS - 1.3, -1)
        panel.tick_params(axis="y", length=0)
        panel.set_title(title)
        panel.grid(axis="x")
        panel.label_outer(remove_inner_ticks=False)
        panel.tick_params(labelbottom=True)
    axes[0].set_xlim(0, 1.03)
    for panel in axes[1:]:
        panel.set_xlim(-0.04, 1.04)
        percent(panel.xaxis)
    for row, recipe in enumerate(RECIPES):
        label(axes[0], 0.02, row, SHORT[recipe], ROLES[recipe], va="center", size=8.5)
    return figure


def calibration(draws: ScannerShifts, own: ScannerShift) -> Figure:
    """How much surer than right two networks are, on each scanner: all draws."""
    figure, axes = panels(2, columns=2, height=3.0, sharex=True)
    for panel, recipe in zip(axes, (PLAIN, BOTH), strict=True):
        reference(panel, x=0)
        for row, scanner in enumerate(draws.right):
            _strip(
                panel,
                row,
                draws.overconfidence[scanner][recipe],
                own.overconfidence(scanner, recipe),
                ROLES[recipe],
            )
        name_rows(panel, list(draws.right))
        panel.set_title(recipe)
        panel.set_xlim(-0.15, 0.6)
        panel.xaxis.set_major_formatter(FuncFormatter(_signed_points))
        panel.grid(axis="x")
        panel.set_xlabel("surer than right by (points)")
    return figure


def _strip(axes: Axes, row: int, values: Draws, own: float, role: str) -> None:
    """Draw a dot for each draw, their median, and the draw of the page as a diamond."""
    axes.plot(values, np.full(len(values), row), "o", color=COLOUR[role], ms=4, alpha=0.35)
    axes.plot(np.median(values), row, "|", color=COLOUR[role], mew=2, ms=9)
    axes.plot(own, row, "D", color=COLOUR["ink"], mfc="none", mew=1.2, ms=5)


def _signed_points(share: float, _: int | None) -> str:
    return f"{100 * share:+.0f}".replace("-", "−").replace("+0", "0")
