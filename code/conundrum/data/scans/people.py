"""Who is in the study: rows of a table of which everything is known that is asked for."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np

from conundrum.data.scans.levels import NUMBER, code
from conundrum.data.scans.names import alike, folded, listed, seen
from conundrum.data.scans.tables import Table


@dataclass(frozen=True)
class Study:
    """What is to be predicted, and from what a table says of each person.

    Attributes
    ----------
    outcome : str
        The column with what is to be predicted.
    positive, negative : str, optional
        The two categories of the outcome, if it is one of categories.
    covariates : tuple of str
        Columns with what else may tell the outcome, such as age and sex.
    site : str, optional
        The column that says where people were scanned.
    exclude : tuple of str
        Participants to leave out.
    """

    outcome: str
    positive: str | None = None
    negative: str | None = None
    covariates: tuple[str, ...] = ()
    site: str | None = None
    exclude: tuple[str, ...] = ()


@dataclass(frozen=True)
class People:
    """Rows of a table of which everything is known that a study asks for.

    Attributes
    ----------
    table : Table
        Those rows.
    outcome : ndarray, shape (rows,)
        Numbers; 1 for the positive category, else 0, if it is one of categories.
    categories : tuple of str
        The negative and the positive category; empty if the outcome is a number.
    covariates : dict of ndarray
        By column: numbers, or categories as text.
    sites : ndarray of str, shape (rows,)
        Where each was scanned; empty texts if no column says so.
    notes : tuple of str
        Who is left out, and why, in sentences.
    """

    table: Table
    outcome: np.ndarray
    categories: tuple[str, ...]
    covariates: dict[str, np.ndarray]
    sites: np.ndarray
    notes: tuple[str, ...]

    def keep(self, rows: Sequence[int]) -> "People":
        """Return some of the rows, in this order; a row may come several times."""
        rows = np.asarray(rows, dtype=int)
        return replace(
            self,
            table=self.table.keep([self.table.rows[row] for row in rows]),
            outcome=self.outcome[rows],
            covariates={name: values[rows] for name, values in self.covariates.items()},
            sites=self.sites[rows],
        )


def select(table: Table, study: Study) -> People:
    """Select the rows of which everything is known that a study asks for.

    Raises
    ------
    ValueError
        If a column is missing or means several things, two rows are of one person under two
        spellings, a value is not what its column holds, or nobody is left.
    """
    identifier = table.identifier
    for one, other in alike(row.values[identifier] for row in table.rows):
        raise ValueError(
            f"{table.file} has {one!r} and {other!r}, which may be one participant under two "
            "spellings: spell them the same, or give two people names that differ in more"
        )
    outcome = table.column(study.outcome)
    covariates = [table.column(name) for name in study.covariates]
    site = [] if study.site is None else [table.column(study.site)]
    if outcome in (*covariates, *site):
        raise ValueError(f"outcome={study.outcome!r} must not be a covariate or the site as well")
    notes = []
    table = _without(table, study.exclude, notes)
    for column in dict.fromkeys([outcome, *covariates, *site]):
        table = _known(table, column, notes)
    values, categories, table = _code(table, outcome, study, notes)
    coded = [name for name in dict.fromkeys([*covariates, *site]) if table.is_coded(name)]
    notes += [_meaning(table, name) for name in coded]
    return People(
        table,
        values,
        categories,
        {
            name: table.categories(name) if name in coded else table.values(name)
            for name in covariates
        },
        table.categories(site[0]) if site else np.full(len(table.rows), "", dtype=object),
        tuple(notes),
    )


def _without(table: Table, exclude: Sequence[str], notes: list[str]) -> Table:
    """Leave out whom the reader wants to leave out."""
    by_fold = {folded(row.values[table.identifier]) for row in table.rows}
    for name in exclude:
        if folded(name) not in by_fold:
            raise ValueError(f"exclude={name!r} is no participant of {table.file}")
    out = {folded(name) for name in exclude}
    kept = [row for row in table.rows if folded(row.values[table.identifier]) not in out]
    if out:
        notes.append(f"Left out because you say so: {listed([seen(name) for name in exclude])}.")
    return table.keep(kept)


def _known(table: Table, column: str, notes: list[str]) -> Table:
    """Leave out rows in which a value is not known."""
    kept = [row for row in table.rows if table.knows(row, column)]
    lost = [table.who(row) for row in table.rows if not table.knows(row, column)]
    if lost:
        notes.append(
            f"{column} is not known in {len(lost)} of {len(table.rows)} rows, which are left out: "
            f"{listed(lost)}."
        )
    if not kept:
        raise ValueError(f"{table.file}: {column} is known in no row")
    return table.keep(kept)


def _code(
    table: Table, column: str, study: Study, notes: list[str]
) -> tuple[np.ndarray, tuple[str, ...], Table]:
    """Return the outcome as numbers, its two categories if it has such, and the rows that count."""
    if study.positive is None:
        return _number(table, column), _unnamed(table, column), table
    texts = _codes(table, column)
    if _find(study.positive, set(texts)) is None:
        texts = np.array([table.label(column, value) for value in texts], dtype=object)
        notes.append(_meaning(table, column))
    kinds = sorted(set(texts))
    positive = _category("positive", study.positive, kinds, table, column)
    others = [kind for kind in kinds if kind != positive]
    if study.negative is not None:
        others = [_category("negative", study.negative, others, table, column)]
    if len(others) != 1:
        raise ValueError(
            f"{table.file}: {column} has the categories {_kinds(table, column)}: say what "
            f"{positive!r} is compared with (negative=…)"
        )
    chosen = np.isin(texts, [positive, *others])
    if not chosen.all():
        lost = [table.who(row) for row, kept in zip(table.rows, chosen, strict=True) if not kept]
        notes.append(
            f"{column} is neither {positive!r} nor {others[0]!r} in {len(lost)} rows, which are "
            f"left out: {listed(lost)}."
        )
    rows = [row for row, kept in zip(table.rows, chosen, strict=True) if kept]
    outcome = (texts[chosen] == positive).astype(float)
    return outcome, (others[0], positive), table.keep(rows)


def _number(table: Table, column: str) -> np.ndarray:
    """Return an outcome that is a number, or 0 and 1."""
    values = table.values(column)
    kinds = set(values)
    if values.dtype == object or (len(kinds) == 2 and kinds != {0, 1}):
        raise ValueError(
            f"{table.file}: {column} has the categories {_kinds(table, column)}: say which of them "
            "is to be found (positive=…)"
        )
    return values


def _unnamed(table: Table, column: str) -> tuple[str, ...]:
    """Return what 0 and 1 mean, if an outcome has no other values."""
    if not {"0", "1"}.issuperset(_codes(table, column)):
        return ()
    return table.label(column, "0"), table.label(column, "1")


def _codes(table: Table, column: str) -> np.ndarray:
    """Return a column of categories as the table writes them, numbers in one way."""
    texts = table.texts(column)
    numeric = all(NUMBER.fullmatch(text) for text in texts)
    return np.array([code(text) if numeric else text for text in texts], dtype=object)


def _kinds(table: Table, column: str) -> str:
    """Write out the categories of a column, and what they mean."""
    kinds = sorted(set(_codes(table, column)))
    labels = [table.label(column, kind) for kind in kinds]
    return ", ".join(
        repr(kind) if label == kind else f"{kind!r} ({label})"
        for kind, label in zip(kinds, labels, strict=True)
    )


def _meaning(table: Table, column: str) -> str:
    """Say what the codes of a column mean."""
    return f"{column} is read by its labels: {_kinds(table, column)}."


def _find(asked: str, kinds: Collection[str]) -> str | None:
    """Return the category that is asked for, in whatever case."""
    return next((kind for kind in kinds if kind.casefold() == seen(str(asked)).casefold()), None)


def _category(name: str, asked: str, kinds: Sequence[str], table: Table, column: str) -> str:
    found = _find(asked, kinds)
    if found is None:
        raise ValueError(
            f"{name}={asked!r} must be a category of {column} in {table.file}: "
            f"{_kinds(table, column)}"
        )
    return found
