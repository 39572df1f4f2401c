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
