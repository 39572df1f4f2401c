"""What the chapter *Why the error comes back down* computes, a module for each kind of model."""

from conundrum.chapters.overparameterization.experiments import splines, theory

__all__ = ["splines", "theory"]
