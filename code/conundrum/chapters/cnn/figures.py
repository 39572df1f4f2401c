"""Figures of the chapter *Networks that see*: each takes a result and computes nothing."""

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from conundrum.chapters.cnn.experiments import (
    Attention,
    Comparison,
    Depths,
    Filters,
    LearningCurve,
    Looks,
    Moved,
    SizeComparison,
    Step,
    Units,
)
from conundrum.data.images import FASHION_CLASSES
from conundrum.style import (
    COLOUR,
    DASHED,
    DOTTED,
    fields,
    label,
    log_x,
    moving,
    name_axes,
    panels,
    percent,
    reference,
    ticks,
)

Picture = Float[np.ndarray, "height width"]

NAMES = {
    "pooled": "convolution, pooled",
    "flattened": "convolution, flattened",
    "connected": "fully connected",
    "linear": "linear",
}
STEPS = {"GlobalAverage": "global average"}
LINES = {
    "pooled": ("convolution", "-"),
    "flattened": ("convolution", DASHED),
    "connected": ("network", "-"),
    "linear": ("linear", "-"),
}


def architecture(steps: list[Step]) -> Figure:
    """The steps of a network, top to bottom: maps drawn to scale, their number, parameters."""
    figure, [axes] = panels(1, height=0.56 * len(steps) + 0.3)
    for row, step in enumerate(steps):
        y = -float(row)
        if len(step.shape) == 3:
            count, height, width = step.shape
            for sheet in reversed(range(min(count, 8))):
                corner = (0.05 * sheet, y - 0.42 * height / 28 + 0.035 * sheet)
                size = (0.84 * width / 28, 0.84 * height / 28)
                face = COLOUR["convolution"] if row else COLOUR["ink"]
                axes.add_patch(Rectangle(corner, *size, fc=face, ec=COLOUR["paper"], lw=0.8))
            written = f"{count} × {height} × {width}"
        else:
            axes.add_patch(
                Rectangle((0, y - 0.1), 1.2 * step.shape[0] / 64, 0.2, fc=COLOUR["convolution"])
            )
            written = f"{step.shape[0]} numbers"
        axes.annotate(
            STEPS.get(step.name, step.name), (1.85, y + 0.05), weight="semibold", va="bottom"
        )
        axes.annotate(written, (1.85, y - 0.02), va="top")
        if step.parameters:
            axes.annotate(f"{step.parameters:,}", (5.0, y), ha="right", va="center")
    axes.annotate("parameters", (5.0, 0), ha="right", va="center", color=COLOUR["muted"])
    axes.set_xlim(-0.1, 5.1)
    axes.set_ylim(-len(steps) + 0.4, 0.75)
    axes.set_aspect("equal")
    axes.axis("off")
    return figure


def learning_curve(curve: LearningCurve) -> Figure:
    """Training loss, and accuracy on held-out images, epoch by epoch."""
    figure, (left, right) = panels(2, height=2.7)
    epochs = np.arange(1, len(curve.loss) + 1)
    left.plot(epochs, curve.loss, "o-", color=COLOUR["train"], ms=5)
    left.set_ylim(bottom=0)
    left.set_title("training loss")
    right.plot(epochs, curve.accuracy, "o-", color=COLOUR["test"], ms=5)
    right.set_title("validation accuracy")
    percent(right.yaxis)
    for panel in (left, right):
        panel.set_xlabel("epoch")
        ticks(panel.xaxis, epochs)
        panel.grid(axis="y")
    return figure


def confusion(comparison: Comparison) -> Figure:
    """How often each class of test images was given each name."""
    figure, [axes] = panels(1, height=4.5)
    counts = comparison.confusion
    shares = counts / counts.sum(axis=1, keepdims=True)
    fields(
        axes,
        [[f"{count}" if count else "" for count in row] for row in counts],
        np.sqrt(shares),
        np.where(np.eye(len(counts)), "convolution", "test"),
    )
    axes.set_xticks(range(len(counts)), FASHION_CLASSES, rotation=90)
    axes.set_yticks(range(len(counts)), FASHION_CLASSES)
    axes.set_xlabel("what the network says")
    axes.set_ylabel("what it is")
    return figure


def mistakes(comparison: Comparison) -> Figure:
    """The wrong answers of which the network is surest."""
    figure, [axes] = panels(1, height=3.4, narrow_height=2.75)
    worst = comparison.missed[:8]
    _gallery(
        axes,
        comparison.test.pixels[worst, 0],
        [
            f"{FASHION_CLASSES[comparison.test.labels[i]]}:\n"
            f"“{FASHION_CLASSES[comparison.predicted[i]]}”"
            for i in worst
        ],
        across=4,
    )
    return figure


def sizes(result: SizeComparison) -> Figure:
    """Test accuracy against the number of images for training."""
    figure, [axes] = panels(1, height=3.2)
    for name, accuracies in result.accuracy.items():
        role, _ = LINES[name]
        axes.plot(result.sizes, accuracies, "o-", color=COLOUR[role], ms=5)
    log_x(axes, result.sizes)
    axes.grid(axis="y")
    axes.set_xlim(80, 6500)
    low = min(a.min() for a in result.accuracy.values())
    high = max(a.max() for a in result.accuracy.values())
    axes.set_ylim(low - 0.1, high + 0.03)
    for name, y in zip(("pooled", "connected", "linear"), (0.25, 0.165, 0.08), strict=True):
        role, _ = LINES[name]
        axes.annotate(
            NAMES[name],
            (0.97, y),
            xycoords="axes fraction",
            ha="right",
            color=COLOUR[role],
            weight="semibold",
        )
    percent(axes.yaxis)
    name_axes(axes, "images for training", "test accuracy")
    return figure


def shifts(comparison: Comparison) -> Figure:
    """Test accuracy against the shift of test images, of four models."""
    figure, [axes] = panels(1, height=3.6)
    for name, accuracies in comparison.by_shift.items():
        role, line = LINES[name]
        axes.plot(comparison.shifts, accuracies, marker="o", ls=line, color=COLOUR[role], ms=5)
    reference(axes, y=0.1)
    label(axes, 0, 0.115, "guessing", "muted")
    axes.set_ylim(0, 1)
    ticks(axes.xaxis, comparison.shifts)
    axes.grid(axis="y")
    label(axes, 3.9, comparison.at("pooled", 4) + 0.05, NAMES["pooled"], "convolution", ha="center")
    beside = comparison.at("flattened", 4) + 0.02
    label(axes, 4.15, beside, NAMES["flattened"].replace(" ", "\n"), "convolution")
    below = comparison.at("linear", 2)
    label(axes, 2.1, below - 0.13, NAMES["connected"], "network", ha="right")
    label(axes, 2.1, below - 0.22, NAMES["linear"], "linear", ha="right")
    percent(axes.yaxis)
    name_axes(axes, "shift (pixels)", "test accuracy")
    return figure


def moved(result: Moved) -> Figure:
    """A shifted image, and the probability that each model gives to what it is."""
    figure, (left, right) = panels(2, height=2.7)
    ink = _inked(left, result.picture)
    left.set_aspect("equal")
    left.set_xlim(0, 28)
    left.set_ylim(28, 0)
    left.axis("off")
    bars = []
    for row, (name, probability) in enumerate(result.probability.items()):
        role, _ = LINES[name]
        bars.append(right.barh(row, probability, height=0.34, color=COLOUR[role]).patches[0])
        label(right, 0.01, row - 0.24, NAMES[name], role, va="bottom")
    right.set_xlim(0, 1)
    right.set_ylim(3.4, -0.75)
    right.set_yticks([])
    right.set_xlabel("probability of the true class")
    ticks(right.xaxis, (0, 0.5, 1))
    moving(ink, *bars)
    return figure


def filters(result: Filters) -> Figure:
    """The filters of the first convolution, each above what it makes of one image."""
    figure, [axes] = panels(1, height=2.6, narrow_height=1.7)
    scale = np.abs(result.weights).max(axis=(1, 2), keepdims=True)
    weights = 0.5 + 0.5 * result.weights / scale
    maps = result.maps / np.maximum(result.maps.max(axis=(1, 2), keepdims=True), 1e-9)
    for number, (weight, picture) in enumerate(zip(weights, maps, strict=True)):
        row, column = divmod(number, 8)
        _place(axes, weight, column + 0.25, 1.75 * row, 0.5)
        _place(axes, picture, column + 0.05, 1.75 * row + 0.6, 0.9)
    axes.set_xlim(0, 8)
    axes.set_ylim(3.4, -0.1)
    axes.axis("off")
    return figure


def units(result: Units) -> Figure:
    """What units of three stages saw where they responded most, and inputs made for them."""
    figure, axes = panels(3, columns=3, height=2.6)
    for panel, (stage, patches) in zip(axes, result.patches.items(), strict=True):
        for row, (best, made) in enumerate(zip(patches, result.optimised[stage], strict=True)):
            for column, patch in enumerate(best):
                _place(panel, patch, column, row, 0.92)
            _place(panel, made, len(best) + 0.25, row, 0.92)
        panel.set_xlim(0, 5.25)
        panel.set_ylim(len(patches), -0.1)
        panel.set_title(stage)
        panel.axis("off")
    return figure


def looks(result: Looks) -> Figure:
    """Images, and where a trained and a random network look in them."""
    figure, [axes] = panels(1, height=4.4)
    columns = {
        "image": result.pictures,
        "gradient\n× input": _bright(result.maps["gradient × input"]),
        "occlusion": _bright(result.maps["occlusion"]),
        "random\nweights": _bright(result.random_maps["occlusion"]),
    }
    for column, (name, pictures) in enumerate(columns.items()):
        axes.annotate(name, (column + 0.48, -0.06), ha="center", va="bottom", weight="semibold")
        for row, picture in enumerate(pictures[:4]):
            _place(axes, picture, column, row, 0.95)
    axes.set_xlim(0, 4)
    axes.set_ylim(4, -0.5)
    axes.axis("off")
    return figure


def deletion(result: Looks) -> Figure:
    """What is left of the network's confidence when the most important pixels are blackened."""
    figure, [axes] = panels(1, height=3.4)
    lines = {
        "occlusion": ("convolution", "-", "occlusion"),
        "gradient × input": ("convolution", DASHED, "gradient × input"),
        "random weights": ("muted", "-", "occlusion, random weights"),
        "chance": ("muted", DOTTED, "pixels at random"),
    }
    for name, (role, line, _) in lines.items():
        axes.plot(
            100 * result.deleted,
            result.probability[name],
            ls=line,
            marker="o",
            ms=4.5,
            color=COLOUR[role],
        )
    for row, (role, line, written) in enumerate(lines.values()):
        y = 1.32 - 0.085 * row
        axes.plot([0.2, 1.6], [y, y], ls=line, color=COLOUR[role])
        label(axes, 1.9, y, written, role, va="center")
    axes.set_ylim(0, 1.4)
    ticks(axes.xaxis, (0, 5, 10, 15, 20))
    ticks(axes.yaxis, (0, 0.25, 0.5, 0.75, 1))
    axes.grid(axis="y")
    name_axes(axes, "pixels blackened (%)", "probability of the class")
    return figure


def depths(result: Depths) -> Figure:
    """Training loss of plain and residual networks of three depths, epoch by epoch."""
    figure, axes = panels(2, height=3.0, sharey=True)
    epochs = np.arange(1, result.plain.shape[1] + 1)
    styles = ("-", DASHED, DOTTED)
    for panel, losses, title in zip(
        axes, (result.plain, result.residual), ("plain", "residual"), strict=True
    ):
        for layers, loss, line in zip(result.layers, losses, styles, strict=True):
            panel.plot(epochs, loss, ls=line, color=COLOUR["train"], lw=2, label=f"{layers} layers")
        panel.set_title(title)
        panel.set_ylim(0, 2.4)
        ticks(panel.xaxis, epochs)
        panel.grid(axis="y")
        panel.legend(fontsize=9, handlelength=2.6)
        panel.set_xlabel("epoch")
    axes[0].set_ylabel("training loss")
    return figure


def attention(result: Attention, queries: Sequence[int]) -> Figure:
    """An image, and for some of its patches how much they take from each of the others."""
    figure, axes = panels(1 + len(queries), columns=3, height=2.5)
    first, *others = axes
    side = (result.picture.size / len(result.weights)) ** 0.5
    across = round(result.picture.shape[1] / side)
    _place(first, result.picture, 0, 0, across)
    first.set_title("image")
    for name, query, panel in zip("AB", queries, others, strict=True):
        row, column = divmod(query, across)
        for place in (first, panel):
            place.add_patch(Rectangle((column, row), 1, 1, fill=False, ec=COLOUR["test"], lw=2.2))
        for number, weight in enumerate(result.weights[query] / result.weights[query].max()):
            down, right = divmod(number, across)
            panel.add_patch(
                Rectangle(
                    (right, down),
                    1,
                    1,
                    fc=to_rgba(COLOUR["network"], float(weight)),
                    lw=0,
                    zorder=0,
                )
            )
        first.annotate(
            name,
            (column + 1.35, row + 0.5),
            ha="left",
            va="center",
            color=COLOUR["test"],
            weight="semibold",
            bbox={"boxstyle": "square,pad=0.15", "fc": COLOUR["paper"], "ec": "none"},
        )
        panel.add_patch(Rectangle((0, 0), across, across, fill=False, ec=COLOUR["grid"], zorder=-1))
        panel.set_title(f"what patch {name} takes")
    for panel in axes:
        panel.set_xlim(-0.1, across + 0.1)
        panel.set_ylim(across + 0.1, -0.1)
        panel.set_aspect("equal")
        panel.axis("off")
    return figure


def _place(axes: Axes, picture: Picture, left: float, top: float, size: float) -> None:
    """Put a picture, black at 0 and white at 1, at a place of an axes whose y runs down."""
    axes.imshow(
        picture,
        cmap="gray",
        vmin=0,
        vmax=1,
        interpolation="none",
        extent=(left, left + size, top + size, top),
    )
    axes.set_aspect("equal")


def _gallery(
    axes: Axes, pictures: Float[np.ndarray, "n height width"], captions: list[str], across: int
) -> None:
    """Show pictures in rows, a caption of two lines under each."""
    for number, (picture, caption) in enumerate(zip(pictures, captions, strict=True)):
        row, column = divmod(number, across)
        _place(axes, picture, column + 0.06, 1.42 * row, 0.88)
        axes.annotate(caption, (column + 0.5, 1.42 * row + 0.94), ha="center", va="top", fontsize=9)
    axes.set_xlim(0, across)
    axes.set_ylim(1.42 * np.ceil(len(captions) / across), -0.05)
    axes.axis("off")


def _bright(maps: Float[np.ndarray, "n height width"]) -> Float[np.ndarray, "n height width"]:
    """Scale maps for showing: what speaks against a class is black, the strongest pixels white."""
    strongest = np.quantile(maps, 0.99, axis=(1, 2), keepdims=True)
    return np.clip(maps / np.maximum(strongest, 1e-9), 0, 1)


def _inked(axes: Axes, picture: Picture) -> PolyCollection:
    """Draw a picture in ink, a bar for each run of equal grey, so that a slider can move it."""
    greys = np.round(picture * 6) / 6
    bars, colours = [], []
    for row, greys_of_row in enumerate(greys):
        ends = np.flatnonzero(np.diff(greys_of_row)) + 1
        for start, end in zip([0, *ends], [*ends, len(greys_of_row)], strict=True):
            if greys_of_row[start]:
                corners = ((start, row), (end, row), (end, row + 1), (start, row + 1))
                bars.append(corners)
                colours.append(to_rgba(COLOUR["ink"], greys_of_row[start]))
    ink = PolyCollection(bars, facecolors=colours, linewidths=0, antialiased=False)
    axes.add_collection(ink)
    return ink
