"""What units respond to."""

from matplotlib.figure import Figure

from conundrum.chapters.cnn.experiments.units import UnitResponses
from conundrum.pictures import place
from conundrum.style import panels


def units(result: UnitResponses) -> Figure:
    """What units of three stages saw where they responded most, and inputs made for them."""
    figure, axes = panels(3, columns=3, height=2.6, narrow_height=3.5)
    for panel, (stage, patches) in zip(axes, result.patches.items(), strict=True):
        for row, (best, made) in enumerate(zip(patches, result.maximising[stage], strict=True)):
            for column, patch in enumerate(best):
                place(panel, patch, column, row, 0.92)
            place(panel, made, len(best) + 0.2, row, 0.92)
        panel.set_xlim(0, 4.15)
        panel.set_ylim(len(patches), -0.1)
        panel.set_title(stage)
        panel.axis("off")
    return figure
