"""Figures of the section *Neighbours belong together*."""

from matplotlib.figure import Figure

from conundrum.chapters.images.experiments.neighbours import PixelCorrelations, Tiles
from conundrum.style import COLOUR, DASHED, log_x, moving, name_line, panels, picture, ticks


def correlations(result: PixelCorrelations) -> Figure:
    """Correlation of two pixels against their distance, as they are and shuffled."""
    figure, (photographs, clothes) = panels(2, height=3.1, sharey=True)
    for panel in (photographs, clothes):
        panel.set_ylim(-0.08, 1.05)
        panel.grid(axis="y")
        panel.set_xlabel("distance in pixels")
    photographs.set_ylabel("correlation")
    look, shuffled_look = {"color": COLOUR["ink"], "lw": 2.2}, {"color": COLOUR["muted"], "lw": 1.4}

    log_x(photographs, result.distances)
    photographs.set_title("two photographs")
    for name, style, distance, offset in (
        ("pagoda", "-", 16, (3, 3)),
        ("flower", DASHED, 32, (-6, -6)),
    ):
        [ordered] = photographs.plot(result.distances, result.ordered[name], ls=style, **look)
        [both] = photographs.plot(
            result.distances, result.shuffled[name], ls=style, **shuffled_look
        )
        name_line(ordered, name, x=distance, offset=offset)
    name_line(both, "both, shuffled", x=1, offset=(1, 5))

    ticks(clothes.xaxis, (1, 5, 10, 15, 20))
    clothes.set_title("5,000 images of clothes")
    [ordered] = clothes.plot(result.clothes_distances, result.clothes, **look)
    [shuffled] = clothes.plot(result.clothes_distances, result.clothes_shuffled, **shuffled_look)
    name_line(ordered, "as they are", x=3, offset=(4, 2))
    name_line(shuffled, "shuffled", x=15, offset=(0, 5))
    return figure


def tiles(result: Tiles) -> Figure:
    """A photograph whose tiles changed places, for a slider that sets their size."""
    figure, [axes] = panels(1, height=3.3)
    picture(axes, result.image)
    moving(*axes.images)
    return figure
