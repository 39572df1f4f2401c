"""Each solution runs on its own below the chapter's first cell, and finds what its text says."""

import numpy as np
import pytest


def test_the_median_wins_on_absolute_error(page):
    names = page.run("constant_errors")
    errors, salary = names["constant_errors"], names["salary"]
    assert errors["median"][0] < errors["mean"][0] - 10
    assert errors["median"][1] == pytest.approx(errors["mean"][1], rel=0.1)
    assert salary.mean() > np.median(salary) + 50
    # on the training set the mean is best by definition
    assert ((salary - salary.mean()) ** 2).mean() < ((salary - np.median(salary)) ** 2).mean()


def test_the_gradient_is_found_by_small_steps(page):
    names = page.run("squared_loss")
    assert names["gap"] < 1e-8
    assert np.abs(names["numeric"]).max() > 0.1


def test_two_outputs_are_one(page):
    names = page.run("of_difference")
    assert names["second_class"] == pytest.approx(names["of_difference"])


def test_squared_error_needs_nearly_e_times_the_steps_for_each_unit(page):
    entropy, near, far = page.run("sure_steps")["sure_steps"]
    assert entropy < 10
    assert far / near == pytest.approx(np.exp(2), rel=0.1)


def test_the_highest_answer_is_twice_as_probable(page):
    names = page.run("item_thresholds")
    assert 1 - names["at_most_often"] == pytest.approx(2 * 0.2, rel=0.02)
    gaps = np.diff(names["item_thresholds"])
    np.testing.assert_allclose(gaps[[0, 2]], [1.37, 1.59], atol=0.005)


def test_a_temperature_lowers_the_cross_entropy(page):
    names = page.run("loss_at")
    assert names["temperature"] > 1.1
    assert names["after"] < names["before"] - 0.01
    logits = names["logits"][names["rest"]]
    assert (logits.argmax(axis=1) == (logits / names["temperature"]).argmax(axis=1)).all()


def test_poisson_regression_finds_the_mean_and_misses_the_zeros(page):
    names = page.run("expected_zeros")
    assert names["poisson"].intercept_ == pytest.approx(0.5, abs=0.1)
    assert names["poisson"].coef_[0] == pytest.approx(0.7, abs=0.1)
    assert names["zeros"] > 1.3 * names["expected_zeros"]


def test_shifting_the_logit_brings_base_rates_back(page):
    rates = page.run("rate_of")["rates"]
    assert 0.04 < rates["true"] < 0.07
    assert rates["balanced"] > 3 * rates["true"]
    assert rates["corrected"] == pytest.approx(rates["true"], rel=0.1)
