"""Figures of how a slice is made, and of participants."""

from matplotlib.figure import Figure

from conundrum.chapters.brains.drawing import name_each, outline, row_of_slices
from conundrum.chapters.brains.experiments.making import Gallery, Making
from conundrum.style import panels


def steps(result: Making) -> Figure:
    """A slice, step by step."""
    figure, [axes] = panels(1, height=1.95, narrow_height=1.35)
    row_of_slices(axes, result.pixels)
    name_each(axes, [step.replace(" ", "\n") for step in result.steps])
    return figure


def one_slice(result: Making) -> Figure:
    """A patient's slice, large: as it is, and with its lesions outlined."""
    figure, axes = panels(2, height=3.6, narrow_height=3.6)
    for panel, title in zip(axes, ("where is it?", "outlined"), strict=True):
        row_of_slices(panel, result.pixels[-1:])
        panel.set_title(title)
    outline(axes[1], result.around[None])
    return figure


def gallery(result: Gallery) -> Figure:
    """Four participants, each at all visits; lesions are outlined."""
    figure, axes = panels(4, columns=2, height=1.95, narrow_height=1.95)
    for whose, panel in enumerate(axes):
        pixels, around = result.of(whose)
        row_of_slices(panel, pixels)
        outline(panel, around)
        kind = "patient" if result.is_patient(whose) else "healthy"
        panel.set_title(f"participant {whose + 1}: {kind}")
    return figure
