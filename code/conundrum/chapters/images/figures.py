"""Figures of the chapter *What an image is*: each takes a result and computes nothing."""

import numpy as np
from jaxtyping import Float
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from conundrum.chapters.images.experiments import (
    Arrangements,
    Challenge,
    Flattened,
    Neighbours,
    Planes,
    Recovered,
    Shifted,
    Tiles,
)
from conundrum.data.images import FASHION_CLASSES
from conundrum.style import COLOUR, label, moving, name_axes, panels, picture, ticks

NAMES = {
    "linear": "linear model",
    "network": "fully connected",
    "convolution": "convolutional",
}


def challenge(result: Challenge) -> Figure:
    """Top-5 errors of the challenge as bars, and in which interval the person's lies."""
    figure, [axes] = panels(1, height=3.9)
    rows = np.arange(len(result.entries))[::-1]
    low, high = result.person_interval
    for row, entry in zip(rows, result.entries, strict=True):
        role = "convolution" if entry.convolutional else "linear"
        axes.barh(row, entry.error, height=0.62, color=COLOUR[role], lw=0)
        beside = entry.error if entry.error > high else high
        label(axes, beside + 0.4, row, f"{entry.error:g}", role, va="center")
    axes.axvspan(low, high, color=COLOUR["muted"], alpha=0.3, lw=0, zorder=0)
    axes.axvline(result.person, color=COLOUR["muted"], lw=1.4, ls=(0, (4, 2)), zorder=3)
    axes.set_yticks(rows, [f"{entry.year} {entry.name}" for entry in result.entries])
    axes.tick_params(axis="y", length=0)
    axes.set_xlim(0, 32)
    axes.set_ylim(-0.6, len(rows) - 0.4)
    axes.set_xlabel("top-5 error (%)")
    label(axes, 13, 1.0, f"one person:\n{result.person:.1f}", "muted", va="center")
    label(axes, 19.5, 5.0, "convolutional\nnetworks", "convolution", va="center")
    return figure


def planes(result: Planes) -> Figure:
    """A photograph, and its red, green and blue planes as grey pictures."""
    figure, axes = panels(4, height=1.55)
    picture(axes[0], result.image)
    axes[0].set_title("photograph")
    for plane, (panel, name) in enumerate(zip(axes[1:], ("red", "green", "blue"), strict=True)):
        picture(panel, result.image[:, :, plane])
        panel.set_title(name)
    return figure


def neighbours(result: Neighbours) -> Figure:
    """Correlation of two pixels against their distance, as they are and shuffled."""
    figure, (left, right) = panels(2, height=3.1, sharey=True)
    for name, style in (("pagoda", "-"), ("flower", (0, (5, 1.5)))):
        left.plot(result.distances, result.ordered[name], color=COLOUR["ink"], ls=style, lw=2.2)
        left.plot(result.distances, result.shuffled[name], color=COLOUR["muted"], ls=style, lw=1.4)
    left.set_xscale("log", base=2)
    ticks(left.xaxis, result.distances)
    left.set_title("two photographs")
    label(left, 17, 0.84, "pagoda", "ink")
    label(left, 22, 0.5, "flower", "ink", ha="right")
    label(left, 1, 0.06, "both, shuffled", "muted")
    right.plot(result.clothes_distances, result.clothes, color=COLOUR["ink"], lw=2.2)
    right.plot(result.clothes_distances, result.clothes_shuffled, color=COLOUR["muted"], lw=1.4)
    right.set_title("5,000 images of clothes")
    ticks(right.xaxis, (1, 5, 10, 15, 20))
    label(right, 3.6, 0.55, "as they are", "ink")
    label(right, 12.5, 0.22, "shuffled", "muted")
    for panel in (left, right):
        panel.set_ylim(-0.08, 1.05)
        panel.grid(axis="y")
        panel.set_xlabel("distance in pixels")
    left.set_ylabel("correlation")
    return figure


def tiles(result: Tiles) -> Figure:
    """A photograph whose tiles changed places, for a slider that sets their size."""
    figure, [axes] = panels(1, height=3.3)
    picture(axes, result.image)
    moving(*axes.images)
    return figure


def flattened(result: Flattened) -> Figure:
    """Images of clothes, and below the same after one shuffle of all pixels."""
    figure, (above, below) = panels(2, columns=1, height=1.5, narrow_height=1.2)
    picture(above, _side_by_side(result.images))
    picture(below, _side_by_side(result.shuffled))
    for place, name in enumerate(result.labels):
        above.annotate(
            name,
            (place * 30 + 13.5, -1.5),
            ha="center",
            va="bottom",
            annotation_clip=False,
        )
    below.set_title("the same, shuffled", loc="center", weight="normal", size=9.5)
    return figure


def arrangements(result: Arrangements) -> Figure:
    """Accuracy of three kinds of model on images as they are and on shuffled ones."""
    figure, [axes] = panels(1, height=2.7)
    for row, model in enumerate(reversed(result.models)):
        which = result.of(model)
        for up, accuracies, face in (
            (0.17, result.ordered[:, which], COLOUR[model]),
            (-0.17, result.shuffled[:, which], COLOUR["paper"]),
        ):
            axes.plot(
                100 * accuracies,
                np.full(len(accuracies), row + up),
                "o",
                ms=7.5,
                mfc=face,
                mec=COLOUR[model],
                mew=1.8,
            )
            axes.plot(
                [100 * accuracies.mean()] * 2,
                [row + up - 0.14, row + up + 0.14],
                color=COLOUR[model],
                lw=2.6,
            )
    axes.set_yticks(range(3), [NAMES[model] for model in reversed(result.models)])
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(-0.55, 2.6)
    axes.set_xlim(73, 88)
    ticks(axes.xaxis, (75, 80, 85))
    axes.grid(axis="x")
    axes.set_xlabel("test accuracy (%)")
    label(axes, 79.5, 2.17, "images as they are", "linear", va="center")
    label(axes, 79.5, 1.83, "pixels shuffled", "linear", va="center")
    return figure


def recovered(result: Recovered) -> Figure:
    """Pixels joined to their true neighbours: shuffled, and where correlations put them."""
    figure, (left, right) = panels(2, height=3.5)
    side = round(len(result.places) ** 0.5)
    shuffled = np.stack(np.divmod(np.arange(side**2), side), axis=1).astype(float)
    for panel, places, title in (
        (left, shuffled, "shuffled"),
        (right, result.recovered, "from correlations"),
    ):
        _net(panel, places, result.places, side)
        panel.set_title(title)
        panel.set_aspect("equal")
        panel.invert_yaxis()
        panel.axis("off")
    return figure


def shifted(frame: Shifted) -> Figure:
    """A moved image, and the probabilities that a network gives the classes."""
    figure, (left, right) = panels(2, height=3.1)
    picture(left, frame.image)
    bars = right.barh(
        np.arange(10)[::-1], frame.probabilities, height=0.62, color=COLOUR["network"], lw=0
    )
    right.set_yticks(np.arange(10)[::-1], FASHION_CLASSES)
    right.get_yticklabels()[frame.label].set_weight("semibold")
    right.tick_params(axis="y", length=0)
    right.set_xlim(0, 1)
    ticks(right.xaxis, (0, 0.5, 1))
    right.set_xlabel("probability")
    moving(*left.images, *bars)
    return figure


def shifts(result: Arrangements) -> Figure:
    """Accuracy against how far test images were moved, for models that never saw one moved."""
    figure, [axes] = panels(1, height=3.2)
    styles = {"linear": (0, (1.5, 1.5)), "network": (0, (5, 1.5)), "convolution": "-"}
    for model in result.models:
        accuracies = 100 * result.shifted[:, result.of(model)]
        axes.plot(
            result.shifts, accuracies.mean(axis=0), color=COLOUR[model], ls=styles[model], lw=2.4
        )
        axes.plot(result.shifts, accuracies.T, "o", color=COLOUR[model], ms=4, alpha=0.5)
    axes.axhline(10, color=COLOUR["muted"], lw=1, ls=(0, (3, 3)))
    axes.set_ylim(0, 92)
    axes.grid(axis="y")
    name_axes(axes, "test images moved to the right by (pixels)", "test accuracy (%)")
    label(axes, 2.15, 75, NAMES["convolution"], "convolution")
    label(axes, 0.05, 47, "linear (dotted)", "linear")
    label(axes, 0.05, 38, "fully connected\n(dashed)", "network", va="top")
    label(axes, 0.05, 11.5, "guessing", "muted")
    return figure


def _side_by_side(
    images: Float[np.ndarray, "n height width"], gap: int = 2
) -> Float[np.ndarray, "height all"]:
    """Place images next to each other, with nothing between them."""
    apart = np.pad(images, ((0, 0), (0, 0), (0, gap)), constant_values=np.nan)
    return np.concatenate(list(apart), axis=1)[:, :-gap]


def _net(
    axes: Axes,
    at: Float[np.ndarray, "pixels 2"],
    places: Float[np.ndarray, "pixels 2"],
    side: int,
) -> None:
    """Draw pixels at some points, and a line between any two whose true places adjoin."""
    order = np.lexsort((places[:, 1], places[:, 0].round(6))).reshape(side, side)
    lines = [*order, *order.T]
    apart = np.full((1, 2), np.nan)
    path = np.concatenate([part for line in lines for part in (at[line], apart)])
    axes.plot(path[:, 1], path[:, 0], color=COLOUR["muted"], lw=0.7, zorder=1)
    axes.plot(at[:, 1], at[:, 0], "o", color=COLOUR["ink"], ms=3, zorder=2)
