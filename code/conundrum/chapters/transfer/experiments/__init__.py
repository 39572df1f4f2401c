"""What the chapter *Transfer* computes, a module for each of its parts.

Two tasks recur: photographs of clothes and handwritten digits, some of them labelled (`tasks`).
"""

from conundrum.chapters.transfer.experiments import (
    augmentation,
    few_labels,
    shifted,
    tasks,
    turned,
)

__all__ = ["augmentation", "few_labels", "shifted", "tasks", "turned"]
