"""Figures of the chapter *Brains*: each takes a result and computes nothing."""

import numpy as np
from jaxtyping import Float
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from conundrum.chapters.brains.experiments import (
    CONNECTED,
    CONVOLUTIONAL,
    LINEAR,
    RECIPES,
    RULE,
    SCANNERS,
    Attention,
    Coverage,
    Detection,
    Leak,
    Making,
    Moved,
    ThresholdCounts,
    Ventricles,
)
from conundrum.data.brains import SIDE, Slices
from conundrum.style import (
    COLOUR,
    fields,
    label,
    log_x,
    moving,
    name_axes,
    panels,
    picture,
    reference,
    ticks,
)

ROLE = {RULE: "ink", LINEAR: "linear", CONNECTED: "network", CONVOLUTIONAL: "convolution"}


def making(result: Making) -> Figure:
    """A slice, step by step."""
    figure, [axes] = panels(1, height=1.7, narrow_height=1.35)
    _row(axes, result.pixels)
    _name_each(axes, [step.replace(" ", "\n") for step in result.steps])
    return figure


def gallery(slices: Slices) -> Figure:
    """Four participants, a row each with all visits; lesions are outlined."""
    figure, axes = panels(4, columns=2, height=1.35)
    for whose, panel in enumerate(axes):
        own = slices[slices.participants == whose]
        _row(panel, own.pixels[:, 0])
        _outline(panel, own.lesions)
        kind = "patient" if own.patients[0] else "healthy"
        panel.set_title(f"participant {whose + 1}: {kind}")
    return figure


def leak(result: Leak) -> Figure:
    """A coin toss predicted from images, in two kinds of cross-validation."""
    figure, axes = panels(2, height=3.1, sharex=True, sharey=True)
    for panel, areas, title in zip(
        axes,
        (result.by_slice, result.by_participant),
        ("split by slice", "split by participant"),
        strict=True,
    ):
        reference(panel, y=0.5)
        neighbour, linear = areas["nearest neighbour"], areas["linear model"]
        panel.plot(result.misplacement, neighbour, "o-", color=COLOUR["ink"])
        panel.plot(result.misplacement, linear, "s--", color=COLOUR["linear"])
        panel.set_title(title)
        panel.set_ylim(0.2, 1.04)
        panel.grid(axis="y")
        ticks(panel.xaxis, result.misplacement)
    first = result.by_slice
    label(axes[0], 0.3, first["nearest neighbour"][1] + 0.03, "nearest neighbour", "ink")
    label(axes[0], 0.08, first["linear model"][1] - 0.14, "linear model", "linear")
    label(axes[1], 1.0, 0.38, "a coin toss", "muted", ha="right")
    for panel in axes:
        name_axes(panel, "how far heads are misplaced", "area under ROC curve")
    return figure


def learning(result: Detection) -> Figure:
    """The loss while the convolutional network was trained."""
    figure, [axes] = panels(1, height=2.6)
    epochs = np.arange(1, len(result.loss) + 1)
    reference(axes, y=np.log(2))
    axes.plot(epochs, result.loss, "o-", color=COLOUR["convolution"])
    label(axes, epochs[-1], np.log(2) + 0.04, "always says ½", "muted", ha="right")
    axes.set_ylim(0, max(1.0, 1.08 * result.loss.max()))
    ticks(axes.xaxis, epochs)
    axes.set_xlabel("epoch")
    axes.set_ylabel("training loss")
    axes.grid(axis="y")
    return figure


def comparison(result: Detection) -> Figure:
    """Four models: on the participants they were trained on, and on new ones."""
    figure, [axes] = panels(1, height=2.9)
    intervals = result.intervals
    for row, (name, interval) in enumerate(intervals.items()):
        axes.plot([interval.low, interval.high], [row, row], color=COLOUR["test"], lw=2.4)
        axes.plot(interval.estimate, row, "o", color=COLOUR["test"], ms=8)
        axes.plot(result.train_auc[name], row, "o", mfc="none", mec=COLOUR["train"], mew=1.8, ms=9)
        axes.annotate(
            name,
            (0.51, row - 0.36),
            color=COLOUR[ROLE[name]],
            weight="semibold",
            va="center",
            annotation_clip=False,
        )
    rule = intervals[RULE]
    label(axes, rule.high + 0.02, 0, "new participants, 95 %", "test", va="center")
    connected = result.train_auc[CONNECTED]
    label(axes, connected - 0.02, 2, "participants of training", "train", ha="right", va="center")
    reference(axes, x=0.5)
    axes.set_ylim(3.5, -0.7)
    axes.set_xlim(min(0.44, *(i.low - 0.01 for i in intervals.values())), 1.02)
    ticks(axes.xaxis, (0.5, 0.6, 0.7, 0.8, 0.9, 1.0))
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.set_xlabel("area under ROC curve")
    return figure


def coverage(result: Coverage) -> Figure:
    """Intervals of many small studies, and which of them miss."""
    figure, axes = panels(2, height=2.9, sharex=True, sharey=True)
    for panel, intervals, title in zip(
        axes,
        (result.by_slice, result.by_participant),
        ("bootstrap of slices", "bootstrap of participants"),
        strict=True,
    ):
        shown = intervals[:60]
        low, high = shown[shown.sum(axis=1).argsort()].T
        holds = (low <= result.truth) & (result.truth <= high)
        at = np.arange(len(shown))
        panel.vlines(at[holds], low[holds], high[holds], color=COLOUR["muted"], lw=1.2)
        panel.vlines(at[~holds], low[~holds], high[~holds], color=COLOUR["test"], lw=2.4)
        reference(panel, y=result.truth, role="truth")
        panel.set_title(title)
        panel.set_xticks([])
        panel.set_xlabel("60 studies, sorted")
    axes[0].set_ylabel("area under ROC curve")
    label(axes[0], 59, axes[0].get_ylim()[0] + 0.02, "misses the truth", "test", ha="right")
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
        panel.set_ylim(0, 1.7 * max(result.healthy.max(), result.ill.max()))
        panel.set_yticks([])
        panel.set_xlim(result.edges[0], result.edges[-1])
        panel.set_xlabel("score")
    axes[0].set_ylabel("number of slices")
    for counts, name, role, side in (
        (result.healthy[0], "healthy", "truth", "left"),
        (result.ill[0], "ill", "test", "center"),
    ):
        top = counts.argmax()
        place = result.edges[top : top + 2].mean()
        axes[0].annotate(
            name,
            (place, counts[top]),
            xytext=(0, 3),
            textcoords="offset points",
            ha=side,
            va="bottom",
            color=COLOUR[role],
            weight="semibold",
        )
    moving(*parts)
    return figure


def attention(result: Attention, shown: list[int]) -> Figure:
    """Where the score comes from: the trained network, and one with random weights."""
    figure, axes = panels(2, columns=1, height=1.9, narrow_height=1.5)
    for panel, maps, title in zip(
        axes,
        (result.maps, result.random_maps),
        ("trained", "a network with random weights"),
        strict=True,
    ):
        _row(panel, result.pixels[shown])
        _outline(panel, result.lesions[shown])
        for place, values in enumerate(np.abs(maps[shown])):
            largest = np.argsort(values, axis=None)[-60:]
            rows, columns = np.unravel_index(largest, values.shape)
            share = values[rows, columns] / values.max()
            panel.scatter(
                columns + place * SIDE, rows, s=24 * share, color=COLOUR["convolution"], lw=0
            )
        panel.set_title(title)
    return figure


def scanners(result: Moved) -> Figure:
    """One patient's slice, as five scanners show it."""
    figure, [axes] = panels(1, height=1.6, narrow_height=1.15)
    _row(axes, np.array(list(result.examples.values())))
    _name_each(axes, [name.replace(" ", "\n", 1) for name in SCANNERS])
    return figure


def robustness(result: Moved) -> Figure:
    """Ranking and false alarms, for each scanner and each way of training."""
    figure, axes = panels(2, columns=2, height=3.3)
    auc, alarms = (
        np.array([[row[recipe] for recipe in RECIPES] for row in values.values()])
        for values in (result.auc, result.alarms)
    )
    for panel, values, form, strength, role, title in (
        (axes[0], auc, "{:.2f}", 2 * auc - 1, "convolution", "area under ROC curve"),
        (axes[1], alarms, "{:.0%}", alarms, "test", "healthy slices called ill"),
    ):
        fields(panel, [[form.format(value) for value in row] for row in values], strength, role)
        panel.set_xticks(
            range(len(RECIPES)), ["as it\ncomes", "norm-\nalised", "aug-\nmented", "both"]
        )
        panel.set_yticks(range(len(SCANNERS)), list(SCANNERS))
        panel.set_title(title)
    return figure


def ventricles(result: Ventricles) -> Figure:
    """How well ventricles are measured, with registered heads and with heads as they lie."""
    figure, axes = panels(2, height=3.1, sharex=True, sharey=True)
    for panel, explained, title in zip(
        axes, (result.registered, result.free), ("registered", "as they lie"), strict=True
    ):
        panel.plot(result.sizes, explained["ridge"], "s--", color=COLOUR["linear"])
        panel.plot(result.sizes, explained["network"], "o-", color=COLOUR["convolution"])
        log_x(panel, result.sizes)
        lowest = min(values.min() for values in explained.values())
        panel.set_ylim(min(-0.05, lowest - 0.05), 1)
        panel.set_title(title)
        panel.grid(axis="y")
        name_axes(panel, "participants trained on", "R² on new participants")
    free = result.free
    network, ridge = free["network"][1], free["ridge"][1]
    label(axes[1], 95, network + 0.06, "convolutional\nnetwork", "convolution", ha="right")
    label(axes[1], 120, ridge - 0.12, "ridge", "linear")
    return figure


def _row(axes: Axes, pixels: Float[np.ndarray, "n 64 64"]) -> None:
    """Show slices side by side."""
    picture(axes, np.clip(np.hstack(list(pixels)), 0, 1))


def _outline(axes: Axes, lesions: Float[np.ndarray, "n 64 64"]) -> None:
    """Draw lines around the lesions of slices that stand side by side."""
    beside = np.hstack(list(lesions))
    if beside.any():
        wider = np.maximum.reduce(
            [np.roll(beside, (i, j), axis=(0, 1)) for i in (-1, 0, 1) for j in (-1, 0, 1)]
        )
        axes.contour(wider, levels=[0.5], colors=COLOUR["test"], linewidths=1.2)


def _name_each(axes: Axes, names: list[str]) -> None:
    """Write above each of the slices that stand side by side what it is."""
    for place, name in enumerate(names):
        axes.annotate(
            name,
            ((place + 0.5) * SIDE, -3),
            ha="center",
            va="bottom",
            annotation_clip=False,
        )
