"""Your own scans: a folder of NIfTI files and a table that says whose they are."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import nibabel
import numpy as np
from jaxtyping import Float, Int
from nibabel.filebasedimages import ImageFileError
from scipy import ndimage

from conundrum.checks import finite_array
from conundrum.data.brains import MIDDLE, MM, SIDE, Slices

TABLE = "participants.tsv"
COLUMNS = ("participant", "file")


@dataclass(frozen=True)
class Scans:
    """Slices from files.

    Attributes
    ----------
    pixels : ndarray of float32, shape (n, 1, 64, 64)
        Brightness, divided by what 90 % of the voxels of the head do not exceed; the front at the
        top, the right on the right (neurological convention). 3 mm a pixel.
    participants : ndarray of int, shape (n,)
        Whose slice it is: an index of `names`.
    outcome : ndarray, shape (n,)
        From the table.
    names : tuple of str
        Of the participants, as in the table.
    """

    pixels: Float[np.ndarray, "n 1 height width"]
    participants: Int[np.ndarray, " n"]
    outcome: Float[np.ndarray, " n"]
    names: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.pixels)


def read_scans(folder: str | Path, *, outcome: str, heights: Sequence[float] = (18.0,)) -> Scans:
    """Read slices from the files that a table names.

    The folder holds ``participants.tsv``, with a row for each file and the columns ``participant``,
    ``file`` (relative to the folder) and the outcome; columns are separated by tabs. A participant
    may have several files.

    Parameters
    ----------
    folder : str or Path
    outcome : str
        The column with what is to be predicted, a number in each row.
    heights : sequence of float
        Where to cut, in the coordinates that the file gives (mm, upward). For files in MNI space 0
        is the height of the anterior commissure.

    Raises
    ------
    FileNotFoundError
        If the folder, its table or a file that the table names is missing.
    ValueError
        If a column is missing, an outcome is no number, a file is listed twice or is no
        three-dimensional NIfTI image of finite numbers, or a slice lies outside the image. The
        message names the file and says what to do.
    """
    folder = Path(folder)
    heights = finite_array("heights", heights, ndim=1)
    rows = _read_table(folder, outcome)
    names = tuple(dict.fromkeys(row["participant"] for row in rows))
    slices = np.concatenate([_slices_of(folder / row["file"], heights) for row in rows])
    each = len(heights)
    return Scans(
        slices[:, None],
        np.repeat([names.index(row["participant"]) for row in rows], each),
        np.repeat([float(row[outcome]) for row in rows], each),
        names,
    )


def write_scans(folder: str | Path, slices: Slices) -> None:
    """Write made-up slices as a folder that `read_scans` reads: an example of the layout.

    Each file is a thin block of three equal slices around 18 mm, in MNI coordinates. The outcome is
    in the column ``patient``.

    Parameters
    ----------
    folder : str or Path
        Must exist; files of the same name are replaced.
    slices : Slices
    """
    folder = Path(folder)
    affine = np.diag([MM, MM, MM, 1.0])
    affine[:3, 3] = (*(np.array(MIDDLE) - MM * (SIDE - 1) / 2), 18 - MM)
    lines, visits = [("participant", "file", "patient")], {}
    for pixels, whose, patient in zip(
        slices.pixels[:, 0], slices.participants, slices.patients, strict=True
    ):
        visits[whose] = visits.get(whose, 0) + 1
        name = f"sub-{whose:03d}_visit-{visits[whose]}.nii.gz"
        block = np.repeat(pixels[::-1].T[:, :, None], 3, axis=2)  # rightward, frontward, upward
        nibabel.Nifti1Image(block, affine).to_filename(folder / name)
        lines.append((f"sub-{whose:03d}", name, str(patient)))
    text = "".join("\t".join(line) + "\n" for line in lines)
    (folder / TABLE).write_text(text, encoding="utf-8")


def _read_table(folder: Path, outcome: str) -> list[dict[str, str]]:
    """Return the rows of the table, once it is sure that each names a file and has an outcome."""
    place = folder / TABLE
    if not place.is_file():
        raise FileNotFoundError(
            f"{place} is missing: write a table with the columns participant, file and {outcome}, "
            "separated by tabs, a row for each file"
        )
    with place.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    if not rows:
        raise ValueError(f"{place} has no rows: it needs one for each file")
    for column in (*COLUMNS, outcome):
        if column not in rows[0]:
            raise ValueError(
                f"{place} must have the column {column!r}, got {', '.join(map(repr, rows[0]))}; "
                "columns are separated by tabs"
            )
    files = [row["file"] for row in rows]
    repeated = sorted({file for file in files if files.count(file) > 1})
    if repeated:
        raise ValueError(f"{place} lists {repeated[0]} more than once: each file needs one row")
    for line, row in enumerate(rows, start=2):
        if not _is_number(row[outcome]):
            raise ValueError(
                f"{place}, line {line}: {outcome} of {row['participant']} must be a number, got "
                f"{row[outcome]!r}; leave the row out if it is not known"
            )
    missing = [row for row in rows if not (folder / row["file"]).is_file()]
    if missing:
        listed = ", ".join(f"{row['file']} of {row['participant']}" for row in missing[:5])
        more = f" and {len(missing) - 5} more" if len(missing) > 5 else ""
        raise FileNotFoundError(
            f"{place} names files that are not in {folder}: {listed}{more}; "
            "put them there, or leave their rows out"
        )
    return rows


def _slices_of(file: Path, heights: Float[np.ndarray, " m"]) -> Float[np.ndarray, "m side side"]:
    """Cut one file at some heights."""
    try:
        image = nibabel.load(file)
        voxels = np.asarray(image.dataobj, dtype=np.float32)
    except (ImageFileError, EOFError, OSError, ValueError) as damage:
        raise ValueError(
            f"{file} cannot be read as NIfTI ({damage}): convert or copy it again"
        ) from damage
    if voxels.ndim == 4 and voxels.shape[3] == 1:
        voxels = voxels[..., 0]
    if voxels.ndim != 3:
        raise ValueError(
            f"{file} must be one image with three dimensions, got shape {voxels.shape}; "
            "save a single volume of it"
        )
    if not np.isfinite(voxels).all():
        raise ValueError(
            f"{file} holds NaN or infinity: replace such voxels, by 0 outside the head"
        )
    if voxels.max() <= 0:
        raise ValueError(f"{file} is empty, its voxels are zero or less: export it again")
    bright = np.quantile(_head(voxels), 0.9)
    steps = (np.arange(SIDE) - (SIDE - 1) / 2) * MM
    up, front, right = np.meshgrid(heights, MIDDLE[1] - steps, MIDDLE[0] + steps, indexing="ij")
    there = np.stack([right, front, up, np.ones_like(up)])
    inside = np.tensordot(np.linalg.inv(image.affine), there, axes=1)[:3]
    cut = ndimage.map_coordinates(voxels, inside, order=1, cval=0.0)
    for height, pixels in zip(heights, cut, strict=True):
        if not pixels.any():
            low, high = _extent(image)
            raise ValueError(
                f"{file} shows nothing at height {height:g} mm: its voxels lie between {low:.0f} "
                f"and {high:.0f} mm; choose other heights, or register the image to MNI space"
            )
    return (cut / bright).astype(np.float32)


def _head(voxels: Float[np.ndarray, "x y z"]) -> Float[np.ndarray, " head"]:
    """Return the voxels of the head: those brighter than half of what is bright in the image.

    What is bright is a mean in which each voxel counts by its brightness, so that empty voxels
    around the head do not count, however many there are.
    """
    light = np.maximum(voxels, 0).astype(float)
    return voxels[voxels > 0.5 * np.square(light).sum() / light.sum()]


def _extent(image: nibabel.spatialimages.SpatialImage) -> tuple[float, float]:
    """Return between which heights the voxels of an image lie (mm)."""
    corners = np.array(np.meshgrid(*[(0, size - 1) for size in image.shape[:3]])).reshape(3, -1)
    heights = (image.affine[:3, :3] @ corners + image.affine[:3, 3:])[2]
    return float(heights.min()), float(heights.max())


def _is_number(text: str | None) -> bool:
    try:
        return bool(np.isfinite(float(text)))
    except (TypeError, ValueError):
        return False
