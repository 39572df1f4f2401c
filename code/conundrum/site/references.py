"""The list of references calls each entry what the text calls it: by authors and year.

Two publications of the same authors and year have a letter in the field ``year`` of the
bibliography, as 2021a and 2021b.
"""

from collections.abc import Iterable, Iterator

import pybtex.plugin
from pybtex.database import Entry
from pybtex.richtext import Text
from pybtex.style.formatting.plain import Style
from pybtex.style.labels import BaseLabelStyle
from sphinx.application import Sphinx

STYLE = "authors_and_year"


class Labels(BaseLabelStyle):
    """Labels such as “Nakkiran et al., 2021a”."""

    def format_labels(self, entries: Iterable[Entry]) -> Iterator[str]:
        """Yield the label of each entry."""
        return map(label, entries)


class AuthorsAndYear(Style):
    """The plain style of BibTeX with labels that say who wrote it, and when."""

    default_label_style = Labels


def label(entry: Entry) -> str:
    """Return the surnames of one or two authors, or the first of more, and the year."""
    people = entry.persons.get("author") or entry.persons["editor"]
    names = [
        str(Text.from_latex(" ".join([*person.prelast_names, *person.last_names])))
        for person in people
    ]
    who = f"{names[0]} et al." if len(names) > 2 else " and ".join(names)
    return f"{who}, {entry.fields['year']}"


def setup(app: Sphinx) -> dict[str, bool]:
    """Make the style known by its name."""
    pybtex.plugin.register_plugin("pybtex.style.formatting", STYLE, AuthorsAndYear)
    return {"parallel_read_safe": False, "parallel_write_safe": False}
