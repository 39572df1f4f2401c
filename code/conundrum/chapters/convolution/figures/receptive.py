"""Figures of *How far can a unit see?*."""

import numpy as np
from matplotlib.figure import Figure

from conundrum.chapters.convolution.experiments.receptive import FieldsOfNetworks
from conundrum.style import COLOUR, DASHED, DOTTED, name_line, panels, picture, ticks


def growth(result: FieldsOfNetworks) -> Figure:
    """The receptive field against depth, by formula (lines) and measured (dots)."""
    figure, [axes] = panels(1, height=3.4)
    axes.set_xlim(0.6, 8.6)
    axes.set_ylim(0, 46)
    looks = {
        "plain": (DASHED, "plain\n(dashed)", 6, (8, 0)),
        "dilated": (DOTTED, "dilated (dotted)", 4, (-8, 0)),
        "with pooling": ("-", "with pooling", 6, (6, -3)),
    }
    for name, field in result.of.items():
        layers = np.arange(1, len(field.layers) + 1)
        style, text, layer, offset = looks[name]
        [line] = axes.plot(layers, field.formula, color=COLOUR["convolution"], ls=style, lw=2)
        axes.plot(layers, field.measured, "o", color=COLOUR["ink"], ms=6)
        name_line(line, text, x=layer, offset=offset)
    axes.grid(axis="y")
    ticks(axes.xaxis, range(1, 9))
    axes.set_xlabel("layer")
    axes.set_ylabel("receptive field (pixels)")
    return figure


def dependence(result: FieldsOfNetworks) -> Figure:
    """How strongly the middle unit of the last layer depends on each pixel it can see."""
    figure, axes = panels(len(result.of), height=2.5)
    for panel, (name, field) in zip(axes, result.of.items(), strict=True):
        picture(panel, field.relative_dependence)
        panel.set_title(f"{name}: {field.formula[-1]} × {field.formula[-1]}")
    return figure
