"""Figures of the chapter *Brains*: each takes a result and computes nothing."""

from conundrum.chapters.brains.figures import (
    age,
    attention,
    coverage,
    detection,
    leak,
    making,
    prevalence,
    registration,
    segmentation,
)

__all__ = [
    "age",
    "attention",
    "coverage",
    "detection",
    "leak",
    "making",
    "prevalence",
    "registration",
    "segmentation",
]
