"""Figures of accuracy by number of labelled images."""

from collections.abc import Mapping

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from conundrum.chapters.transfer.experiments.few_labels import Comparison
from conundrum.style import COLOUR, band, log_x, name_axes, panels, percent

# By name of a method: its colour, its markers and line, and what readers call it.
LOOKS = {
    "frozen": ("spline", "o-", "pretrained, frozen"),
    "pixels": ("linear", "s-", "pixels"),
    "scratch": ("convolution", "^--", "convolutional, from scratch"),
    "connected": ("network", "v--", "fully connected"),
}
TUNED = {
    "fine-tuned": ("tree", "D-", "pretrained, fine-tuned"),
    "frozen": LOOKS["frozen"],
    "scratch": LOOKS["scratch"],
}
SIDES = {
    "frozen": ("spline", "o-", "enlarged to 224"),
    "frozen, 128": ("polynomial", "P-", "to 128"),
    "frozen, 84": ("network", "X-", "to 84"),
    "pixels": LOOKS["pixels"],
}


def clothes_and_digits(clothes: Comparison, digits: Comparison) -> Figure:
    """Accuracy by number of labelled images, on clothes and on digits."""
    return _two_tasks(clothes, digits, LOOKS)


def sides(clothes: Comparison, digits: Comparison) -> Figure:
    """Accuracy of the frozen network by the size to which images are enlarged."""
    return _two_tasks(clothes, digits, SIDES)


def fine_tuned(clothes: Comparison) -> Figure:
    """Accuracy by number of labelled images of a network from scratch, a frozen and a tuned one."""
    figure, [axes] = panels(1, height=3.3)
    _curves(axes, clothes, TUNED)
    axes.set_ylim(0.5, 0.95)
    axes.legend(loc="lower right", handlelength=3)
    return figure


def _two_tasks(
    clothes: Comparison, digits: Comparison, looks: Mapping[str, tuple[str, str, str]]
) -> Figure:
    figure, axes = panels(2, height=3.6, sharey=True)
    for panel, result, title in zip(axes, (clothes, digits), ("clothes", "digits"), strict=True):
        panel.set_title(title)
        _curves(panel, result, looks)
        panel.set_ylim(0.5, 1)
    axes[1].legend(loc="lower right", handlelength=3)
    return figure


def _curves(axes: Axes, result: Comparison, looks: Mapping[str, tuple[str, str, str]]) -> None:
    log_x(axes, result.per_class)
    for method, (role, line, name) in looks.items():
        x = result.per_class
        band(axes, x, result.lowest(method), result.highest(method), role)
        axes.plot(x, result.mean(method), line, color=COLOUR[role], ms=5, label=name)
    percent(axes.yaxis)
    axes.grid(axis="y")
    name_axes(axes, "labelled images of each class", "accuracy on new images")
    axes.tick_params(axis="x", labelbottom=True)  # two panels differ in these, stacked as well
