"""From a table and a folder to slices with an outcome each."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import joblib
import numpy as np
from jaxtyping import Bool, Float, Int, Shaped

from conundrum.checks import finite_array
from conundrum.data.scans import bids
from conundrum.data.scans.cutting import Source, cut_all
from conundrum.data.scans.files import COORDINATES, FROM_FILE, FROM_HEAD
from conundrum.data.scans.names import folded, listed, seen
from conundrum.data.scans.people import Study, select
from conundrum.data.scans.sessions import read_study_table
from conundrum.data.scans.tables import SESSION, Row, Table

FILE = "file"
Key = tuple[str, str | None]  # a participant and a session, folded


@dataclass(frozen=True)
class Scans:
    """Slices from files, a row a file, and what is known of the people.

    Attributes
    ----------
    pixels : ndarray of float32, shape (n, heights, 64, 64)
        Brightness, divided by what 90 % of the voxels of the head do not exceed; the front at the
        top, the right on the right (neurological convention). 3 mm a pixel.
    participants : ndarray of int, shape (n,)
        Whose file it is: an index of `names`.
    outcome : ndarray, shape (n,)
        Numbers; 1 for the positive category, else 0, if it is one of categories.
    names : tuple of str
        Of the participants.
    files : tuple of Path
        The file of each row.
    brightness : ndarray, shape (n,)
        What brightness was divided by, in the units of each file.
    covariates : dict of ndarray, shape (n,)
        By column: numbers, or categories as text.
    sites : ndarray of str, shape (n,)
        Where each was scanned; empty texts if no column says so.
    outcome_name : str
        The column of the outcome.
    categories : tuple of str
        The negative and the positive category; empty if the outcome is a number.
    heights : ndarray, shape (heights,)
        Where files were cut (mm).
    coordinates : str
        ``"file"`` or ``"head"``, as in `read_scans`.
    notes : tuple of str
        What was left out or taken for the same, in sentences.
    """

    pixels: Float[np.ndarray, "n heights side side"]
    participants: Int[np.ndarray, " n"]
    outcome: Float[np.ndarray, " n"]
    names: tuple[str, ...]
    files: tuple[Path, ...]
    brightness: Float[np.ndarray, " n"]
    covariates: dict[str, Shaped[np.ndarray, " n"]]
    sites: Shaped[np.ndarray, " n"]
    outcome_name: str
    categories: tuple[str, ...]
    heights: Float[np.ndarray, " heights"]
    coordinates: str
    notes: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.pixels)

    @property
    def featureless(self) -> Bool[np.ndarray, "n heights"]:
        """Which slices have one brightness all over, or one in all of the head and none around."""
        bright = np.quantile(self.pixels, 0.9, axis=(2, 3), keepdims=True)
        head = self.pixels > 0.5 * bright
        lowest = np.where(head, self.pixels, np.inf).min(axis=(2, 3))
        highest = np.where(head, self.pixels, -np.inf).max(axis=(2, 3))
        return ~(highest > lowest)

    @property
    def copies(self) -> list[tuple[Path, Path]]:
        """Files that show the same slices under the names of two participants, pair by pair."""
        known: dict[str, int] = {}
        pairs = []
        for row, pixels in enumerate(self.pixels):
            first = known.setdefault(joblib.hash(pixels), row)
            if pixels.any() and self.participants[first] != self.participants[row]:
                pairs.append((self.files[first], self.files[row]))
        return pairs


def read_scans(
    folder: str | Path,
    *,
    outcome: str,
    positive: str | None = None,
    negative: str | None = None,
    covariates: Sequence[str] = (),
    site: str | None = None,
    exclude: Sequence[str] = (),
    table: str | Path | None = None,
    missing: Collection[str] = (),
    encoding: str | None = None,
    image: str | None = None,
    mask: str | None = None,
    session: str | None = None,
    heights: Sequence[float] = (18.0,),
    coordinates: str | None = None,
    cache: str | Path | None = None,
    jobs: int = 1,
) -> Scans:
    """Read slices from a BIDS data set, raw or derived; nothing in it is changed.

    Its table has a row for each participant (column ``participant_id``), or for each session (and
    ``session_id``). Files are found by the entities in their names. A table that has a column
    ``file``, relative to the folder, names the files itself, a row for each. A file of JSON beside
    a table may say what its codes mean (``Levels``); where it does, categories have either name.

    Parameters
    ----------
    folder : str or Path
    outcome, positive, negative, covariates, site, exclude
        As in `Study`. Rows in which one of these columns is not known are left out.
    table : str or Path, optional
        Unless given, ``participants.tsv`` in the folder, or above it, as for derivatives, and the
        tables of sessions beside that, if they have what is asked for.
    missing, encoding
        As in `conundrum.data.scans.tables.read_table`.
    image : str, optional
        Parts of the names of the images, as ``"space-MNI152NLin6Asym_desc-preproc_T1w"``. May be
        left out where there are images of one kind only, or one kind in MNI space.
    mask : str, optional
        The same for masks, as ``"desc-brain_mask"``: each image must have one. Without one, all
        that the image shows is read.
    session : str, optional
        Read this one only.
    heights : sequence of float
        Where to cut, upward from the anterior commissure of MNI space (mm).
    coordinates : str, optional
        ``"file"``: those that the file gives. ``"head"``: those of the file, shifted so that the
        head's top and middle are where those of the average head are. Unless given, the file's
        where names say MNI or the table names files, else the head's.
    cache : str or Path, optional
        A folder in which slices are kept, so that each file is read once.
    jobs : int
        How many files are read side by side; -1 for as many as there are processors.

    Raises
    ------
    FileNotFoundError
        If the folder, its table or a file that the table names is missing.
    ValueError
        If an argument, the table or a file is not as described. The message names the table and its
        line, or all files with something wrong, and says what to do.
    """
    folder = Path(folder)
    heights = finite_array("heights", heights, ndim=1)
    if coordinates is not None and coordinates not in COORDINATES:
        raise ValueError(f"coordinates={coordinates!r} must be one of {', '.join(COORDINATES)}")
    if cache is not None and Path(cache).resolve().is_relative_to(folder.resolve()):
        raise ValueError(f"cache={str(cache)!r} must not lie in the data set: name another folder")
    asked = [name for name in (outcome, *covariates, site) if name is not None]
    whole, origins = read_study_table(
        folder, asked, table=table, missing=missing, encoding=encoding
    )
    study = Study(outcome, positive, negative, tuple(covariates), site, tuple(exclude))
    people = select(whole, study)
    if FILE in people.table.columns:
        sources, notes = _named_in_table(folder, people.table, mask)
    else:
        known = {_key(whole, row) for row in whole.rows}
        sources, notes = _found_by_name(folder, people.table, known, image, mask, session)
    people = people.keep([source.row for source in sources])
    if coordinates is None:
        coordinates = FROM_FILE if all(source.in_mni for source in sources) else FROM_HEAD
    cuts = cut_all(sources, tuple(heights), coordinates, cache, jobs)
    each = [source.participant for source in sources]
    names = tuple(dict.fromkeys(each))
    index = {name: number for number, name in enumerate(names)}
    scans = Scans(
        np.stack([cut.pixels for cut in cuts]),
        np.array([index[name] for name in each]),
        people.outcome,
        names,
        tuple(source.file for source in sources),
        np.array([cut.brightness for cut in cuts]),
        people.covariates,
        people.sites,
        people.table.column(outcome),
        people.categories,
        heights,
        coordinates,
        (*origins, *people.notes, *notes),
    )
    _refuse_nothing(scans)
    return scans


def _named_in_table(
    folder: Path, table: Table, mask: str | None
) -> tuple[list[Source], tuple[str, ...]]:
    """Take the files that the table names."""
    if mask is not None:
        raise ValueError(f"mask={mask!r} needs a data set in which files are found by their names")
    sources, known = [], {}
    for number, row in enumerate(table.rows):
        file = _as_on_disk(folder / row.values[FILE])
        earlier = known.setdefault(file.resolve(), row)
        if earlier is not row:
            raise ValueError(
                f"{row.places[FILE]}, lists {row.values[FILE]} again, after "
                f"{earlier.places[FILE]}: each file needs one row"
            )
        sources.append(Source(number, row.values[table.identifier], file, None, True))
    gone = [source for source in sources if not source.file.is_file()]
    if gone:
        named = listed([f"{source.file.name} of {source.participant}" for source in gone])
        raise FileNotFoundError(
            f"{table.file} names files that are not in {folder}: {named}; put them there, or leave "
            "these participants out (exclude=…)"
        )
    return sources, ()


def _as_on_disk(file: Path) -> Path:
    """Return the file whose name is seen as this one, if no other is written like it."""
    if file.is_file() or not file.parent.is_dir():
        return file
    same = [other for other in file.parent.iterdir() if seen(other.name) == seen(file.name)]
    return same[0] if len(same) == 1 else file


def _found_by_name(
    folder: Path,
    table: Table,
    known: Collection[Key],
    image: str | None,
    mask: str | None,
    session: str | None,
) -> tuple[list[Source], tuple[str, ...]]:
    """Find the files of each row by the entities in their names; say what has no counterpart."""
    every, unnamed = bids.list_images(folder)
    images = bids.choose(every, image, folder)
    by_session = SESSION in table.columns
    tells = SESSION if by_session else table.identifier
    rows = {}
    for number, row in enumerate(table.rows):
        key = _key(table, row)
        if key in rows:
            raise ValueError(
                f"{row.places[tells]}: a second row for {table.who(row)}; a table "
                "with several needs a column session_id or file that tells them apart"
            )
        rows[key] = number
    if session is not None:
        images = [i for i in images if _session(i.entities.get("ses")) == _session(session)]
        if not images:
            raise ValueError(f"session={session!r} is the session of no image in {folder}")
    sources, strangers = [], []
    for found in images:
        where = _session(found.entities.get("ses")) if by_session else None
        key = (folded(found.participant), where)
        row = rows.get(key)
        if row is None:
            if key not in known:
                strangers.append(found.participant)
            continue
        beside = None if mask is None else bids.companion(found, mask, every)
        if mask is not None and beside is None:
            raise ValueError(f"{found.file} has no mask {mask!r}, or several, beside it")
        sources.append(
            Source(
                row, found.participant, found.file, beside and beside.file, found.is_in_mni_space
            )
        )
    if not sources:
        raise ValueError(
            f"no {'session' if by_session else 'participant'} of {table.file} has an image in "
            f"{folder}: there are {listed([found.file.name for found in images])}"
        )
    notes = _differences(table, {who for who, _ in known}, sources, strangers)
    if unnamed:
        files = listed([file.name for file in unnamed])
        notes += (f"Not read, because their names are not those of images in BIDS: {files}.",)
    return sources, notes


def _key(table: Table, row: Row) -> Key:
    """Return who a row is about, and which session if it says so."""
    says_session = SESSION in table.columns and table.knows(row, SESSION)
    return (
        folded(row.values[table.identifier]),
        _session(row.values[SESSION]) if says_session else None,
    )


def _session(name: str | None) -> str | None:
    return None if name is None else folded(name.removeprefix("ses-"))


def _differences(
    table: Table, known: Collection[str], sources: Sequence[Source], strangers: Sequence[str]
) -> tuple[str, ...]:
    """Say who has a row and no image, an image and no row, or is spelled differently in the two."""
    notes = []
    linked = {source.row: source.participant for source in sources}
    names = [row.values[table.identifier] for row in table.rows]
    without = [table.who(row) for number, row in enumerate(table.rows) if number not in linked]
    if without:
        notes.append(f"No image, and so left out: {len(without)} rows, {listed(without)}.")
    new = [name for name in dict.fromkeys(strangers) if folded(name) not in known]
    if new:
        notes.append(
            f"Images of {len(new)} participants who have no row in {table.file.name} were not "
            f"read: {listed(new)}."
        )
    other = [name for name in dict.fromkeys(strangers) if folded(name) in known]
    if other:
        notes.append(f"Images of sessions that have no row were not read: {listed(other)}.")
    spelled = [
        f"{names[row]} is {name}" for row, name in linked.items() if seen(name) != names[row]
    ]
    if spelled:
        notes.append(f"Spelled differently in the table and in names of files: {listed(spelled)}.")
    return tuple(notes)


def _refuse_nothing(scans: Scans) -> None:
    """Refuse heights at which no image shows anything."""
    for height, slices in zip(scans.heights, np.moveaxis(scans.pixels, 1, 0), strict=True):
        if not slices.any():
            raise ValueError(
                f"heights={height:g} shows nothing in any of {len(scans)} files, though it lies "
                "within the images: choose other heights, or other coordinates"
            )
