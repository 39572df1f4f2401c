"""Figures of the chapter *Where the error comes back down*, a module a section of the page."""

from conundrum.chapters.double_descent.figures import (
    epochs,
    families,
    features,
    memory,
    people,
    students,
    training,
    truths,
    widths,
)

__all__ = [
    "epochs",
    "families",
    "features",
    "memory",
    "people",
    "students",
    "training",
    "truths",
    "widths",
]
