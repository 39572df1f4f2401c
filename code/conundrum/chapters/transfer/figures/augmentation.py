"""Figures of images made from images, and of what they teach."""

from matplotlib.figure import Figure

from conundrum.chapters.transfer.experiments.augmentation import (
    CONVOLUTIONAL,
    NOTHING,
    AugmentedAccuracy,
    ChangedPhotograph,
)
from conundrum.style import COLOUR, name_rows, panels, percent, picture, picture_grid


def changes(result: ChangedPhotograph) -> Figure:
    """One photograph, and beside it three outcomes of each kind of change."""
    columns = 1 + len(result.pictures)
    figure, axes = picture_grid(3, columns, height=1.45)
    for panel in axes:
        panel.set_axis_off()
    picture(axes[0], result.photograph)
    axes[0].set_title("as it is")
    for column, (kind, outcomes) in enumerate(result.pictures.items(), start=1):
        axes[column].set_title(kind)
        for row, pixels in enumerate(outcomes):
            picture(axes[row * columns + column], pixels)
    return figure


def still_and_moved(result: AugmentedAccuracy) -> Figure:
    """Accuracy on photographs as they are and moved, a row for each way to train."""
    figure, [axes] = panels(1, height=3)
    for row, name in enumerate(result.still):
        colour = COLOUR["convolution" if name == CONVOLUTIONAL else "network"]
        still, moved = result.mean_still(name), result.mean_moved(name)
        axes.hlines(row, moved, still, color=colour, lw=1.5)
        for draw in result.moved[name]:
            axes.plot(draw, row, "o", color=colour, ms=3, alpha=0.4)
        for draw in result.still[name]:
            axes.plot(draw, row, "o", color=colour, ms=3, alpha=0.4)
        axes.plot(moved, row, "o", color=colour, ms=8)
        axes.plot(still, row, "o", mfc=COLOUR["paper"], mec=colour, mew=1.8, ms=8)
    name_rows(axes, ["no change" if name == NOTHING else name for name in result.still])
    percent(axes.xaxis)
    axes.set_xlabel("accuracy on new images")
    axes.grid(axis="x")
    return figure
