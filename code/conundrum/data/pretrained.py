"""What the pretrained network makes of the book's images: computed once, and shipped.

``python -m conundrum.chapters.transfer.precompute`` made the file.
"""

import hashlib
from functools import cache
from importlib.resources import as_file, files

import numpy as np

PRETRAINED_FILE = "pretrained.npz"
PRETRAINED_CHECKSUM = "9bb39ecc3da6f53314c2fb7cb0b81116899f7c4a840a93bf071e5a274b40f65e"


@cache
def shipped_arrays() -> dict[str, np.ndarray]:
    """Return the arrays in ``data/files/pretrained.npz``, by name.

    Raises
    ------
    FileNotFoundError
        If the file is not where the package has it.
    ValueError
        If the file does not hold what it held when it was made.
    """
    place = files("conundrum") / "data" / "files" / PRETRAINED_FILE
    mend = "get it again with `git checkout -- code/conundrum/data/files`, or reinstall the package"
    if not place.is_file():
        raise FileNotFoundError(f"{place} is missing: {mend}")
    try:
        with as_file(place) as path, np.load(path) as stored:
            arrays = {name: stored[name] for name in sorted(stored.files)}
    except Exception as damage:
        raise ValueError(f"{place} cannot be read ({damage}): {mend}") from damage
    found = checksum(arrays)
    if found != PRETRAINED_CHECKSUM:
        raise ValueError(f"{place} is corrupt, its checksum is {found}: {mend}")
    return arrays


def checksum(arrays: dict[str, np.ndarray]) -> str:
    """Return the SHA-256 of the names and the bytes of arrays, in the order of their names."""
    digest = hashlib.sha256()
    for name in sorted(arrays):
        digest.update(name.encode())
        digest.update(np.ascontiguousarray(arrays[name]).tobytes())
    return digest.hexdigest()
