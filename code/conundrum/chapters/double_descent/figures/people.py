"""As many predictors as people, as many voxels as trials."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from conundrum.chapters.double_descent.experiments.people import (
    FIRST_COLUMNS,
    LEAST_NORM,
    RIDGE,
    Sizes,
)
from conundrum.style import COLOUR, DASHED, DOTTED, band, log_x, log_y, name_line, panels, reference

STYLES = {LEAST_NORM: "-", FIRST_COLUMNS: DOTTED, RIDGE: DASHED}


def patients(result: Sizes) -> Figure:
    """Error against the number of patients, for three ways to do least squares."""
    figure, [axes] = panels(1, height=3.7)
    reference(axes, x=65)
    reference(axes, y=1)
    log_x(axes, (20, 40, 65, 100, 200, 300))
    log_y(axes, (0.5, 1, 10, 100, 1000))
    axes.set_ylim(0.2, 3e4)
    _lines(
        axes, result, {LEAST_NORM: (80, (6, 6)), FIRST_COLUMNS: (30, (0, 8)), RIDGE: (40, (0, -8))}
    )
    axes.set_xlabel("patients to learn from")
    axes.set_ylabel("test error ÷ variance")
    return figure


def voxels(result: Sizes) -> Figure:
    """Error of a decoder against the number of voxels."""
    figure, [axes] = panels(1, height=3.4)
    reference(axes, y=50)
    log_x(axes, (10, 30, 100, 300, 1000))
    axes.set_ylim(0, 60)
    _lines(axes, result, {LEAST_NORM: (60, (-6, 8)), RIDGE: (40, (-6, -8))}, scale=100)
    axes.set_xlabel("voxels")
    axes.set_ylabel("test error (%)")
    return figure


def _lines(
    axes: Axes,
    result: Sizes,
    places: dict[str, tuple[int, tuple[float, float]]],
    scale: float = 1,
) -> None:
    """Draw a line for each way, with its name at a size, so far to the right and above."""
    for method, (x, offset) in places.items():
        risk = result.risk(method)
        [line] = axes.plot(
            risk.capacity, scale * risk.median, color=COLOUR["test"], ls=STYLES[method]
        )
        band(axes, risk.capacity, scale * risk.lower, scale * risk.upper, "test")
        name_line(line, method, x=x, offset=offset)
    axes.grid(axis="y")
