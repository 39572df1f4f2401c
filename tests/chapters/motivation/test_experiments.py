"""The experiments compute what their names say."""

import numpy as np
import pytest

from conundrum.chapters.motivation import experiments
from conundrum.data.surfaces import REACH, interacting


def test_a_spline_of_two_degrees_of_freedom_is_the_regression_line():
    fits = experiments.fit_cloud(seed=7)
    line = np.polynomial.Polynomial.fit(fits.sample.x, fits.sample.y, 1)
    np.testing.assert_allclose(fits.spline[0], line(fits.x), atol=1e-8)
    for pieces, tree in zip(fits.pieces, fits.tree, strict=True):
        assert len(np.unique(tree)) <= pieces


def test_the_floor_is_what_the_best_sum_leaves():
    # The best sum is the mean over v as a function of u, that over u as one of v, less the whole.
    edges = np.linspace(-REACH, REACH, 1001)
    u, v = np.meshgrid((edges[1:] + edges[:-1]) / 2, (edges[1:] + edges[:-1]) / 2, indexing="ij")
    surface = interacting(u, v)
    rows, columns = surface.mean(axis=1, keepdims=True), surface.mean(axis=0, keepdims=True)
    left = ((surface - rows - columns + surface.mean()) ** 2).mean()
    assert experiments.additive_floor(noise=0.4) == pytest.approx(left + 0.16, rel=1e-4)


def test_no_sum_of_splines_is_below_the_floor():
    surface = experiments.fit_surface(seed=7, n=5000)
    floor = experiments.additive_floor(noise=0.4)
    assert floor < surface.test_error["sum of splines"] < 1.02 * floor
    assert surface.predictions["spline"].shape == surface.truth.shape == (9, 161)


@pytest.mark.slow
def test_inputs_are_added_in_both_arrangements():
    more = experiments.add_inputs(seed=7, draws=1, inputs=(2, 4), n=200)
    assert more.left_mixed(4)["tree"] == more.mixed["tree"][0, 1]
    assert more.left_unmixed(2)["network"] == more.unmixed["network"][0, 0]
    for shares in (more.unmixed, more.mixed):
        assert set(shares) == {"spline", "tree", "boosted trees", "network"}
        for share in shares.values():
            assert share.shape == (1, 2)
            assert (share > 0).all()


def test_the_nearest_stranger_is_nearest():
    moved = experiments.move_images(seed=7, n=20)
    assert (moved.images.labels != moved.strangers.labels).all()
    every, _ = experiments.fashion_mnist()
    for i in range(20):
        others = every.pixels[every.labels != moved.images.labels[i]]
        distance = np.sqrt(((others - moved.images.pixels[i]) ** 2).sum(axis=(1, 2, 3)))
        assert moved.to_stranger[i] == pytest.approx(distance.min(), rel=1e-4)


def test_an_image_not_moved_is_nearest_to_itself():
    assert experiments.move_images(seed=7, n=20, right=0).to_itself.max() == 0


def test_two_inputs_hide_nothing_however_the_outcome_is_turned():
    outcome = experiments.turn_outcome(seed=1, inputs=2)
    assert max(outcome.along, outcome.across) < 0.02
