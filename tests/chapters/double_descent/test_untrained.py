"""Random features and families of models."""

import numpy as np
import pytest

from conundrum.chapters.double_descent.experiments import families, features


def test_widening_counts_as_many_parameters_as_columns_until_n():
    widening = features.widen(seed=2, draws=1, widths=(50, 200, 400, 500))
    np.testing.assert_allclose(widening.effective_train, [[50, 200, 400, 400]], rtol=1e-6)
    # at the peak the best penalty is far better; without one, 50 features on 400 digits are fine
    assert (widening.ridge_error[0, 2] < widening.error[0, 2] / 3).all()
    np.testing.assert_allclose(widening.ridge_error[0, 0], widening.error[0, 0], atol=0.03)


def test_an_end_is_compared_with_the_first_minimum_of_its_own_draw():
    errors = np.array([[0.4, 0.2, 0.6, 0.3], [0.4, 0.3, 0.9, 0.1]])[..., None]
    flat = np.ones((2, 4))
    widening = features.Widening(
        np.array([50, 100, 400, 800]), np.array([0.1]), errors, errors / 2, flat, flat, flat
    )
    np.testing.assert_allclose(widening.ends(0.1), [1.5, 1 / 3])
    np.testing.assert_allclose(widening.ridge_ends(0.1), [0.75, 1 / 6])
    np.testing.assert_array_equal(widening.peaks, [400])


@pytest.mark.slow
def test_neighbours_trees_and_forests():
    result = families.grow(seed=3, draws=1)
    assert result.forest_train_error == 0
    assert result.forest_effective[0, 0] > result.forest_effective[0, -1] > 1
    assert (np.diff(result.tree_effective[0]) >= 0).all()
    assert result.misread_by_neighbours[1] == result.neighbour_error[0, -1]
