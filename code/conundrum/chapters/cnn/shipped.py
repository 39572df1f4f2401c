"""Two results that take minutes, and so are not computed in each build but shipped.

Run as ``python -m conundrum.chapters.cnn.shipped`` with the names of experiments, or
with none for both, which takes about a quarter of an hour of one core and writes
``data/files/cnn.json``. Tests compute a part of it again.
"""

import hashlib
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import wraps
from importlib.resources import files
from typing import Any

import numpy as np

from conundrum.chapters.cnn.experiments.depth import DepthComparison, deepen
from conundrum.chapters.cnn.experiments.sizes import SizeComparison, compare_sizes
from conundrum.experiment import experiment

SEED = 1
FILE = files("conundrum") / "data" / "files" / "cnn.json"
CHECKSUM = "3d08a4767b0b536bc4423c259970bc53a07c25b168ed454eb5c18271cd9e47ab"
EXPERIMENTS = {"compare_sizes": compare_sizes, "deepen": deepen}


def sizes_shipped() -> SizeComparison:
    """Return the result of `compare_sizes` with seed 1, as it was computed once."""
    return _shipped(compare_sizes, SizeComparison)


def depths_shipped() -> DepthComparison:
    """Return the result of `deepen` with seed 1, as it was computed once."""
    return _shipped(deepen, DepthComparison)


def _shipped(computed: Callable[..., Any], kind: type) -> Any:
    """Return a result that knows which experiment made it, as if it had been computed now."""

    @experiment
    @wraps(computed)
    def read(*, seed: int) -> Any:
        stored = json.loads(_content())[computed.__name__]
        return kind(**{name: _arrays(value) for name, value in stored.items()})

    return read(seed=SEED)


def _content() -> bytes:
    """Return what is in the file, if it is what was computed."""
    content = FILE.read_bytes()
    checksum = hashlib.sha256(content).hexdigest()
    if checksum != CHECKSUM:
        raise ValueError(
            f"{FILE} is corrupt, its checksum is {checksum}: "
            "get it again with `git checkout -- code/conundrum/data/files`"
        )
    return content


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


def main(names: Sequence[str]) -> None:
    """Compute some of the results anew, write them beside the others, and print the checksum."""
    stored = json.loads(FILE.read_text(encoding="utf-8")) if FILE.is_file() else {}
    for name in names:
        stored[name] = _lists(asdict(EXPERIMENTS[name](seed=SEED)))
    content = f"{json.dumps(stored)}\n".encode()
    FILE.write_bytes(content)
    print(f"CHECKSUM = {hashlib.sha256(content).hexdigest()}")


if __name__ == "__main__":
    main(sys.argv[1:] or list(EXPERIMENTS))
