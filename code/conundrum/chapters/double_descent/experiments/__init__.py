"""What the chapter *Where the error comes back down* computes, a module for each kind of model."""

from conundrum.chapters.double_descent.experiments import (
    addition,
    families,
    features,
    minima,
    starts,
    trained,
)

__all__ = ["addition", "families", "features", "minima", "starts", "trained"]
