"""Splines past the point where they fit every observation: the peak, and what it is made of."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from conundrum.chapters.conundrum.experiments.descent import (
    CURVES,
    Descent,
    LeftOut,
    OneFit,
    PeakParts,
    WorstSeen,
)
from conundrum.data.curves import SINE
from conundrum.evaluation.twenty_points import FEW
from conundrum.style import (
    COLOUR,
    DASHED,
    DOTTED,
    band,
    label,
    log_x,
    log_y,
    name_axes,
    name_line,
    panels,
    points,
    reference,
    truth,
)

KNOT_TICKS = (2, 5, 10, 20, 40, 80, 160)


def one_fit(result: OneFit) -> Figure:
    """One fit, and its errors among those of all sizes."""
    figure, (left, right) = panels(2, height=3.2)
    points(left, result.panels.sample.x, result.panels.sample.y)
    truth(left, result.panels.x, result.panels.truth)
    left.set_ylim(-2.5, 2.5)
    name_axes(left)
    left.plot(result.panels.x, result.prediction, color=COLOUR["spline"], lw=2.4)
    knots = result.panels.degrees_of_freedom
    log_x(right, KNOT_TICKS)
    log_y(right, (0.001, 0.01, 0.1, 1, 10))
    right.set_ylim(0.001, 12)
    reference(right, x=FEW)
    [test] = right.plot(knots, result.panels.test_error, color=COLOUR["test"])
    [train] = right.plot(knots, result.panels.train_error, color=COLOUR["train"])
    name_line(test, "test error", x=60, offset=(0, 8))
    name_line(train, "train error", x=7, offset=(0, -8))
    right.set_xlabel("degrees of freedom (knots)")
    for name in ("test", "train"):
        error = getattr(result, f"{name}_error")
        right.plot(result.degrees_of_freedom, error, "o", color=COLOUR[name], ms=8)
    return figure


def descent(slope: Descent, bend: Descent) -> Figure:
    """Median errors against degrees of freedom, past the point where every point is fitted."""
    figure, [axes] = panels(1, height=3.5)
    degrees_of_freedom = slope.degrees_of_freedom
    log_x(axes, KNOT_TICKS)
    log_y(axes, (0.01, 0.03, 0.1, 0.3, 1))
    axes.set_xlim(2, 175)
    axes.set_ylim(0.008, 2)
    reference(axes, x=FEW)
    label(axes, FEW * 0.94, 1.7, "as many knots\nas points", "muted", ha="right", va="top")
    reference(axes, y=SINE.noise**2, role="truth")
    label(axes, 170, 0.088, "noise", "truth", ha="right", va="top")
    band(axes, degrees_of_freedom, slope.risk.lower, slope.risk.upper, "test")
    [least_slope] = axes.plot(degrees_of_freedom, slope.risk.median, color=COLOUR["test"], lw=2.4)
    past = degrees_of_freedom >= FEW  # up to there the two are the same
    [least_bend] = axes.plot(
        degrees_of_freedom[past], bend.risk.median[past], color=COLOUR["spline"], lw=1.8
    )
    fitted = np.median(slope.train_error, axis=0)
    [train] = axes.plot(
        degrees_of_freedom, np.where(fitted > 1e-4, fitted, np.nan), color=COLOUR["train"], lw=2.4
    )
    name_line(least_bend, "least bend", offset=(-1, 3))
    name_line(least_slope, "least slope", offset=(-1, -4))
    name_line(least_slope, "test error", x=8, offset=(0, 9))
    name_line(train, "train error", x=10, offset=(-8, -10))
    axes.set_xlabel("degrees of freedom (knots)")
    axes.set_ylabel("squared error, median of draws")
    return figure


def puzzle(results: Sequence[Descent]) -> Figure:
    """Median test errors of several families of splines, unnamed."""
    figure, [axes] = panels(1, height=3.0)
    for result, style in zip(results, ("-", DASHED, DOTTED), strict=True):
        axes.plot(result.degrees_of_freedom, result.risk.median, color=COLOUR["test"], ls=style)
    axes.set_xlim(2, 30)
    axes.set_xticks(range(5, 31, 5))
    axes.set_xticks(range(2, 31), minor=True)
    log_y(axes, (0.01, 0.03, 0.1, 0.3, 1))
    axes.set_xlabel("degrees of freedom (knots)")
    axes.set_ylabel("test error, median of draws")
    axes.grid(axis="x", which="both")
    return figure


def worst_seen(result: WorstSeen) -> Figure:
    """The direction that the points see least, as a function, for several numbers of knots."""
    figure, axes = panels(len(result.degrees_of_freedom), height=2.8, sharex=True, sharey=True)
    for panel, d, s, curve, values in zip(
        axes,
        result.degrees_of_freedom,
        result.singular_value,
        result.curve,
        result.at_points,
        strict=True,
    ):
        panel.axhline(0, color=COLOUR["grid"], lw=1)
        panel.plot(result.x, curve, color=COLOUR["spline"], lw=2)
        points(panel, result.sample.x, values)
        panel.set_title(f"{d} knots: s = {s:.2g}")
        name_axes(panel, y="value")
    return figure


def why(slope: Descent, left_out: LeftOut) -> Figure:
    """What stands behind the peak, and the test error without what is badly seen."""
    figure, axes = panels(3, height=3.0)
    singular, norm, error = axes
    for panel, values in ((singular, slope.smallest_singular_value), (norm, slope.squared_norm)):
        lower, median, upper = np.quantile(values, (0.25, 0.5, 0.75), axis=0)
        band(panel, slope.degrees_of_freedom, lower, upper, "spline")
        panel.plot(slope.degrees_of_freedom, median, color=COLOUR["spline"], lw=2.4)
    knots = left_out.degrees_of_freedom
    error.plot(knots, left_out.all_fitted.median, color=COLOUR["test"], lw=2.4, label="none")
    error.plot(
        knots, left_out.without_the_worst.median, color=COLOUR["test"], ls=DASHED, label="the worst"
    )
    error.plot(
        knots,
        left_out.without_badly_seen.median,
        color=COLOUR["test"],
        ls=DOTTED,
        label="all below 0.15",
    )
    for panel, title in zip(
        axes, ("smallest singular value", "squared norm", "test error"), strict=True
    ):
        threshold = reference(panel, x=FEW)
        log_x(panel, KNOT_TICKS)
        log_y(panel)
        panel.set_title(title)
        panel.set_xlabel("degrees of freedom (knots)")
    threshold.set_ydata((0, 0.55))  # it ends below the legend
    log_y(error, (0.1, 0.2, 0.5, 1, 2))
    error.set_ylim(0.09, 20)
    error.legend(loc="upper left", title="left out:")
    return figure


def peak_parts(result: PeakParts) -> Figure:
    """Squared bias and variance through the peak, for a curve the splines can follow, and not."""
    figure, axes = panels(2, height=3.3, sharey=True)
    for panel, curve in zip(axes, CURVES, strict=True):
        _parts(panel, result, curve)
        panel.set_title(curve)
        panel.set_xlabel("degrees of freedom (knots)")
    axes[0].set_ylabel("squared error, median of draws")
    return figure


def _parts(axes: Axes, result: PeakParts, curve: str) -> None:
    log_x(axes, KNOT_TICKS)
    log_y(axes, (0.001, 0.01, 0.1, 1, 10))
    axes.set_xlim(2, 175)
    axes.set_ylim(0.001, 12)
    reference(axes, x=FEW)
    reference(axes, y=result.noise_variance, role="truth")
    label(axes, 2.1, result.noise_variance, "noise", "truth", va="bottom")
    knots = result.degrees_of_freedom
    [bias] = axes.plot(knots, result.without_noise(curve).median, color=COLOUR["bias"])
    [variance] = axes.plot(knots, result.median_variance.median, color=COLOUR["variance"])
    [error] = axes.plot(knots, result.expected_error(curve).median, color=COLOUR["test"], lw=2.4)
    name_line(error, "test error", x=50, offset=(0, 8))
    name_line(variance, "variance", x=3, offset=(0, -8))
    name_line(bias, "squared bias", x=3, offset=(6, 8))
