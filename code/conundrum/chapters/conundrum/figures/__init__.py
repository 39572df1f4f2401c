"""Figures of the chapter *The conundrum*: each takes a result and computes nothing."""

from conundrum.chapters.conundrum.figures import (
    balance,
    cloud,
    cost,
    descent,
    published,
    starts,
)
from conundrum.chapters.conundrum.figures.starts import opening  # for the landing page

__all__ = ["balance", "cloud", "cost", "descent", "opening", "published", "starts"]
