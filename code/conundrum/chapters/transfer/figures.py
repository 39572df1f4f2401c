"""Figures of the chapter *Transfer*: each takes a result and computes nothing."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from conundrum.chapters.transfer.experiments import (
    Augmented,
    Changed,
    Comparison,
    Mistaken,
    Moved,
)
from conundrum.style import (
    COLOUR,
    log_x,
    name_axes,
    name_line,
    panels,
    percent,
    picture,
    picture_grid,
    reference,
)

STYLES = {
    "pixels": ("linear", "s-", "pixels"),
    "scratch": ("convolution", "o--", "from scratch"),
    "frozen": ("convolution", "o-", "pretrained, frozen"),
    "fine-tuned": ("convolution", "D-", "pretrained, fine-tuned"),
}


def few_labels(clothes: Comparison, digits: Comparison) -> Figure:
    """Accuracy by number of labelled images, on clothes and on digits, of all but fine-tuning."""
    figure, (left, right) = panels(2, height=3.3, sharey=True)
    left.set_title("clothes")
    right.set_title("digits")
    left.set_ylim(0.45, 1)
    pixels, scratch, frozen = _by_labels(left, clothes, ("pixels", "scratch", "frozen"))
    _by_labels(right, digits, ("pixels", "scratch", "frozen"))
    name_line(frozen, STYLES["frozen"][2], x=20, offset=(0, 8))
    name_line(pixels, STYLES["pixels"][2], x=10, offset=(-6, 6))
    name_line(scratch, STYLES["scratch"][2], x=20, offset=(4, -8))
    return figure


def fine_tuned(clothes: Comparison) -> Figure:
    """Accuracy by number of labelled images of the two networks, one of them frozen or not."""
    figure, [axes] = panels(1, height=3)
    _by_labels(axes, clothes, ("scratch", "frozen", "fine-tuned"))
    axes.set_ylim(0.4, 0.9)
    axes.legend(loc="lower right", handlelength=3)
    return figure


def _by_labels(axes: Axes, result: Comparison, methods: tuple[str, ...]) -> list[Line2D]:
    log_x(axes, result.per_class)
    for method in methods:
        role, style, name = STYLES[method]
        accuracy = result.accuracy[method]
        axes.plot(result.per_class, accuracy, style, color=COLOUR[role], ms=5, label=name)
    percent(axes.yaxis)
    axes.grid(axis="y")
    name_axes(axes, "labelled images of each class", "accuracy on new images")
    axes.tick_params(axis="x", labelbottom=True)  # two panels differ in these, stacked as well
    return list(axes.lines)


def moved(result: Moved) -> Figure:
    """How far images are from themselves, moved, in pixels and in features."""
    figure, axes = panels(2, height=2.5, sharex=True, sharey=True)
    for panel, ratios, title, role in zip(
        axes,
        (result.pixels, result.features),
        ("in pixels", "in pretrained features"),
        ("linear", "convolution"),
        strict=True,
    ):
        panel.hist(ratios, bins=np.linspace(0, 3, 31), color=COLOUR[role], alpha=0.75)
        reference(panel, x=1, role="truth")
        panel.set_title(title)
        name_axes(panel, "distance to itself ÷ to a stranger", "photographs")
    return figure


def changes(result: Changed) -> Figure:
    """One photograph, and what each kind of change makes of it, three times."""
    kinds = list(result.pictures)
    figure, axes = picture_grid(len(kinds), 4, height=1.75)
    for row, kind in enumerate(kinds):
        drawn = axes[4 * row : 4 * row + 4]
        for panel, pixels in zip(drawn, result.pictures[kind], strict=True):
            picture(panel, pixels)
        drawn[0].set_title(kind)
    return figure


def augmented(result: Augmented) -> Figure:
    """Accuracy with each kind of change, on photographs in place and moved."""
    figure, axes = panels(2, height=2.9, sharex=True, sharey=True)
    for panel, accuracy, convolutional, title in zip(
        axes,
        (result.accuracy, result.moved_accuracy),
        (result.convolutional, result.moved_convolutional),
        ("test images as they are", "moved by three pixels"),
        strict=True,
    ):
        rows = [
            ("convolutional", convolutional, "convolution"),
            *((kind, share, "network") for kind, share in reversed(accuracy.items())),
        ]
        for place, (_, share, role) in enumerate(rows):
            panel.plot(share, place, "o", color=COLOUR[role], ms=7)
        panel.set_yticks(range(len(rows)), [name for name, _, _ in rows])
        panel.set_ylim(-0.6, len(rows) - 0.4)
        panel.set_title(title)
        percent(panel.xaxis)
        panel.set_xlabel("accuracy on new images")
        panel.label_outer()
        panel.grid(axis="x")
    return figure


def sixes(result: Mistaken) -> Figure:
    """A six, turned, and how often six and nine are taken for each other."""
    figure, axes = picture_grid(1, len(result.turned), height=1.7)
    for panel, pixels, angle in zip(axes, result.turned, result.angles, strict=True):
        picture(panel, pixels)
        panel.set_title(f"{angle}°")
    return figure
