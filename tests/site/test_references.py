"""What the text calls a publication, its authors and year, is in the list of references once."""

from collections import Counter
from pathlib import Path

from pybtex.database import Entry, parse_file

BIBLIOGRAPHY = Path(__file__).parents[2] / "book" / "references.bib"


def called(entry: Entry) -> tuple[str, str]:
    """Name an entry as the text does: two authors, or the first of more, and the year."""
    people = entry.persons.get("author") or entry.persons["editor"]
    names = [" ".join(person.last_names) for person in people]
    who = f"{names[0]} et al." if len(names) > 2 else " and ".join(names)
    return who, entry.fields["year"]


def test_no_two_publications_are_called_the_same():
    names = Counter(map(called, parse_file(str(BIBLIOGRAPHY)).entries.values()))
    assert [name for name, count in names.items() if count > 1] == []
