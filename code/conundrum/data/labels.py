"""Labels that are wrong on purpose."""

import numpy as np
from jaxtyping import Int

from conundrum.checks import finite, positive_integer


def redraw(
    labels: Int[np.ndarray, " n"], share: float, *, classes: int, seed: int
) -> Int[np.ndarray, " n"]:
    """Return labels of which a share was drawn afresh, each class equally likely.

    With ten classes, a tenth of those drawn afresh are right again. With one seed, labels that a
    small share redraws are also redrawn by a larger one.

    Parameters
    ----------
    labels : ndarray of int, shape (n,)
        Counted from 0; left as they are.
    share : float
        From 0 to 1; rounded to whole observations.
    classes : int
        How many there are.
    seed : int

    Raises
    ------
    ValueError
        If the share is not between 0 and 1, or there are fewer than two classes.
    """
    share, classes = finite("share", share), positive_integer("classes", classes, minimum=2)
    if not 0 <= share <= 1:
        raise ValueError(f"share must be between 0 and 1, got {share}")
    rng = np.random.default_rng(seed)
    redrawn = rng.permutation(len(labels))[: round(share * len(labels))]
    drawn = rng.integers(0, classes, len(labels))
    noisy = labels.copy()
    noisy[redrawn] = drawn[redrawn]
    return noisy
