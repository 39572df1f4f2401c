"""Results that take minutes, and so are not computed in each build but shipped.

Run as ``python -m conundrum.chapters.images.shipped``, which takes about a minute of one core.
Tests compute a part of them again.
"""

import sys

from conundrum.chapters.images.experiments.arrangement import train_on_arrangements
from conundrum.data.shipped import ShippedResults

RESULTS = ShippedResults(
    "images.json",
    "0cb3c1da0e7eefc9d6a981521d507e74026edd8708057b273853bec7dbbe4528",
    (train_on_arrangements,),
    seed=1,
)

if __name__ == "__main__":
    RESULTS.compute(sys.argv[1:])
