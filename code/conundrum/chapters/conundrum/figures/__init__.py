"""Figures of the chapter *The conundrum*: each takes a result and computes nothing."""

from conundrum.chapters.conundrum.figures import (
    balance,
    cloud,
    cost,
    descent,
    published,
    starts,
)

__all__ = ["balance", "cloud", "cost", "descent", "published", "starts"]
