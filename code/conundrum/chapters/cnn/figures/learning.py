"""The network while it is trained."""

import numpy as np
from matplotlib.figure import Figure

from conundrum.chapters.cnn.experiments.learning import LearningCurve
from conundrum.style import COLOUR, name_axes, name_line, panels, percent, ticks


def learning_curve(curve: LearningCurve) -> Figure:
    """Accuracy on the images for training and on images held out, epoch by epoch."""
    figure, [axes] = panels(1, height=3.0)
    epochs = np.arange(1, curve.epochs + 1)
    [train] = axes.plot(epochs, curve.train_accuracy, "o-", color=COLOUR["train"], ms=5)
    [held_out] = axes.plot(epochs, curve.validation_accuracy, "o-", color=COLOUR["test"], ms=5)
    axes.set_ylim(0, 1)
    axes.set_xlim(0.7, curve.epochs + 0.3)
    name_line(train, "training", offset=(-2, 6))
    name_line(held_out, "validation", offset=(-2, -8))
    percent(axes.yaxis)
    ticks(axes.xaxis, epochs)
    axes.grid(axis="y")
    name_axes(axes, "epoch", "classified correctly")
    return figure
