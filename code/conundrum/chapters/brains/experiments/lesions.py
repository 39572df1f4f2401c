"""Where lesions are, for outlines around them and for the question whether a map hits one."""

import numpy as np
from jaxtyping import Bool, Float
from scipy.ndimage import binary_dilation, generate_binary_structure, maximum_filter

Masks = Float[np.ndarray, "n 64 64"]


def surroundings(lesions: Masks) -> Masks:
    """Return lesions with the pixels around them, whose edge can be drawn without covering them."""
    return maximum_filter(lesions, size=(1, 3, 3))


def widened(lesions: Masks) -> Bool[np.ndarray, "n 64 64"]:
    """Return lesions and the pixels next to them, where their edges are."""
    beside = generate_binary_structure(2, 1)[None]
    return binary_dilation(lesions > 0, beside)


def share_of_hits(lesions: Masks, maps: Masks) -> float:
    """Return in which share of slices a map is largest in a lesion or next to it."""
    n = len(maps)
    at = np.abs(maps).reshape(n, -1).argmax(axis=1)
    return float(widened(lesions).reshape(n, -1)[np.arange(n), at].mean())
