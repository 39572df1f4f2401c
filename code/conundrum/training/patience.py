"""Early stopping: which network is kept, and when training ends."""

from numpy.typing import ArrayLike


def stop_with_patience(errors: ArrayLike, patience: int) -> tuple[int, int]:
    """Return which of the states to keep, and the last that was looked at.

    Parameters
    ----------
    errors : array_like, shape (states,)
        The validation error of each state of a network, in the order of training.
    patience : int
        After so many states without a new least error, training ends.
    """
    best = last = 0
    for last, error in enumerate(errors):
        if error < errors[best]:
            best = last
        if last - best == patience:
            break
    return best, last
