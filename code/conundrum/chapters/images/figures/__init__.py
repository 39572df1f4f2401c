"""Figures of the chapter *What an image is*: each takes a result and computes nothing."""

from conundrum.chapters.images.figures import (
    arrangement,
    challenge,
    layout,
    neighbours,
    pixels,
    shifts,
)

__all__ = ["arrangement", "challenge", "layout", "neighbours", "pixels", "shifts"]
