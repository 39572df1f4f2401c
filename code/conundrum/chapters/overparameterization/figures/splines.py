"""Splines, and networks that are splines."""

import numpy as np
from matplotlib.figure import Figure

from conundrum.chapters.overparameterization.experiments.splines import Kinked, TwoNorms
from conundrum.evaluation.bases import Bases
from conundrum.evaluation.twenty_points import FEW
from conundrum.style import (
    COLOUR,
    DASHED,
    DOTTED,
    label,
    log_x,
    log_y,
    moving,
    name_axes,
    name_line,
    panels,
    points,
    reference,
    truth,
)


def fits(result: TwoNorms) -> Figure:
    """Fits of least slope and of least bend to one draw, at four sizes."""
    least_slope, least_bend = result.slope, result.bend
    sizes = least_slope.degrees_of_freedom
    figure, axes = panels(len(sizes), columns=2, height=2.5, sharex=True, sharey=True)
    for panel, d, slope, bend in zip(
        axes, sizes, least_slope.predictions, least_bend.predictions, strict=True
    ):
        truth(panel, least_slope.x, least_slope.truth)
        panel.plot(least_slope.x, slope, color=COLOUR["spline"], lw=2.2)
        panel.plot(least_bend.x, bend, color=COLOUR["variance"], lw=1.8, ls=DASHED)
        points(panel, least_slope.sample.x, least_slope.sample.y)
        panel.set_title(f"{d} knots")
        panel.set_ylim(-2.6, 2.6)
        name_axes(panel)
    label(axes[-1], -4.7, -2.2, "least slope", "spline")
    label(axes[-1], 4.7, -2.2, "least bend (dashed)", "variance", ha="right")
    return figure


def bases(result: Bases) -> Figure:
    """Median test error against degrees of freedom: splines on the left, polynomials right."""
    figure, (left, right) = panels(2, height=3.5)
    log_y(left, (0.1, 0.2, 0.5, 1))
    left.set_ylim(0.1, 1.6)
    log_y(right)
    right.set_ylim(0.05, 5e13)
    for panel, role, name, style, up in (
        (left, "spline", "least slope", "-", -4),
        (left, "spline", "least bend", DASHED, 4),
        (left, "spline", "B-splines", DOTTED, 4),
        (right, "polynomial", "Legendre", "-", 6),
        (right, "polynomial", "powers", DASHED, 4),
        (right, "polynomial", "first 20", DOTTED, 4),
    ):
        log_x(panel, (5, 10, 20, 40, 80, 160))
        [line] = panel.plot(
            result.degrees_of_freedom, result.risk(name).median, color=COLOUR[role], ls=style
        )
        name_line(line, name, offset=(-1, up))
    left.set_title("splines")
    right.set_title("polynomials")
    left.set_ylabel("test error, median of draws")
    for panel in (left, right):
        reference(panel, x=FEW)
        panel.set_xlabel("degrees of freedom")
    return figure


def norm_and_error(result: Bases) -> Figure:
    """Norm and test error past the peak, each relative to its value at 21."""
    figure, axes = panels(2, height=3.3)
    past = result.degrees_of_freedom > FEW
    sizes = result.degrees_of_freedom[past]
    for panel, values, limits in zip(
        axes, (result.squared_norm, result.test_error), ((3e-8, 10), (2e-8, 1e6)), strict=True
    ):
        log_x(panel, (21, 41, 81, 161))
        log_y(panel)
        panel.set_ylim(*limits)
        panel.set_xlabel("degrees of freedom")
        for name, role, style, up in (
            ("least slope", "spline", "-", 5),
            ("Legendre", "polynomial", "-", 5),
            ("powers", "polynomial", DASHED, -5),
        ):
            median = np.median(values[name], axis=0)[past]
            [line] = panel.plot(sizes, median / median[0], color=COLOUR[role], ls=style)
            name_line(line, name, offset=(-1, up))
    axes[0].set_title("squared norm ÷ that at 21")
    axes[1].set_title("test error ÷ that at 21")
    return figure


def kinked(result: Kinked) -> Figure:
    """Networks with fixed kinks through ten points, for a slider that sets how many."""
    figure, [axes] = panels(1, height=3.4)
    axes.plot(result.x, result.dots, color=COLOUR["muted"], lw=1.2)
    [fit] = axes.plot(result.x, result.squared(result.x), color=COLOUR["network"], lw=2.4)
    truth(axes, result.x, result.cubic)
    places = result.squared.kinks
    inside = places[(result.x[0] < places) & (places < result.x[-1])]
    [dots] = axes.plot(inside, result.squared(inside), "o", color=COLOUR["network"], ms=4)
    points(axes, result.sample.x, result.sample.y)
    axes.set_ylim(-1.6, 1.6)
    name_axes(axes)
    moving(fit, dots)
    return figure
