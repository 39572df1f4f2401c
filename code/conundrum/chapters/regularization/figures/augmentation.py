"""Moved copies of signals."""

import numpy as np
from matplotlib.figure import Figure

from conundrum.chapters.regularization.experiments.augmentation import Shifts
from conundrum.chapters.regularization.experiments.ladder import SHIFTS
from conundrum.chapters.regularization.looks import ROLE
from conundrum.style import COLOUR, DASHED, band, name_line, panels


def shifts(result: Shifts) -> Figure:
    """A signal and moved copies of it; test error against how far signals are moved."""
    figure, (left, right) = panels(2, height=3.1)
    place = np.arange(len(result.example))
    for move in (-5, 5):
        left.plot(place, result.moved(move), color=COLOUR["train"], lw=0.9, alpha=0.7)
    left.plot(place, result.example, color=COLOUR["train"], lw=2.4)
    left.set_xlabel("place")
    left.set_ylabel("signal")
    left.set_title("a signal, moved by ±5")
    right.set_ylim(0, 70)
    role = ROLE[SHIFTS]
    for reach, errors, means, style, name, offset in (
        (result.reach, result.test_error, result.mean_error, "-", "fully connected", (-4, 9)),
        (
            result.cnn_reach,
            result.cnn_test_error,
            result.cnn_mean_error,
            DASHED,
            "convolutional",
            (4, -9),
        ),
    ):
        percent = 100 * errors
        band(right, reach, percent.min(axis=0), percent.max(axis=0), role)
        [line] = right.plot(
            reach, [100 * mean for mean in means.values()], color=COLOUR[role], ls=style, lw=2.2
        )
        name_line(line, name, x=reach[-1], offset=offset)
    right.set_xlabel("moved by up to (places)")
    right.set_ylabel("test error, %")
    right.set_title("what it buys")
    return figure
