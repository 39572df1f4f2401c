"""What the chapter *Networks that see* computes, on photographs of clothes: a module a section.

All choices were made on validation images, split off those for training. The 500 images that are
reserved for one test are opened in `testing` alone.
"""

from conundrum.chapters.cnn.experiments import (
    adversarial,
    architecture,
    attention,
    depth,
    exchange,
    learning,
    looking,
    playing,
    rivals,
    shifts,
    sizes,
    testing,
    transformer,
    units,
)

__all__ = [
    "adversarial",
    "architecture",
    "attention",
    "depth",
    "exchange",
    "learning",
    "looking",
    "playing",
    "rivals",
    "shifts",
    "sizes",
    "testing",
    "transformer",
    "units",
]
