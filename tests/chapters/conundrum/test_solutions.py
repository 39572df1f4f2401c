"""Each solution finds what its text says; that its answer is right is tested for all chapters."""

import numpy as np
import pytest

from conundrum.chapters.conundrum.exercises import candidates, fits_to_draws
from conundrum.data.curves import SINE
from conundrum.evaluation.least_norm import fit_least_norm
from conundrum.evaluation.twenty_points import spline_basis
from conundrum.models.splines import bend_basis, slope_basis


def test_the_nearest_observation_costs_as_much_as_the_noise(page):
    assert page.run("simulated")["simulated"] == {1: "1.99 σ²", 2: "1.49 σ²", 5: "1.20 σ²"}


def test_the_inverse_gives_the_least_norm(page):
    rng = np.random.default_rng(1)
    X, y = rng.normal(size=(20, 161)), rng.normal(size=20)
    found = page.function("least_norm")(X, y)
    np.testing.assert_allclose(found, np.linalg.lstsq(X, y)[0], atol=1e-12)


def test_on_steps_the_second_descent_beats_the_first_if_there_is_little_noise(page):
    on_steps = page.run("on_steps")["on_steps"]
    small, many = on_steps[0.1]
    assert many < 0.9 * small
    small, many = on_steps[0.6]
    assert many > small


@pytest.mark.parametrize("n", [12, 20, 30])
def test_the_peak_stands_one_knot_past_the_number_of_observations(n):
    knots = range(n - 4, n + 6)
    medians = [np.median(fits_to_draws(slope_basis, d, n).test_error) for d in knots]
    assert knots[np.argmax(medians)] == n + 1


def test_ten_more_people_make_31_knots_ten_times_as_bad_and_thirty_more_make_them_good(page):
    error = page.run("by_size")["by_size"]
    assert 9 < error[30] / error[20] < 11
    assert error[60] < error[20]


def test_one_draw_decides_the_mean_at_the_peak():
    *others, largest = np.sort(fits_to_draws(slope_basis, 31, 30).test_error)
    assert largest > 5000
    assert largest > 5 * sum(others)


def test_bases_agree_until_the_peak_and_differ_past_it(page):
    apart = page.run("apart")["apart"]
    assert max(apart[8], apart[20]) < 1e-8
    assert apart[42] > 5 * SINE.noise


def test_a_cubic_swings_between_people_who_are_almost_alike(page):
    alike = page.run("alike")["alike"]
    assert np.median(alike["dots"]) == pytest.approx(5 / 3 * SINE.noise**2, rel=0.05)
    assert np.median(alike["cubic"]) > 4 * np.median(alike["dots"])
    assert max(alike["cubic"]) > 1000


def test_choosing_a_penalty_is_about_as_good_as_choosing_knots(page):
    knots, penalty = page.run("balanced")["medians"]
    assert knots == pytest.approx(penalty, rel=0.1)
    assert max(knots, penalty) < 0.9 * 5 / 3 * SINE.noise**2


def test_ridge_has_no_peak():
    samples = [SINE.sample_stratified(20, seed=seed) for seed in range(50)]
    errors = [
        np.median(
            fit_least_norm(spline_basis(bend_basis, d), SINE, samples, penalty=0.1).test_error
        )
        for d in (7, 14, 20, 21, 22, 42, 161)
    ]
    assert max(errors) < 1.05 * min(errors)


def test_the_train_error_chooses_many_knots_and_the_smallest_penalty():
    knots, penalties = candidates().values()
    assert (knots[1].argmin(axis=0) >= len(knots[1]) - 3).all()
    assert (penalties[1].argmin(axis=0) == 0).all()
