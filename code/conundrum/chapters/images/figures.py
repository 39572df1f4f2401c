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
from conundrum.style import (
    COLOUR,
    DASHED,
    DOTTED,
    label,
    log_x,
    moving,
    name_axes,
    name_line,
    name_rows,
    panels,
    picture,
    reference,
    ticks,
)

NAMES = {
    "linear": "linear model",
    "network": "fully connected",
    "convolution": "convolutional",
}


def challenge(result: Challenge) -> Figure:
    """Top-5 errors of the challenge as bars, and in which interval the person's lies."""
    figure, [axes] = panels(1, height=3.9)
    low, high = result.person_interval
    for row, entry in enumerate(result.entries):
        role = "convolution" if entry.convolutional else "linear"
        axes.barh(row, entry.error, height=0.62, color=COLOUR[role], lw=0)
        beside = entry.error if entry.error > high else high
        label(axes, beside + 0.4, row, f"{entry.error:g}", role, va="center")
    axes.axvspan(low, high, color=COLOUR["muted"], alpha=0.3, lw=0, zorder=0)
    reference(axes, x=result.person).set_zorder(3)
    name_rows(axes, [f"{entry.year} {entry.name}" for entry in result.entries])
    axes.tick_params(axis="y", length=0)
    axes.set_xlim(0, 32)
    axes.set_xlabel("top-5 error (%)")
    label(axes, 13, 7.0, f"one person:\n{result.person:.1f}", "muted", va="center")
    label(axes, 19.5, 3.0, "convolutional\nnetworks", "convolution", va="center")
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
    for panel in (left, right):
        panel.set_ylim(-0.08, 1.05)
        panel.grid(axis="y")
        panel.set_xlabel("distance in pixels")
    left.set_ylabel("correlation")
    look, shuffled_look = {"color": COLOUR["ink"], "lw": 2.2}, {"color": COLOUR["muted"], "lw": 1.4}

    log_x(left, result.distances)
    left.set_title("two photographs")
    for name, style, distance, offset in (
        ("pagoda", "-", 16, (3, 3)),
        ("flower", DASHED, 32, (-6, -6)),
    ):
        [ordered] = left.plot(result.distances, result.ordered[name], ls=style, **look)
        [both] = left.plot(result.distances, result.shuffled[name], ls=style, **shuffled_look)
        name_line(ordered, name, x=distance, offset=offset)
    name_line(both, "both, shuffled", x=1, offset=(1, 5))

    ticks(right.xaxis, (1, 5, 10, 15, 20))
    right.set_title("5,000 images of clothes")
    [ordered] = right.plot(result.clothes_distances, result.clothes, **look)
    [shuffled] = right.plot(result.clothes_distances, result.clothes_shuffled, **shuffled_look)
    name_line(ordered, "as they are", x=3, offset=(4, 2))
    name_line(shuffled, "shuffled", x=15, offset=(0, 5))
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
    for row, model in enumerate(NAMES):
        for up, accuracies, face in (
            (-0.17, result.ordered[model], COLOUR[model]),
            (0.17, result.shuffled[model], COLOUR["paper"]),
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
    name_rows(axes, NAMES.values())
    axes.tick_params(axis="y", length=0)
    axes.set_xlim(73, 88)
    ticks(axes.xaxis, (75, 80, 85))
    axes.grid(axis="x")
    axes.set_xlabel("test accuracy (%)")
    label(axes, 79.5, -0.17, "images as they are", "linear", va="center")
    label(axes, 79.5, 0.17, "pixels shuffled", "linear", va="center")
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
    axes.set_ylim(0, 92)
    looks = {
        "linear": (DOTTED, "linear\n(dotted)", 2, (-8, -3)),
        "network": (DASHED, "fully connected\n(dashed)", 3, (-8, -4)),
        "convolution": ("-", NAMES["convolution"], 2, (7, 3)),
    }
    for model, (style, text, shift, offset) in looks.items():
        accuracies = 100 * result.shifted[model]
        [mean] = axes.plot(
            result.shifts, accuracies.mean(axis=0), color=COLOUR[model], ls=style, lw=2.4
        )
        axes.plot(result.shifts, accuracies.T, "o", color=COLOUR[model], ms=4, alpha=0.5)
        name_line(mean, text, x=shift, offset=offset)
    reference(axes, y=10)
    axes.grid(axis="y")
    name_axes(axes, "test images moved to the right by (pixels)", "test accuracy (%)")
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
