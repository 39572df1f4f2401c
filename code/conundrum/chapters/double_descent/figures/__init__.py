"""Figures of *Where the error comes back down*, a module a section of the page."""

from conundrum.chapters.double_descent.figures import (
    epochs,
    explanations,
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
    "explanations",
    "families",
    "features",
    "memory",
    "people",
    "students",
    "training",
    "truths",
    "widths",
]
