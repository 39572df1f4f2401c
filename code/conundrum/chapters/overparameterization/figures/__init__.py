"""Figures of the chapter *Overparameterization*: each takes a result and computes nothing."""

from conundrum.chapters.overparameterization.figures import (
    families,
    features,
    splines,
    theory,
    trained,
)

__all__ = ["families", "features", "splines", "theory", "trained"]
