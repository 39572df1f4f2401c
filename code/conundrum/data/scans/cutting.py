"""Many files: cut side by side, each once, and all that is wrong is said together."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import joblib
from tqdm import tqdm

from conundrum.data.scans.files import Cut, cut_file

CUTTING = 1  # another number makes the cache forget; for changes in how files are cut


@dataclass(frozen=True)
class Source:
    """A file, whose it is, and the row of the table that is about it."""

    row: int
    participant: str
    file: Path
    mask: Path | None
    in_mni: bool


def cut_all(
    sources: Sequence[Source],
    heights: tuple[float, ...],
    coordinates: str,
    cache: str | Path | None,
    jobs: int,
) -> list[Cut]:
    """Cut all files, side by side; say of all of them what is wrong, not of the first only."""
    cut = _remembered(cache)
    results = joblib.Parallel(n_jobs=jobs, prefer="threads", return_as="generator")(
        joblib.delayed(_cut_or_say)(cut, source, heights, coordinates) for source in sources
    )
    shown = tqdm(results, total=len(sources), desc="reading", unit="file", disable=None)
    cuts = list(shown)
    wrong = [str(error) for error in cuts if isinstance(error, ValueError)]
    if len(wrong) == 1:
        raise ValueError(wrong[0])
    if wrong:
        raise ValueError(f"{len(wrong)} of {len(cuts)} files cannot be used.\n" + "\n".join(wrong))
    return cuts


def _remembered(cache: str | Path | None) -> Callable[..., Cut]:
    if cache is None:
        return _cut_as_it_is
    Path(cache).mkdir(parents=True, exist_ok=True)
    return joblib.Memory(cache, verbose=0).cache(_cut_as_it_is)


def _cut_as_it_is(
    file: str,
    mask: str | None,
    heights: tuple[float, ...],
    coordinates: str,
    state: tuple[int, ...],  # of the files; in the cache, another state is another file
) -> Cut:
    return cut_file(Path(file), mask and Path(mask), heights, coordinates)


def _cut_or_say(
    cut: Callable[..., Cut], source: Source, heights: tuple[float, ...], coordinates: str
) -> Cut | ValueError:
    state = [CUTTING]
    for file in filter(None, (source.file, source.mask)):
        if not file.exists():
            return ValueError(
                f"{file} is a link to a file that is not here: fetch it (datalad get), or leave "
                f"{source.participant} out (exclude=…)"
            )
        known = file.stat()
        state += [known.st_size, known.st_mtime_ns]
    mask = None if source.mask is None else str(source.mask.resolve())
    try:
        return cut(str(source.file.resolve()), mask, heights, coordinates, tuple(state))
    except ValueError as error:
        return error
