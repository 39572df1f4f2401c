"""Figures of the chapter *Motivation*: each takes a result and computes nothing."""

from conundrum.chapters.motivation.figures import cloud, images, inputs, surface

__all__ = ["cloud", "images", "inputs", "surface"]
