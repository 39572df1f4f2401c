"""Results that take minutes, and so are not computed in each build but shipped.

Run as ``python -m conundrum.chapters.cnn.shipped`` with the names of experiments, or with none for
all, which takes about half an hour of one core. Tests compute a part of them again.
"""

import sys

from conundrum.chapters.cnn.experiments.depth import deepen
from conundrum.chapters.cnn.experiments.exchange import exchange_patches
from conundrum.chapters.cnn.experiments.sizes import compare_sizes
from conundrum.data.shipped import ShippedResults

RESULTS = ShippedResults(
    "cnn.json",
    "24de2e51610e2685482f0a149017d6d050dbb2f849ecd4a1d5c27a0e367b9b78",
    (compare_sizes, deepen, exchange_patches),
    seed=1,
)

if __name__ == "__main__":
    RESULTS.compute(sys.argv[1:])
