"""Figures of more and more inputs."""

import numpy as np
from matplotlib.figure import Figure

from conundrum.chapters.motivation.experiments.inputs import MoreInputs
from conundrum.style import COLOUR, band, log_x, name_axes, name_line, panels, percent

STYLES = {
    "linear regression": ("linear", "v-"),
    "spline of pairs": ("spline", "o-"),
    "boosted trees": ("tree", "s-"),
    "network": ("network", "^-"),
}
# Where the name of a line hangs: on its point at so many inputs, so far to the right and above.
NAMES = {
    "inputs are traits": {
        "linear regression": (2, (2, 14)),
        "spline of pairs": (16, (-8, 4)),
        "boosted trees": (64, (-2, 7)),
        "network": (32, (-6, 8)),
    },
    "inputs mix traits": {
        "linear regression": (2, (2, 14)),
        "spline of pairs": (8, (4, -12)),
        "boosted trees": (8, (-8, 10)),
        "network": (32, (6, -8)),
    },
}


def more_inputs(more: MoreInputs) -> Figure:
    """How much each model leaves unexplained as inputs are added."""
    figure, axes = panels(2, height=3.6, sharey=True)
    for panel, shares, (title, names) in zip(
        axes, (more.unmixed, more.mixed), NAMES.items(), strict=True
    ):
        log_x(panel, more.inputs)
        panel.set_ylim(-0.06, 1.2)
        for model, (role, style) in STYLES.items():
            left = shares[model]
            [line] = panel.plot(
                more.inputs, np.median(left, axis=0), style, color=COLOUR[role], ms=5, clip_on=False
            )
            band(panel, more.inputs, left.min(axis=0), left.max(axis=0), role)
            inputs, offset = names[model]
            name_line(line, model, x=inputs, offset=offset)
        panel.set_title(title)
        percent(panel.yaxis)
        name_axes(panel, "number of inputs", "left unexplained")
    return figure
