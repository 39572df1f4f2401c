"""Tables of people, as BIDS has them: tab-separated text, read to the letter.

A reader that forgives (quotation marks, short rows, guessed types) changes people without a word.
This one splits lines and tabs and nothing else, and says what does not fit.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from conundrum.data.scans.names import folded, seen

IDENTIFIERS = ("participant_id", "participant")  # the first is that of BIDS
MISSING = ("n/a", "")
MARKS = {"na", "nan", "null", "none", "-", "--", ".", "?", "#n/a", "missing", "unknown"}
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
BYTE_ORDER_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}


@dataclass(frozen=True)
class Row:
    """One line of a table.

    Attributes
    ----------
    line : int
        Its number in the file; the header is line 1.
    values : dict
        By column, as they are seen (`conundrum.data.scans.names.seen`).
    """

    line: int
    values: dict[str, str]


@dataclass(frozen=True)
class Table:
    """A table and where it is from.

    Attributes
    ----------
    file : Path
    columns : tuple of str
    rows : tuple of Row
    missing : frozenset of str
        What stands for a value that is not known.
    """

    file: Path
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    missing: frozenset[str]

    def column(self, asked: str) -> str:
        """Return the column that is asked for, as the table writes it.

        Raises
        ------
        ValueError
            If it is not there, or is there under two spellings.
        """
        if seen(asked) in self.columns:
            return seen(asked)
        found = [name for name in self.columns if folded(name) == folded(asked)]
        if len(found) == 1:
            return found[0]
        if found:
            raise ValueError(
                f"{self.file} has the columns {' and '.join(map(repr, found))}, and not {asked!r}: "
                "name one of them as it is written"
            )
        raise ValueError(
            f"{self.file} must have the column {asked!r}, got "
            f"{', '.join(map(repr, self.columns))}; columns are separated by tabs"
        )

    @property
    def identifier(self) -> str:
        """The column that says who it is.

        Raises
        ------
        ValueError
            If there is none, or both of BIDS's ``participant_id`` and ``participant``.
        """
        found = [name for name in self.columns if folded(name) in map(folded, IDENTIFIERS)]
        if len(found) > 1:
            raise ValueError(
                f"{self.file} has the columns {' and '.join(map(repr, found))}: "
                "only one can say who it is"
            )
        return found[0] if found else self.column(IDENTIFIERS[0])

    def knows(self, row: Row, column: str) -> bool:
        """Return whether a row has a value in a column."""
        return row.values[column].casefold() not in self.missing

    def keep(self, rows: Sequence[Row]) -> "Table":
        """Return the same table with these rows."""
        return Table(self.file, self.columns, tuple(rows), self.missing)

    def texts(self, column: str) -> np.ndarray:
        """Return a column of categories; those that differ in case only are one.

        Raises
        ------
        ValueError
            If a category is what others write where a value is not known.
        """
        known: dict[str, str] = {}
        for row in self.rows:
            value = row.values[column]
            if value.casefold() in MARKS:
                raise ValueError(
                    f"{self.file}, line {row.line}: {column} is {value!r}; if this means that it "
                    f"is not known, say so (missing={value!r}), or else write the category out"
                )
            if '"' in value:
                raise ValueError(
                    f"{self.file}, line {row.line}: {column} is {value}, with quotation marks; in "
                    "BIDS they are letters like any other: save the table without them"
                )
            known.setdefault(value.casefold(), value)
        return np.array([known[row.values[column].casefold()] for row in self.rows], dtype=object)

    def numbers(self, column: str) -> np.ndarray:
        """Return a column of numbers.

        Raises
        ------
        ValueError
            If a value is no number; the message names its line.
        """
        for row in self.rows:
            value = row.values[column]
            if not NUMBER.fullmatch(value):
                raise ValueError(
                    f"{self.file}, line {row.line}: {column} of {row.values[self.identifier]} must "
                    f"be a number, got {value!r}{_why_no_number(value)}"
                )
        return np.array([float(row.values[column]) for row in self.rows])

    def values(self, column: str) -> np.ndarray:
        """Return numbers where at least half of the values are numbers, or else categories."""
        numeric = [bool(NUMBER.fullmatch(row.values[column])) for row in self.rows]
        return self.numbers(column) if np.mean(numeric) >= 0.5 else self.texts(column)


def read_table(file: Path, *, missing: Collection[str] = (), encoding: str | None = None) -> Table:
    """Read a table to the letter.

    Parameters
    ----------
    file : Path
    missing : collection of str
        What stands for a value that is not known, besides ``n/a`` and nothing at all.
    encoding : str, optional
        Of the text. Unless given, UTF-8, or what the first bytes of the file say.

    Raises
    ------
    ValueError
        If the file is not text in this encoding, has no rows, or a row with more or fewer values
        than columns, or a column twice, or a row that does not say who it is.
    """
    lines = _text(file, encoding).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    while lines and not seen(lines[-1]):
        lines.pop()
    if not lines:
        raise ValueError(f"{file} is empty: it needs a line with the names of columns, and rows")
    columns = tuple(seen(name) for name in lines[0].split("\t"))
    if len(columns) == 1:
        raise ValueError(
            f"{file} must have columns that are separated by tabs, got one column: {lines[0]!r}"
        )
    repeated = sorted({name for name in columns if columns.count(name) > 1})
    if repeated:
        raise ValueError(f"{file} has the column {repeated[0]!r} more than once")
    rows = []
    for number, line in enumerate(lines[1:], start=2):
        values = line.split("\t")
        if len(values) != len(columns):
            raise ValueError(
                f"{file}, line {number}: {len(values)} values for {len(columns)} columns; write a "
                "value in each, n/a where it is not known, with one tab between two"
            )
        rows.append(Row(number, dict(zip(columns, map(seen, values), strict=True))))
    if not rows:
        raise ValueError(f"{file} has no rows below the names of columns")
    table = Table(file, columns, tuple(rows), frozenset(m.casefold() for m in (*MISSING, *missing)))
    for row in rows:
        if (
            not table.knows(row, table.identifier)
            or row.values[table.identifier].casefold() in MARKS
        ):
            raise ValueError(
                f"{file}, line {row.line}: {table.identifier} must say who it is, got "
                f"{row.values[table.identifier]!r}"
            )
    return table


def _text(file: Path, encoding: str | None) -> str:
    raw = file.read_bytes()
    marked = next(
        (BYTE_ORDER_MARKS[mark] for mark in BYTE_ORDER_MARKS if raw.startswith(mark)), "utf-8"
    )
    try:
        text = raw.decode(encoding or marked)
    except LookupError as unknown:
        raise ValueError(f"encoding={encoding!r} must be one that Python knows") from unknown
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise ValueError(
            f"{file}, line {line} is no text in {encoding or marked}: save it as UTF-8, or name "
            "its encoding (encoding='cp1252' for many tables from Excel)"
        ) from error
    if "\0" in text:
        raise ValueError(f"{file} is no table of text: it holds zero bytes; save it as UTF-8")
    return text


def _why_no_number(value: str) -> str:
    if re.fullmatch(r"[+-]?\d+,\d+", value, re.ASCII):
        return "; write decimals with a point"
    return f"; if this means that it is not known, say so (missing={value!r})"
