"""Your own scans: a BIDS data set, and a table that says who is in it."""

from conundrum.data.scans.reading import Scans, read_scans
from conundrum.data.scans.writing import write_scans

__all__ = ["Scans", "read_scans", "write_scans"]
