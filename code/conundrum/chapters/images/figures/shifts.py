"""The slider of the section *The same pattern, elsewhere*."""

import numpy as np
from matplotlib.figure import Figure

from conundrum.chapters.images.experiments.shifts import ShiftedImage
from conundrum.data.images import FASHION_CLASSES
from conundrum.style import COLOUR, moving, panels, picture, ticks


def probabilities(frame: ShiftedImage) -> Figure:
    """A moved image, and the probabilities that a network gives the classes."""
    figure, (image, bars) = panels(2, height=3.1)
    picture(image, frame.image)
    rows = np.arange(len(FASHION_CLASSES))[::-1]
    drawn = bars.barh(rows, frame.probabilities, height=0.62, color=COLOUR["network"], lw=0)
    bars.set_yticks(rows, FASHION_CLASSES)
    bars.get_yticklabels()[frame.label].set_weight("semibold")
    bars.tick_params(axis="y", length=0)
    bars.set_xlim(0, 1)
    ticks(bars.xaxis, (0, 0.5, 1))
    bars.set_xlabel("probability")
    moving(*image.images, *drawn)
    return figure
