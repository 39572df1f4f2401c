"""What the chapter *Overparameterization* computes, a module for each kind of model."""

from conundrum.chapters.overparameterization.experiments import (
    families,
    features,
    splines,
    theory,
    trained,
)

__all__ = ["families", "features", "splines", "theory", "trained"]
