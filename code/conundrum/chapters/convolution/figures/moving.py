"""The figure of *When the image moves*."""

from matplotlib.figure import Figure

from conundrum.chapters.convolution.experiments.moving import ShiftedMaps
from conundrum.style import panels, picture


def shifted_maps(result: ShiftedMaps) -> Figure:
    """An image and its feature map, and below both after a move."""
    figure, axes = panels(4, columns=2, height=2.6)
    for panel, title, pixels in (
        (axes[0], "image", result.image),
        (axes[1], "its feature map", result.feature_map / result.largest),
        (axes[2], "image, moved", result.shifted_image),
        (axes[3], "its feature map", result.shifted_map / result.largest),
    ):
        picture(panel, pixels)
        panel.set_title(title)
    return figure
