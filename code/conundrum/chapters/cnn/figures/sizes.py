"""Models trained on few images and on many."""

from collections.abc import Sequence

from matplotlib.figure import Figure

from conundrum.chapters.cnn.experiments.sizes import SizeComparison
from conundrum.chapters.cnn.figures.models import NAMES, STYLES
from conundrum.style import log_x, name_axes, panels, percent


def sizes(result: SizeComparison, names: Sequence[str]) -> Figure:
    """Accuracy against the number of images for training: mean and range of draws."""
    figure, [axes] = panels(1, height=3.4)
    for name in names:
        accuracies = result.accuracy[name]
        style = STYLES[name]
        axes.fill_between(
            result.sizes,
            accuracies.min(axis=0),
            accuracies.max(axis=0),
            color=style["color"],
            alpha=0.15,
            lw=0,
        )
        axes.plot(result.sizes, result.mean[name], marker="o", ms=5, label=NAMES[name], **style)
    log_x(axes, result.sizes)
    axes.set_ylim(0.4, 0.9)
    axes.grid(axis="y")
    axes.legend(loc="lower right", handlelength=3)
    percent(axes.yaxis)
    name_axes(axes, "images for training", "classified correctly")
    return figure
