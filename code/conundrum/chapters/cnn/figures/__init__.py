"""Figures of the chapter *Networks that see*: each takes a result and computes nothing."""

from conundrum.chapters.cnn.figures import (
    adversarial,
    architecture,
    attention,
    depth,
    learning,
    looking,
    shifts,
    sizes,
    testing,
    units,
)

__all__ = [
    "adversarial",
    "architecture",
    "attention",
    "depth",
    "learning",
    "looking",
    "shifts",
    "sizes",
    "testing",
    "units",
]
