"""Results that take minutes, and so are not computed in each build but shipped.

Run as ``python -m conundrum.chapters.cnn.shipped`` with the names of experiments, or with none for
all, which takes about a quarter of an hour of one core. Tests compute a part of them again.
"""

import sys

from conundrum.chapters.cnn.experiments.depth import deepen
from conundrum.chapters.cnn.experiments.sizes import compare_sizes
from conundrum.data.shipped import ShippedResults

RESULTS = ShippedResults(
    "cnn.json",
    "3d08a4767b0b536bc4423c259970bc53a07c25b168ed454eb5c18271cd9e47ab",
    (compare_sizes, deepen),
    seed=1,
)

if __name__ == "__main__":
    RESULTS.compute(sys.argv[1:])
