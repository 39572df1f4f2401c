"""Figures of *Why the error comes back down*: each takes a result and computes nothing."""

from conundrum.chapters.overparameterization.figures import splines, theory

__all__ = ["splines", "theory"]
