"""Each solution runs on its own below the chapter's first cell, and finds what its text says."""

import pytest


def test_averaging_visits_helps(page):
    names = page.run("averaged")
    assert names["per_participant"].estimate > names["per_slice"].estimate + 0.03


@pytest.mark.slow
def test_more_visits_leak_more(page):
    by_visits = page.run("by_visits")["by_visits"]
    leaks = [by_visits[visits][0] for visits in (2, 4, 8)]
    assert leaks == sorted(leaks)
    assert leaks[-1] > 0.95
    assert all(honest < 0.65 for _, honest in by_visits.values())


@pytest.mark.slow
def test_a_rule_of_surroundings_beats_the_brightest_pixel(page):
    names = page.run("stands_out")
    assert names["rule"].estimate > 0.88
    assert names["aucs"][2][0].estimate < names["aucs"][names["best"]][0].estimate - 0.1


def test_four_times_the_participants_halve_the_interval(page):
    lengths = page.run("lengths")["lengths"]
    assert 1.4 < lengths[20, 2] / lengths[80, 2] < 3
    assert 1.4 < lengths[80, 2] / lengths[320, 2] < 3
    assert lengths[80, 2] < lengths[20, 8] < lengths[20, 2]


def test_a_test_is_worth_more_where_more_are_ill(page):
    names = page.run("both_tests")
    assert names["population"] == pytest.approx(0.155, abs=0.001)
    assert names["clinic"] == pytest.approx(0.794, abs=0.001)
    assert names["both_tests"] == pytest.approx(0.972, abs=0.001)
