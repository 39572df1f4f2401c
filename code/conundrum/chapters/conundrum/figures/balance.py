"""Bias and variance of splines; splines and networks of the same numbers of parameters."""

import numpy as np
from jaxtyping import Float, Int
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from conundrum.chapters.conundrum.experiments.balance import Balance, NetworkWidths, SplineSizes
from conundrum.chapters.conundrum.experiments.cloud import CLOUD_SIZE
from conundrum.style import (
    COLOUR,
    DASHED,
    DOTTED,
    label,
    log_x,
    log_y,
    name_axes,
    name_line,
    panels,
    points,
    reference,
    truth,
)

LINE_STYLES = (DOTTED, DASHED, "-")


def spaghetti(balance: Balance, chosen: tuple[int, ...]) -> Figure:
    """Fits to many clouds, their average and the truth, for a few degrees of freedom; one cloud."""
    figure, axes = panels(len(chosen), height=2.7, sharex=True, sharey=True)
    for panel, capacity in zip(axes, chosen, strict=True):
        fits = balance.predictions[:, list(balance.capacity).index(capacity)]
        panel.plot(balance.x, fits[:25].T, color=COLOUR["spline"], lw=0.8, alpha=0.45)
        points(panel, balance.first.x, balance.first.y).set_markersize(3)
        panel.plot(balance.x, fits.mean(axis=0), color=COLOUR["bias"], lw=2.4)
        truth(panel, balance.x, balance.truth)
        panel.set_title(f"{capacity} degrees of freedom")
        panel.set_ylim(balance.truth.min() - 1.2, balance.truth.max() + 1.2)
        name_axes(panel)
    return figure


def bias_variance(balance: Balance) -> Figure:
    """Squared bias, variance and expected error of splines with fewer knots than points."""
    figure, [axes] = panels(1, height=3.2)
    axes.set_ylim(0, 1)
    axes.set_xlim(1.5, 25.5)
    axes.grid(axis="y")
    reference(axes, y=balance.noise**2, role="truth")
    label(axes, 25.4, balance.noise**2, "noise", "truth", ha="right", va="top")
    [bias] = axes.plot(balance.capacity, balance.squared_bias, color=COLOUR["bias"])
    [variance] = axes.plot(balance.capacity, balance.variance, color=COLOUR["variance"])
    [error] = axes.plot(balance.capacity, balance.expected_error, color=COLOUR["test"], lw=2.6)
    name_line(error, "test error", x=15, offset=(0, 8))
    name_line(bias, "squared bias", x=2, offset=(16, -2))
    name_line(variance, "variance", x=21, offset=(8, -8))
    axes.set_xlabel("degrees of freedom (30 points)")
    axes.set_ylabel("squared error")
    return figure


def contrast(splines: SplineSizes, networks: NetworkWidths) -> Figure:
    """Test error of splines and networks on the same axes, and the train error of networks."""
    figure, axes = panels(3, height=3.5, narrow_height=3.2)
    titles = ("spline: test error", "network: test error", "network: train error")
    for panel, title in zip(axes, titles, strict=True):
        log_x(panel, (3, 10, 30, 100, 300, 1000))
        panel.set_xlim(1.8, 1250)
        reference(panel, x=CLOUD_SIZE)
        reference(panel, y=splines.noise_variance, role="truth")
        panel.set_title(title)
        panel.set_xlabel("parameters")
    spline, test, train = axes
    for panel in (spline, test):
        log_y(panel, (0.1, 0.2, 0.5, 1, 2, 5, 10))
        panel.set_ylim(0.11, 13)
    spline.plot(splines.parameters, splines.risk.median, color=COLOUR["test"], lw=2.4)
    label(spline, CLOUD_SIZE * 0.9, 12, "30 points", "muted", ha="right", va="top")
    label(spline, 1200, splines.noise_variance, "noise", "truth", ha="right", va="top")
    log_y(train, (0.01, 0.1, 1))
    train.set_ylim(0.005, 3)
    _by_steps(test, networks.parameters, networks.mean_error, "test")
    _by_steps(train, networks.parameters, networks.mean_train_error, "train")
    test.legend(loc="upper right", title="steps of Adam")
    return figure


def _by_steps(
    axes: Axes,
    parameters: Int[np.ndarray, " m"],
    errors: dict[int, Float[np.ndarray, " m"]],
    role: str,
) -> None:
    for (steps, each), style in zip(errors.items(), LINE_STYLES, strict=False):
        axes.plot(parameters, each, color=COLOUR[role], ls=style, label=f"{steps}")
