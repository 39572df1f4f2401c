"""Figures of the chapter *Scanners*: each takes a result and computes nothing."""

from conundrum.chapters.scanners.figures import shift, shortcut, sites

__all__ = ["shift", "shortcut", "sites"]
