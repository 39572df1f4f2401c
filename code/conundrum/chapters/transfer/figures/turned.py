"""Figures of a six that is turned, and of what turning teaches."""

from matplotlib.figure import Figure

from conundrum.chapters.transfer.experiments.turned import TurnedDigits, TurnedSix
from conundrum.style import COLOUR, name_rows, panels, percent, picture, picture_grid

# What readers call the ways to train, in few words.
ROWS = {
    "upright": "upright",
    "up to 25°": "up to 25°",
    "any angle": "any angle",
    "any angle, 4 times as long": "… 4 × as long",
    "any angle, 16 times as long": "… 16 × as long",
}


def six(result: TurnedSix) -> Figure:
    """A six, turned."""
    figure, axes = picture_grid(1, len(result.pictures), height=1.7)
    for panel, pixels, angle in zip(axes, result.pictures, result.angles, strict=True):
        picture(panel, pixels)
        panel.set_title(f"{angle}°")
    return figure


def errors(result: TurnedDigits) -> Figure:
    """Which digits are missed, a row for each way to train: sixes and nines, and the others."""
    figure, [axes] = panels(1, height=3.6)
    for counts, mean, role, marker, offset, name in (
        (result.swapped, result.mean_swapped, "variance", "D", -0.15, "6 and 9, swapped"),
        (
            result.others_missed,
            result.mean_others_missed,
            "linear",
            "o",
            0.15,
            "others, missed",
        ),
    ):
        for row, training in enumerate(counts):
            colour = COLOUR[role]
            for draw in counts[training]:
                axes.plot(draw, row + offset, marker, color=colour, ms=3, alpha=0.4)
            label = name if row == 0 else None
            axes.plot(mean(training), row + offset, marker, color=colour, ms=8, label=label)
    name_rows(axes, [ROWS[training] for training in result.swapped])
    percent(axes.xaxis)
    axes.set_xlim(left=-0.006)  # dots at zero are whole
    axes.set_xlabel("share of these digits")
    axes.grid(axis="x")
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1))
    return figure
