"""What the chapter *Where the error comes back down* computes, a module a section."""

from conundrum.chapters.double_descent.experiments import (
    epochs,
    families,
    features,
    memory,
    people,
    training,
    truths,
    widths,
)

__all__ = ["epochs", "families", "features", "memory", "people", "training", "truths", "widths"]
