"""Each solution runs on its own below the chapter's first cell, and finds what its text says."""

import pytest

from conundrum.chapters.brains.experiments.prevalence import Screening


def test_a_test_is_worth_more_where_more_are_ill(page):
    population, clinic, both_tests = page.run("by_place")["by_place"]
    assert population == pytest.approx(Screening(0.02, 0.9, 0.9).positive_predictive_value)
    assert clinic == pytest.approx(Screening(0.3, 0.9, 0.9).positive_predictive_value)
    assert both_tests == pytest.approx(Screening(clinic, 0.9, 0.9).positive_predictive_value)


def test_averaging_visits_helps(page):
    names = page.run("averaged")
    assert names["of_participants"] > names["of_slices"] + 0.03


def test_more_visits_leak_more(page):
    *leaks, honest = page.run("by_visits")["by_visits"]
    assert leaks == sorted(leaks)
    assert leaks[-1] > 0.7
    assert honest < 0.55


def test_a_rule_of_surroundings_beats_the_brightest_pixel(page):
    names = page.run("stands_out")
    shallow, deep = names["by_depth"]
    brightest = names["slices"].pixels.max(axis=(1, 2, 3))
    assert deep > names["roc_auc_score"](names["slices"].patients, brightest) + 0.05
    assert deep > shallow + 0.2


def test_the_old_look_young_until_the_gap_is_corrected(page):
    by_age = page.run("by_age")["by_age"]
    assert by_age["gap"] < -8
    assert abs(by_age["corrected"]) < 2
