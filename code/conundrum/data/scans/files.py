"""One NIfTI file: read as a whole, so that damage is noticed, and cut at some heights."""

import gzip
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import nibabel
import numpy as np
from jaxtyping import Bool, Float
from nibabel.filebasedimages import ImageFileError
from nibabel.spatialimages import HeaderDataError
from nibabel.wrapstruct import WrapStructError
from scipy import ndimage

from conundrum.data.brains import MIDDLE, MM, SIDE

FROM_FILE, FROM_HEAD = COORDINATES = ("file", "head")
TOP = 80.0  # about where the average head ends, in MNI coordinates (mm)
FINEST = 4  # samples along each edge of a pixel's cube, at most
DARKEST = 0.05  # share of all light that may be negative, as it is after interpolation
UNREADABLE = (
    ImageFileError,
    HeaderDataError,
    WrapStructError,
    zlib.error,
    EOFError,
    OSError,
    TypeError,
    ValueError,
)
Volume = Float[np.ndarray, "x y z"]


@dataclass(frozen=True)
class Cut:
    """Slices of one file.

    Attributes
    ----------
    pixels : ndarray of float32, shape (heights, 64, 64)
        Brightness, divided by `brightness`.
    brightness : float
        What 90 % of the voxels of the head do not exceed, in the units of the file.
    """

    pixels: Float[np.ndarray, "heights side side"]
    brightness: float


def cut_file(file: Path, mask: Path | None, heights: Sequence[float], coordinates: str) -> Cut:
    """Cut one file at some heights.

    Parameters
    ----------
    file : Path
        Ends in ``.nii`` or ``.nii.gz``.
    mask : Path, optional
        A file on the same voxels, zero outside the head.
    heights : sequence of float
        Where to cut, upward (mm).
    coordinates : str
        ``"file"``: those that the file gives. ``"head"``: those of the file, shifted so that the
        head, as far as it is bright, has its top and its middle where the average head has them.

    Raises
    ------
    ValueError
        If the file is damaged, is no three-dimensional NIfTI image, does not say where its voxels
        lie, holds no brightness, or numbers that are none inside the head, or if a height lies
        outside the image. The message names the file and says what to do.
    """
    image, voxels = _read(file)
    if mask is not None:
        voxels = _within(mask, file, image, voxels)
    voxels = _without_background(file, voxels)
    head = _head(voxels)
    affine = image.affine if coordinates == FROM_FILE else _about_head(file, image.affine, head)
    _require_heights(file, affine, voxels.shape, heights)
    bright = float(np.quantile(voxels[head], 0.9))
    return Cut((_sample(voxels, affine, heights) / bright).astype(np.float32), bright)


def _read(file: Path) -> tuple[nibabel.Nifti1Image, Volume]:
    """Read a whole file, to its last byte, and check what its header says."""
    if not file.name.endswith((".nii", ".nii.gz")):
        raise ValueError(
            f"{file} must be NIfTI and end in .nii or .nii.gz: convert it (not by renaming)"
        )
    try:
        raw = file.read_bytes()
        if file.name.endswith(".gz"):
            raw = gzip.decompress(raw)  # all of it, so that its checksum is compared
        kind = nibabel.Nifti2Image if raw[:4] in _NIFTI2 else nibabel.Nifti1Image
        image = kind.from_bytes(raw)
        voxels = np.asarray(image.dataobj)
    except UNREADABLE as damage:
        raise ValueError(
            f"{file} cannot be read as NIfTI ({damage}): convert or copy it again"
        ) from damage
    if voxels.dtype.kind not in "iuf":
        raise ValueError(f"{file} must hold one number a voxel, got {voxels.dtype}: convert it")
    if voxels.ndim > 3 and set(voxels.shape[3:]) == {1}:
        voxels = voxels.reshape(voxels.shape[:3])
    if voxels.ndim != 3 or 0 in voxels.shape:
        raise ValueError(
            f"{file} must be one image with three dimensions, got shape {voxels.shape}; "
            "save a single volume of it"
        )
    _require_coordinates(file, image)
    return image, voxels.astype(np.float32)


_NIFTI2 = (b"\x1c\x02\x00\x00", b"\x00\x00\x02\x1c")  # the size of its header, in both byte orders


def _require_coordinates(file: Path, image: nibabel.Nifti1Image) -> None:
    """Refuse a file that does not say where its voxels lie, in millimetres."""
    if not (image.header["sform_code"] or image.header["qform_code"]):
        raise ValueError(
            f"{file} does not say where its voxels lie (sform and qform codes are 0), and left "
            "and right cannot be guessed: convert it again from the scanner's files"
        )
    unit = image.header.get_xyzt_units()[0]
    if unit not in ("mm", "unknown"):
        raise ValueError(f"{file} must give coordinates in mm, got {unit}: convert it again")
    steps = image.affine[:3, :3]
    if not np.isfinite(image.affine).all() or abs(np.linalg.det(steps)) < 1e-6:
        raise ValueError(
            f"{file} gives coordinates in which its voxels have no volume: convert it again"
        )


def _within(mask: Path, file: Path, image: nibabel.Nifti1Image, voxels: Volume) -> Volume:
    """Set what is outside a mask to zero."""
    other, inside = _read(mask)
    if inside.shape != voxels.shape or not np.allclose(other.affine, image.affine, atol=1e-3):
        raise ValueError(
            f"{mask} must be on the voxels of {file.name}, got shape {inside.shape} for "
            f"{voxels.shape}, or another place: resample the mask"
        )
    if not np.nan_to_num(inside).any():
        raise ValueError(f"{mask} is zero everywhere: it leaves nothing of {file.name}")
    return np.where(np.nan_to_num(inside) != 0, voxels, np.float32(0))


def _without_background(file: Path, voxels: Volume) -> Volume:
    """Set what is no number around the head, and what is below zero, to zero."""
    if np.isinf(voxels).any():
        raise ValueError(f"{file} holds infinity: replace such voxels, by 0 outside the head")
    unknown = np.isnan(voxels)
    if unknown.all():
        raise ValueError(f"{file} holds NaN and nothing else: export it again")
    if unknown.any():
        inside = unknown & ~_touching_border(unknown)
        if inside.any():
            first = tuple(int(i) for i in np.argwhere(inside)[0])
            raise ValueError(
                f"{file} holds NaN inside the head, in {inside.sum()} voxels, the first at "
                f"{first}: replace them, or name a mask that leaves them out"
            )
        voxels = np.where(unknown, np.float32(0), voxels)
    if not voxels.any():
        raise ValueError(f"{file} is empty, all its voxels are zero: export it again")
    dark, light = -voxels[voxels < 0].sum(dtype=float), voxels[voxels > 0].sum(dtype=float)
    if dark > DARKEST * light:
        raise ValueError(
            f"{file} is no image of brightness, {dark / (dark + light):.0%} of what it holds is "
            "below zero: name images of brightness, or of amounts of tissue"
        )
    return np.maximum(voxels, 0)


def _touching_border(voxels: Bool[np.ndarray, "x y z"]) -> Bool[np.ndarray, "x y z"]:
    """Return which of these voxels hang together with some at the border of the image."""
    parts, _ = ndimage.label(voxels)
    faces = [np.take(parts, [0, -1], axis).ravel() for axis in range(3)]
    return voxels & np.isin(parts, np.unique(np.concatenate(faces)))


def _head(voxels: Volume) -> Bool[np.ndarray, "x y z"]:
    """Return which voxels are of the head: brighter than half of what is bright in the image.

    What is bright is a mean in which each voxel counts by its brightness, so that empty voxels
    around the head do not count, however many there are.
    """
    light = voxels.astype(float)
    return voxels > 0.5 * np.square(light).sum() / light.sum()


def _about_head(
    file: Path, affine: Float[np.ndarray, "4 4"], head: Bool[np.ndarray, "x y z"]
) -> Float[np.ndarray, "4 4"]:
    """Shift coordinates so that the top and the middle of the head are where MNI's average is.

    It is not turned and not stretched: this is a first guess of where to cut, and no registration.
    """
    parts, count = ndimage.label(head)
    largest = 1 + np.argmax(ndimage.sum_labels(head, parts, np.arange(1, count + 1)))
    right, front, up = affine[:3, :3] @ np.argwhere(parts == largest).T + affine[:3, 3:]
    top = np.quantile(up, 0.999)
    upper = (up > top - 100) & (up < top - 20)  # above the neck, below the narrow top
    if not upper.any():
        raise ValueError(
            f"{file} shows no whole head, but {np.ptp(up):.0f} mm from its lowest to its highest "
            "bright voxel: register it, and take the coordinates of the file"
        )
    middle = [np.quantile(of[upper], [0.01, 0.99]).mean() for of in (right, front)]
    shifted = affine.copy()
    shifted[:3, 3] += np.array([*MIDDLE, TOP]) - [*middle, top]
    return shifted


def _require_heights(
    file: Path,
    affine: Float[np.ndarray, "4 4"],
    shape: tuple[int, ...],
    heights: Sequence[float],
) -> None:
    """Refuse a height that is not between the highest and the lowest voxel."""
    corners = np.array(np.meshgrid(*[(0, size - 1) for size in shape])).reshape(3, -1)
    up = (affine[:3, :3] @ corners + affine[:3, 3:])[2]
    for height in heights:
        if not up.min() <= height <= up.max():
            raise ValueError(
                f"{file} shows nothing at height {height:g} mm: its voxels lie between "
                f"{up.min():.0f} and {up.max():.0f} mm; choose other heights, or register the "
                "image to MNI space"
            )


def _sample(
    voxels: Volume, affine: Float[np.ndarray, "4 4"], heights: Sequence[float]
) -> Float[np.ndarray, "heights side side"]:
    """Return what each pixel of 3 mm shows: the mean over its cube, if voxels are smaller."""
    voxel = np.linalg.norm(affine[:3, :3], axis=0).min()
    finer = min(max(1, round(MM / voxel)), FINEST)
    offsets = (np.arange(finer) - (finer - 1) / 2) * MM / finer
    steps = (np.arange(SIDE) - (SIDE - 1) / 2) * MM
    to_voxels = np.linalg.inv(affine)
    total = np.zeros((len(heights), SIDE, SIDE), dtype=np.float32)
    for shift in np.stack(np.meshgrid(offsets, offsets, offsets), -1).reshape(-1, 3):
        up, front, right = np.meshgrid(
            np.asarray(heights) + shift[2],
            MIDDLE[1] - steps + shift[1],
            MIDDLE[0] + steps + shift[0],
            indexing="ij",
        )
        there = np.stack([right, front, up, np.ones_like(up)])
        inside = np.tensordot(to_voxels, there, axes=1)[:3]
        total += ndimage.map_coordinates(voxels, inside, order=1, cval=0.0)
    return total / finer**3
