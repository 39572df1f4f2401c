"""Each solution runs on its own below the chapter's first cell, and finds what its text says."""

import numpy as np
import pytest


def test_two_steps_come_near_the_optimum(page):
    names = page.run("theta_2")
    x, y = np.array([1, 2, 3]), np.array([2, 3, 7])
    theta = 0
    for found in (names["theta_1"], names["theta_2"]):
        theta += 0.1 * 2 * np.mean(x * (y - theta * x))
        assert found == pytest.approx(theta)


def test_momentum_multiplies_the_rate(page):
    step_length = page.run("step_length")["step_length"]
    assert step_length[0.9] == pytest.approx(10 * 0.3)
    assert step_length[0.8] == pytest.approx(5 * 0.3)


def test_differences_agree_with_the_chain_rule(page):
    names = page.run("off_by")
    assert names["off_by"][4] < 1e-6
    assert names["off_by"][12] > 10 * names["off_by"][4]


def test_the_largest_eigenvalue_sets_the_limit(page):
    names = page.run("excess")
    rng = np.random.default_rng(0)
    x, y = rng.normal(2, 1, 30), rng.normal(size=30)
    X = names["with_ones"](x)
    best, distance = np.linalg.lstsq(X, y)[0], []
    for share in (0.95, 1.05):
        theta = np.zeros(2)
        for _ in range(1000):
            theta = theta + share * names["limit"](x) * 2 / 30 * X.T @ (y - X @ theta)
        distance.append(np.linalg.norm(theta - best))
    assert distance[0] < 1e-6
    assert distance[1] > 1e6
    excess = names["excess"]
    assert excess["raw"] > 1
    assert max(excess["centred"], excess["standardised"]) < 1e-4
    assert names["limit"](names["scores"]["standardised"]) == pytest.approx(1)


def test_steps_grow_with_the_narrowness_and_with_its_root(page):
    descent_100, descent_1000, momentum_1000 = page.run("needed")["needed"]
    assert descent_1000 / descent_100 == pytest.approx(10, rel=0.35)
    root = 1000**0.5
    assert root < momentum_1000 < 10 * root


def test_the_missing_line_is_zero_grad(page):
    with_bug, mended = page.run("fit_line")["mean_losses"]
    assert with_bug > 0.5
    assert mended < 1e-3


def test_the_loop_stops_and_keeps_a_good_network(page):
    names = page.run("held_out")
    assert names["best_epoch"] <= names["epoch"] <= 200
    assert names["right"] > 0.93


def test_stopping_early_helps_and_promises_too_much(page):
    names = page.run("stopped")
    assert names["promised"] < names["true"] - 0.2
    assert names["true"] < names["at_end"] - 0.2
