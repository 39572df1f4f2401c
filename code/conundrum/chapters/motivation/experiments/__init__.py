"""What the chapter *Motivation* computes, a module for each part of the page."""

from conundrum.chapters.motivation.experiments import cloud, images, inputs, surface

__all__ = ["cloud", "images", "inputs", "surface"]
