"""What the chapter *Validation* computes, a module for each part of the page.

Where real people do, they are the 442 of scikit-learn's diabetes data. Where the truth must be
known, people are simulated; their linear model's error on new people then has a closed form.
"""

from conundrum.chapters.validation.experiments import (
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
