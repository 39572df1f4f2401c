"""Figures of *Why the error comes back down*: each takes a result and computes nothing."""

from conundrum.chapters.overparameterization.figures import (
    bases,
    junk,
    kinks,
    least_norm,
    theory,
)

__all__ = ["bases", "junk", "kinks", "least_norm", "theory"]
