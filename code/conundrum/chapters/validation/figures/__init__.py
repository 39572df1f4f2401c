"""Figures of the chapter *Validation*: each takes a result and computes nothing."""

from conundrum.chapters.validation.figures import (
    classifying,
    comparing,
    estimating,
    leaking,
    reporting,
    selecting,
    splitting,
)

__all__ = [
    "classifying",
    "comparing",
    "estimating",
    "leaking",
    "reporting",
    "selecting",
    "splitting",
]
