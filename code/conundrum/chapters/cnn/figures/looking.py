"""Where a network looks."""

from collections.abc import Sequence

from matplotlib.figure import Figure

from conundrum.chapters.cnn.experiments.looking import (
    ACTIVATION,
    BRIGHT_SQUARES,
    GRADIENT,
    GRADIENT_SQUARES,
    OCCLUSION,
    RANDOM_PIXELS,
    RANDOM_SQUARES,
    RANDOM_WEIGHTS,
    AttributionMaps,
    ClassActivation,
)
from conundrum.data.images import FASHION_CLASSES
from conundrum.pictures import place
from conundrum.style import COLOUR, DASHED, DOTTED, name_axes, panels, ticks

SHOWN = 3  # images, and the feature maps that add most


def class_activations(results: Sequence[ClassActivation]) -> Figure:
    """Images, their class activation maps, and the late feature maps that add most to them."""
    figure, [axes] = panels(1, height=1.55 * len(results) + 0.4, narrow_height=0.95 * len(results))
    for row, result in enumerate(results):
        place(axes, result.picture, 0, 1.2 * row, 0.92)
        place(axes, result.bright_map, 1.05, 1.2 * row, 0.92)
        for column, unit in enumerate(result.strongest[:SHOWN]):
            left = 2.3 + 1.05 * column
            brightest = max(result.maps[unit].max(), 1e-9)
            place(axes, result.maps[unit] / brightest, left, 1.2 * row, 0.92)
            written = f"{result.contributions[unit]:+.1f}"
            axes.annotate(written, (left + 0.46, 1.2 * row + 0.95), ha="center", va="top")
        written = f"{FASHION_CLASSES[result.label]}: {result.output:.1f}"
        axes.annotate(written, (0, 1.2 * row + 0.95), va="top")
    for left, title in ((0, "image"), (1.05, "activation"), (2.3, "feature maps that add most")):
        axes.annotate(title, (left, -0.06), va="bottom", weight="semibold")
    axes.set_xlim(0, 5.4)
    axes.set_ylim(1.2 * len(results), -0.3)
    axes.axis("off")
    return figure


def maps(result: AttributionMaps) -> Figure:
    """Images, and where a trained network and one with random weights look in them."""
    figure, [axes] = panels(1, height=5.2, narrow_height=2.75)
    trained, random = result.bright_maps, result.bright_random_maps
    columns = {
        "image": result.pictures,
        "gradient\n× input": trained["gradient × input"],
        "same,\nrandom": random["gradient × input"],
        "occlusion": trained["occlusion"],
        "same, \nrandom": random["occlusion"],
    }
    for column, (name, pictures) in enumerate(columns.items()):
        axes.annotate(name, (column + 0.48, -0.06), ha="center", va="bottom", weight="semibold")
        for row, pixels in enumerate(pictures[:SHOWN]):
            place(axes, pixels, column, row, 0.95)
    axes.set_xlim(0, len(columns))
    axes.set_ylim(SHOWN, -0.6)
    axes.axis("off")
    return figure


def deletion(result: AttributionMaps) -> Figure:
    """What is left of the network's confidence when the most important pixels are blackened."""
    figure, axes = panels(2, height=3.6, sharex=True, sharey=True)
    lines = (
        {
            GRADIENT: ("convolution", DASHED, "gradient × input"),
            RANDOM_PIXELS: ("network", DASHED, "at random"),
        },
        {
            OCCLUSION: ("convolution", "-", "occlusion"),
            ACTIVATION: ("convolution", DOTTED, "class activation"),
            GRADIENT_SQUARES: ("convolution", DASHED, "gradient × input"),
            BRIGHT_SQUARES: ("linear", "-", "the brightest"),
            RANDOM_SQUARES: ("network", "-", "at random"),
            RANDOM_WEIGHTS: ("muted", "-", "occlusion, random weights"),
        },
    )
    for panel, title, names in zip(axes, ("single pixels", "squares"), lines, strict=True):
        for name, (role, style, written) in names.items():
            panel.plot(
                100 * result.deleted,
                result.probability[name],
                ls=style,
                marker="o",
                ms=4,
                color=COLOUR[role],
                label=written,
            )
        panel.set_ylim(0, 1.9)
        panel.set_title(title)
        ticks(panel.xaxis, (0, 5, 10, 15, 20))
        ticks(panel.yaxis, (0, 0.25, 0.5, 0.75, 1))
        panel.grid(axis="y")
        panel.legend(loc="upper right")
        name_axes(panel, "pixels blackened (%)", "probability of the class")
    return figure
