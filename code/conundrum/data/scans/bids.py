"""Which file of a BIDS data set shows whom: entities in the names of files.

Names in BIDS are regular: ``sub-01_ses-2_space-MNI152NLin6Asym_desc-preproc_T1w.nii.gz`` is a
participant, a session, a space, a description, a suffix and an ending. Taking them apart needs a
pattern and no library. (pybids would add a database and an index of all files of the data set, and
answers questions that are not asked here.)
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from conundrum.data.scans.names import alike, folded

TABLE = "participants.tsv"
ENDINGS = (".nii.gz", ".nii")
FOLDER, NEARLY = re.compile(r"sub-[^\W_]+"), re.compile(r"sub[-_ ]", re.IGNORECASE)
NAME = re.compile(r"sub-[^\W_]+(_[a-zA-Z]+-[^\W_]+)*_[a-zA-Z0-9]+(\.nii|\.nii\.gz)")
NO_KIND = {"sub", "ses", "run", "acq", "echo"}  # differ among images of one kind
NO_PICTURE = {"mask", "dseg", "probseg", "xfm", "bold", "dwi", "events", "boldref"}


@dataclass(frozen=True)
class Image:
    """A file of a BIDS data set, and what its name says.

    Attributes
    ----------
    file : Path
    entities : dict
        As ``{"sub": "01", "space": "MNI152NLin6Asym"}``.
    suffix : str
        As ``"T1w"``.
    """

    file: Path
    entities: dict[str, str]
    suffix: str

    @property
    def participant(self) -> str:
        """As ``sub-01``."""
        return f"sub-{self.entities['sub']}"

    @property
    def kind(self) -> str:
        """What all images of this kind have in their names, as ``space-MNI152NLin6Asym_T1w``."""
        parts = [f"{k}-{v}" for k, v in self.entities.items() if k not in NO_KIND]
        return "_".join([*parts, self.suffix])

    @property
    def is_in_mni_space(self) -> bool:
        """Whether the name says that the image is in the coordinates of an MNI template."""
        return self.entities.get("space", "").startswith("MNI")

    def fits(self, kind: str) -> bool:
        """Return whether the name has all parts of a kind."""
        *parts, suffix = kind.split("_")
        own = {f"{k}-{v}" for k, v in self.entities.items()}
        return suffix == self.suffix and own.issuperset(parts)


def parse(file: Path) -> Image | None:
    """Take the name of a file apart; None if it is not the name of an image in BIDS."""
    if not NAME.fullmatch(file.name):
        return None
    *parts, last = file.name.split("_")
    return Image(file, dict(part.split("-", 1) for part in parts), last.split(".", 1)[0])


def list_images(folder: Path) -> tuple[list[Image], list[Path]]:
    """List all images of the participants of a data set, in the order of their names.

    Returns
    -------
    list of Image
        Also those that are links to files which are not here.
    list of Path
        Files that may be images, but whose names are none of BIDS. (Names that begin with a point
        are those of a system.)

    Raises
    ------
    ValueError
        If the name of a folder is nearly one of BIDS, two folders may be of one participant, a file
        lies in the folder of another one, or an image is there twice, compressed and not.
    """
    folders = sorted(p for p in folder.iterdir() if p.is_dir() and NEARLY.match(p.name))
    for place in folders:
        if not FOLDER.fullmatch(place.name):
            raise ValueError(
                f"{place} is nearly the folder of a participant, which would be sub- and letters "
                "or digits: rename it, or move it away"
            )
    for one, other in alike(place.name for place in folders):
        raise ValueError(
            f"{folder} has the folders {one} and {other}, which may be one participant under two "
            "names: put them together, or give two people names that differ in more"
        )
    images, unnamed = [], []
    for place in folders:
        for file in sorted(place.rglob("[!.]*.[nN][iI]*")):
            image = parse(file)
            if file.is_dir() or not file.name.casefold().endswith(ENDINGS):
                continue
            if image is None:
                unnamed.append(file)
                continue
            if image.participant != place.name:
                raise ValueError(f"{file} is named after {image.participant}: whose is it?")
            if file.name.endswith(".nii") and file.with_name(f"{file.name}.gz").exists():
                raise ValueError(f"{file} is there twice, also as .nii.gz: move one away")
            images.append(image)
    return images, unnamed


def choose(images: Sequence[Image], asked: str | None, folder: Path) -> list[Image]:
    """Return all images of one kind.

    Parameters
    ----------
    images : sequence of Image
    asked : str, optional
        Parts of the names, as ``"T1w"`` or ``"space-MNI152NLin6Asym_desc-preproc_T1w"``. Unless
        given, there must be one kind only, or one in MNI space.
    folder : Path
        For messages.

    Raises
    ------
    ValueError
        If no image fits, or images of several kinds do.
    """
    if not images:
        raise ValueError(
            f"{folder} has no images sub-*/**/sub-*.nii.gz: name the folder of a BIDS data set or "
            "of one of its derivatives"
        )
    fitting = [
        image
        for image in images
        if (image.suffix not in NO_PICTURE if asked is None else image.fits(asked))
    ]
    kinds = Counter(image.kind for image in fitting)
    if asked is None and len(kinds) > 1:
        in_mni = [image for image in fitting if image.is_in_mni_space]
        if len({image.kind for image in in_mni}) == 1:
            return in_mni
    if asked in kinds:  # the very name of a kind, of which others have more parts
        return [image for image in fitting if image.kind == asked]
    if len(kinds) != 1:
        there = kinds or Counter(image.kind for image in images)
        listed = ", ".join(f"{kind} ({count})" for kind, count in sorted(there.items()))
        wanted = "which image do you mean?" if kinds else f"image={asked!r} is not among them"
        raise ValueError(f"{folder} has images of several kinds, {listed}: {wanted}")
    return fitting


def companion(image: Image, kind: str, among: Iterable[Image]) -> Image | None:
    """Return the one file of another kind (a mask) that goes with an image; None if there is none.

    It has the same participant, session, run and space.
    """
    same = ("sub", "ses", "run", "space")
    found = [
        other
        for other in among
        if other.fits(kind)
        and all(other.entities.get(name) == image.entities.get(name) for name in same)
    ]
    return found[0] if len(found) == 1 else None


def match(wanted: Sequence[str], there: Sequence[str]) -> dict[str, str]:
    """Return, by each name of a table, the participant of the data set that it means.

    ``sub-01``, ``01`` and ``1`` are all ``sub-01``, if there is no other that they could be.
    """
    by_fold = {folded(name): name for name in there}
    return {name: by_fold[folded(name)] for name in wanted if folded(name) in by_fold}
