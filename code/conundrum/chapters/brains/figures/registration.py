"""Figure of how well ventricles are measured."""

from matplotlib.figure import Figure

from conundrum.chapters.brains.experiments.registration import (
    IMAGES,
    NETWORK,
    RIDGE,
    Ventricles,
)
from conundrum.style import COLOUR, label, name_rows, panels

LOOK = {RIDGE: ("linear", "s"), NETWORK: ("convolution", "o")}


def ventricles(result: Ventricles) -> Figure:
    """How well two models measure ventricles, from three kinds of images."""
    figure, [axes] = panels(1, height=2.7)
    explained = result.explained
    for row, images in enumerate(IMAGES):
        for model, (role, marker) in LOOK.items():
            axes.plot(explained[images][model], row, marker, color=COLOUR[role], ms=9)
    for model, name, down, side in (
        (RIDGE, "ridge", -0.18, "bottom"),
        (NETWORK, "convolutional network", 0.18, "top"),
    ):
        at = explained[IMAGES[0]][model]
        label(axes, at, down, name, LOOK[model][0], ha="center", va=side)
    name_rows(axes, [images.replace(", ", ",\n") for images in IMAGES])
    axes.set_ylim(2.5, -0.75)
    lowest = min(min(row.values()) for row in explained.values())
    axes.set_xlim(min(0, lowest - 0.05), 1)
    axes.grid(axis="x")
    axes.set_xlabel("R² on new participants")
    return figure
