"""Figures of the chapter *The conundrum*: each takes a result and computes nothing."""

import numpy as np
from matplotlib.figure import Figure

from conundrum.chapters.conundrum.experiments import (
    Balance,
    Descent,
    PublishedDraws,
    Rivals,
    ThreeFits,
)
from conundrum.evaluation.twenty_points import FEW, Panels
from conundrum.style import (
    COLOUR,
    band,
    label,
    log_x,
    log_y,
    moving,
    name_axes,
    name_line,
    name_rows,
    panels,
    points,
    reference,
    truth,
)


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
        further = np.linspace(max(low, start - 0.35), min(high, end + 0.35), 60)
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
        further = np.array([max(low, start - 0.35), min(high, end + 0.35)])
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


def spaghetti(balance: Balance, chosen: tuple[int, ...]) -> Figure:
    """Fits to many clouds, their average and the truth, for a few capacities."""
    figure, axes = panels(len(chosen), height=2.7, sharex=True, sharey=True)
    for panel, capacity in zip(axes, chosen, strict=True):
        fits = balance.predictions[:, list(balance.capacity).index(capacity)]
        panel.plot(balance.x, fits[:25].T, color=COLOUR["spline"], lw=0.8, alpha=0.45)
        panel.plot(balance.x, fits.mean(axis=0), color=COLOUR["bias"], lw=2.4)
        truth(panel, balance.x, balance.truth)
        panel.set_title(f"{capacity} degrees of freedom")
        panel.set_ylim(balance.truth.min() - 1.2, balance.truth.max() + 1.2)
        name_axes(panel)
    return figure


def bias_variance(splines: Balance, networks: Balance) -> Figure:
    """Squared bias, variance and expected error against capacity, for splines and networks."""
    figure, (left, right) = panels(2, height=3.1, sharey=True)
    for panel, balance in ((right, networks), (left, splines)):
        panel.set_ylim(0, 1)
        panel.grid(axis="y")
        [bias] = panel.plot(balance.capacity, balance.squared_bias, color=COLOUR["bias"])
        [variance] = panel.plot(balance.capacity, balance.variance, color=COLOUR["variance"])
        [error] = panel.plot(balance.capacity, balance.expected_error, color=COLOUR["test"], lw=2.6)
    name_line(error, "test error", x=14, offset=(0, 7))
    name_line(bias, "squared bias", x=2, offset=(13, -2))
    name_line(variance, "variance", x=17, offset=(-4, 5))
    left.set_title("spline")
    left.set_xlabel("degrees of freedom")
    left.set_ylabel("squared error")
    right.set_title("network, one hidden layer")
    right.set_xlabel("hidden units")
    log_x(right, networks.capacity)
    return figure


def published(result: Panels) -> Figure:
    """Fits of growing degrees of freedom to one draw."""
    figure, axes = panels(len(result.predictions), columns=2, height=2.4, sharex=True, sharey=True)
    for panel, d, fit, error in zip(
        axes, result.degrees_of_freedom, result.predictions, result.test_error, strict=True
    ):
        points(panel, result.sample.x, result.sample.y)
        truth(panel, result.x, result.truth)
        panel.plot(result.x, fit, color=COLOUR["spline"], lw=2.2)
        panel.set_title(f"{d} degrees of freedom: test error {error:.2f}")
        panel.set_ylim(-3, 3)
        name_axes(panel)
    return figure


def draws(result: PublishedDraws, shown: Panels) -> Figure:
    """Test errors of many draws at the degrees of freedom of the panels, and of the draw shown."""
    figure, [axes] = panels(1, height=3.1)
    jitter = np.linspace(-0.28, 0.28, len(result.test_error))
    for position, d in enumerate(shown.degrees_of_freedom):
        errors = result.at(d)
        axes.plot(position + jitter, errors, "o", color=COLOUR["spline"], ms=3, alpha=0.4)
        axes.plot(position + np.array([-0.34, 0.34]), [np.median(errors)] * 2, color=COLOUR["ink"])
        axes.plot(position, shown.test_error[position], "D", color=COLOUR["test"], ms=7)
    log_y(axes)
    axes.set_ylim(0.08, 3e4)
    axes.set_xticks(range(len(shown.degrees_of_freedom)), shown.degrees_of_freedom)
    axes.set_xlabel("degrees of freedom")
    axes.set_ylabel("test error")
    axes.grid(axis="y")
    return figure


def descent(slope: Descent, bend: Descent) -> Figure:
    """Median errors against degrees of freedom, past the point where every point is fitted."""
    figure, [axes] = panels(1, height=3.5)
    degrees_of_freedom = slope.degrees_of_freedom
    log_x(axes, (2, 5, 10, 20, 40, 80, 160))
    log_y(axes, (0.01, 0.03, 0.1, 0.3, 1))
    axes.set_xlim(2, 175)
    axes.set_ylim(0.008, 2)
    reference(axes, x=FEW)
    label(axes, FEW * 0.94, 1.7, "as many knots\nas points", "muted", ha="right", va="top")
    band(axes, degrees_of_freedom, slope.risk.lower, slope.risk.upper, "test")
    [least_slope] = axes.plot(degrees_of_freedom, slope.risk.median, color=COLOUR["test"], lw=2.4)
    [least_bend] = axes.plot(degrees_of_freedom, bend.risk.median, color=COLOUR["spline"], lw=1.8)
    fitted = np.median(slope.train_error, axis=0)
    [train] = axes.plot(
        degrees_of_freedom, np.where(fitted > 1e-4, fitted, np.nan), color=COLOUR["train"], lw=2.4
    )
    name_line(least_bend, "test error, least bend", offset=(-1, 3))
    name_line(least_slope, "test error, least slope", offset=(-1, -4))
    name_line(train, "train error", x=10, offset=(-8, -10))
    axes.set_xlabel("degrees of freedom (knots)")
    axes.set_ylabel("squared error, median of draws")
    return figure


def why(slope: Descent) -> Figure:
    """What stands behind the peak: the direction least seen, and the norm it costs to fit it."""
    figure, axes = panels(2, height=2.9)
    degrees_of_freedom = slope.degrees_of_freedom
    for panel, values, title in zip(
        axes,
        (slope.smallest_singular_value, slope.squared_norm),
        ("how well the points see\nwhat they see worst", "size of the coefficients"),
        strict=True,
    ):
        median, lower, upper = (np.quantile(values, q, axis=0) for q in (0.5, 0.25, 0.75))
        reference(panel, x=FEW)
        band(panel, degrees_of_freedom, lower, upper, "spline")
        panel.plot(degrees_of_freedom, median, color=COLOUR["spline"], lw=2.4)
        log_x(panel, (2, 5, 10, 20, 40, 80, 160))
        log_y(panel)
        panel.set_title(title)
        panel.set_xlabel("degrees of freedom (knots)")
    axes[0].set_ylabel("smallest singular value")
    axes[1].set_ylabel("squared norm")
    return figure


def slider(result: Panels) -> Figure:
    """One fit of a family, for a slider that chooses which."""
    figure, [axes] = panels(1, height=3.2)
    points(axes, result.sample.x, result.sample.y)
    truth(axes, result.x, result.truth)
    axes.set_ylim(-2.5, 2.5)
    name_axes(axes)
    [fit] = axes.plot(result.x, result.predictions[0], color=COLOUR["spline"], lw=2.4)
    moving(fit)
    return figure


def rivals(result: Rivals, draw: int) -> Figure:
    """One draw fitted by each model, and the test errors of all draws."""
    figure, axes = panels(4, columns=2, height=2.6)
    sample = result.samples[draw]
    for panel, (model, predictions) in zip(axes, result.predictions.items(), strict=False):
        points(panel, sample.x, sample.y)
        truth(panel, result.x, result.truth)
        panel.plot(result.x, predictions[draw], color=COLOUR[model], lw=2.2)
        panel.set_ylim(-2.5, 2.5)
        panel.set_title(model)
        panel.set_xlabel("x")
        panel.set_ylabel("y")
    for position, (model, errors) in enumerate(result.test_error.items()):
        axes[3].plot(errors, [position] * len(errors), "o", color=COLOUR[model], ms=6, alpha=0.7)
    name_rows(axes[3], result.test_error)
    log_x(axes[3])
    axes[3].grid(axis="x")
    axes[3].set_title(f"all {len(result.samples)} draws")
    axes[3].set_xlabel("test error")
    return figure


def _faint(role: str) -> dict:
    return {"color": COLOUR[role], "lw": 0.9, "alpha": 0.55}
