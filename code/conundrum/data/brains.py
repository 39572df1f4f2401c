"""Semi-synthetic slices of brains: one real average brain, deformed and scanned by simulation.

Nobody's scan is here. The maps of grey matter, white matter and brain that nilearn carries describe
an average of 152 people (MNI152). Each made-up participant gets a deformed copy of them, tissue
intensities and, in patients, lesions; each visit a position of the head, a field of uneven
brightness and noise. The idea to learn from images that are generated from maps of tissues is that
of SynthSeg (Billot et al. 2023, *Medical Image Analysis* 86, section 3.2); the code is not.
"""

import math
from dataclasses import dataclass
from functools import cache

import numpy as np
import torch
from jaxtyping import Float, Int, Shaped
from nilearn import datasets
from numpy.typing import ArrayLike
from scipy import ndimage
from torch import Tensor
from torch.nn.functional import grid_sample, interpolate

from conundrum.checks import (
    finite_array,
    non_negative,
    positive,
    positive_integer,
    same_length,
)

SIDE = 64  # pixels
AT_ONCE = 64  # participants
MM = 3  # a pixel is so wide and high
AGE = 50  # years, at which ventricles and cortex are those of the average brain
GROWTH = 0.01  # of the ventricles' width a year, as a logarithm
THINNING = 0.008  # share of grey matter that fluid takes the place of in a year
MIDDLE = (0.0, -18.0)  # of the slice, in MNI coordinates: right, front (mm)
VENTRICLES = (0.0, -8.0, 16.0)  # about their middle, in MNI coordinates (mm)


@dataclass(frozen=True)
class Scanner:
    """How a scanner shows tissues.

    Attributes
    ----------
    fluid, grey, white, lesion : float
        How bright each is on average; zero is black. Unless given, in the order of a FLAIR image:
        lesions brightest, then grey matter, white matter, fluid.
    spread : float
        Standard deviation of these from participant to participant.
    field : float
        How uneven brightness is over the image: standard deviation of its logarithm.
    noise : float
        Standard deviation of each of the two parts of the signal, whose length is what one sees.
    gain : float
        What all brightness is multiplied by in the end.
    gamma : float
        Brightness is raised to this power before that: contrast.

    Raises
    ------
    ValueError
        If a number is negative, or `gain` or `gamma` is zero.
    """

    fluid: float = 0.15
    grey: float = 0.62
    white: float = 0.48
    lesion: float = 0.74
    spread: float = 0.04
    field: float = 0.12
    noise: float = 0.03
    gain: float = 1.0
    gamma: float = 1.0

    def __post_init__(self) -> None:
        for name in ("fluid", "grey", "white", "lesion", "spread", "field", "noise"):
            non_negative(name, getattr(self, name))
        for name in ("gain", "gamma"):
            positive(name, getattr(self, name))


@dataclass(frozen=True)
class Slices:
    """Slices of brains, one a visit, and what is known about them.

    Attributes
    ----------
    pixels : ndarray of float32, shape (n, 1, 64, 64)
        Brightness; the front at the top, the right on the right (neurological convention). 3 mm a
        pixel.
    participants : ndarray of int, shape (n,)
        Whose slice it is, counted from 0.
    patients : ndarray of int, shape (n,)
        1 where the participant is a patient, and so a lesion is in the slice; else 0.
    lesions : ndarray of float32, shape (n, 64, 64)
        Share of each pixel that is lesion.
    ventricles : ndarray, shape (n,)
        Area of the ventricles in the slice, in cm².
    brains : ndarray, shape (n,)
        Area of the brain in the slice, ventricles included, in cm².
    """

    pixels: Float[np.ndarray, "n 1 height width"]
    participants: Int[np.ndarray, " n"]
    patients: Int[np.ndarray, " n"]
    lesions: Float[np.ndarray, "n height width"]
    ventricles: Float[np.ndarray, " n"]
    brains: Float[np.ndarray, " n"]

    def __len__(self) -> int:
        return len(self.pixels)

    def __getitem__(self, chosen: Shaped[np.ndarray, " m"] | slice) -> "Slices":
        """Return some of the slices, as an array is indexed."""
        return Slices(
            self.pixels[chosen],
            self.participants[chosen],
            self.patients[chosen],
            self.lesions[chosen],
            self.ventricles[chosen],
            self.brains[chosen],
        )


@cache
def tissue_maps() -> Float[np.ndarray, "4 up front right"]:
    """Return the share of fluid, grey matter, white matter and ventricles in each voxel of 3 mm.

    Fluid is what is inside the brain and neither grey nor white matter. Ventricles are the fluid
    that lies deep inside, near the middle. Axes: upward, frontward, rightward; the maps are
    nilearn's.
    """
    grey, white, brain = (
        load(resolution=MM).get_fdata(dtype=np.float32)
        for load in (
            datasets.load_mni152_gm_template,
            datasets.load_mni152_wm_template,
            datasets.load_mni152_brain_mask,
        )
    )
    inside = brain > 0
    grey, white = grey * inside, white * inside
    fluid = np.clip(inside - grey - white, 0, 1).astype(np.float32)
    right, front, up = (
        _origin()[axis] + MM * np.arange(size).reshape([-1 if a == axis else 1 for a in range(3)])
        for axis, size in enumerate(fluid.shape)
    )
    depth = ndimage.distance_transform_edt(inside)
    deep = (np.abs(right) < 36) & (front > -60) & (front < 36) & (up > -6) & (depth > 5)
    maps = np.stack([fluid, grey, white, fluid * deep]).transpose(0, 3, 2, 1)
    maps.flags.writeable = False
    return maps


def draw_slices(
    participants: int,
    *,
    visits: int = 1,
    scanner: Scanner | None = None,
    misplacement: float = 1.0,
    ages: ArrayLike | None = None,
    seed: int,
) -> Slices:
    """Draw made-up participants, half of them patients, and scan each at so many visits.

    Patients have one or two lesions at each visit, somewhere in white matter, elsewhere each time.
    Anatomy, tissue intensities and, but for 1 mm, the height of the slice are a participant's own
    and stay. The size of ventricles has nothing to do with being a patient.

    Parameters
    ----------
    participants : int
    visits : int
        Slices of each participant.
    scanner : Scanner, optional
        The default one unless given. With the same seed, another scanner shows the same heads.
    misplacement : float
        How far heads are turned, shifted, and larger or smaller than the average: 0 is perfectly
        registered, 1 turns by 8° and shifts by 6 mm (standard deviations).
    ages : array_like, shape (participants,), optional
        How old each participant is, in years: with age ventricles grow wider and grey matter
        thinner. Unless given, everybody is 50.
    seed : int

    Returns
    -------
    Slices
        Participant after participant.

    Raises
    ------
    ValueError
        If a number is not positive, `misplacement` is negative, or there is not one age for each.
    """
    participants = positive_integer("participants", participants)
    visits = positive_integer("visits", visits)
    misplacement = non_negative("misplacement", misplacement)
    scanner = scanner or Scanner()
    years = np.full(participants, AGE) if ages is None else ages
    since = finite_array("ages", years, ndim=1) - AGE
    same_length(participants=np.arange(participants), ages=since)
    anatomy, body, machine = (
        np.random.default_rng(s) for s in np.random.SeedSequence(seed).spawn(3)
    )
    patients = anatomy.permutation(np.arange(participants) % 2)
    drawn = []
    for start in range(0, participants, AT_ONCE):  # what fits the processor's cache is fast
        some, years = patients[start : start + AT_ONCE], since[start : start + AT_ONCE]
        tissues = _sample(_heads(years, visits, misplacement, anatomy))
        _thin(tissues, np.repeat(years, visits))
        lesions = _lesions(tissues[:, 2], np.repeat(some, visits), body)
        light = np.repeat(_brightness(scanner, len(some), body), visits, axis=0)
        pixels = _scan(_shown(tissues, lesions, light), scanner, machine)
        drawn.append((pixels[:, None], lesions, _area(tissues[:, 3]), _area(tissues[:, :3])))
    pixels, lesions, *areas = (np.concatenate(parts) for parts in zip(*drawn, strict=True))
    whose = np.repeat(np.arange(participants), visits)
    return Slices(pixels, whose, patients[whose], lesions, *areas)


def average_slice(
    *, height: float = 18.0, scanner: Scanner | None = None
) -> Float[np.ndarray, "side side"]:
    """Return the average brain at one height (mm), as a scanner without noise would show it."""
    scanner = scanner or Scanner()
    light = np.array([scanner.fluid, scanner.grey, scanner.white], dtype=np.float32)
    place = np.empty((1, SIDE, SIDE, 3), dtype=np.float32)
    place[..., :2] = _plane() + np.array(MIDDLE, dtype=np.float32)
    place[..., 2] = height
    return np.einsum("t,tij->ij", light, _sample(place)[0, :3])


def smooth_fields(numbers: Float[Tensor, "n coarse coarse"]) -> Float[Tensor, "n side side"]:
    """Return smooth fields of 64 × 64 pixels, with cubics between the numbers on a coarse grid."""
    return interpolate(numbers[:, None], (SIDE, SIDE), mode="bicubic", align_corners=True)[:, 0]


def _origin() -> Float[np.ndarray, "3"]:
    """Return where the first voxel lies in MNI coordinates (mm)."""
    return datasets.load_mni152_brain_mask(resolution=MM).affine[:3, 3]


def _heads(
    years: Float[np.ndarray, " participants"],
    visits: int,
    misplacement: float,
    rng: np.random.Generator,
) -> Float[np.ndarray, "n side side 3"]:
    """Return where in the average brain each pixel lies (right, front, up; mm).

    Ventricles are as wide as participants are that many years older than 50.
    """
    participants = len(years)
    whose = np.repeat(np.arange(participants), visits)
    n = len(whose)

    def normal(*shape: int) -> Float[np.ndarray, "*shape"]:
        return rng.standard_normal(shape, dtype=np.float32)

    size = np.exp(misplacement * (0.05 * normal(participants, 1) + 0.03 * normal(participants, 2)))
    turn = math.radians(8 * misplacement) * normal(n)
    rotation = np.stack([np.cos(turn), -np.sin(turn), np.sin(turn), np.cos(turn)], -1)
    place = _plane() @ rotation.reshape(n, 1, 2, 2)
    place += misplacement * 6 * normal(n, 1, 1, 2)
    place /= size[whose][:, None, None]
    place += np.array(MIDDLE, dtype=np.float32)

    height = rng.uniform(12, 24, participants).astype(np.float32)[whose] + normal(n)
    heads = np.concatenate(
        [place, np.broadcast_to(height[:, None, None, None], (*place.shape[:3], 1))], -1
    )
    for axis in range(3):  # everyone's own shape: 3 mm here and there
        heads[..., axis] += 3 * _fields(participants, 6, rng)[whose]

    # Ventricles are enlarged or narrowed about their middle; the brain around makes way.
    larger = np.exp(0.25 * normal(participants) + (GROWTH * years).astype(np.float32))[whose]
    away = heads - np.array(VENTRICLES, dtype=np.float32)
    near = np.exp(-0.5 * np.square(away / np.float32(32)).sum(axis=-1, keepdims=True))
    heads += near * (1 / larger[:, None, None, None] - 1) * away
    return heads


def _thin(tissues: Float[np.ndarray, "n 4 side side"], years: Float[np.ndarray, " n"]) -> None:
    """Let fluid take the place of grey matter, in place, or make room for it in the young."""
    if not years.any():
        return
    fluid, grey = tissues[:, 0], tissues[:, 1].copy()
    inside = fluid + grey
    kept = (1 - THINNING * years).astype(np.float32)[:, None, None]
    tissues[:, 1] = np.minimum(grey * kept, inside)
    tissues[:, 0] = inside - tissues[:, 1]


def _area(shares: Float[np.ndarray, "n *maps side side"]) -> Float[np.ndarray, " n"]:
    """Return how large what fills these shares of the pixels is, in cm²."""
    return shares.reshape(len(shares), -1).sum(axis=1, dtype=float) * (MM / 10) ** 2


def _plane() -> Float[np.ndarray, "side side 2"]:
    """Return how far right and in front of the middle each pixel lies (mm)."""
    steps = ((np.arange(SIDE) - (SIDE - 1) / 2) * MM).astype(np.float32)
    return np.stack(np.meshgrid(steps, -steps), axis=-1)


def _fields(n: int, coarse: int, rng: np.random.Generator) -> Float[np.ndarray, "n side side"]:
    """Draw smooth random fields; the more numbers, the rougher."""
    numbers = rng.standard_normal((n, coarse, coarse), dtype=np.float32)
    return smooth_fields(torch.as_tensor(numbers)).numpy()


def _sample(where: Float[np.ndarray, "n side side 3"]) -> Float[np.ndarray, "n 4 side side"]:
    """Return the maps at places in the average brain, by linear interpolation."""
    maps = torch.tensor(tissue_maps())
    sizes = np.array(maps.shape[:0:-1], dtype=np.float32)  # right, front, up
    voxels = (where - _origin().astype(np.float32)) / MM
    scaled = torch.as_tensor(2 * voxels / (sizes - 1) - 1)
    return grid_sample(maps[None], scaled[None], align_corners=True)[0].permute(1, 0, 2, 3).numpy()


def _lesions(
    white: Float[np.ndarray, "n side side"],
    patients: Int[np.ndarray, " n"],
    rng: np.random.Generator,
) -> Float[np.ndarray, "n side side"]:
    """Put one or two blobs in white matter of each patient."""
    n = len(white)
    rows, columns = np.mgrid[:SIDE, :SIDE].astype(np.float32)
    lesions = np.zeros_like(white)
    several = np.stack([np.ones(n, dtype=bool), rng.random(n) < 0.5])
    for present in several & (patients == 1):
        lottery = rng.random((n, SIDE * SIDE), dtype=np.float32) * (white > 0.8).reshape(n, -1)
        places = np.array(np.unravel_index(lottery.argmax(axis=1), (SIDE, SIDE)), dtype=np.float32)
        row, column = places[:, :, None, None]
        radius = rng.uniform(1.5, 2.5, (n, 1, 1)).astype(np.float32)
        stretch = np.exp(0.2 * rng.standard_normal((n, 1, 1), dtype=np.float32))
        distance = np.hypot((rows - row) * stretch, (columns - column) / stretch)
        blob = np.clip(radius + 0.5 - distance, 0, 1)  # its edge is a pixel wide
        lesions = np.maximum(lesions, blob * present[:, None, None])
    return lesions


def _shown(
    tissues: Float[np.ndarray, "n 4 side side"],
    lesions: Float[np.ndarray, "n side side"],
    light: Float[np.ndarray, "n 4"],
) -> Float[np.ndarray, "n side side"]:
    """Return the brightness of each pixel: tissues by their shares, lesions in place of them."""
    of_tissues = light[:, :3, None, None] * tissues[:, :3]
    healthy = of_tissues.sum(axis=1)
    inside = tissues[:, :3].sum(axis=1)
    return healthy + lesions * (light[:, 3, None, None] * inside - healthy)


def _brightness(
    scanner: Scanner, participants: int, rng: np.random.Generator
) -> Float[np.ndarray, "participants 4"]:
    """Return how bright fluid, grey matter, white matter and lesions are in each participant."""
    means = np.array([scanner.fluid, scanner.grey, scanner.white, scanner.lesion], dtype=np.float32)
    own = means + scanner.spread * rng.standard_normal((participants, 4), dtype=np.float32)
    return np.maximum(own, 0)


def _scan(
    shown: Float[np.ndarray, "n side side"], scanner: Scanner, rng: np.random.Generator
) -> Float[np.ndarray, "n side side"]:
    """Return what a scanner makes of brightness: contrast, uneven field, noise, gain."""
    light = np.maximum(shown, 0) ** np.float32(scanner.gamma)
    light = light * np.exp(np.float32(scanner.field) * _fields(len(shown), 3, rng))
    real, imaginary = scanner.noise * rng.standard_normal((2, *shown.shape), dtype=np.float32)
    return np.float32(scanner.gain) * np.hypot(light + real, imaginary)
