"""Figures of *Where the error comes back down*: each takes a result and computes nothing."""

from conundrum.chapters.double_descent.figures import explanations, families, features, trained

__all__ = ["explanations", "families", "features", "trained"]
