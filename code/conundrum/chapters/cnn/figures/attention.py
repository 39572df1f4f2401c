"""Attention between the patches of an image."""

from collections.abc import Sequence

from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from conundrum.chapters.cnn.experiments.attention import Attention
from conundrum.pictures import place
from conundrum.style import COLOUR, panels


def attention(result: Attention, queries: Sequence[int]) -> Figure:
    """An image, and for some of its patches how much they take from each of the others."""
    figure, axes = panels(1 + len(queries), columns=3, height=2.5)
    first, *others = axes
    across = result.across
    place(first, result.picture, 0, 0, across)
    first.set_title("image")
    for name, query, panel in zip("AB", queries, others, strict=True):
        row, column = divmod(query, across)
        for drawn in (first, panel):
            drawn.add_patch(Rectangle((column, row), 1, 1, fill=False, ec=COLOUR["test"], lw=2.2))
        for number, weight in enumerate(result.strength[query]):
            down, right = divmod(number, across)
            panel.add_patch(
                Rectangle(
                    (right, down),
                    1,
                    1,
                    fc=to_rgba(COLOUR["network"], float(weight)),
                    lw=0,
                    zorder=0,
                )
            )
        first.annotate(
            name,
            (column + 1.35, row + 0.5),
            ha="left",
            va="center",
            color=COLOUR["test"],
            weight="semibold",
            bbox={"boxstyle": "square,pad=0.15", "fc": COLOUR["paper"], "ec": "none"},
        )
        panel.add_patch(Rectangle((0, 0), across, across, fill=False, ec=COLOUR["grid"], zorder=-1))
        panel.set_title(f"what patch {name} takes")
    for panel in axes:
        panel.set_xlim(-0.1, across + 0.1)
        panel.set_ylim(across + 0.1, -0.1)
        panel.set_aspect("equal")
        panel.axis("off")
    return figure
