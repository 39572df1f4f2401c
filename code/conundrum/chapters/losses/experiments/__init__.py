"""What the chapter *The last layer and the loss* computes, a module for each kind of outcome.

The same hidden layers with different endings: what each pairing of last layer and loss predicts, on
amounts and counts, two classes, several classes and ordered answers; how to compute a loss, what
its probabilities are worth, and a published comparison, run again.
"""

from conundrum.chapters.losses.experiments import (
    amounts,
    binary,
    calibration,
    classes,
    lab,
    ordered,
    pairings,
    stability,
)

__all__ = ["amounts", "binary", "calibration", "classes", "lab", "ordered", "pairings", "stability"]
