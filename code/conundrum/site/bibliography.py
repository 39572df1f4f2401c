"""The order of the references: by names as readers see them.

The usual style takes the braces that protect a name for letters, which puts *Le Roux* and names of
teams behind *Z*, and accents for letters of their own.
"""

import re
import unicodedata

from pybtex.database import Person
from pybtex.plugin import register_plugin
from pybtex.style.formatting.alpha import Style
from pybtex.style.sorting.author_year_title import SortingStyle
from sphinx.application import Sphinx


class ByName(SortingStyle):
    """Sort by authors, year and title, without braces, accents and commands of TeX."""

    def person_key(self, person: Person) -> str:
        """Return what a person is sorted by."""
        return plain(super().person_key(person))


def plain(name: str) -> str:
    """Return a name in lower case, without braces, accents and commands of TeX."""
    letters = re.sub(r"\\[a-z]+\s*|[{}\\'\"`^~]", "", name.lower())
    decomposed = unicodedata.normalize("NFKD", letters)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


class SortedByName(Style):
    """Formats as the style *alpha*, sorted by names as readers see them."""

    default_sorting_style = "by_name"


def setup(app: Sphinx) -> dict[str, bool]:
    """Make the style known to the list of references."""
    register_plugin("pybtex.style.sorting", "by_name", ByName)
    register_plugin("pybtex.style.formatting", "by_name", SortedByName)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
