"""Files that come with the package, and are read only if they hold what was put into them.

Beside data sets these are results that are the same in every build and take minutes: a script
computes them once, and tests compute a part of them again.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import wraps
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from inspect import signature
from io import BytesIO
from pathlib import Path
from typing import Any, get_origin, get_type_hints

import numpy as np

from conundrum.experiment import experiment

MEND = "get it again with `git checkout -- code/conundrum/data/files`, or reinstall the package"


def shipped_bytes(file: str, checksum: str) -> bytes:
    """Return what is in a file of the folder ``data/files``.

    Parameters
    ----------
    file
        Its name.
    checksum
        The SHA-256 of what it held when it was made.

    Raises
    ------
    FileNotFoundError
        If the file is not where the package has it.
    ValueError
        If the file does not hold what it held when it was made.
    """
    place = _place(file)
    if not place.is_file():
        raise FileNotFoundError(f"{place} is missing: {MEND}")
    content = place.read_bytes()
    found = sha256(content).hexdigest()
    if found != checksum:
        raise ValueError(f"{place} is corrupt, its checksum is {found}: {MEND}")
    return content


def shipped_arrays(file: str, checksum: str) -> dict[str, np.ndarray]:
    """Return the arrays in an ``npz`` file of ``data/files``, by name.

    Raises
    ------
    FileNotFoundError, ValueError
        As `shipped_bytes`.
    """
    with np.load(BytesIO(shipped_bytes(file, checksum))) as stored:
        return dict(stored)


@dataclass(frozen=True)
class ShippedResults:
    """Results of experiments that take minutes: computed once, and kept in a file.

    Attributes
    ----------
    file
        The name of a JSON file in ``data/files``.
    checksum
        The SHA-256 of what it held when it was made.
    experiments
        Their results are dataclasses of arrays, of mappings to arrays, or of tuples, and annotated
        as such.
    seed
        With which they were computed.
    """

    file: str
    checksum: str
    experiments: tuple[Callable[..., Any], ...]
    seed: int

    def of(self, computed: Callable[..., Any]) -> Any:
        """Return the result of an experiment; it knows its origin as if it was computed now.

        Raises
        ------
        FileNotFoundError, ValueError
            As `shipped_bytes`.
        """
        fields = json.loads(shipped_bytes(self.file, self.checksum))[computed.__name__]

        @experiment
        @wraps(computed)
        def read(*, seed: int) -> Any:
            result = signature(computed).return_annotation
            kinds = get_type_hints(result)
            return result(
                **{
                    name: tuple(value) if get_origin(kinds[name]) is tuple else _arrays(value)
                    for name, value in fields.items()
                }
            )

        return read(seed=self.seed)

    def compute(self, names: Sequence[str] = ()) -> None:
        """Compute results anew, write them beside the others in the file, and print its checksum.

        Parameters
        ----------
        names
            Of experiments; all unless given.
        """
        place = Path(str(_place(self.file)))
        for each in self.experiments:
            if names and each.__name__ not in names:
                continue
            fields = _lists(asdict(each(seed=self.seed)))
            # read now: others may have been added meanwhile
            stored = json.loads(place.read_text(encoding="utf-8")) if place.is_file() else {}
            stored[each.__name__] = fields
            content = f"{json.dumps(stored)}\n".encode()
            place.write_bytes(content)
            print(f"{each.__name__}: the checksum is {sha256(content).hexdigest()}", flush=True)


def _place(file: str) -> Traversable:
    return files("conundrum") / "data" / "files" / file


def _arrays(value: Any) -> Any:
    """Return lists as arrays, and names of numbers as numbers."""
    if isinstance(value, dict):
        return {int(k) if k.isdigit() else k: _arrays(each) for k, each in value.items()}
    return np.array(value)


def _lists(value: Any) -> Any:
    """Return arrays as lists, in all digits that matter."""
    if isinstance(value, dict):
        return {str(name): _lists(each) for name, each in value.items()}
    return np.round(value, 6).tolist()
