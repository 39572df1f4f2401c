"""Each solution runs on its own below the chapter's first cell, and finds what its text says."""

import numpy as np
import pytest


def test_the_largest_eigenvalue_sets_the_limit(page):
    distance = page.run("largest")["distance"]
    assert distance[0.95] < 1e-6
    assert distance[1.05] > 1e6


def test_differences_agree_with_the_chain_rule(page):
    names = page.run("off_by")
    # 2 (5.4 − 4) (−4) 1.3
    assert names["exact"] == pytest.approx(-14.56)
    assert names["off_by"][4] < 1e-6
    assert names["off_by"][12] > 10 * names["off_by"][4]


def test_the_loop_stops_and_keeps_a_good_network(page):
    names = page.run("held_out")
    assert names["best_epoch"] <= names["epoch"] <= 200
    assert names["right"] > 0.9


def test_momentum_multiplies_the_rate(page):
    step_length = page.run("step_length")["step_length"]
    assert step_length[0.9] == pytest.approx(10)
    assert step_length[0.99] == pytest.approx(100, rel=1e-6)


def test_steps_grow_with_the_narrowness(page):
    needed = page.run("needed")["needed"]
    assert needed[1] == 1
    for k in (10, 100):
        assert needed[10 * k] / needed[k] == pytest.approx(10, rel=0.35)


def test_the_missing_line_is_zero_grad(page):
    names = page.run("fit_line")
    assert np.max(names["with_bug"][-50:]) > 0.5
    assert np.max(names["mended"][-50:]) < 1e-3
