"""What looks the same is one name; what may mean the same is noticed."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conundrum.data.scans.names import alike, folded, seen


@given(st.text())
def test_a_name_does_not_depend_on_its_unicode_form_or_on_blanks_around_it(name):
    decomposed = unicodedata.normalize("NFD", name)
    assert seen(f" \u00a0{decomposed}\u200b ") == seen(name)
    assert seen(seen(name)) == seen(name)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("sub-01", "sub-1"),
        ("sub-01", "SUB-01"),
        ("sub-01", "01"),
        ("sub-01", "sub_01"),
        ("sub-0A07", "sub-0a7"),
        ("sub‑01", "sub-01"),
        ("Müller", "mu\u0308ller"),
        ("ｓｕｂ－０１", "sub-1"),
    ],
)
def test_spellings_of_one_participant_are_alike(one, other):
    assert folded(one) == folded(other)


@pytest.mark.parametrize(
    ("one", "other"), [("sub-1-1", "sub-11"), ("sub-10", "sub-1"), ("a0", "a"), ("A1", "B1")]
)
def test_different_participants_are_not(one, other):
    assert folded(one) != folded(other)


def test_pairs_are_named_once_and_one_name_is_no_pair():
    assert alike(["sub-01", "sub-01 ", "sub-1", "sub-2"]) == [("sub-01", "sub-1")]
