"""The table of a study: of its participants, or of their sessions where these say more.

BIDS has ``participants.tsv`` for what holds of a person, and ``sub-01/sub-01_sessions.tsv`` (or one
``sessions.tsv`` for all) for what differs from session to session.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from conundrum.data.scans.bids import TABLE
from conundrum.data.scans.levels import Levels, read_levels
from conundrum.data.scans.names import alike, folded, listed
from conundrum.data.scans.tables import IDENTIFIERS, SESSION, Row, Table, read_any_table, read_table

OF_ALL, OF_EACH = "sessions.tsv", "sub-*/sub-*_sessions.tsv"
OTHERS = ("phenotype/*.tsv", "sub-*/sub-*_scans.tsv", "sub-*/ses-*/sub-*_scans.tsv")


def read_study_table(
    folder: Path,
    columns: Sequence[str],
    *,
    table: str | Path | None,
    missing: Collection[str],
    encoding: str | None,
) -> tuple[Table, tuple[str, ...]]:
    """Read the table that has the columns of a study, and say where they are from.

    Parameters
    ----------
    folder : Path
    columns : sequence of str
        What the study asks for. If a table of sessions has one of them, there is a row for each
        session; what a session says of a column goes before what is said of the person.
    table : str or Path, optional
        Read this one only. Unless given, ``participants.tsv`` in the folder or above it, and the
        tables of sessions beside that.
    missing, encoding
        As in `conundrum.data.scans.tables.read_table`.

    Returns
    -------
    Table
    tuple of str
        What was read from tables of sessions, in sentences.

    Raises
    ------
    FileNotFoundError
        If the folder or the table is missing.
    ValueError
        If a table is not as described, or none has a column.
    """
    file = _table_of(folder, table)
    people, notes = read_table(file, missing=missing, encoding=encoding), ()
    root = file.parent
    of_sessions = [*root.glob(OF_ALL), *sorted(root.glob(OF_EACH))]
    found = [name for name in columns if any(_has_column(each, name) for each in of_sessions)]
    if found and table is None and not people.has(SESSION):
        sessions = _sessions(root, of_sessions, missing, encoding)
        people, notes = _join(people, sessions, found)
    for name in columns:
        if not people.has(name):
            raise ValueError(
                f"{people.file} must have the column {name!r}, got "
                f"{', '.join(map(repr, people.columns))}; columns are separated by tabs"
                f"{_elsewhere(root, name)}"
            )
    return people, notes


def _table_of(folder: Path, table: str | Path | None) -> Path:
    """Return the table: the one that was named, or the nearest ``participants.tsv``."""
    if not folder.is_dir():
        raise FileNotFoundError(f"{folder} is no folder: name the one of a BIDS data set")
    if table is not None:
        if not Path(table).is_file():
            raise FileNotFoundError(f"{table} is missing: name an existing table")
        return Path(table)
    places = [folder, *folder.resolve().parents[:2]]  # data set / derivatives / pipeline
    for place in places:
        if (place / TABLE).is_file():
            return place / TABLE
    raise FileNotFoundError(
        f"{folder / TABLE} is missing, also above: a table with a row for each participant, "
        "columns participant_id and what is to be predicted, separated by tabs; another table can "
        "be named"
    )


def _has_column(file: Path, column: str) -> bool:
    with file.open(encoding="utf-8", errors="replace") as lines:
        return folded(column) in map(folded, lines.readline().split("\t"))


def _elsewhere(root: Path, column: str) -> str:
    """Say which table has a column, if one has that is not read by itself."""
    for file in (file for pattern in OTHERS for file in sorted(root.glob(pattern))):
        if _has_column(file, column):
            return (
                f". {file} has it: make one table of all you ask for, with participant_id, and "
                "session_id or file where people have several rows, and name it (table=…)"
            )
    return ""


def _sessions(
    root: Path, of_sessions: Sequence[Path], missing: Collection[str], encoding: str | None
) -> Table:
    """Read all tables of sessions of a data set as one."""
    tables = [
        read_table(file, missing=missing, encoding=encoding)
        if file.name == OF_ALL
        else _of_participant(file, missing, encoding)
        for file in of_sessions
    ]
    columns = tuple(dict.fromkeys(name for table in tables for name in table.columns))
    for one, other in alike(columns):
        raise ValueError(
            f"tables of sessions in {root} have the columns {one!r} and {other!r}, which may be "
            "one under two spellings: spell them the same"
        )
    unknown = dict.fromkeys(columns, "n/a")
    rows = [
        Row(dict.fromkeys(columns, str(table.file)) | row.places, unknown | row.values)
        for table in tables
        for row in table.rows
    ]
    return replace(tables[0], columns=columns, rows=tuple(rows), levels=_agreed(root, tables))


def _of_participant(file: Path, missing: Collection[str], encoding: str | None) -> Table:
    """Read the sessions of one participant, whose name stands in that of the file."""
    name = file.name.removesuffix("_sessions.tsv")
    if name != file.parent.name:
        raise ValueError(f"{file} is named after {name}: whose is it?")
    table = read_any_table(file, missing=missing, encoding=encoding)
    session = table.column(SESSION)
    who = IDENTIFIERS[0]
    if table.has(who):
        raise ValueError(f"{file} must not say who it is; its name does: take {who} out")
    rows = [
        Row({who: row.places[session], **row.places}, {who: name, **row.values})
        for row in table.rows
    ]
    return replace(table, columns=(who, *table.columns), rows=tuple(rows))


def _agreed(root: Path, tables: Sequence[Table]) -> Levels:
    """Return what codes mean, by the file for all sessions and by those beside the tables."""
    of_all = (root / OF_ALL).with_suffix(".json")
    said = {of_all: read_levels(of_all)}
    said |= {table.file.with_suffix(".json"): table.levels for table in tables}
    levels = defaultdict(dict)
    for file, of_file in said.items():
        for column, labels in of_file.items():
            for value, label in labels.items():
                known = levels[column].setdefault(value, label)
                if known != label:
                    raise ValueError(
                        f"{file} says that {value!r} of {column} means {label!r}, and another file "
                        f"that it means {known!r}: mend one of them"
                    )
    return dict(levels)


def _join(people: Table, sessions: Table, found: Sequence[str]) -> tuple[Table, tuple[str, ...]]:
    """Join the rows of people with those of their sessions."""
    whose = [row.values[sessions.identifier] for row in sessions.rows]
    for one, other in alike(whose):
        raise ValueError(
            f"{sessions.file} and others like it have sessions of {one!r} and {other!r}, which may "
            "be one participant under two spellings: spell them the same"
        )
    visits = defaultdict(list)
    for name, row in zip(whose, sessions.rows, strict=True):
        visits[folded(name)].append(row)
    own = {folded(name): name for name in people.columns}
    spelled = {name: own.get(folded(name), name) for name in sessions.columns}
    spelled |= {sessions.identifier: people.identifier, sessions.column(SESSION): SESSION}
    columns = tuple(dict.fromkeys([*people.columns, *spelled.values()]))
    rows = []
    for person in people.rows:
        line = Row(
            dict.fromkeys(columns, person.places[people.identifier]) | person.places,
            dict.fromkeys(columns, "n/a") | person.values,
        )
        of_person = visits.get(folded(person.values[people.identifier]))
        rows += (
            [_of_visit(line, row, spelled, people) for row in of_person] if of_person else [line]
        )
    joined = replace(
        people, columns=columns, rows=tuple(rows), levels={**people.levels, **sessions.levels}
    )
    known = {folded(row.values[people.identifier]) for row in people.rows}
    return joined, tuple(
        _said(people, sessions, found, [w for w in whose if folded(w) not in known])
    )


def _said(
    people: Table, sessions: Table, found: Sequence[str], strangers: Sequence[str]
) -> Iterator[str]:
    """Say what was read from tables of sessions, and what was not."""
    yield (
        "Read from tables of sessions, a value for each: "
        f"{listed([sessions.column(name) for name in found])}."
    )
    if both := [people.column(name) for name in found if people.has(name)]:
        yield (
            f"Not read, because sessions have it, too: {listed(both)} of {people.file.name}. If "
            "you mean that, name the table."
        )
    if strangers:
        yield (
            f"Sessions of participants who have no row in {people.file.name} were not read: "
            f"{listed(strangers)}."
        )


def _of_visit(line: Row, visit: Row, spelled: dict[str, str], people: Table) -> Row:
    """Return what is known of a session: what its row says, else what the person's says."""
    own = {spelled[name]: name for name in visit.values if spelled[name] != people.identifier}
    return Row(
        line.places | {column: visit.places[name] for column, name in own.items()},
        line.values | {column: visit.values[name] for column, name in own.items()},
    )
