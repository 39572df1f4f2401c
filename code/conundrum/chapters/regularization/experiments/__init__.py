"""What the chapter *Regularization* computes, a module for each of its parts.

On the page the penalty is λ Σ θ²; `fit_fleet`, as torch, counts half of it: its weight decay is 2λ.
"""

from conundrum.chapters.regularization.experiments import (
    augmentation,
    bends,
    choosing,
    decay,
    dropout,
    ensembles,
    ladder,
    questionnaire,
    stopping,
    widths,
)

__all__ = [
    "augmentation",
    "bends",
    "choosing",
    "decay",
    "dropout",
    "ensembles",
    "ladder",
    "questionnaire",
    "stopping",
    "widths",
]
