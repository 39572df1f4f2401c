"""The steps of the chapters on brains and scanners, on a reader's own BIDS data set.

As a command: ``python -m conundrum.own_scans FOLDER --outcome COLUMN``.
"""

from conundrum.own_scans.honest import HonestTest, honest_test

__all__ = ["HonestTest", "honest_test"]
