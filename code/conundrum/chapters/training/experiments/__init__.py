"""What the chapter *Training* computes, a module for each section of the page."""

from conundrum.chapters.training.experiments import (
    backpropagation,
    batch_size,
    curves,
    dead_units,
    digits,
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
    "digits",
    "initialisation",
    "learning_rate",
    "loop",
    "momentum",
    "parabola",
    "schedule",
    "surface",
    "symptoms",
]
