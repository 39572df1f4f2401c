"""The published numbers agree with each other and with what the book cites."""

from pathlib import Path

import pytest

from conundrum.data.imagenet import CHALLENGE, OTHER_PERSON, TRAINED_PERSON

REFERENCES = Path(__file__).parents[2] / "book" / "references.bib"


def test_each_year_has_one_winner_and_nobody_was_better():
    for year in range(2010, 2018):
        entries = [entry for entry in CHALLENGE if entry.year == year]
        [winner] = [entry for entry in entries if entry.won]
        assert winner.error == min(entry.error for entry in entries)


def test_each_number_has_a_source():
    references = REFERENCES.read_text("utf-8")
    for entry in CHALLENGE:
        assert f"{{{entry.source}," in references


def test_counts_give_the_published_errors():
    assert (TRAINED_PERSON.images, OTHER_PERSON.images) == (1500, 258)
    assert TRAINED_PERSON.person_error == pytest.approx(5.1, abs=0.05)
    assert TRAINED_PERSON.network_error == pytest.approx(6.8, abs=0.05)
    assert OTHER_PERSON.person_error == pytest.approx(12.0, abs=0.05)
    assert OTHER_PERSON.network_error == pytest.approx(5.8, abs=0.05)
