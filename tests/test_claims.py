import math
import subprocess
import sys
from dataclasses import dataclass
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conundrum.claims import (
    EXACT,
    Check,
    Claim,
    FalseClaimError,
    all_statements,
    chapters,
    checked,
    claim,
    statements_in,
    statements_of,
)
from conundrum.experiment import experiment


@dataclass(frozen=True)
class Throw:
    pips: float


@experiment
def roll(*, seed, sides=6):
    return Throw(seed % sides + 1)


@experiment
def roll_a_loaded_die(*, seed):
    return Throw(6)


@claim(roll, above=0, below=7, unit=" pips")
def a_die_shows_one_to_six(throw):
    """A die shows
    one to six."""
    return throw.pips


def test_the_docstring_is_the_sentence():
    assert a_die_shows_one_to_six.sentence == "A die shows one to six."


def test_a_true_claim_gives_its_measurement():
    assert a_die_shows_one_to_six.check(roll(seed=3)) == 4.0


def false_claim(pips):
    """Check the claim on a result in which the die shows another number."""
    throw = roll(seed=1)
    object.__setattr__(throw, "pips", pips)
    with pytest.raises(FalseClaimError) as error:
        a_die_shows_one_to_six.check(throw)
    return str(error.value)


@pytest.mark.parametrize(
    ("pips", "shown"), [(8, "8"), (math.nan, "NaN"), (math.inf, "∞"), (-math.inf, "−∞")]
)
def test_a_false_claim_names_chapter_claim_value_and_expectation(pips, shown):
    message = false_claim(pips)
    assert f"chapter '{a_die_shows_one_to_six.chapter}'" in message
    assert "a_die_shows_one_to_six" in message
    assert f"measured: {shown} pips" in message
    assert "expected: between 0 and 7 pips" in message


@pytest.mark.parametrize(
    ("result", "made_by"),
    [(roll_a_loaded_die(seed=1), "roll_a_loaded_die"), (Throw(3), "no experiment")],
)
def test_the_result_of_another_experiment_is_refused(result, made_by):
    with pytest.raises(ValueError, match=rf"was made by .*{made_by}; it must be .*roll"):
        a_die_shows_one_to_six.check(result)


def test_a_result_of_another_size_is_checked():
    assert a_die_shows_one_to_six.check(roll(seed=3, sides=20)) == 4.0


def test_a_claim_that_a_reader_writes_in_a_notebook_belongs_to_it():
    program = (
        "from conundrum.claims import claim\n"
        "@claim(lambda seed: seed, above=0)\n"
        "def mine(result):\n    'It is mine.'\n    return result\n"
        "print(mine.chapter)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "__main__"


@given(st.floats(allow_nan=False), st.floats(-100, 100), st.floats(0.1, 100))
def test_a_claim_holds_strictly_inside_its_interval(value, above, width):
    die = Claim(a_die_shows_one_to_six.measure, roll, above=above, below=above + width)
    assert die.holds(value) == (above < value < above + width)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_bears_nothing_out(value):
    assert not claim(roll, above=0)(a_die_shows_one_to_six.measure).holds(value)
    assert not claim(roll, below=0)(a_die_shows_one_to_six.measure).holds(value)


@pytest.mark.parametrize(
    ("terms", "named"),
    [
        ({}, "above=-inf"),
        ({"above": 2, "below": 1}, "above=2"),
        ({"above": 0, "rate": 0.0}, "rate=0.0"),
        ({"above": 0, "rate": 1.5}, "rate=1.5"),
        ({"above": 0, "rate": 0.9, "kind": EXACT}, "rate=0.9"),
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


def test_claims_and_checks_are_told_apart():
    measure = a_die_shows_one_to_six.measure
    assert type(claim(roll, above=0)(measure)) is Claim
    assert type(checked(roll, above=0)(measure)) is Check


def test_evidence_is_drawn_with_the_arguments_of_the_claim():
    of_many_sides = claim(partial(roll, sides=100), above=0)(a_die_shows_one_to_six.measure)
    assert of_many_sides.origin.arguments == {"sides": 100}
    assert of_many_sides.draw(57) == Throw(58)


def test_an_exact_experiment_needs_no_seed():
    exact = claim(experiment(lambda: Throw(2)), above=0, kind=EXACT)(a_die_shows_one_to_six.measure)
    assert exact.draw(1000) == Throw(2)


def test_statements_of_all_chapters_are_found():
    from conundrum.chapters.conundrum import claims

    assert "conundrum" in chapters()
    assert statements_in(claims) == statements_of("conundrum")
    assert set(statements_of("conundrum")) <= set(all_statements())
    assert {found.chapter for found in all_statements()} == set(chapters())


def test_names_of_statements_are_unique():
    names = [found.name for found in all_statements()]
    assert len(names) == len(set(names))
