"""Images changed on purpose."""

from matplotlib.figure import Figure

from conundrum.chapters.cnn.experiments.adversarial import AdversarialSteps, ChangedImage
from conundrum.chapters.cnn.figures.models import NAMES, STYLES
from conundrum.data.images import FASHION_CLASSES
from conundrum.pictures import gallery
from conundrum.style import name_axes, panels, percent, ticks


def steps(result: AdversarialSteps) -> Figure:
    """Accuracy of four models against the size of a step, in random directions and against them."""
    figure, axes = panels(2, height=3.3, sharex=True, sharey=True)
    titles = ("random directions", "against each model")
    for panel, title, by_model in zip(
        axes, titles, (result.by_coin, result.by_gradient), strict=True
    ):
        for name, accuracies in by_model.items():
            panel.plot(
                result.levels, accuracies, marker="o", ms=4, label=NAMES[name], **STYLES[name]
            )
        panel.set_ylim(0, 1)
        panel.set_title(title)
        ticks(panel.xaxis, (0, 4, 8, 12, 16))
        percent(panel.yaxis)
        panel.grid(axis="y")
        name_axes(panel, "step (grey levels of 255)", "classified correctly")
    axes[0].legend(loc="lower left")
    return figure


def changed(result: ChangedImage) -> Figure:
    """An image, what is added to it, and the image that comes out."""
    figure, [axes] = panels(1, height=3.2, narrow_height=1.75)
    before, after = (FASHION_CLASSES[name] for name in result.named)
    gallery(
        axes,
        [result.before, result.change, result.after],
        [
            f"“{before}”\n{result.probability[0]:.0%}",
            f"the change:\n±{result.levels} of 255",
            f"“{after}”\n{result.probability[1]:.0%}",
        ],
        across=3,
    )
    return figure
