"""Figures of the chapter *Regularization*: each takes a result and computes nothing."""

from conundrum.chapters.regularization.figures import (
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
