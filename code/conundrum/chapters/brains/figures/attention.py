"""Figure of where a network looks."""

from matplotlib.figure import Figure

from conundrum.chapters.brains.drawing import outline, row_of_slices
from conundrum.chapters.brains.experiments.attention import Attention
from conundrum.style import panels


def attention(result: Attention, shown: list[int]) -> Figure:
    """Where the score comes from: the trained network, and one with random weights."""
    figure, axes = panels(3, columns=1, height=2.2, narrow_height=1.5)
    for panel, pixels, title in zip(
        axes,
        (result.pixels, result.maps, result.random_maps),
        ("slices of three patients", "trained", "a network with random weights"),
        strict=True,
    ):
        row_of_slices(panel, pixels[shown])
        outline(panel, result.around[shown])
        panel.set_title(title)
    return figure
