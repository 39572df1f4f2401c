"""What the chapter *Where the error comes back down* computes, a module for each kind of model."""

from conundrum.chapters.double_descent.experiments import families, features, trained

__all__ = ["families", "features", "trained"]
