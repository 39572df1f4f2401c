"""Figures of the chapter *The last layer and the loss*, each drawn from a result."""

from conundrum.chapters.losses.figures import (
    amounts,
    binary,
    calibration,
    classes,
    lab,
    ordered,
    stability,
)

__all__ = ["amounts", "binary", "calibration", "classes", "lab", "ordered", "stability"]
