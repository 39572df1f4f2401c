"""Figures of the chapter *The last layer and the loss*: results drawn, nothing computed."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from conundrum.chapters.losses.experiments import (
    Coin,
    DigitErrors,
    Lab,
    LogitLosses,
    Overtraining,
    Relabelled,
    Reliability,
    Salaries,
    Splits,
    Stability,
    TumourPredictions,
)
from conundrum.style import (
    COLOUR,
    DASHED,
    DOTTED,
    band,
    identity,
    label,
    log_x,
    log_y,
    moving,
    name_line,
    panels,
    reference,
    ticks,
)

PUBLISHED = {
    "least squares": 259.7153,
    "lasso": 257.2382,
    "lasso, standardised": 235.6755,
    "network": (222, 251),
}


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
        ("least squares", "linear", [result.linear.least_squares]),
        ("lasso, as the lab first ran it", "linear", [result.linear.lasso]),
        ("lasso, standardised predictors", "linear", [result.linear.lasso_scaled]),
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
    axes.plot([PUBLISHED["lasso, standardised"]] * 2, [2.62, 2.8], **mark)
    label(axes, high + 2, 1.7, "published", "ink", va="center")
    label(axes, PUBLISHED["least squares"] + 2, 4.7, "published", "ink", va="center")
    label(axes, PUBLISHED["lasso"] + 2, 3.7, "published in 2023", "ink", va="center")
    label(axes, PUBLISHED["lasso, standardised"] + 2, 2.7, "since 2024", "ink", va="center")
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
        identity(panel)
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
        identity(panel)
        reference(panel, y=result.mean / 1000, role="truth")
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


def tumours(result: TumourPredictions) -> Figure:
    """What five pairings predict for new tumours: malignant ones above, benign ones below."""
    figure, [axes] = panels(1, height=5)
    axes.axvspan(0, 1, color=COLOUR["grid"], alpha=0.5, lw=0)
    heights = range(len(result.predicted), 0, -1)
    for height, (name, (predicted, *_)) in zip(heights, result.predicted.items(), strict=True):
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
    for accuracy, style in zip(result.accuracy.values(), ("-", DASHED), strict=True):
        steps = np.arange(accuracy.shape[1])
        axes.plot(steps, accuracy.T, color=COLOUR["network"], lw=0.7, alpha=0.35)
        axes.plot(steps, np.median(accuracy, axis=0), color=COLOUR["network"], lw=2.4, ls=style)
    reference(axes, y=0.9)
    label(axes, 120, 0.45, "solid: cross-entropy", "network")
    label(axes, 120, 0.3, "dashed: squared error", "network")
    axes.set_ylim(0, 1.02)
    axes.set_xlim(0, steps[-1])
    axes.set_xlabel("steps with the right labels")
    axes.set_ylabel("share right, training set")
    return figure


def digits(result: DigitErrors) -> Figure:
    """Wrong digits against the step size, for four pairings."""
    figure, [axes] = panels(1, height=3.5)
    log_x(axes, result.rates)
    log_y(axes, (0.03, 0.1, 0.3, 1))
    axes.set_ylim(0.025, 1.6)
    axes.grid()
    looks = (
        ("network", "-", 2.6, "softmax,\ncross-entropy", 0, (1, -44)),
        ("network", DASHED, 2, "softmax,\nsquared", 2, (9, 5)),
        ("linear", "-", 1.8, "nothing, squared", 3, (0, 8)),
        ("network", DOTTED, 2, "softmax twice", 0, (1, 9)),
    )
    for (role, style, width, name, at, offset), (pairing, error) in zip(
        looks, result.error.items(), strict=True
    ):
        [line] = axes.plot(result.rates, error, color=COLOUR[role], ls=style, lw=width)
        best = result.best(pairing)
        axes.plot(result.rates[best], error[best], "o", color=COLOUR[role], ms=8)
        name_line(line, name, x=result.rates[at], offset=offset)
    axes.set_xlabel("step size")
    axes.set_ylabel("share of wrong digits")
    return figure


def stability(result: Stability) -> Figure:
    """Cross-entropy by the formula, as far as it gives a number, and in a stable way."""
    figure, [axes] = panels(1, height=2.8)
    usable = np.isfinite(result.plain)
    [stable] = axes.plot(result.margin, result.stable, color=COLOUR["network"], lw=1.6)
    [plain] = axes.plot(
        result.margin[usable], result.plain[usable], color=COLOUR["muted"], lw=6, alpha=0.6
    )
    last = np.flatnonzero(usable)[-1]
    axes.plot(result.margin[last], result.plain[last], "X", color=COLOUR["muted"], ms=11)
    axes.set_xlim(0, 150)
    axes.set_ylim(0, 155)
    name_line(plain, "by the formula", x=72, offset=(-7, 7))
    name_line(stable, "largest output\nsubtracted first", offset=(-3, -66))
    axes.set_xlabel("lead of the wrong class")
    axes.set_ylabel("cross-entropy")
    axes.grid()
    return figure


def overtraining(result: Overtraining) -> Figure:
    """Cross-entropy, and certainty beside accuracy, as training goes on."""
    figure, (left, right) = panels(2, height=3.1)
    [train] = left.plot(result.steps, result.train_cross_entropy, color=COLOUR["train"])
    [test] = left.plot(result.steps, result.course("cross_entropy"), color=COLOUR["test"])
    accuracy, sureness = 1 - result.course("error"), result.course("sureness")
    [sure] = right.plot(result.steps, sureness, color=COLOUR["network"], ls=DASHED)
    [often] = right.plot(result.steps, accuracy, color=COLOUR["test"])
    band(right, result.steps, accuracy, sureness, "network")
    for panel in (left, right):
        reference(panel, x=result.steps[result.best])
        log_x(panel, (5, 20, 100, 400))
        panel.set_xlabel("training steps")
        panel.grid(axis="y")
    left.set_ylabel("cross-entropy")
    left.set_ylim(0, 1.1)
    name_line(test, "test", x=100, offset=(-4, 16))
    name_line(train, "train", x=20, offset=(-4, -16))
    right.set_ylabel("share of test images")
    right.set_ylim(0.6, 1)
    name_line(sure, "how sure it is", x=result.steps[result.best], offset=(-4, 16))
    name_line(often, "how often right", x=100, offset=(2, -12))
    return figure


def reliability(result: Reliability) -> Figure:
    """How often a network is right where it is so sure; a slider sets the training step."""
    figure, [axes] = panels(1, height=3.9)
    identity(axes)
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
