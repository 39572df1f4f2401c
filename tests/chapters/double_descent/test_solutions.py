"""Each solution finds what its text says; that its answer is right is tested for all chapters."""

import numpy as np
import pytest
from sklearn.linear_model import LinearRegression
from sklearn.neighbors import KNeighborsClassifier

from conundrum.chapters.double_descent.exercises import error_of_predictors, squared_errors


def test_neighbours_have_as_many_parameters_as_counted_by_hand(page):
    counted = page.run("counted")["counted"]
    # places at which the neighbours of 0 are at distances 1 and 3
    model = KNeighborsClassifier(2, weights="distance").fit([[-1.0], [3.0]], [0, 1])
    for place, name in ((0.0, "new digit"), (-1.0, "training digit")):
        votes = model.predict_proba([[place]])
        assert counted[name] == pytest.approx(400 * np.sum(votes**2))


@pytest.mark.parametrize(
    ("per_run", "without_means", "voxels"), [(20, False, 99), (20, True, 95), (10, False, 49)]
)
def test_the_peak_is_where_all_trials_are_first_fitted(per_run, without_means, voxels):
    rng = np.random.default_rng(1)
    condition = np.tile([-1.0, 1.0], 5 * per_run // 2)
    activity = rng.normal(size=(5, per_run, voxels))
    if without_means:
        activity -= activity.mean(axis=1, keepdims=True)
    activity = activity.reshape(-1, voxels)
    for used, fitted in ((voxels, True), (voxels - 1, False)):
        model = LinearRegression().fit(activity[:, :used], condition)
        off = np.abs(model.predict(activity[:, :used]) - condition).max()
        assert (off < 1e-8) == fitted


def test_hasty_raters_raise_the_measured_error_as_reckoned(page):
    names = page.run("true_error")
    rng, n = np.random.default_rng(1), 1_000_000
    truth, said, guessed = rng.integers(5, size=(3, n))
    label = np.where(rng.random(n) < 0.3, guessed, truth)
    assert np.mean(label != truth) == pytest.approx(0.24, abs=0.002)
    for error, measured in ((0.1, names["measured"]), (names["true_error"], 0.4)):
        wrong = (truth + 1 + said % 4) % 5
        network = np.where(rng.random(n) < error, wrong, truth)
        assert np.mean(network != label) == pytest.approx(measured, abs=0.003)


def test_neighbours_weighted_by_distance_fit_bad_labels_and_predict_well(page):
    means = page.run("voters")["means"]
    assert means["1"][0] == means["7, by distance"][0] == 0
    assert means["7, by distance"][1] < 0.4 * means["1"][1]


def test_a_good_choice_of_columns_comes_back_too(page):
    pivoted = page.run("pivoted")["pivoted"]
    assert pivoted[20] > 1e6
    assert pivoted["least norm"] < 0.5 * pivoted[120] < 0.5 * pivoted[30] < 0.5


def test_one_speed_has_hardly_a_hump_and_is_thousands_of_times_faster(page):
    names = page.run("reached")
    assert names["hump"]["one"] < 0.1 < 1 < names["hump"]["two"]
    assert 800_000 / names["reached"] > 1000


def test_39_predictors_are_at_the_peak_and_five_beat_the_mean(page):
    error = page.run("order_error")["order_error"]
    assert error["39 best"] > 100
    assert error_of_predictors(39, "table") > 100
    assert error["5 best"] < 1 < error["least norm"]


def test_a_penalty_makes_a_thousand_features_better_than_any_number_without(page):
    *without, penalised = page.run("table_errors")["medians"]
    assert penalised < min(without)
    assert without[-1] == pytest.approx(1, abs=0.15)
    errors = {width: np.median(squared_errors(width)[:, 0]) for width in (50, 90, 100, 110, 200)}
    assert max(errors, key=errors.get) == 100
