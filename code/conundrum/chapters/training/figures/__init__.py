"""Figures of the chapter *Training*: each takes a result and computes nothing."""

from conundrum.chapters.training.figures import (
    backpropagation,
    batch_size,
    curves,
    dead_units,
    initialisation,
    learning_rate,
    loop,
    momentum,
    parabola,
    schedule,
    surface,
    symptoms,
)

__all__ = [
    "backpropagation",
    "batch_size",
    "curves",
    "dead_units",
    "initialisation",
    "learning_rate",
    "loop",
    "momentum",
    "parabola",
    "schedule",
    "surface",
    "symptoms",
]
