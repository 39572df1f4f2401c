"""Figures of the section *What flattening throws away*, and accuracy on moved images."""

import numpy as np
from jaxtyping import Float
from matplotlib.figure import Figure

from conundrum.chapters.images.experiments.arrangement import (
    AVERAGED,
    CONVOLUTION,
    LINEAR,
    NETWORK,
    ArrangementAccuracy,
    ShuffledExamples,
)
from conundrum.style import (
    COLOUR,
    DASHED,
    DOTTED,
    label,
    name_axes,
    name_line,
    panels,
    picture,
    reference,
    ticks,
)

NAMES = {LINEAR: "linear", NETWORK: "fully connected", CONVOLUTION: "convolutional"}
MOVED_NAMES = NAMES | {AVERAGED: "averaged maps"}
STYLES = {LINEAR: DOTTED, NETWORK: DASHED, CONVOLUTION: "-", AVERAGED: DASHED}
COLOURS = {model: COLOUR[model] for model in NAMES} | {AVERAGED: COLOUR[CONVOLUTION]}


def examples(result: ShuffledExamples) -> Figure:
    """Images of clothes, and below the same after one shuffle of all pixels."""
    figure, (above, below) = panels(2, columns=1, height=1.5, narrow_height=1.2)
    picture(above, _side_by_side(result.images))
    picture(below, _side_by_side(result.shuffled))
    for place, name in enumerate(result.labels):
        above.annotate(
            name, (place * 30 + 13.5, -1.5), ha="center", va="bottom", annotation_clip=False
        )
    below.set_title("the same, shuffled", loc="center", weight="normal", size=9.5)
    return figure


def shuffled(result: ArrangementAccuracy) -> Figure:
    """Accuracy of each repeat, from images as they are to shuffled ones, a panel a model."""
    figure, axes = panels(3, columns=3, height=2.9, narrow_height=2.0, sharey=True)
    for panel, (model, name) in zip(axes, NAMES.items(), strict=True):
        pairs = 100 * result.pairs[model]
        panel.plot([0, 1], pairs.T, "o-", color=COLOUR[model], lw=1, ms=4, alpha=0.45)
        panel.plot([0, 1], pairs.mean(axis=0), "o-", color=COLOUR[model], lw=2.6, ms=7)
        panel.set_title(name)
        panel.set_xlim(-0.4, 1.4)
        panel.set_xticks([0, 1], ["as they are", "shuffled"])
        panel.grid(axis="y")
        panel.set_ylabel("test accuracy (%)")
        panel.label_outer(remove_inner_ticks=False)
        panel.tick_params(labelbottom=True)
    return figure


def shifted(result: ArrangementAccuracy) -> Figure:
    """Accuracy against how far test images were moved, for models that never saw one moved."""
    figure, [axes] = panels(1, height=3.2)
    axes.set_ylim(0, 92)
    axes.set_xlim(-0.2, 6.2)
    hung = {
        LINEAR: (2, (-8, -3)),
        NETWORK: (3, (-8, -4)),
        CONVOLUTION: (2, (7, 3)),
        AVERAGED: (4, (7, 3)),
    }
    for model, (shift, offset) in hung.items():
        accuracies = 100 * result.shifted[model]
        [mean] = axes.plot(
            result.shifts, accuracies.mean(axis=0), color=COLOURS[model], ls=STYLES[model], lw=2.4
        )
        axes.plot(result.shifts, accuracies.T, "o", color=COLOURS[model], ms=4, alpha=0.4)
        name_line(mean, MOVED_NAMES[model], x=shift, offset=offset)
    reference(axes, y=10)
    axes.grid(axis="y")
    ticks(axes.xaxis, result.shifts)
    name_axes(axes, "test images moved to the right by (pixels)", "test accuracy (%)")
    label(axes, 0.05, 11.5, "guessing", "muted")
    return figure


def _side_by_side(
    images: Float[np.ndarray, "n height width"], gap: int = 2
) -> Float[np.ndarray, "height all"]:
    """Place images next to each other, with nothing between them."""
    apart = np.pad(images, ((0, 0), (0, 0), (0, gap)), constant_values=np.nan)
    return np.concatenate(list(apart), axis=1)[:, :-gap]
