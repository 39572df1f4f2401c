"""One parameter: steps on a parabola."""

import numpy as np
from matplotlib.figure import Figure

from conundrum.chapters.training.experiments.parabola import ParabolaDescent
from conundrum.style import COLOUR, log_y, moving, panels, reference, truth


def descent(result: ParabolaDescent) -> Figure:
    """Gradient descent on a parabola, for a slider that sets the learning rate."""
    figure, (steps, distances) = panels(2, height=3.0)
    slopes = np.linspace(-1.5, 4.5, 121)
    truth(steps, slopes, result.loss(slopes))
    seen = result.path[np.cumprod(np.abs(result.path) < 6).astype(bool)][:12]
    [path] = steps.plot(
        seen, result.loss(seen), "o-", color=COLOUR["train"], ms=5, lw=1.2, alpha=0.9
    )
    steps.set_xlim(-1.5, 4.5)
    steps.set_ylim(0, 8)
    steps.set_xlabel("slope θ")
    steps.set_ylabel("mean squared error")
    steps.set_title("the first steps")
    distance = np.clip(result.distance, 1e-12, 1e6)
    [line] = distances.plot(np.arange(len(distance)), distance, "o-", color=COLOUR["train"], ms=4)
    reference(distances, y=1)
    log_y(distances)
    distances.set_ylim(1e-6, 1e4)
    distances.set_xlim(0, 20)
    distances.set_xlabel("step")
    distances.set_ylabel("share of the first distance")
    distances.set_title("distance to the optimum")
    moving(path, line)
    return figure
