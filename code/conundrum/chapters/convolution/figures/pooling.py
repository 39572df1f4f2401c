"""Figures of *Pooling*."""

from matplotlib.figure import Figure

from conundrum.chapters.convolution.experiments.pooling import (
    DeformedChanges,
    PooledChanges,
    RearrangedDigits,
)
from conundrum.style import COLOUR, DASHED, DOTTED, name_line, panels, picture, reference, ticks

# Colour and line of each way of pooling: none, over a block, over all.
LOOKS = {
    "no pooling": ("ink", "-"),
    "max 2 × 2": ("convolution", DOTTED),
    "max 4 × 4": ("convolution", "-"),
    "average 4 × 4": ("convolution", DASHED),
    "max over all": ("network", "-"),
    "average over all": ("network", DASHED),
}
UP = {"max 4 × 4": -5, "max over all": 1, "average over all": -1}


def pooled(moved: PooledChanges, deformed: DeformedChanges) -> Figure:
    """By how much feature maps and pooled ones change when images move, turn, grow and bend."""
    figure, axes = panels(4, columns=2, height=2.9, sharey=True)
    for panel, title, unit, steps, changes in (
        (axes[0], "moved", "pixels", moved.shifts, moved.change),
        (axes[1], "turned", "degrees", deformed.angles, deformed.turned),
        (axes[2], "made larger", "percent", deformed.sizes, deformed.enlarged),
        (axes[3], "bent", "pixels", deformed.bends, deformed.bent),
    ):
        panel.set_ylim(-16, 145)
        panel.set_title(title)
        panel.set_ylabel("change (%)")
        panel.label_outer()
        panel.set_xlabel(unit)
        panel.tick_params(labelbottom=True)
        panel.grid(axis="y")
        for name, (role, style) in LOOKS.items():
            [line] = panel.plot(steps, 100 * changes[name], color=COLOUR[role], ls=style, lw=2)
            if panel is axes[0]:
                panel.set_xlim(-0.2, 9)
                name_line(line, name, offset=(5, UP.get(name, 0)))
        ticks(panel.xaxis, [step for step in steps if step >= steps[-1] / 5 or not step])
        if panel is not axes[0]:
            reference(panel, y=100 * deformed.another["no pooling"])
    return figure


def rearranged(result: RearrangedDigits) -> Figure:
    """The same four digits in two arrangements."""
    figure, axes = panels(2, height=2.9)
    for panel, image, title in (
        (axes[0], result.first, "one arrangement"),
        (axes[1], result.second, "another"),
    ):
        picture(panel, image)
        panel.set_title(title)
    return figure
