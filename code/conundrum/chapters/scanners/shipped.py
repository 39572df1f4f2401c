"""Results that take minutes, and so are not computed in each build but shipped.

Run as ``python -m conundrum.chapters.scanners.shipped`` with the names of experiments, or with none
for all, which takes about a quarter of an hour of one core. Tests compute a part of them again.
"""

import sys

from conundrum.chapters.scanners.experiments.shift import repeat_change_of_scanner
from conundrum.chapters.scanners.experiments.shortcut import confound_scanner
from conundrum.chapters.scanners.experiments.sites import leave_sites_out
from conundrum.data.shipped import ShippedResults

RESULTS = ShippedResults(
    "scanners.json",
    "1b9797d501b2559a7eeac48d3fffb30ec749d6de801c25871fb157e6a5f45ba7",
    (repeat_change_of_scanner, confound_scanner, leave_sites_out),
    seed=1,
)

if __name__ == "__main__":
    RESULTS.compute(sys.argv[1:])
