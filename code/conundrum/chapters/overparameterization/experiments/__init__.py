"""What the chapter *Why the error comes back down* computes, a module for each section or two."""

from conundrum.chapters.overparameterization.experiments import (
    bases,
    junk,
    kinks,
    least_norm,
    theory,
)

__all__ = ["bases", "junk", "kinks", "least_norm", "theory"]
