"""Figures of the section *An array of numbers*."""

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from conundrum.chapters.images.experiments.pixels import COLOURS, ColourPlanes, PixelValues
from conundrum.style import COLOUR, fields, panels, picture

ROLES = {"red": "test", "green": "spline", "blue": "train"}  # the palette's nearest colours


def planes(result: ColourPlanes) -> Figure:
    """A photograph, and its red, green and blue planes as grey pictures."""
    figure, axes = panels(4, height=1.55)
    picture(axes[0], result.image)
    axes[0].set_title("photograph")
    for plane, (panel, name) in enumerate(zip(axes[1:], COLOURS, strict=True)):
        picture(panel, result.image[:, :, plane])
        panel.set_title(name)
    return figure


def values(result: PixelValues) -> Figure:
    """A photograph with a frame around a part of it, and the three numbers of each pixel there."""
    figure, axes = panels(4, columns=2, height=3.1, narrow_height=3.1)
    photo, *tables = axes
    picture(photo, result.image / 255)
    corner = (result.column - 0.5, result.row - 0.5)
    frame = Rectangle(corner, result.side, result.side, fill=False, edgecolor=COLOUR["paper"], lw=2)
    photo.add_patch(frame)
    photo.set_title("where")
    for panel, colour in zip(tables, COLOURS, strict=True):
        plane = result.plane(colour)
        texts = [[str(value) for value in row] for row in plane]
        fields(panel, texts, plane / 255, ROLES[colour])
        panel.set_title(colour)
        panel.set_xticks([])
        panel.set_yticks([])
        panel.set_aspect("equal")
        panel.set_xlim(-0.5, np.shape(plane)[1] - 0.5)
    return figure
