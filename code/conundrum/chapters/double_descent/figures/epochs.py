"""Two descents in the course of one training."""

from matplotlib.figure import Figure

from conundrum.chapters.double_descent.experiments.epochs import Course, TwoScales
from conundrum.style import COLOUR, DASHED, DOTTED, band, log_x, name_line, panels


def courses(linear: TwoScales, network: Course) -> Figure:
    """Errors against steps: a linear model with its two parts, and a network."""
    figure, (left, right) = panels(2, height=3.6)
    parts = {}
    for name, style in (("large", DASHED), ("small", DOTTED)):
        part = linear.part(name)
        parts[name] = left.plot(
            part.capacity, part.median, ls=style, color=COLOUR["linear"], lw=1.4
        )[0]
    for panel, course, title in (
        (left, linear, "linear model, exactly"),
        (right, network, "network with 6 units"),
    ):
        lines = {}
        for risk, role in ((course.train, "train"), (course.risk, "test")):
            [lines[role]] = panel.plot(risk.capacity, risk.median, color=COLOUR[role], lw=2.2)
            band(panel, risk.capacity, risk.lower, risk.upper, role)
        log_x(panel)
        panel.set_ylim(0, None)
        name_line(lines["train"], "train", x=8, offset=(-3, -6))
        name_line(lines["test"], "test", x=2000, offset=(7, 7))
        panel.grid(axis="y")
        panel.set_title(title)
        panel.set_xlabel("steps of gradient descent")
    left.set_ylabel("mean squared error")
    name_line(parts["large"], "large", x=300, offset=(0, 7))
    name_line(parts["small"], "small", x=60, offset=(0, -6))
    return figure
