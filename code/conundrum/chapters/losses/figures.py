"""Figures of the chapter *The last layer and the loss*: results drawn, nothing computed."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from conundrum.chapters.losses.experiments import (
    Binary,
    Coin,
    Lab,
    LogitLosses,
    Overtraining,
    Relabelled,
    Reliability,
    Salaries,
    Several,
    Splits,
    Stability,
)
from conundrum.style import COLOUR, label, moving, panels, ticks

PUBLISHED = {"least squares": 259.7153, "lasso": 257.2382, "network": (222, 229)}
DASHED, DOTTED = (0, (4, 2)), (0, (1, 1.6))


def coin(result: Coin) -> Figure:
    """Likelihood and cross-entropy of some flips, for a slider that sets the number of heads."""
    figure, (left, right) = panels(2, height=2.8)
    [likelihood] = left.plot(
        result.p, result.likelihood / result.likelihood.max(), color=COLOUR["network"], lw=2.4
    )
    [entropy] = right.plot(result.p, result.cross_entropy, color=COLOUR["network"], lw=2.4)
    [top] = left.plot([result.best], [1], "o", color=COLOUR["network"], ms=8, clip_on=False)
    [bottom] = right.plot(
        [result.best], [result.least], "o", color=COLOUR["network"], ms=8, clip_on=False
    )
    left.set_ylabel("likelihood, relative to its largest")
    right.set_ylabel("cross-entropy a flip")
    left.set_ylim(0, 1.05)
    right.set_ylim(0, 2.5)
    for axes in (left, right):
        axes.set_xlim(0, 1)
        axes.set_xlabel("predicted probability of heads")
        axes.grid()
    moving(likelihood, entropy, top, bottom)
    return figure


def lab(result: Lab) -> Figure:
    """Test errors of the lab on its own split: the published ones, and those computed here."""
    figure, [axes] = panels(1, height=3.7)
    rows = (
        ("least squares", "linear", [result.linear]),
        ("lasso, as the lab runs it", "linear", [result.lasso]),
        ("lasso, standardised predictors", "linear", [result.lasso_scaled]),
        ("20 networks, as published", "network", result.networks),
        ("20 networks, standardised predictors", "network", result.networks_scaled),
    )
    for height, (name, role, errors) in zip(range(len(rows), 0, -1), rows, strict=True):
        single = len(errors) == 1
        axes.plot(
            errors,
            np.full(len(errors), height),
            "o",
            color=COLOUR[role],
            ms=8 if single else 6,
            alpha=1 if single else 0.5,
        )
        if not single:
            axes.plot([np.median(errors)] * 2, [height - 0.2, height + 0.2], color=COLOUR[role])
        label(axes, 171, height + 0.26, name, role)
    mark = {"color": COLOUR["ink"], "lw": 1.6}
    low, high = PUBLISHED["network"]
    axes.plot([low, high], [1.7, 1.7], **mark)
    axes.plot([PUBLISHED["least squares"]] * 2, [4.62, 4.8], **mark)
    axes.plot([PUBLISHED["lasso"]] * 2, [3.62, 3.8], **mark)
    label(axes, high + 2, 1.7, "published", "ink", va="center")
    label(axes, PUBLISHED["least squares"] + 2, 4.7, "published", "ink", va="center")
    label(axes, PUBLISHED["lasso"] + 2, 3.7, "published", "ink", va="center")
    axes.set_ylim(0.5, 5.65)
    axes.set_xlim(169, 330)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.set_xlabel("mean absolute test error, thousands of dollars")
    return figure


def splits(result: Splits) -> Figure:
    """The error of a network against that of two linear models, a point a split."""
    figure, axes = panels(2, height=3.2, sharex=True, sharey=True)
    everything = np.concatenate([result.linear, result.lasso, result.network])
    ends = [everything.min() - 24, everything.max() + 8]
    for panel, other, name in zip(
        axes, (result.linear, result.lasso), ("least squares", "lasso, standardised"), strict=True
    ):
        panel.plot(ends, ends, color=COLOUR["muted"], lw=1)
        panel.plot(other, result.network, "o", color=COLOUR["network"], ms=6, alpha=0.75)
        panel.set_xlim(*ends)
        panel.set_ylim(*ends)
        panel.set_aspect("equal")
        panel.set_title(name)
        panel.set_xlabel("error of the linear model")
        panel.grid()
        label(panel, ends[1] - 4, ends[0] + 5, "network better", "muted", ha="right")
    axes[0].set_ylabel("error of the network")
    return figure


def salaries(result: Salaries) -> Figure:
    """Predicted against true salaries of one start, for three last layers."""
    figure, axes = panels(3, height=2.9, sharex=True, sharey=True)
    for panel, (name, predicted) in zip(axes, result.predicted.items(), strict=True):
        panel.plot([0, 2.6], [0, 2.6], color=COLOUR["muted"], lw=1)
        panel.axhline(result.mean / 1000, color=COLOUR["truth"], lw=1, ls=DASHED)
        panel.plot(
            result.salary / 1000, predicted[0] / 1000, "o", color=COLOUR["network"], ms=4, alpha=0.7
        )
        panel.set_title(f"{name}: {result.error(name):.0f}")
        panel.set_xlabel("salary, millions")
        panel.set_xlim(0, 2.6)
        panel.set_ylim(-0.6, 2.6)
        ticks(panel.xaxis, (0, 1, 2))
        ticks(panel.yaxis, (0, 1, 2))
        panel.grid()
    axes[0].set_ylabel("predicted, millions")
    return figure


def logit_losses(result: LogitLosses) -> Figure:
    """Three losses of an output when the outcome is 1, and their slopes; a slider moves a dot."""
    figure, (left, right) = panels(2, height=3.1)
    looks = (
        {"color": COLOUR["network"], "lw": 2.4},
        {"color": COLOUR["network"], "lw": 2, "ls": DASHED},
        {"color": COLOUR["linear"], "lw": 1.6},
    )
    dots = []
    chosen = np.array([result.chosen])
    for panel, of in ((left, result.loss), (right, result.slope)):
        for look, curve, here in zip(
            looks, of(result.z).values(), of(chosen).values(), strict=True
        ):
            panel.plot(result.z, curve, **look)
            dots += panel.plot(chosen, here, "o", color=look["color"], ms=7)
        panel.set_xlim(-8, 8)
        panel.set_xlabel("output z, when the outcome is 1")
        panel.grid()
        ticks(panel.xaxis, (-8, -4, 0, 4, 8))
        panel.xaxis.set_ticklabels(["−8", "−4", "0", "4", "8"])
    left.set_ylim(-0.3, 8.5)
    right.set_ylim(-2.6, 2.6)
    left.set_ylabel("loss")
    right.set_ylabel("slope of the loss")
    label(left, -7.7, 2.3, "sigmoid,\ncross-entropy", "network")
    label(left, -7.7, 1.25, "sigmoid, squared", "network")
    label(left, 4.1, 6.3, "nothing,\nsquared", "linear", ha="left")
    label(right, -7.7, -1.62, "sigmoid,\ncross-entropy", "network", va="center")
    label(right, -7.7, 0.18, "sigmoid, squared", "network")
    label(right, 2.6, 1.6, "nothing,\nsquared", "linear")
    moving(*dots)
    return figure


def tumours(result: Binary) -> Figure:
    """What five pairings predict for new tumours: malignant ones above, benign ones below."""
    figure, [axes] = panels(1, height=5)
    axes.axvspan(0, 1, color=COLOUR["grid"], alpha=0.5, lw=0)
    for height, name, predicted in zip(
        range(len(result.names), 0, -1), result.names, result.predicted[:, 0], strict=True
    ):
        for outcome, up, role in ((True, 0.1, "ink"), (False, -0.14, "muted")):
            shown = predicted[result.malignant == outcome]
            axes.plot(
                shown, np.full(len(shown), height + up), "|", color=COLOUR[role], ms=11, mew=1
            )
        axes.plot([0.5, 0.5], [height - 0.3, height + 0.26], color=COLOUR["network"], lw=1.4)
        label(axes, -0.95, height + 0.33, name, "network")
    label(axes, 2.4, 5.1, "malignant", "ink", ha="right", va="center")
    label(axes, 2.4, 4.86, "benign", "muted", ha="right", va="center")
    axes.set_xlim(-1, 2.45)
    axes.set_ylim(0.6, 5.65)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    ticks(axes.xaxis, (-1, 0, 0.5, 1, 2))
    axes.xaxis.set_ticklabels(["−1", "0", "0.5", "1", "2"])
    axes.set_xlabel("prediction for a new tumour")
    return figure


def recovery(result: Relabelled) -> Figure:
    """Training accuracy after swapped labels were put right."""
    figure, [axes] = panels(1, height=3)
    steps = np.arange(result.accuracy.shape[2])
    for accuracy, style in zip(result.accuracy, ("-", DASHED), strict=True):
        axes.plot(steps, accuracy.T, color=COLOUR["network"], lw=0.7, alpha=0.35)
        axes.plot(steps, np.median(accuracy, axis=0), color=COLOUR["network"], lw=2.4, ls=style)
    axes.axhline(0.9, color=COLOUR["muted"], lw=1)
    label(axes, 120, 0.45, "solid: cross-entropy", "network")
    label(axes, 120, 0.3, "dashed: squared error", "network")
    axes.set_ylim(0, 1.02)
    axes.set_xlim(0, steps[-1])
    axes.set_xlabel("steps with the right labels")
    axes.set_ylabel("share right, training set")
    return figure


def digits(result: Several) -> Figure:
    """Wrong digits against the step size, for four pairings."""
    figure, [axes] = panels(1, height=3.5)
    looks = (
        ("network", "-", 2.6),
        ("network", DASHED, 2),
        ("linear", "-", 1.8),
        ("network", DOTTED, 2),
    )
    for (role, style, width), error, best in zip(looks, result.error, result.best, strict=True):
        axes.plot(result.rates, error, color=COLOUR[role], ls=style, lw=width)
        axes.plot(result.rates[best], error[best], "o", color=COLOUR[role], ms=8)
    axes.set_xscale("log")
    axes.set_yscale("log")
    ticks(axes.xaxis, result.rates)
    ticks(axes.yaxis, (0.03, 0.1, 0.3, 1))
    axes.set_ylim(0.025, 1.6)
    axes.grid()
    axes.set_xlabel("step size")
    axes.set_ylabel("share of wrong digits")
    rates = result.rates
    label(axes, rates[0] * 1.02, 0.05, "softmax,\ncross-entropy", "network", va="top")
    label(axes, rates[2] * 1.13, 0.105, "softmax,\nsquared", "network", va="bottom")
    label(axes, rates[0], 1.05, "softmax twice", "network")
    label(axes, rates[3] * 0.95, 1.05, "nothing, squared", "linear", ha="center")
    return figure


def stability(result: Stability) -> Figure:
    """Cross-entropy by the formula, as far as it gives a number, and in a stable way."""
    figure, [axes] = panels(1, height=2.8)
    usable = np.isfinite(result.plain)
    axes.plot(result.margin, result.stable, color=COLOUR["network"], lw=1.6)
    axes.plot(result.margin[usable], result.plain[usable], color=COLOUR["muted"], lw=6, alpha=0.6)
    last = np.flatnonzero(usable)[-1]
    axes.plot(result.margin[last], result.plain[last], "X", color=COLOUR["muted"], ms=11)
    label(axes, 72, 84, "by the formula", "muted", ha="right")
    label(axes, 147, 60, "largest output\nsubtracted first", "network", ha="right")
    axes.set_xlabel("lead of the wrong class")
    axes.set_ylabel("cross-entropy")
    axes.set_xlim(0, 150)
    axes.set_ylim(0, 155)
    axes.grid()
    return figure


def overtraining(result: Overtraining) -> Figure:
    """Cross-entropy, and certainty beside accuracy, as training goes on."""
    figure, (left, right) = panels(2, height=3.1)
    left.plot(result.steps, result.train_cross_entropy, color=COLOUR["train"])
    left.plot(result.steps, result.course("cross_entropy"), color=COLOUR["test"])
    accuracy, sureness = 1 - result.course("error"), result.course("sureness")
    right.plot(result.steps, sureness, color=COLOUR["network"], ls=DASHED)
    right.plot(result.steps, accuracy, color=COLOUR["test"])
    right.fill_between(result.steps, accuracy, sureness, color=COLOUR["network"], alpha=0.12, lw=0)
    for panel in (left, right):
        panel.axvline(result.steps[result.best], color=COLOUR["muted"], lw=1, ls=DASHED)
        panel.set_xscale("log")
        ticks(panel.xaxis, (5, 20, 100, 400))
        panel.set_xlabel("training steps")
        panel.grid(axis="y")
    left.set_ylabel("cross-entropy")
    left.set_ylim(0, 1.1)
    label(left, 110, 0.83, "test", "test", ha="right")
    label(left, 30, 0.12, "train", "train", ha="right")
    right.set_ylabel("share of test images")
    right.set_ylim(0.6, 1)
    label(right, 33, 0.9, "how sure it is", "network", ha="right")
    label(right, 100, 0.755, "how often right", "test")
    return figure


def reliability(result: Reliability) -> Figure:
    """How often a network is right where it is so sure; a slider sets the training step."""
    figure, [axes] = panels(1, height=3.9)
    axes.plot([0, 1], [0, 1], color=COLOUR["muted"], lw=1)
    filled = result.count >= 20  # fewer say nothing
    [curve] = axes.plot(
        result.confidence[filled],
        result.accuracy[filled],
        "o-",
        color=COLOUR["network"],
        ms=7,
        lw=2.2,
    )
    bars = axes.bar(
        (np.arange(len(result.count)) + 0.5) / len(result.count),
        0.3 * result.count / result.count.sum(),
        width=0.9 / len(result.count),
        color=COLOUR["network"],
        alpha=0.25,
    )
    text = axes.annotate(
        f"cross-entropy {result.cross_entropy:.2f}\nwrong {100 * result.error:.0f} %\n"
        f"calibration error {100 * result.calibration_error:.1f} points",
        (0.03, 0.97),
        va="top",
        color=COLOUR["ink"],
    )
    label(axes, 0.63, 0.66, "calibrated", "muted", ha="right")
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    _squared(axes)
    axes.set_xlabel("how sure the network is")
    axes.set_ylabel("how often it is right")
    moving(curve, *bars, text)
    return figure


def _squared(axes: Axes) -> None:
    axes.set_aspect("equal")
    for axis in (axes.xaxis, axes.yaxis):
        ticks(axis, (0, 0.5, 1))
    axes.grid()
