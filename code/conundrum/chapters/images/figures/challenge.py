"""The figure of the section *Seven years*."""

from matplotlib.figure import Figure

from conundrum.chapters.images.experiments.challenge import ChallengeErrors
from conundrum.style import COLOUR, label, name_rows, panels


def errors(result: ChallengeErrors) -> Figure:
    """Top-5 errors of the challenge as bars, and below them one person's, with its interval."""
    figure, [axes] = panels(1, height=4.1)
    first = {entry.convolutional: row for row, entry in reversed([*enumerate(result.entries)])}
    for row, entry in enumerate(result.entries):
        role = "convolution" if entry.convolutional else "linear"
        axes.barh(row, entry.error, height=0.66, color=COLOUR[role], lw=0)
        label(axes, entry.error + 0.5, row, f"{entry.error:g}", role, va="center")
    for convolutional, text in ((False, "hand-made features"), (True, "convolutional")):
        label(axes, 0.6, first[convolutional], text, "paper", va="center")
    person, (low, high) = len(result.entries), result.person_interval
    axes.barh(person, result.person, height=0.66, color=COLOUR["muted"], lw=0)
    axes.plot([low, high], [person, person], color=COLOUR["ink"], lw=2)
    label(axes, high + 0.8, person, f"{result.person:.1f}", "muted", va="center")
    names = [f"{e.year} {e.name}" if e.won else f"{e.year} {e.name} *" for e in result.entries]
    name_rows(axes, [*names, "one person"])
    axes.tick_params(axis="y", length=0)
    axes.set_xlim(0, 32)
    axes.set_xlabel("top-5 error (%)")
    return figure
