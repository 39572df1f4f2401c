"""The places of pixels, found again from their correlations."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from scipy.spatial import procrustes
from sklearn.manifold import Isomap

from conundrum.data.photographs import grey, photograph
from conundrum.experiment import experiment

Picture = Float[np.ndarray, "height width"]


@dataclass(frozen=True)
class RecoveredLayout:
    """The places of pixels, found from correlations alone.

    Attributes
    ----------
    places : ndarray, shape (pixels, 2)
        True row and column of each pixel, scaled to mean 0 and a total square of 1.
    shuffled : ndarray, shape (pixels, 2)
        Row and column at which it stands after the shuffle.
    recovered : ndarray, shape (pixels, 2)
        Where the correlations put it, turned and scaled to fit.
    explained : float
        Share of the variance of places that the recovered ones explain.
    """

    places: Float[np.ndarray, "pixels 2"]
    shuffled: Float[np.ndarray, "pixels 2"]
    recovered: Float[np.ndarray, "pixels 2"]
    explained: float

    @property
    def side(self) -> int:
        """Height and width of a patch in pixels."""
        return round(len(self.places) ** 0.5)

    @property
    def order(self) -> list[int]:
        """The pixels in the order of their true places, row by row."""
        return np.lexsort((self.places[:, 1], self.places[:, 0].round(6))).tolist()

    @property
    def grid_lines(self) -> list[list[int]]:
        """The pixels of each true row, then those of each true column."""
        grid = np.reshape(self.order, (self.side, self.side))
        return [*grid.tolist(), *grid.T.tolist()]


@experiment
def recover_layout(
    *,
    seed: int,
    patches: int = 8000,
    side: int = 16,
    neighbours: int = 4,
    pictures: Sequence[Picture] | None = None,
) -> RecoveredLayout:
    """Cut patches from pictures, shuffle all in one way, and lay their pixels out again.

    Each pixel is connected with the few that correlate most with it, by an edge of length
    √(2 − 2r). The distance of two pixels is the length of the shortest path between them. A map of
    two dimensions is drawn with these distances (Isomap: Tenenbaum, de Silva, Langford 2000).

    Parameters
    ----------
    seed : int
        Decides where patches are cut, and how they are shuffled.
    patches : int
        Number of patches in all.
    side : int
        Height and width of a patch in pixels.
    neighbours : int
        Number of other pixels with which each pixel is connected.
    pictures : sequence of ndarray, optional
        Grey pictures that patches are cut from; the two photographs unless given.
    """
    rng = np.random.default_rng(seed)
    if pictures is None:
        pictures = [grey(photograph(name)) for name in ("pagoda", "flower")]
    flat = []
    for image in pictures:
        windows = np.lib.stride_tricks.sliding_window_view(image, (side, side))
        rows, columns = (
            rng.integers(size, size=patches // len(pictures)) for size in windows.shape[:2]
        )
        flat.append(windows[rows, columns].reshape(-1, side * side))
    places = rng.permutation(side * side)
    correlations = np.corrcoef(np.concatenate(flat)[:, places], rowvar=False)
    lengths = np.sqrt(np.maximum(0, 2 - 2 * correlations))
    layout = Isomap(n_neighbors=neighbours, metric="precomputed").fit_transform(lengths)
    true, recovered, left_over = procrustes(_grid(places, side), layout)
    shuffled = _grid(np.arange(side**2), side)
    return RecoveredLayout(true, shuffled, recovered, float(1 - left_over))


def _grid(places: np.ndarray, side: int) -> Float[np.ndarray, "pixels 2"]:
    """Return row and column of pixels that are counted row by row."""
    return np.stack(np.divmod(places, side), axis=1).astype(float)
