"""What the chapter *Where the error comes back down* computes, a module a section."""

from conundrum.chapters.double_descent.experiments import (
    addition,
    epochs,
    families,
    memory,
    minima,
    people,
    starts,
    training,
    truths,
    widths,
)

__all__ = [
    "addition",
    "epochs",
    "families",
    "memory",
    "minima",
    "people",
    "starts",
    "training",
    "truths",
    "widths",
]
