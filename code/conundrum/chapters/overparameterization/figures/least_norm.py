"""Norms, singular values and what they do to the test error."""

import numpy as np
from matplotlib.figure import Figure

from conundrum.chapters.overparameterization.experiments.least_norm import Ellipse, Shrunk
from conundrum.evaluation.bases import Bases
from conundrum.evaluation.twenty_points import FEW
from conundrum.style import COLOUR, DASHED, log_x, log_y, name_line, panels, reference


def ellipse(result: Ellipse) -> Figure:
    """All coefficients of length 1, and what two observations see of them."""
    figure, axes = panels(2, height=3.3)
    for panel, outline, directions, title, names in zip(
        axes,
        (result.circle, result.predictions),
        (result.directions, result.seen),
        ("lines a + bx, a² + b² = 1", "what two observations see"),
        (("a: height at zero", "b: slope"), ("at the first", "at the second")),
        strict=True,
    ):
        panel.plot(*outline, color=COLOUR["muted"], lw=1.4)
        for [x, y], role, name in zip(
            directions.T, ("linear", "test"), ("seen best", "seen worst"), strict=True
        ):
            [line] = panel.plot([0, x], [0, y], "o-", color=COLOUR[role], lw=2, ms=5, markevery=[1])
            name_line(line, name, offset=(-6, -5 if y < 0 else 5))
        panel.set_title(title)
        panel.set_aspect("equal")
        panel.set_xlim(-2.6, 2.6)
        panel.set_ylim(-2.6, 2.6)
        panel.set_xlabel(names[0])
        panel.set_ylabel(names[1])
    return figure


def norm_and_error(result: Bases) -> Figure:
    """Norm, what the observations see worst, and test error, from 20 degrees of freedom on."""
    figure, axes = panels(3, height=3.3, narrow_height=2.8)
    shown = (result.degrees_of_freedom >= FEW) & (result.degrees_of_freedom <= 161)
    sizes = result.degrees_of_freedom[shown]
    for panel, values, title in zip(
        axes,
        (result.squared_norm, result.smallest_singular_value, result.test_error),
        ("squared norm", "smallest singular value", "test error"),
        strict=True,
    ):
        log_x(panel, (20, 40, 80, 160))
        log_y(panel)
        panel.set_title(title)
        panel.set_xlabel("degrees of freedom")
        for name, role, style, offset in (
            ("Legendre", "polynomial", "-", (-1, 6)),
            ("powers", "polynomial", DASHED, (-1, -6)),
        ):
            median = np.median(values[name], axis=0)[shown]
            [line] = panel.plot(sizes, median, color=COLOUR[role], ls=style)
            name_line(line, name, offset=offset)
    axes[1].set_ylim(1e-10, 1e2)
    axes[2].set_ylim(1e-2, 1e14)
    axes[0].set_ylim(1e-1, 1e17)
    return figure


def shrunk(result: Shrunk) -> Figure:
    """Test error, and what is seen worst, as all columns but the first 20 are made smaller."""
    figure, axes = panels(2, height=3.1)
    for panel, values, role, title in zip(
        axes,
        (result.median_error, result.median_seen),
        ("test", "polynomial"),
        ("test error", "smallest singular value"),
        strict=True,
    ):
        panel.plot(result.scales, values, "o-", color=COLOUR[role], ms=5)
        log_x(panel)
        log_y(panel)
        panel.invert_xaxis()
        panel.set_title(title)
        panel.set_xlabel("degrees 20 to 160, multiplied by")
    axes[0].set_ylim(1e-2, 1e8)
    axes[1].set_ylim(1e-5, 10)
    first = reference(axes[0], y=result.median_without)
    name_line(first, "first 20 alone", offset=(4, -4), x=0)
    return figure
