import math
from dataclasses import replace

import pytest

from conundrum.claims import Check
from conundrum.evidence.stored import Evidence, read_evidence, write_evidence


def measure(result):
    "It is positive."
    return result


STATEMENT = Check(measure, lambda seed: seed, above=0)
GOOD = Evidence("f()", "abc", 0.1, dict.fromkeys(range(1000, 1020), 1.0), {1000: 1.0})


def failing(evidence, times, value=-1.0):
    seeds = list(evidence.values)[:times]
    return replace(evidence, values=evidence.values | dict.fromkeys(seeds, value))


def test_what_was_written_is_read(tmp_path):
    written = {"a": failing(GOOD, 2, 0.1), "b": failing(GOOD, 3, None)}
    write_evidence("page", written, tmp_path)
    assert read_evidence("page", tmp_path) == written


def test_nothing_stored_is_no_evidence(tmp_path):
    assert read_evidence("page", tmp_path) == {}


def test_what_is_no_number_is_written_as_null(tmp_path):
    write_evidence("page", {"a": failing(GOOD, 1, math.nan)}, tmp_path)
    assert read_evidence("page", tmp_path)["a"].values[1000] is None


def test_a_failure_while_writing_leaves_what_was_there(tmp_path):
    write_evidence("page", {"a": GOOD}, tmp_path)
    with pytest.raises(TypeError):
        write_evidence("page", {"a": GOOD, "b": replace(GOOD, seconds=object())}, tmp_path)
    assert read_evidence("page", tmp_path) == {"a": GOOD}


@pytest.mark.parametrize(
    ("evidence", "fingerprint", "rate", "said"),
    [
        (GOOD, "abc", 1, None),
        (GOOD, "abd", 1, "stale"),
        (replace(GOOD, values={1000: 1.0}), "abc", 1, "1 seeds, must be 20"),
        (replace(GOOD, elsewhere={}), "abc", 1, "not finished"),
        (failing(GOOD, 1), "abc", 1, "held on 19 of 20 seeds, must be 100%"),
        (failing(GOOD, 1, None), "abc", 1, "held on 19 of 20"),
        (failing(GOOD, 2), "abc", 0.9, None),
        (failing(GOOD, 3), "abc", 0.9, "held on 17 of 20 seeds, must be 90%"),
    ],
)
def test_evidence_is_judged_by_what_is_claimed_now(evidence, fingerprint, rate, said):
    problem = evidence.problem(replace(STATEMENT, rate=rate), fingerprint)
    assert problem is None if said is None else said in problem


@pytest.mark.parametrize(("failures", "enough"), [(0, True), (2, True), (3, False)])
def test_practically_always_is_98_of_100(failures, enough):
    evidence = failing(replace(GOOD, values=dict.fromkeys(range(100), 1.0)), failures)
    assert (evidence.problem(STATEMENT, "abc") is None) == enough
