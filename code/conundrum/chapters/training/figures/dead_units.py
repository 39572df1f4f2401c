"""Units that died, layer by layer, and those that came back."""

import numpy as np
from matplotlib.figure import Figure

from conundrum.chapters.training.experiments.dead_units import (
    DECAY,
    FROZEN,
    LEAKY,
    PLAIN,
    WITH_ADAM,
    Revival,
)
from conundrum.style import fields, panels

ROWS = (PLAIN, DECAY, FROZEN, WITH_ADAM, LEAKY)


def revival(result: Revival) -> Figure:
    """Dead units of three layers before and after the large step, and those that came back."""
    figure, (died, back) = panels(2, height=2.7)
    counts = [result.at_start, result.dead]
    fields(died, [[f"{n}" for n in row] for row in counts], np.divide(counts, 32), "test")
    died.set_yticks(range(2), ["at the start", "after the\nlarge step"])
    died.set_title("dead, of 32")
    rows = [result.revived[name] for name in ROWS]
    fields(back, [[f"{n}" for n in row] for row in rows], np.divide(rows, 32), "train")
    back.set_yticks(range(len(ROWS)), [name.replace(" with", "\nwith") for name in ROWS])
    back.set_title("of these, on again after 300 steps")
    for panel in (died, back):
        panel.set_xticks(range(3), ["layer 1", "layer 2", "layer 3"])
    return figure
