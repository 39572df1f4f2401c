"""What the chapter *Training* shows."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from conundrum.chapters.training.experiments import (
    GUESSING,
    Backpropagation,
    BatchSizes,
    Checklist,
    Curve,
    Depths,
    Descent,
    LearningCurves,
    Noise,
    OneBatch,
    Scaling,
    Signals,
    Sweep,
    Valley,
)
from conundrum.notation import number
from conundrum.style import (
    COLOUR,
    DASHED,
    label,
    log_x,
    log_y,
    moving,
    name_line,
    name_rows,
    panels,
    reference,
    ticks,
    truth,
)


def parabola(result: Descent) -> Figure:
    """Gradient descent on a parabola, for a slider that sets the learning rate."""
    figure, (left, right) = panels(2, height=3.0)
    slopes = np.linspace(-1.5, 4.5, 121)
    truth(left, slopes, result.loss(slopes))
    seen = result.path[np.cumprod(np.abs(result.path) < 6).astype(bool)][:12]
    [path] = left.plot(
        seen, result.loss(seen), "o-", color=COLOUR["train"], ms=5, lw=1.2, alpha=0.9
    )
    left.set_xlim(-1.5, 4.5)
    left.set_ylim(0, 8)
    left.set_xlabel("slope θ")
    left.set_ylabel("mean squared error")
    distance = np.clip(result.distance, 1e-12, 1e6)
    [line] = right.plot(np.arange(len(distance)), distance, "o-", color=COLOUR["train"], ms=4)
    reference(right, y=1)
    log_y(right)
    right.set_ylim(1e-6, 1e4)
    right.set_xlim(0, 20)
    right.set_xlabel("step")
    right.set_ylabel("distance to the optimum")
    moving(path, line)
    return figure


def valley(result: Valley) -> Figure:
    """The loss in one unit's weight and bias, and the paths of four optimisers on it."""
    names = ("gradient descent", "SGD", "momentum", "Adam")
    figure, axes = panels(4, columns=2, height=2.9, sharex=True, sharey=True)
    low, high = np.log(result.loss.min()), np.log(result.loss.max())
    for panel, name in zip(axes, names, strict=True):
        panel.contour(
            result.weights,
            result.biases,
            np.log(result.loss),
            levels=np.linspace(low, high, 16),
            colors=COLOUR["muted"],
            linewidths=0.8,
            linestyles="solid",
            alpha=0.75,
        )
        panel.plot(*result.paths[name].T, "o-", color=COLOUR["train"], ms=3, lw=1.2)
        panel.plot(*result.paths[name][0], "s", color=COLOUR["ink"], ms=6)
        panel.plot(*result.paths["off"][-1], "X", color=COLOUR["test"], ms=8)
        panel.set_title(name)
        panel.set_xlabel("weight of the unit")
        panel.set_ylabel("bias of the unit")
        panel.label_outer()
    return figure


def ridge_and_rates(result: Valley) -> Figure:
    """The loss between two equal optima, and the loss that optimisers reach at many rates."""
    figure, (left, right) = panels(2, height=3.1)
    share, loss = result.between()
    left.plot(share, loss, color=COLOUR["train"], lw=2.4)
    left.set_ylim(0, None)
    left.set_xlabel("way from one optimum to the other")
    left.set_ylabel("train loss")
    left.set_title("two optima, equally good")
    ticks(left.xaxis, (0, 0.5, 1))
    styles = {"gradient descent": "o-", "momentum": "s--", "Adam": "^:"}
    for name, style in styles.items():
        right.plot(
            result.rates, np.minimum(result.tuned[name], 1e3), style, color=COLOUR["train"], ms=5
        )
    log_x(right, (1 / 64, 1 / 16, 1 / 4, 1, 4))
    log_y(right, (0.2, 0.5, 1, 2, 5, 10))
    right.xaxis.set_ticklabels(["1/64", "1/16", "1/4", "1", "4"])
    right.set_title("60 steps at many rates")
    right.set_xlabel("rate (1 = one over curvature; Adam: 1)")
    right.set_ylabel("train loss at the end")
    right.legend(
        [right.lines[i] for i in range(3)],
        ["gradient descent", "momentum", "Adam"],
        handlelength=2.2,
        loc="upper center",
    )
    return figure


PLACES = {
    "x": (0.5, 0),
    "a1": (0.22, 1),
    "a2": (0.78, 1),
    "h1": (0.22, 2),
    "h2": (0.78, 2),
    "s": (0.5, 3),
    "f": (0.5, 4),
    "loss": (0.5, 5),
}
NAMES = {"a1": "a₁", "a2": "a₂", "h1": "h₁", "h2": "h₂", "loss": "L"}


def graph(result: Backpropagation) -> Figure:
    """The lecture's network as a graph of single steps, with values and derivatives."""
    figure, [axes] = panels(1, height=5.6)
    texts = []
    for (above, below), derivative in result.local.items():
        start, end = np.array(PLACES[below]), np.array(PLACES[above])
        axes.plot(*np.stack([start, end]).T, color=COLOUR["grid"], lw=2, zorder=1)
        texts.append(
            axes.annotate(
                f"×{_short(derivative)}",
                (start + end) / 2,
                ha="center",
                va="center",
                color=COLOUR["muted"],
                bbox={"facecolor": COLOUR["paper"], "edgecolor": "none", "pad": 1},
            )
        )
    values = {"x": result.x, **result.values}
    for name, place in PLACES.items():
        axes.plot(*place, "o", ms=9, color=COLOUR["network"], zorder=2)
        texts.append(
            axes.annotate(
                f"{NAMES.get(name, name)} = {_short(values[name])}",
                place,
                xytext=(-9, 0),
                textcoords="offset points",
                ha="right",
                va="center",
            )
        )
        texts.append(
            axes.annotate(
                f"∂ {_short(result.slopes[name])}",
                place,
                xytext=(9, 0),
                textcoords="offset points",
                ha="left",
                va="center",
                color=COLOUR["test"],
                weight="semibold",
            )
        )
    axes.set_xlim(-0.06, 1.06)
    axes.set_ylim(-0.4, 5.4)
    axes.axis("off")
    moving(*texts)
    return figure


def _short(value: float) -> str:
    return number(float(f"{value:.3g}") + 0.0)


def rates(result: Sweep) -> Figure:
    """The loss step by step at four rates, and at the end for all."""
    figure, (left, right) = panels(2, height=3.1)
    for share, style, name in (
        (2.0**-10, "-", "1/1024"),
        (2.0**-5, "--", "1/32"),
        (0.5, "-.", "1/2"),
        (8.0, ":", "8"),
    ):
        left.plot(np.minimum(result.course(share), 1e4), style, color=COLOUR["train"], label=name)
    log_y(left, (0.01, 0.1, 1, 10, 100, 1000))
    left.set_ylim(0.008, 3e3)
    left.set_xlabel("step")
    left.set_ylabel("train loss")
    left.legend(title="share of the limit", loc="upper right", handlelength=2.4)
    right.plot(result.share, np.clip(result.final, 1e-4, 1e3), "o-", color=COLOUR["train"], ms=5)
    reference(right, x=1)
    label(right, 0.8, 150, "2 / curvature\nat the start", "muted", ha="right")
    log_x(right, (2**-10, 2**-5, 1, 16))
    log_y(right, (0.01, 0.1, 1, 10, 100, 1000))
    right.xaxis.set_ticklabels(["1/1024", "1/32", "1", "16"])
    right.set_xlabel("rate, as a share of the limit")
    right.set_ylabel("train loss after 100 steps")
    return figure


def batch_sizes(noise: Noise, batches: BatchSizes) -> Figure:
    """Noise against batch size, and the loss epoch by epoch for several sizes."""
    figure, (left, right) = panels(2, height=3.1)
    log_x(left, (1, 4, 16, 64, 256))
    log_y(left, (0.5, 1, 2, 4))
    falling = noise.noise[0] / np.sqrt(noise.sizes)
    [line] = left.plot(noise.sizes, falling, color=COLOUR["muted"], lw=1, ls=DASHED)
    left.plot(noise.sizes, noise.noise, "o", color=COLOUR["train"], ms=6)
    name_line(line, "falls like 1/√B", x=8, offset=(10, 4))
    left.set_xlabel("batch size B")
    left.set_ylabel("noise / length of the gradient")
    for size, style in zip(batches.curves, ("-", "--", "-.", ":"), strict=True):
        right.plot(batches.best(size).train[:16], style, color=COLOUR["train"], label=size)
    log_y(right, (0.001, 0.01, 0.1, 1))
    right.legend(title="batch size", handlelength=2.4, ncols=2, loc="lower left")
    right.set_ylim(0.0002, 4)
    ticks(right.xaxis, (0, 5, 10, 15))
    right.set_xlabel("epoch")
    right.set_ylabel("train loss")
    return figure


def signals(result: Signals) -> Figure:
    """Sizes of activations and gradients in 30 layers, for a slider that sets the gain."""
    figure, [axes] = panels(1, height=3.1)
    layers = np.arange(1, len(result.forward) + 1)
    [forward] = axes.plot(layers, result.forward, "o-", color=COLOUR["network"], ms=4)
    [backward] = axes.plot(layers, result.backward, "s--", color=COLOUR["test"], ms=4)
    reference(axes, y=1)
    log_y(axes)
    axes.set_ylim(1e-11, 1e11)
    axes.yaxis.set_ticks([1e-9, 1e-6, 1e-3, 1, 1e3, 1e6, 1e9])
    axes.set_xlabel("hidden layer, from the input")
    axes.set_ylabel("relative size")
    label(axes, 2, 1e9, "● activations", "network")
    label(axes, 2, 1e-9, "■ gradients", "test")
    moving(forward, backward)
    return figure


def depths(result: Depths) -> Figure:
    """Gradients through sigmoids and ReLUs, and training from three gains."""
    figure, (left, right) = panels(2, height=3.0)
    layers = np.arange(1, len(result.sigmoid.backward) + 1)
    log_y(left)
    left.yaxis.set_ticks([1e-15, 1e-10, 1e-5, 1])
    for name, signals, style, layer, offset in (
        ("ReLU, gain 1", result.relu[1.0], "-", 2, (1, -6)),
        ("sigmoid", result.sigmoid, DASHED, 14, (6, -6)),
    ):
        [line] = left.plot(layers, signals.backward, color=COLOUR["network"], lw=2.2, ls=style)
        name_line(line, name, x=layer, offset=offset)
    left.set_xlabel("hidden layer, from the input")
    left.set_ylabel("size of the gradient")
    names = ("gain 0.5", "gain 1", "gain 2 (above, then NaN)")
    for name, curve, style in zip(names, result.curves.values(), ("--", "-", ":"), strict=True):
        right.plot(np.minimum(curve.train, 30), style, color=COLOUR["train"], label=name)
    right.set_ylim(0, 5)
    reference(right, y=GUESSING)
    right.legend(loc="upper right", handlelength=2.4)
    right.set_xlabel("epoch")
    right.set_ylabel("train loss")
    return figure


def learning_curves(result: LearningCurves) -> Figure:
    """Six ways in which training can go."""
    figure, axes = panels(6, columns=3, height=2.4)
    titles = {
        "works": "works",
        "underfits": "underfits",
        "overfits": "overfits",
        "rate_too_high": "rate too high",
        "plateau": "plateau",
        "dead": "dead units",
    }
    for panel, (name, title) in zip(axes, titles.items(), strict=True):
        _curve(panel, getattr(result, name), title, top=1e6 if name == "rate_too_high" else 10)
    validation, train, _ = axes[0].lines
    name_line(validation, "validation", x=12, offset=(0, 4))
    name_line(train, "train", x=12, offset=(-4, -4))
    return figure


def checklist(result: Checklist) -> Figure:
    """Six symptoms, each produced by its cause."""
    figure, axes = panels(6, columns=3, height=2.4)
    _curve(axes[0], result.too_small, "rate too small")
    _curve(axes[1], result.too_large, "rate too large", top=1e6)
    _curve(axes[2], result.no_zero_grad, "no zero_grad", top=1e6)
    _curve(axes[3], result.shuffled_labels, "labels shuffled")
    _curve(axes[4], result.in_order, "batches sorted")
    panel = axes[5]
    log_y(panel, (1, 10, 100))
    panel.set_ylim(0.08, 1e3)
    [raw] = panel.plot(np.minimum(result.raw.train, 1e4), color=COLOUR["train"], ls=DASHED)
    [scaled] = panel.plot(result.scaled.train, color=COLOUR["train"])
    name_line(raw, "raw units", x=25, offset=(0, 5))
    name_line(scaled, "standardised", x=25, offset=(0, -6))
    panel.set_title("inputs not scaled")
    panel.set_xlabel("epoch")
    panel.set_ylabel("loss")
    return figure


def _curve(axes: Axes, curve: Curve, title: str, top: float = 10) -> None:
    """Draw train and validation loss on one scale, dashed where guessing is."""
    for loss, role in ((curve.validation, "test"), (curve.train, "train")):
        shown = np.where(np.isfinite(loss), np.minimum(loss, 10 * top), np.nan)
        axes.plot(shown, color=COLOUR[role])
    reference(axes, y=GUESSING)
    log_y(axes)
    axes.set_ylim(0.002, top)
    axes.yaxis.set_ticks([0.01, 1, *([100, 1e4] if top > 10 else [])])
    axes.set_xlim(0, len(curve.train) - 1)
    axes.set_title(title)
    axes.set_xlabel("epoch")
    axes.set_ylabel("loss")


def one_batch(losses: OneBatch, scaling: Scaling) -> Figure:
    """Loss on one batch for five programs, and test error after five ways of scaling."""
    figure, (left, right) = panels(2, height=3.2)
    for name, style, text in (
        ("correct", "-", "correct"),
        ("labels_shuffled", "--", "shuffled once"),
        ("pairs_torn", "-.", "pairs torn apart"),
        ("dead", ":", "dead units"),
    ):
        left.plot(getattr(losses, name), style, color=COLOUR["train"], label=text)
    left.plot(np.minimum(losses.wrong_sign, 1e7), color=COLOUR["train"], lw=0.9, label="wrong sign")
    log_y(left, (0.01, 1, 100))
    left.set_ylim(0.005, 1e6)
    left.legend(loc="upper right", handlelength=2.4)
    left.set_xlabel("step")
    left.set_ylabel("loss on one batch")
    names = {
        "honest": "by the training data",
        "together": "all together",
        "apart": "each by its own",
        "elsewhere": "elsewhere, by training",
        "elsewhere_apart": "elsewhere, by its own",
    }
    means = [getattr(scaling, name) for name in names]
    right.barh(range(len(names)), means, color=COLOUR["test"], height=0.62)
    name_rows(right, names.values())
    right.set_xlabel("mean squared test error")
    right.set_title("data scaled …")
    return figure
