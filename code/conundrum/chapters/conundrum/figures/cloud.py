"""One cloud, three models, and what two of them are made of."""

import numpy as np
from matplotlib.figure import Figure

from conundrum.chapters.conundrum.experiments.cloud import ThreeFits
from conundrum.style import COLOUR, name_axes, panels, points, truth


def cloud(fits: ThreeFits) -> Figure:
    """One panel a model: the cloud, the truth, and what the model makes of it."""
    figure, axes = panels(3, height=2.7, sharex=True, sharey=True)
    for panel, (model, predictions) in zip(axes, fits.predictions.items(), strict=True):
        points(panel, fits.sample.x, fits.sample.y)
        truth(panel, fits.x, fits.truth)
        panel.plot(fits.x, predictions, color=COLOUR[model], linewidth=2.4)
        panel.set_title(f"{model}: test error {fits.test_error[model]:.2f}")
        name_axes(panel)
    return figure


def anatomy(fits: ThreeFits) -> Figure:
    """A spline's cubic pieces, continued beyond their knots, beside a network's linear ones."""
    figure, (left, right) = panels(2, height=3.1, sharex=True, sharey=True)
    low, high = fits.x[[0, -1]]

    points(left, fits.sample.x, fits.sample.y)
    pieces = fits.spline.pieces
    for coefficients, start, end in zip(
        pieces.c.T[1:-1], pieces.x[1:-2], pieces.x[2:-1], strict=True
    ):
        further = np.linspace(max(low, start - 0.5), min(high, end + 0.5), 60)
        inside = np.linspace(start, end, 40)
        left.plot(further, np.polyval(coefficients, further - start), **_faint("spline"))
        left.plot(inside, np.polyval(coefficients, inside - start), color=COLOUR["spline"], lw=2.4)
    knots = fits.spline.knots
    left.plot(knots, fits.spline(knots), "o", color=COLOUR["spline"], ms=6)
    left.set_title(f"spline: {len(knots) - 1} cubic pieces")

    points(right, fits.sample.x, fits.sample.y)
    network = fits.network
    for slope, intercept, start, end in zip(
        network.slopes[:, 0],
        network.intercepts[:, 0],
        network.edges,
        network.edges[1:],
        strict=False,
    ):
        further = np.array([max(low, start - 0.5), min(high, end + 0.5)])
        right.plot(further, slope * further + intercept, **_faint("network"))
    values = network.slopes[:, 0] * network.edges[:-1] + network.intercepts[:, 0]
    last = network.slopes[-1, 0] * network.edges[-1] + network.intercepts[-1, 0]
    right.plot(network.edges, [*values, last], color=COLOUR["network"], lw=2.4)
    right.plot(network.edges[1:-1], values[1:], "o", color=COLOUR["network"], ms=6)
    right.set_title(f"network: {len(network.slopes)} linear pieces")

    for panel in (left, right):
        panel.set_ylim(fits.sample.y.min() - 0.6, fits.sample.y.max() + 0.6)
        name_axes(panel)
    return figure


def _faint(role: str) -> dict:
    return {"color": COLOUR[role], "lw": 0.9, "alpha": 0.55}
