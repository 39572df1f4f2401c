"""What a perfect fit costs."""

from matplotlib.figure import Figure

from conundrum.chapters.conundrum.experiments.cost import DOTS, PerfectFits
from conundrum.style import COLOUR, label, name_rows, panels, reference


def perfect_fits(result: PerfectFits) -> Figure:
    """Test errors of all draws, a row for each kind of fit, with a bar at the median."""
    figure, [axes] = panels(1, height=3.3)
    reference(axes, x=result.noise_variance, role="truth")
    reference(axes, x=result.formula)
    for row, (name, errors) in enumerate(result.test_error.items()):
        role = "network" if name.startswith("network") else "muted" if name == DOTS else "spline"
        axes.plot(errors, [row] * len(errors), "o", color=COLOUR[role], ms=5, alpha=0.5)
        axes.plot([result.median_error[name]] * 2, [row - 0.3, row + 0.3], color=COLOUR["ink"])
    name_rows(axes, result.test_error)
    axes.set_ylim(top=-1)
    label(axes, result.noise_variance, -0.95, " σ²", "truth", va="top")
    label(axes, result.formula, -0.95, " 5/3 σ²", "muted", va="top")
    axes.set_xlim(left=0.08)
    axes.set_xlabel("test error")
    return figure
