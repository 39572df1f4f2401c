"""What the chapter *Scanners* computes, a module for each of its sections.

All images are semi-synthetic: `conundrum.data.brains` says how they are made.
"""

from conundrum.chapters.scanners.experiments import shift, shortcut, sites

__all__ = ["shift", "shortcut", "sites"]
