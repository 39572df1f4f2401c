"""Splines, and networks that are splines."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from conundrum.chapters.overparameterization.experiments.splines import FEW, Bases, Kinked, Panels
from conundrum.style import (
    COLOUR,
    DASHED,
    DOTTED,
    decades,
    label,
    log_x,
    log_y,
    moving,
    name_axes,
    panels,
    points,
    reference,
    ticks,
    truth,
)


def fits(result: Panels) -> Figure:
    """Fits of least slope and of least bend to one draw, at four sizes."""
    figure, axes = panels(len(result.slope), columns=2, height=2.5, sharex=True, sharey=True)
    for panel, d, slope, bend in zip(
        axes, result.degrees_of_freedom, result.slope, result.bend, strict=True
    ):
        truth(panel, result.x, result.truth)
        panel.plot(result.x, slope, color=COLOUR["spline"], lw=2.2)
        panel.plot(result.x, bend, color=COLOUR["variance"], lw=1.8, ls=DASHED)
        points(panel, result.sample.x, result.sample.y)
        panel.set_title(f"{d} knots")
        panel.set_ylim(-2.6, 2.6)
        name_axes(panel)
    label(axes[-1], -4.7, -2.2, "least slope", "spline")
    label(axes[-1], 4.7, -2.2, "least bend (dashed)", "variance", ha="right")
    return figure


def bases(result: Bases) -> Figure:
    """Median test error against degrees of freedom: splines on the left, polynomials right."""
    figure, (left, right) = panels(2, height=3.5)
    for name, style in (("least slope", "-"), ("least bend", DASHED), ("B-splines", DOTTED)):
        _median(left, result, name, "spline", style)
    for name, style in (("Legendre", "-"), ("powers", DASHED), ("first 20", DOTTED)):
        _median(right, result, name, "polynomial", style)
    left.set_ylim(0.1, 1.6)
    ticks(left.yaxis, (0.1, 0.2, 0.5, 1))
    right.set_ylim(0.05, 5e13)
    decades(right.yaxis)
    left.set_title("splines")
    right.set_title("polynomials")
    left.set_ylabel("test error, median of draws")
    label(left, 180, 0.66, "B-splines", "spline", ha="right")
    label(left, 180, 0.25, "least bend", "spline", ha="right")
    label(left, 180, 0.133, "least slope", "spline", ha="right")
    label(right, 180, 1.2e12, "powers", "polynomial", ha="right")
    label(right, 180, 2.5e7, "first 20", "polynomial", ha="right")
    label(right, 180, 1, "Legendre", "polynomial", ha="right")
    for panel in (left, right):
        reference(panel, x=FEW)
        panel.set_xlabel("degrees of freedom")
    return figure


def _median(axes: Axes, result: Bases, name: str, role: str, style: object) -> None:
    axes.plot(result.degrees_of_freedom, result.risk(name).median, color=COLOUR[role], ls=style)
    log_x(axes, (5, 10, 20, 40, 80, 160))
    axes.set_yscale("log")


def norm_and_error(result: Bases) -> Figure:
    """Norm and test error past the peak, each relative to its value at 21."""
    figure, axes = panels(2, height=3.3)
    past = result.degrees_of_freedom > FEW
    sizes = result.degrees_of_freedom[past]
    for name, role, style in (
        ("least slope", "spline", "-"),
        ("Legendre", "polynomial", "-"),
        ("powers", "polynomial", DASHED),
    ):
        for panel, values in zip(axes, (result.squared_norm, result.test_error), strict=True):
            median = np.median(values[name], axis=0)[past]
            panel.plot(sizes, median / median[0], color=COLOUR[role], ls=style)
            log_x(panel, (21, 41, 81, 161))
            log_y(panel)
            panel.set_xlabel("degrees of freedom")
    axes[0].set_title("squared norm ÷ that at 21")
    axes[1].set_title("test error ÷ that at 21")
    for panel, places in zip(axes, ((1.5e-3, 0.12, 2e-6), (1e3, 0.35, 1e-6)), strict=True):
        for height, name, role in zip(
            places,
            ("powers", "least slope", "Legendre"),
            ("polynomial", "spline", "polynomial"),
            strict=True,
        ):
            label(panel, 161, height, name, role, ha="right", va="bottom")
    axes[0].set_ylim(3e-8, 10)
    axes[1].set_ylim(2e-8, 1e6)
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
