"""Networks that learn what random networks say."""

from matplotlib.figure import Figure

from conundrum.evaluation.students import Students
from conundrum.style import COLOUR, band, log_x, name_line, panels, reference


def students(result: Students) -> Figure:
    """Test and train error against width, of students of random teachers."""
    figure, [axes] = panels(1, height=3.5)
    for risk, role, place in ((result.train, "train", 3), (result.risk, "test", 36)):
        [line] = axes.plot(risk.capacity, risk.median, color=COLOUR[role], lw=2.2)
        band(axes, risk.capacity, risk.lower, risk.upper, role)
        log_x(axes, (1, 2, 4, 8, 20, 50, 120))
        axes.set_ylim(0, 0.62)
        name_line(line, role, x=place, offset=(9, 9) if role == "test" else (-6, -9))
    noise = reference(axes, y=result.noise**2, role="truth")
    axes.annotate(
        "variance of the noise",
        (16, result.noise**2),
        xytext=(0, 4),
        textcoords="offset points",
        color=noise.get_color(),
        weight="semibold",
    )
    axes.grid(axis="y")
    axes.set_xlabel("hidden units")
    axes.set_ylabel("mean squared error")
    return figure
