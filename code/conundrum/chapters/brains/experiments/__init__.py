"""What the chapter *Brains: a task from start to end* computes, a module for each of its sections.

All images are semi-synthetic: `conundrum.data.brains` says how they are made.
"""

from conundrum.chapters.brains.experiments import (
    age,
    attention,
    coverage,
    detection,
    leak,
    making,
    prevalence,
    reading,
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
    "reading",
    "registration",
    "segmentation",
]
