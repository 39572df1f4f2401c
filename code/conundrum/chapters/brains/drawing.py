"""How slices are drawn."""

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float
from matplotlib.axes import Axes

from conundrum.data.brains import SIDE
from conundrum.style import COLOUR, picture


def row_of_slices(axes: Axes, pixels: Float[np.ndarray, "n 64 64"]) -> None:
    """Show slices side by side."""
    picture(axes, np.clip(np.hstack(list(pixels)), 0, 1))


def outline(axes: Axes, around: Float[np.ndarray, "n 64 64"], role: str = "test") -> None:
    """Draw lines around lesions in slices that stand side by side, if there are any."""
    beside = np.hstack(list(around))
    if beside.any():
        axes.contour(beside, levels=[0.5], colors=COLOUR[role], linewidths=1.2)


def name_each(axes: Axes, names: Sequence[str]) -> None:
    """Write above each of the slices that stand side by side what it is."""
    for place, name in enumerate(names):
        axes.annotate(
            name,
            ((place + 0.5) * SIDE, -3),
            ha="center",
            va="bottom",
            annotation_clip=False,
        )
