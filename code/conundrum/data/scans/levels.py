"""What the codes of a table mean, as the file of JSON beside it says (``Levels`` in BIDS)."""

import json
import re
from collections.abc import Mapping
from pathlib import Path

from conundrum.data.scans.names import folded, seen

NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
NOT_KNOWN = {"n/a", "na", "nan", "missing", "missing data", "not available", "not known", "unknown"}
Levels = Mapping[str, Mapping[str, str]]


def code(value: str) -> str:
    """Return a value as it is compared with codes: ``1``, ``1.0`` and ``01`` are one."""
    return f"{float(value):.15g}" if NUMBER.fullmatch(value) else value.casefold()


def read_levels(file: Path) -> Levels:
    """Read what codes mean: labels by `code`, by column (`conundrum.data.scans.names.folded`).

    Without the file, no code has a label.

    Raises
    ------
    ValueError
        If the file does not describe columns in JSON, or the same thing twice.
    """
    if not file.is_file():
        return {}
    try:
        described = json.loads(file.read_text("utf-8-sig"), object_pairs_hook=_each_once)
    except ValueError as error:
        raise ValueError(f"{file} is no good JSON ({error}): mend it, or move it away") from error
    if not isinstance(described, dict):
        raise ValueError(f"{file} must describe columns by their names: mend it, or move it away")
    return {
        folded(column): {code(seen(value)): _label(label) for value, label in levels.items()}
        for column, description in described.items()
        if isinstance(description, dict) and isinstance(levels := description.get("Levels"), dict)
    }


def _each_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    names = [name for name, _ in pairs]
    for name in names:
        if names.count(name) > 1:
            raise ValueError(f"{name!r} stands there more than once")
    return dict(pairs)


def _label(label: object) -> str:
    """Return a label as it is seen; in BIDS it is a text, or an object that describes itself."""
    if isinstance(label, dict):
        label = label.get("Description", label.get("LongName", ""))
    return seen(str(label))
