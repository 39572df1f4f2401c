"""Moved copies of signals."""

import numpy as np
from matplotlib.figure import Figure

from conundrum.chapters.regularization.experiments.augmentation import Shifts
from conundrum.chapters.regularization.experiments.ladder import SHIFTS
from conundrum.chapters.regularization.looks import ROLE
from conundrum.style import COLOUR, band, panels


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
    percent = 100 * result.test_error
    band(right, result.reach, percent.min(axis=0), percent.max(axis=0), ROLE[SHIFTS])
    means = [100 * mean for mean in result.mean_error.values()]
    right.plot(result.reach, means, "o-", color=COLOUR[ROLE[SHIFTS]], ms=5)
    right.set_xlabel("moved by up to (places)")
    right.set_ylabel("test error, %")
    right.set_title("what it buys")
    return figure
