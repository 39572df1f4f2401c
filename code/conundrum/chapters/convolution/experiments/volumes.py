"""Windows of two and of three dimensions, looking for something small in a noisy volume."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from scipy.ndimage import uniform_filter

from conundrum.experiment import experiment

CONTRASTS = (0.6, 0.8, 1.0, 1.2, 1.4, 1.6, 1.8, 2.0)


@dataclass(frozen=True)
class CubeDetection:
    """How often a bright cube is found in noisy volumes.

    Attributes
    ----------
    contrasts : ndarray, shape (contrasts,)
        By how many standard deviations of the noise the cube is brighter than the rest.
    slice_hits, volume_hits : ndarray, shape (contrasts,)
        Share of volumes in which the largest sum lies within one voxel of the middle of the cube
        along each axis: for sums over 3 × 3 voxels of one slice, and over 3 × 3 × 3.
    slice_example : ndarray, shape (side, side)
        The slice through the middle of a cube with contrast 1, in one volume.
    slice_map, volume_map : ndarray, shape (side, side)
        The two kinds of sums in that slice, as means over the window.
    """

    contrasts: Float[np.ndarray, " contrasts"]
    slice_hits: Float[np.ndarray, " contrasts"]
    volume_hits: Float[np.ndarray, " contrasts"]
    slice_example: Float[np.ndarray, "side side"]
    slice_map: Float[np.ndarray, "side side"]
    volume_map: Float[np.ndarray, "side side"]

    def slice_hits_at(self, contrast: float) -> float:
        """Return the share found by windows in a slice at a contrast."""
        return float(self.slice_hits[self.contrasts == contrast].item())

    def volume_hits_at(self, contrast: float) -> float:
        """Return the share found by windows of three dimensions at a contrast."""
        return float(self.volume_hits[self.contrasts == contrast].item())

    def gain_at(self, contrast: float) -> float:
        """Return by how much the share found is larger with windows of three dimensions."""
        return self.volume_hits_at(contrast) - self.slice_hits_at(contrast)


@experiment
def find_cubes(
    *,
    seed: int,
    volumes: int = 100,
    side: int = 24,
    thickness: int = 3,
    contrasts: Sequence[float] = CONTRASTS,
) -> CubeDetection:
    """Hide a bright cube in volumes of noise, and look for it with two kinds of windows.

    Parameters
    ----------
    seed : int
        Seed of the noise and of where cubes are.
    volumes : int
        Number of volumes for each contrast.
    side : int
        Height, width and depth of a volume in voxels.
    thickness : int
        Number of slices through which the cube extends: 1, or 3.
    contrasts : sequence of float
        The contrasts of the cube.
    """
    rng = np.random.default_rng(seed)
    hits = np.zeros((2, len(contrasts)))
    example = None
    for which, contrast in enumerate(contrasts):
        for _ in range(volumes):
            volume = rng.standard_normal((side,) * 3, dtype=np.float32)
            middle = rng.integers(2, side - 2, size=3)
            z, y, x = middle
            reach = thickness // 2
            volume[z - reach : z + reach + 1, y - 1 : y + 2, x - 1 : x + 2] += contrast
            maps = [uniform_filter(volume, size) for size in ((1, 3, 3), (3, 3, 3))]
            for kind, sums in enumerate(maps):
                found = np.unravel_index(sums.argmax(), sums.shape)
                hits[kind, which] += np.abs(found - middle).max() <= 1
            if example is None and contrast >= 1:
                example = volume[z], maps[0][z], maps[1][z]
    shares = hits / volumes
    return CubeDetection(np.array(contrasts), *shares, *(part.astype(float) for part in example))
