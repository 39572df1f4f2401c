"""The experiments compute what their names say."""

import numpy as np
import pytest
from scipy.spatial import Delaunay
from sklearn.model_selection import KFold, cross_validate

from conundrum.chapters.motivation.experiments import cloud, fits, images, inputs, surface
from conundrum.data.curves import Curve
from conundrum.data.images import fashion_mnist
from conundrum.data.surfaces import unmixed
from conundrum.seeds import seeds_from

# --- One input ------------------------------------------------------------------------------------


def test_a_spline_of_two_degrees_of_freedom_is_the_regression_line():
    result = cloud.fit_cloud(seed=7)
    line = np.polynomial.Polynomial.fit(result.sample.x, result.sample.y, 1)
    np.testing.assert_allclose(result.spline[0], line(result.x), atol=1e-8)
    for pieces, tree in zip(result.pieces, result.tree, strict=True):
        assert len(np.unique(tree)) <= pieces


def test_a_full_tree_costs_all_degrees_of_freedom():
    freedom = cloud.count_degrees_of_freedom(seed=3, leaves=(100,), redraws=400)
    # a tree with a leaf for each observation repeats it: the covariance is the variance
    assert freedom.degrees_of_freedom[100] == pytest.approx(100, rel=0.05)


def test_outside_the_range_a_tree_is_level_and_a_natural_spline_straight():
    result = cloud.leave_the_range(seed=3, draws=3)
    right = result.x > result.high + 1e-9
    tree, spline = (result.predictions[name][:, right] for name in ("tree", "natural spline"))
    np.testing.assert_allclose(tree, tree[:, :1].repeat(tree.shape[1], axis=1))
    np.testing.assert_allclose(np.diff(spline, n=2), 0, atol=1e-8)
    cubic = result.predictions["cubic spline"][:, right]
    np.testing.assert_allclose(np.diff(cubic, n=4), 0, atol=1e-7)
    assert np.abs(np.diff(cubic, n=2)).max() > 1e-4


def test_a_straight_truth_is_continued_by_a_natural_spline():
    line = Curve(lambda x: 2 + x, low=-1.6, high=1.6, noise=0.0)
    result = cloud.leave_the_range(seed=3, draws=2, curve=line)
    assert result.outside["natural spline"] < 1e-6
    # from a half to one beyond, a level line is off by 3/4 on average
    mean_square = (1**3 - 0.5**3) / 3 / 0.5
    assert result.outside["tree"] == pytest.approx(np.sqrt(mean_square), rel=0.3)


# --- Two inputs -----------------------------------------------------------------------------------


def test_no_sum_of_splines_is_below_the_floor():
    result = surface.fit_surface(seed=7, n=5000)
    assert result.floor < result.test_error["sum of splines"] < 1.02 * result.floor
    assert result.predictions["spline"].shape == result.truth.shape == (17, 161)


def test_the_surface_is_the_formula():
    result = surface.fit_surface(seed=7, n=60)
    u, v = np.meshgrid(result.u, result.v)
    np.testing.assert_allclose(result.truth, u**4 - 3 * (u * v) ** 2 - u + 4)


# --- More inputs ----------------------------------------------------------------------------------


def test_a_weighted_mean_lies_in_the_hull():
    rng = np.random.default_rng(4)
    others, new = rng.normal(size=(40, 3)), rng.normal(size=(60, 3))
    inside = Delaunay(others).find_simplex(new) >= 0
    assert 5 < inside.sum() < 55
    assert [inputs.is_weighted_mean(point, others) for point in new] == inside.tolist()


def test_people_get_lonelier():
    people = inputs.measure_neighbours(seed=2, inputs=(1, 3, 10), n=200, new=20)
    assert people.nearest[1] < people.nearest[3] < people.nearest[10] < 1
    assert people.outside[1] < 0.2 < people.outside[10]


def test_two_useful_inputs_are_all_that_trees_can_ask_about():
    cuts = inputs.follow_cuts(seed=7, inputs=2)
    assert cuts.useless_gain == cuts.useless_cuts(0, 100) == 0
    assert cuts.tree.max() == 99
    assert np.bincount(cuts.tree).max() == 14  # 15 leaves


def test_the_first_cut_gains_what_it_says():
    cuts = inputs.follow_cuts(seed=7, inputs=3, n=300)
    sample = unmixed(3).sample(300, seed=seeds_from(7, 2)[0])
    # the best cut of all, from the cumulative sums of the outcome along each input
    centred = sample.y - sample.y.mean()
    sums = np.cumsum(centred[np.argsort(sample.X, axis=0)], axis=0)[:-1]
    below = np.arange(1, 300)[:, None]
    best = (sums**2 * (1 / below + 1 / (300 - below))).max()
    # 32 bins are a little coarser than all cuts
    assert 0.8 * best < cuts.gain[0] < best * (1 + 1e-6)
    assert not cuts.useless[0]


def test_shares_of_cuts_are_counted():
    cuts = inputs.TreeCuts(
        np.array([0, 0, 1, 2]), np.array([False, True, True, False]), np.array([4.0, 1, 1, 2])
    )
    assert (cuts.useless_cuts(0, 1), cuts.useless_cuts(1, 3)) == (0.5, 0.5)
    assert cuts.useless_gain == 2 / 8


def test_inputs_are_added_in_both_arrangements():
    more = inputs.add_inputs(seed=7, draws=2, inputs=(2, 4), n=150, models=("linear regression",))
    # turning the inputs changes nothing for linear regression
    np.testing.assert_allclose(
        more.unmixed["linear regression"], more.mixed["linear regression"], rtol=1e-8
    )
    assert more.left_mixed(4)["linear regression"] == np.median(
        more.mixed["linear regression"][:, 1]
    )


@pytest.mark.slow
def test_every_model_finds_two_inputs():
    more = inputs.add_inputs(seed=7, draws=1, inputs=(2,), models=(*inputs.MODELS, "spline of all"))
    for left in (more.left_unmixed(2), more.left_mixed(2)):
        assert set(left) == set(inputs.FITTING)
        assert left.pop("linear regression") > 0.5
        assert max(left.values()) < 0.2


def test_networks_trained_side_by_side_are_those_trained_alone():
    samples = [unmixed(2).sample(120, seed=seed) for seed in (1, 2)]
    together = fits.fit_networks(samples, [5, 6])
    [alone] = fits.fit_networks(samples[1:], [6])
    X = unmixed(2).sample(50, seed=3).X
    np.testing.assert_allclose(together[1](X), alone(X), atol=0.05)


def test_the_variance_of_diabetes_is_explained_as_in_scikit_learn():
    errors = inputs.predict_diabetes(seed=3)
    from sklearn.datasets import load_diabetes
    from sklearn.linear_model import LinearRegression

    X, y = load_diabetes(return_X_y=True)
    folds = KFold(10, shuffle=True, random_state=3)
    scores = cross_validate(LinearRegression(), X, y, cv=folds, scoring="neg_mean_squared_error")
    sizes = [len(test) for _, test in folds.split(X)]
    pooled = np.average(-scores["test_score"], weights=sizes)
    assert errors.explained["linear regression"] == pytest.approx(1 - pooled / y.var())


# --- Images ---------------------------------------------------------------------------------------


def test_the_nearest_stranger_is_nearest():
    moved = images.move_images(seed=7, n=20)
    assert (moved.images.labels != moved.strangers.labels).all()
    every, _ = fashion_mnist()
    for i in range(20):
        others = every.pixels[every.labels != moved.images.labels[i]]
        distance = np.sqrt(((others - moved.images.pixels[i]) ** 2).sum(axis=(1, 2, 3)))
        assert moved.to_stranger[i] == pytest.approx(distance.min(), rel=1e-4)


def test_an_image_not_moved_is_nearest_to_itself():
    assert images.move_images(seed=7, n=20, right=0).to_itself.max() == 0
