"""Weight decay in a linear model."""

from matplotlib.figure import Figure

from conundrum.chapters.regularization.experiments.decay import (
    ADAM,
    ADAMW,
    NOISY_ADAMW,
    SGD,
    OptimiserEnds,
    Paths,
)
from conundrum.style import COLOUR, DASHED, DOTTED, log_x, panels, reference, ticks


def paths(result: Paths) -> Figure:
    """Coefficients against the penalty: the formula as lines, gradient descent as dots."""
    figure, [axes] = panels(1, height=3.0)
    axes.plot(result.penalty, result.ridge, color=COLOUR["linear"], lw=1.6)
    axes.plot(result.penalty, result.descended, "o", color=COLOUR["train"], ms=4.5)
    reference(axes, y=0)
    log_x(axes)
    axes.set_xlabel("penalty λ")
    axes.set_ylabel("coefficient")
    return figure


def optimisers(result: OptimiserEnds) -> Figure:
    """Where each optimiser ends, against the setting; lines: ridge, and least squares in bounds."""
    figure, axes = panels(len(result.ends), columns=2, height=2.7, sharex=True, sharey=True)
    targets = {
        SGD: (result.ridge, "-"),
        ADAM: (result.ridge, "-"),
        ADAMW: (result.bounded, DASHED),
        NOISY_ADAMW: (result.balanced, DOTTED),
    }
    for panel, (name, ends) in zip(axes, result.ends.items(), strict=True):
        log_x(panel)
        target, style = targets[name]
        panel.plot(
            result.weight_decay,
            target[0],
            color=COLOUR["linear"],
            lw=1.4,
            ls=style,
        )
        panel.plot(result.weight_decay, ends[0], "o", color=COLOUR["train"], ms=4.5)
        panel.set_title(name)
        panel.set_xlabel("weight_decay w")
        panel.set_ylabel("coefficient")
        ticks(panel.yaxis, (-2, -1, 0, 1, 2))
    return figure
