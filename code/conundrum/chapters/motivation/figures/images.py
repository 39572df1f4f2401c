"""Figures of photographs that are moved."""

from matplotlib.figure import Figure

from conundrum.chapters.motivation.experiments.images import MovedImages
from conundrum.data.images import FASHION_CLASSES
from conundrum.style import picture, picture_grid


def strangers(moved: MovedImages, chosen: tuple[int, ...]) -> Figure:
    """Some photographs, themselves moved, and what is nearer."""
    figure, axes = picture_grid(len(chosen), 3, height=2.2)
    for row, image in enumerate(chosen):
        name = FASHION_CLASSES[moved.images.labels[image]]
        stranger = FASHION_CLASSES[moved.strangers.labels[image]]
        for panel, pixels, title in zip(
            axes[3 * row : 3 * row + 3],
            (
                moved.images.pixels[image, 0],
                moved.moved[image, 0],
                moved.strangers.pixels[image, 0],
            ),
            (
                name,
                f"moved: {moved.to_itself[image]:.1f}",
                f"{stranger}: {moved.to_stranger[image]:.1f}",
            ),
            strict=True,
        ):
            picture(panel, pixels)
            panel.set_title(title)
    return figure
