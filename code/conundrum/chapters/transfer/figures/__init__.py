"""Figures of the chapter *Transfer*: each takes a result and computes nothing."""

from conundrum.chapters.transfer.figures import augmentation, few_labels, shifted, turned

__all__ = ["augmentation", "few_labels", "shifted", "turned"]
