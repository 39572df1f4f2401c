"""Several pictures in one panel, at places of it."""

from collections.abc import Iterable, Sequence

import numpy as np
from jaxtyping import Float
from matplotlib.axes import Axes


def place(
    axes: Axes, pixels: Float[np.ndarray, "height width"], left: float, top: float, width: float
) -> None:
    """Put a picture, black at 0 and white at 1, at a place of a panel whose upright axis runs down.

    Parameters
    ----------
    axes
        The panel.
    pixels
        The picture, drawn in squares.
    left, top
        Its corner.
    width
        Its width; the height follows.
    """
    height = width * pixels.shape[0] / pixels.shape[1]
    axes.imshow(
        pixels,
        cmap="gray",
        vmin=0,
        vmax=1,
        interpolation="none",
        extent=(left, left + width, top + height, top),
    )
    axes.set_aspect("equal")


def gallery(
    axes: Axes,
    pictures: Iterable[Float[np.ndarray, "height width"]],
    captions: Sequence[str],
    *,
    across: int,
) -> None:
    """Show square pictures in rows, a caption of two lines under each.

    Parameters
    ----------
    axes
        The panel, which is left without axes.
    pictures
        One after the other.
    captions
        As many.
    across
        How many pictures there are in a row.
    """
    for number, (pixels, caption) in enumerate(zip(pictures, captions, strict=True)):
        row, column = divmod(number, across)
        place(axes, pixels, column + 0.06, 1.42 * row, 0.88)
        axes.annotate(caption, (column + 0.5, 1.42 * row + 0.94), ha="center", va="top", fontsize=9)
    axes.set_xlim(0, across)
    axes.set_ylim(1.42 * np.ceil(len(captions) / across), -0.05)
    axes.axis("off")
