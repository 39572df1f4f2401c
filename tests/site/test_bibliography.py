"""References are complete, sorted by names as readers see them, and called what the text says."""

import re
from collections import Counter
from pathlib import Path

import pytest
from pybtex.database import Person, parse_file, parse_string

from conundrum.site.bibliography import ByName, label, plain

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


@pytest.mark.parametrize(
    ("authors", "expected"),
    [
        ("Zou, Hui", "Zou, 2019"),
        ("Hanin, Boris and Rolnick, David", "Hanin and Rolnick, 2019"),
        ("van der Maaten, L. and Hinton, G. and Roux, N.", "van der Maaten et al., 2019"),
        (r"M{\"u}ller, R.", "Müller, 2019"),
    ],
)
def test_a_label_names_authors_and_year(authors, expected):
    text = f"@misc{{key, author = {{{authors}}}, title = {{T}}, year = {{2019}}}}"
    assert label(parse_string(text, "bibtex").entries["key"]) == expected


def test_no_two_publications_have_one_label():
    labels = Counter(map(label, parse_file(str(REFERENCES)).entries.values()))
    assert [name for name, count in labels.items() if count > 1] == []
