"""The published recipe: one draw, many draws, and one change at a time."""

from collections.abc import Iterable

import numpy as np
from jaxtyping import Float, Int
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from conundrum.chapters.conundrum.experiments.published import ChangedRecipes, PublishedDraws
from conundrum.evaluation.twenty_points import Panels
from conundrum.style import COLOUR, label, log_y, name_axes, panels, points, truth

#: Errors beyond are counted at the upper end of a panel.
HIGHEST = 1e4


def published(result: Panels) -> Figure:
    """Fits of growing degrees of freedom to one draw."""
    figure, axes = panels(len(result.predictions), columns=2, height=2.4, sharex=True, sharey=True)
    for panel, d, fit, error in zip(
        axes, result.degrees_of_freedom, result.predictions, result.test_error, strict=True
    ):
        points(panel, result.sample.x, result.sample.y)
        truth(panel, result.x, result.truth)
        panel.plot(result.x, fit, color=COLOUR["spline"], lw=2.2)
        panel.set_title(f"{d} degrees of freedom: test error {error:.2f}")
        panel.set_ylim(-3, 3)
        name_axes(panel)
    return figure


def draws(result: PublishedDraws, shown: Panels) -> Figure:
    """Test errors of many draws at the degrees of freedom of the panels, and of the draw shown."""
    figure, [axes] = panels(1, height=3.1)
    _columns(axes, shown.degrees_of_freedom, [result.at(d) for d in shown.degrees_of_freedom])
    axes.plot(range(len(shown.test_error)), shown.test_error, "D", color=COLOUR["test"], ms=7)
    axes.set_ylabel("test error")
    return figure


def changes(result: ChangedRecipes) -> Figure:
    """Test errors of many draws with one change of the recipe each, and with all; bars before."""
    figure, axes = panels(4, columns=2, height=2.7, sharey=True)
    (published, *others) = result.test_error
    for panel, name in zip(axes, others, strict=True):
        _columns(panel, result.degrees_of_freedom, result.test_error[name].T)
        for column, median in enumerate(result.medians[published]):
            panel.plot(column + np.array([-0.38, 0.38]), [median] * 2, color=COLOUR["test"], lw=1.6)
        panel.set_title(name)
        panel.set_ylabel("test error")
        panel.label_outer()
    return figure


def _columns(
    axes: Axes, names: Int[np.ndarray, " m"], columns: Iterable[Float[np.ndarray, " draws"]]
) -> None:
    """Draw a column of dots for each number of knots, with a bar at the median."""
    log_y(axes)
    axes.set_ylim(0.08, 6 * HIGHEST)
    for place, errors in enumerate(columns):
        jitter = np.linspace(-0.28, 0.28, len(errors))
        within = errors <= HIGHEST
        axes.plot(
            (place + jitter)[within], errors[within], "o", color=COLOUR["spline"], ms=3, alpha=0.4
        )
        if (median := np.median(errors)) <= HIGHEST:
            axes.plot(place + np.array([-0.34, 0.34]), [median] * 2, color=COLOUR["ink"])
        if beyond := int((~within).sum()):
            label(axes, place, 1.6 * HIGHEST, f"↑ {beyond}", "spline", ha="center", va="bottom")
    axes.set_xticks(range(len(names)), names)
    axes.set_xlabel("degrees of freedom")
    axes.grid(axis="y")
