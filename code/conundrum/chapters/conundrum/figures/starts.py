"""Which fit training ends at: rivals on twenty points, and networks from several starts."""

from matplotlib.figure import Figure

from conundrum.chapters.conundrum.experiments.starts import (
    LARGE,
    SMALL,
    TAKEN_AWAY,
    USUAL,
    Rivals,
    TrainedFromStarts,
)
from conundrum.style import (
    COLOUR,
    DASHED,
    DOTTED,
    label,
    log_x,
    log_y,
    name_axes,
    panels,
    points,
    reference,
    truth,
)

STYLES = {SMALL: DOTTED, USUAL: "-", LARGE: "-", TAKEN_AWAY: DASHED}


def opening(result: Rivals, draw: int) -> Figure:
    """Show one draw fitted by all three, in one panel: the book's first picture."""
    figure, [axes] = panels(1, height=3.2)
    for model, width in (("polynomial", 1.0), ("spline", 1.6), ("network", 3.0)):
        axes.plot(result.x, result.predictions[model][draw], color=COLOUR[model], lw=width)
    points(axes, result.samples[draw].x, result.samples[draw].y)
    axes.set_xlim(result.x[0], result.x[-1] + 1.9)
    axes.set_ylim(-2.6, 2.6)
    axes.axis("off")
    for model, height, count in (
        ("polynomial", 1.6, "20 parameters"),
        ("spline", 0.5, "21 parameters"),
        ("network", -0.9, "3073 parameters"),
    ):
        label(axes, result.x[-1] + 0.2, height, f"{model}\n{count}", model, va="center")
    return figure


def rivals(result: Rivals, draw: int) -> Figure:
    """One draw fitted by each model."""
    figure, axes = panels(4, columns=2, height=2.5, sharex=True, sharey=True)
    sample = result.samples[draw]
    for panel, (model, predictions) in zip(axes, result.predictions.items(), strict=True):
        role = "spline" if model == "larger spline" else model
        points(panel, sample.x, sample.y)
        truth(panel, result.x, result.truth)
        panel.plot(result.x, predictions[draw], color=COLOUR[role], lw=2.2)
        panel.set_ylim(-2.5, 2.5)
        panel.set_title(f"{model}: {result.parameters[model]} parameters")
        name_axes(panel)
    return figure


def starts(result: TrainedFromStarts) -> Figure:
    """Median test error against steps, a panel for each optimiser, a line for each start."""
    figure, axes = panels(3, height=3.4, sharex=True, sharey=True)
    for panel, optimiser in zip(axes, result.optimisers, strict=True):
        for start, style in STYLES.items():
            trained = result.trained[optimiser, start]
            panel.plot(
                result.steps,
                trained.median_test_error,
                color=COLOUR["test"],
                ls=style,
                lw=3 if start == LARGE else 1.8,
                label=start,
            )
        log_x(panel, result.steps)
        log_y(panel, (0.1, 0.2, 0.5, 1, 2))
        panel.set_ylim(0.08, 9)
        reference(panel, y=result.noise_variance, role="truth")
        panel.set_title(optimiser)
        name_axes(panel, "steps", "test error, median of draws")
    axes[-1].legend(loc="upper right", title="weights at the start")
    label(axes[0], result.steps[0], result.noise_variance, "noise", "truth", va="bottom")
    return figure
