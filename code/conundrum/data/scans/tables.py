"""Tables of people, as BIDS has them: tab-separated text, read to the letter.

A reader that forgives (quotation marks, short rows, guessed types) changes people without a word.
This one splits lines and tabs and nothing else, and says what does not fit.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from conundrum.data.scans.levels import NOT_KNOWN, NUMBER, Levels, code, read_levels
from conundrum.data.scans.names import folded, seen

IDENTIFIERS = ("participant_id", "participant")  # the first is that of BIDS
SESSION = "session_id"
MISSING = ("n/a", "")
MARKS = {"na", "nan", "null", "none", "-", "--", ".", "?", "#n/a", "missing", "unknown"}
BYTE_ORDER_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}


@dataclass(frozen=True)
class Row:
    """One line of a table, or one each of two tables that were joined.

    Attributes
    ----------
    places : dict
        By column, where its value stands: the file and the line; the header is line 1.
    values : dict
        By column, as they are seen (`conundrum.data.scans.names.seen`).
    """

    places: dict[str, str]
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
    levels : mapping
        What codes mean, as in `conundrum.data.scans.levels.read_levels`.
    """

    file: Path
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    missing: frozenset[str]
    levels: Levels

    def has(self, asked: str) -> bool:
        """Return whether there is a column of this name, in whatever spelling."""
        return folded(asked) in map(folded, self.columns)

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

    def who(self, row: Row) -> str:
        """Return whom a row is about, and which session if it says so."""
        name = row.values[self.identifier]
        if SESSION in self.columns and self.knows(row, SESSION):
            return f"{name} {row.values[SESSION]}"
        return name

    def keep(self, rows: Sequence[Row]) -> "Table":
        """Return the same table with these rows."""
        return replace(self, rows=tuple(rows))

    def label(self, column: str, value: str) -> str:
        """Return what a value means, or the value itself if that is said nowhere."""
        return self.levels.get(folded(column), {}).get(code(value), value)

    def is_coded(self, column: str) -> bool:
        """Return whether a column holds numbers, each of which stands for a category."""
        named = self.levels.get(folded(column), {})
        return all(NUMBER.fullmatch(v) and code(v) in named for v in self._column(column))

    def categories(self, column: str) -> np.ndarray:
        """Return a column of categories; by their labels, where the table has numbers for them."""
        texts = self.texts(column)
        if not self.is_coded(column):
            return texts
        return np.array([self.label(column, value) for value in texts], dtype=object)

    def _column(self, column: str) -> list[str]:
        return [row.values[column] for row in self.rows]

    def _require_known(self, row: Row, column: str) -> None:
        """Refuse a code of which it is said that the value is not known."""
        value = row.values[column]
        label = self.label(column, value)
        if label != value and label.casefold() in NOT_KNOWN:
            raise ValueError(
                f"{row.places[column]}: {column} is {value!r}, which means {label!r} by what is "
                f"said of the table: say so (missing={value!r})"
            )

    def texts(self, column: str) -> np.ndarray:
        """Return a column of categories; those that differ in case only are one.

        Raises
        ------
        ValueError
            If a category is what others write where a value is not known, or means that.
        """
        known: dict[str, str] = {}
        for row in self.rows:
            self._require_known(row, column)
            value = row.values[column]
            if value.casefold() in MARKS:
                raise ValueError(
                    f"{row.places[column]}: {column} is {value!r}; if this means that it "
                    f"is not known, say so (missing={value!r}), or else write the category out"
                )
            if '"' in value:
                raise ValueError(
                    f"{row.places[column]}: {column} is {value}, with quotation marks; in "
                    "BIDS they are letters like any other: save the table without them"
                )
            known.setdefault(value.casefold(), value)
        return np.array([known[row.values[column].casefold()] for row in self.rows], dtype=object)

    def numbers(self, column: str) -> np.ndarray:
        """Return a column of numbers.

        Raises
        ------
        ValueError
            If a value is no number, or means that it is not known; the message names its line.
        """
        for row in self.rows:
            self._require_known(row, column)
            value = row.values[column]
            if not NUMBER.fullmatch(value):
                raise ValueError(
                    f"{row.places[column]}: {column} of {self.who(row)} must "
                    f"be a number, got {value!r}{_why_no_number(value)}"
                )
        return np.array([float(row.values[column]) for row in self.rows])

    def values(self, column: str) -> np.ndarray:
        """Return numbers where at least half of the values are numbers, or else categories."""
        numeric = [bool(NUMBER.fullmatch(value)) for value in self._column(column)]
        return self.numbers(column) if np.mean(numeric) >= 0.5 else self.texts(column)


def read_table(file: Path, *, missing: Collection[str] = (), encoding: str | None = None) -> Table:
    """Read a table of people to the letter, and what is said of its codes beside it.

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
        If the file is as in `read_any_table`, or has a row that does not say who it is.
    """
    table = read_any_table(file, missing=missing, encoding=encoding)
    for row in table.rows:
        who = row.values[table.identifier]
        if not table.knows(row, table.identifier) or who.casefold() in MARKS:
            raise ValueError(
                f"{row.places[table.identifier]}: {table.identifier} must say who it is, got "
                f"{who!r}"
            )
    return table


def read_any_table(file: Path, *, missing: Collection[str], encoding: str | None) -> Table:
    """Read a table to the letter, whatever it is about; see `read_table`.

    Raises
    ------
    ValueError
        If the file is not text in this encoding, has no rows, or a row with more or fewer values
        than columns, or a column twice.
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
        values, place = line.split("\t"), f"{file}, line {number}"
        if len(values) != len(columns):
            raise ValueError(
                f"{place}: {len(values)} values for {len(columns)} columns; write a "
                "value in each, n/a where it is not known, with one tab between two"
            )
        rows.append(
            Row(dict.fromkeys(columns, place), dict(zip(columns, map(seen, values), strict=True)))
        )
    if not rows:
        raise ValueError(f"{file} has no rows below the names of columns")
    unknown = frozenset(mark.casefold() for mark in (*MISSING, *missing))
    return Table(file, columns, tuple(rows), unknown, read_levels(file.with_suffix(".json")))


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
