"""The references are complete, and in the order of names as readers see them."""

import re
from collections import Counter
from pathlib import Path

import pytest
from pybtex.database import Entry, Person, parse_file

from conundrum.site.bibliography import ByName, plain

REFERENCES = Path(__file__).parents[2] / "book" / "references.bib"
WITHOUT_ADDRESS = {"sobel1968isotropic"}  # a talk that was never published


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("{Le Roux}", "le roux"),
        (r"S{\'a}nchez", "sanchez"),
        (r"{\v{C}}ernock{\'y}", "cernocky"),
        ("Ørsted", "ørsted"),
        ("Kégl", "kegl"),
    ],
)
def test_braces_and_accents_do_not_count(written, read):
    assert plain(written) == read


def test_teams_and_names_of_two_words_stand_among_the_others():
    names = ["Zhang, Richard", "{ImageNet Team}", "{Le Roux}, Nicolas", "Hubel, David", "Lin, Yu"]
    ordered = sorted(names, key=lambda name: ByName().person_key(Person(name)))
    assert ordered == [
        "Hubel, David",
        "{ImageNet Team}",
        "{Le Roux}, Nicolas",
        "Lin, Yu",
        "Zhang, Richard",
    ]


def test_each_reference_says_where_it_can_be_read():
    entries = parse_file(str(REFERENCES)).entries
    lacking = {
        key for key, entry in entries.items() if not {"doi", "url", "eprint"} & set(entry.fields)
    }
    assert lacking <= WITHOUT_ADDRESS
    for entry in entries.values():
        assert re.fullmatch(r"https://\S+", entry.fields.get("url", "https://x"))


def called(entry: Entry) -> tuple[str, str]:
    """Name an entry as the text does: two authors, or the first of more, and the year."""
    people = entry.persons.get("author") or entry.persons["editor"]
    names = [" ".join(person.last_names) for person in people]
    who = f"{names[0]} et al." if len(names) > 2 else " and ".join(names)
    return who, entry.fields["year"]


def test_no_two_publications_are_called_the_same():
    names = Counter(map(called, parse_file(str(REFERENCES)).entries.values()))
    assert [name for name, count in names.items() if count > 1] == []
