"""The list of references: sorted by names as readers see them, and called what the text calls them.

BibTeX's usual style takes the braces that protect a name for letters, which puts *Le Roux* and
names of teams behind *Z*, and accents for letters of their own. Two publications of the same
authors and year have a letter in the field ``year`` of the bibliography, as 2021a and 2021b.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from pybtex.database import Entry, Person
from pybtex.plugin import register_plugin
from pybtex.richtext import Text
from pybtex.style.formatting.plain import Style
from pybtex.style.labels import BaseLabelStyle
from pybtex.style.sorting.author_year_title import SortingStyle
from sphinx.application import Sphinx


class Labels(BaseLabelStyle):
    """Labels such as “Nakkiran et al., 2021a”."""

    def format_labels(self, entries: Iterable[Entry]) -> Iterator[str]:
        """Yield the label of each entry."""
        return map(label, entries)


class ByName(SortingStyle):
    """Sort by authors, year and title, without braces, accents and commands of TeX."""

    def person_key(self, person: Person) -> str:
        """Return what a person is sorted by."""
        return plain(super().person_key(person))


class AuthorsAndYear(Style):
    """The plain style of BibTeX with such labels, sorted by names as readers see them."""

    default_label_style = Labels
    default_sorting_style = "by_name"


def label(entry: Entry) -> str:
    """Return the surnames of one or two authors, or the first of more, and the year."""
    people = entry.persons.get("author") or entry.persons["editor"]
    names = [
        str(Text.from_latex(" ".join([*person.prelast_names, *person.last_names])))
        for person in people
    ]
    who = f"{names[0]} et al." if len(names) > 2 else " and ".join(names)
    return f"{who}, {entry.fields['year']}"


def plain(name: str) -> str:
    """Return a name in lower case, without braces, accents and commands of TeX."""
    letters = re.sub(r"\\[a-z]+\s*|[{}\\'\"`^~]", "", name.lower())
    decomposed = unicodedata.normalize("NFKD", letters)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def setup(app: Sphinx) -> dict[str, bool]:
    """Make the style known to the list of references."""
    register_plugin("pybtex.style.sorting", "by_name", ByName)
    register_plugin("pybtex.style.formatting", "authors_and_year", AuthorsAndYear)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
