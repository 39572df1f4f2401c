"""What the chapter *What an image is* computes, a module for each of its parts."""

from conundrum.chapters.images.experiments import (
    arrangement,
    challenge,
    layout,
    neighbours,
    pixels,
    shifts,
)

__all__ = ["arrangement", "challenge", "layout", "neighbours", "pixels", "shifts"]
