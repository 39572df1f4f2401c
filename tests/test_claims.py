import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conundrum.claims import Claim, FalseClaimError, all_claims, claim, claims_in


def roll(*, seed):
    return seed % 6 + 1


@claim(roll, above=0, below=7, unit=" pips")
def a_die_shows_one_to_six(pips):
    """A die shows
    one to six."""
    return pips


def test_the_docstring_is_the_sentence():
    assert a_die_shows_one_to_six.sentence == "A die shows one to six."


def test_a_true_claim_gives_its_measurement():
    assert a_die_shows_one_to_six.check(roll(seed=3)) == 4.0


def test_a_false_claim_names_chapter_claim_value_and_expectation():
    with pytest.raises(FalseClaimError) as error:
        a_die_shows_one_to_six.check(8)
    message = str(error.value)
    assert f"chapter '{a_die_shows_one_to_six.chapter}'" in message
    assert "a_die_shows_one_to_six" in message
    assert "measured: 8 pips" in message
    assert "expected: between 0 and 7 pips" in message


@given(st.floats(allow_nan=False), st.floats(-100, 100), st.floats(0.1, 100))
def test_a_claim_holds_strictly_inside_its_interval(value, above, width):
    die = Claim(a_die_shows_one_to_six.measure, roll, above=above, below=above + width)
    assert die.holds(value) == (above < value and value < above + width)


def test_nan_bears_nothing_out():
    assert not a_die_shows_one_to_six.holds(math.nan)


@pytest.mark.parametrize(
    ("terms", "named"),
    [
        ({}, "above=-inf"),
        ({"above": 2, "below": 1}, "above=2"),
        ({"above": 0, "rate": 0.0}, "rate=0.0"),
        ({"above": 0, "rate": 1.5}, "rate=1.5"),
        ({"above": 0, "seeds": 19}, "seeds=19"),
        ({"above": 0, "seeds": 0, "reason_for_few_seeds": "slow"}, "seeds=0"),
    ],
)
def test_terms_that_make_no_claim_are_refused(terms, named):
    with pytest.raises(ValueError, match=named):
        claim(roll, **terms)(a_die_shows_one_to_six.measure)


def test_a_claim_needs_a_sentence():
    with pytest.raises(ValueError, match="docstring"):
        claim(roll, above=0)(lambda pips: pips)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (4.23456, "4.23 pips"),
        (12345.6, "12,300 pips"),
        (2.5e9, "2.5 × 10⁹ pips"),
        (-1e-5, "−1 × 10⁻⁵ pips"),
        (0, "0 pips"),
    ],
)
def test_numbers_are_shown_as_readers_write_them(value, shown):
    assert a_die_shows_one_to_six.show(value) == shown


def test_expectations_with_one_bound():
    bounded = claim(roll, above=4, unit="×")(a_die_shows_one_to_six.measure)
    assert bounded.expectation == "above 4×"
    assert claim(roll, below=1e-10)(a_die_shows_one_to_six.measure).expectation == "below 1 × 10⁻¹⁰"


def test_promise_counts_seeds():
    usual = claim(roll, above=0, rate=0.95, seeds=40)(a_die_shows_one_to_six.measure)
    assert usual.promise == "holds for at least 38 of 40 fresh seeds"


def test_claims_of_all_chapters_are_found():
    from conundrum.chapters.conundrum import claims

    assert set(claims_in(claims)) <= set(all_claims())
    assert {found.chapter for found in all_claims()} >= {"conundrum"}


def test_names_of_claims_are_unique():
    names = [found.name for found in all_claims()]
    assert len(names) == len(set(names))
