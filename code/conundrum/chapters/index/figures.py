"""The figure of the landing page: it takes a result and computes nothing."""

from matplotlib.figure import Figure

from conundrum.chapters.index.experiments import Interpolation
from conundrum.notation import number
from conundrum.style import COLOUR, label, moving, name_axes, panels, points, ticks, truth

LINE_WIDTH = {"polynomial": 1.2, "spline": 1.6, "network": 3.0}


def opening(result: Interpolation) -> Figure:
    """Show one draw fitted by all three, and the curve behind it: the book's first picture."""
    figure, axes = panels(3, columns=3, height=2.5, narrow_height=1.9, sharex=True, sharey=True)
    for panel, (model, values) in zip(axes, result.predictions.items(), strict=True):
        curve = truth(panel, result.x, result.truth)
        [line] = panel.plot(result.x, values, color=COLOUR[model], lw=LINE_WIDTH[model])
        drawn = points(panel, result.sample.x, result.sample.y)
        errors = label(
            panel,
            0.02,
            0.02,
            f"train error {_plain(result.train_error[model])}\n"
            f"test error {_plain(result.test_error[model])}",
            model,
            xycoords="axes fraction",
            va="bottom",
            bbox={"facecolor": COLOUR["paper"], "edgecolor": "none", "pad": 2},
            zorder=4,
        )
        moving(curve, line, drawn, errors)
        panel.set_title(f"{model}, {result.parameters[model]:,} parameters")
        panel.set_ylim(-4.2, 2.4)
        name_axes(panel)
        ticks(panel.xaxis, (-4, 0, 4))
    return figure


def _plain(error: float) -> str:
    """Write an error as readers do: nothing at all below a thousandth."""
    return "0.000" if error < 5e-4 else number(error, digits=2)
