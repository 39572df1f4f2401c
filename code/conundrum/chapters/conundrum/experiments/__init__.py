"""What the chapter *The conundrum* computes, a module for each of its parts.

Two settings recur: a cloud of 30 points around a quartic curve, on which the complexity of a model
must be balanced, and 20 points around a sine, few enough for every model here to fit all of them.
"""

from conundrum.chapters.conundrum.experiments import (
    balance,
    cloud,
    cost,
    descent,
    published,
    starts,
)

__all__ = ["balance", "cloud", "cost", "descent", "published", "starts"]
