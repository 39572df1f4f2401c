import numpy as np
from scipy.interpolate import make_lsq_spline

from conundrum.data.curves import QUARTIC
from conundrum.evaluation.cloud import fit_even_spline, fit_small_tree

CLOUD = QUARTIC.sample_stratified(40, seed=1)
X = QUARTIC.grid()


def test_a_spline_fits_nearly_as_well_as_scipys_cubic_with_the_same_knots():
    # scipy's has two more degrees of freedom: it need not be straight at its ends
    spline = fit_even_spline(QUARTIC, CLOUD, 7)
    low, *inner, high = np.linspace(QUARTIC.low, QUARTIC.high, 7)
    scipys = make_lsq_spline(CLOUD.x, CLOUD.y, [low] * 4 + inner + [high] * 4)
    ours, theirs = (np.mean((fit(CLOUD.x) - CLOUD.y) ** 2) for fit in (spline, scipys))
    assert theirs < ours < 2 * theirs


def test_a_tree_predicts_the_mean_of_each_of_its_leaves():
    predictions = fit_small_tree(CLOUD, 2, seed=1)(CLOUD.x)
    low, high = np.unique(predictions)
    for value in (low, high):
        assert np.isclose(value, CLOUD.y[predictions == value].mean())
