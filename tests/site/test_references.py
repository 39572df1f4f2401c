"""Entries of the list of references are called what the text calls them, and no two alike."""

from collections import Counter
from pathlib import Path

import pytest
from pybtex.database import parse_file, parse_string

from conundrum.site.references import label

BIBLIOGRAPHY = Path(__file__).parents[2] / "book" / "references.bib"


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
    labels = Counter(map(label, parse_file(str(BIBLIOGRAPHY)).entries.values()))
    assert [name for name, count in labels.items() if count > 1] == []
