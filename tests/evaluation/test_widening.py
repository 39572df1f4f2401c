import numpy as np

from conundrum.evaluation.random_features import draw_digits, random_features, ridge_errors
from conundrum.evaluation.widening import PENALTIES, Widening, widen
from conundrum.models.smoothers import LeastSquares, effective_parameters
from conundrum.seeds import seeds_from

WIDTHS = (50, 400, 500)


def test_inner_products_say_what_the_singular_value_decomposition_says():
    widening = widen(seed=2, draws=1, widths=WIDTHS, noises=(0.0, 0.15))
    [seed] = seeds_from(2, 1)
    task = draw_digits(seed=seed, noises=(0.0, 0.15))
    train, test = (random_features(p, max(WIDTHS), seed=seed) for p in (task.train, task.test))
    for column, width in enumerate(WIDTHS):
        squares = LeastSquares.on(train[:, :width])
        weights = squares.weights(test[:, :width])
        np.testing.assert_allclose(widening.error[0, column], task.error(weights @ task.one_hot))
        np.testing.assert_allclose(
            widening.ridge_error[0, column],
            ridge_errors(train[:, :width], test[:, :width], task, PENALTIES).min(axis=0),
        )
        norm = (squares.coefficients(task.one_hot) ** 2).sum()
        np.testing.assert_allclose(widening.squared_norm[0, column], norm, rtol=1e-4)
        effective = effective_parameters(weights)
        np.testing.assert_allclose(widening.effective_test[0, column], effective, rtol=1e-4)


def test_there_are_as_many_parameters_as_columns_until_n():
    widening = widen(seed=2, draws=1, widths=(50, 200, 400, 500))
    np.testing.assert_allclose(widening.effective_train, [[50, 200, 400, 400]], rtol=1e-6)


def test_an_end_is_compared_with_the_first_minimum_of_its_own_draw():
    errors = np.array([[0.4, 0.2, 0.6, 0.3], [0.4, 0.3, 0.9, 0.1]])[..., None]
    flat = np.ones((2, 4))
    widening = Widening(
        np.array([50, 100, 400, 800]),
        np.array([0.1]),
        errors,
        errors / 2,
        flat,
        flat,
        flat,
        np.array([[0.2], [0.4]]),
    )
    np.testing.assert_allclose(widening.ends(0.1), [1.5, 1 / 3])
    np.testing.assert_allclose(widening.ridge_ends(0.1), [0.75, 1 / 6])
    np.testing.assert_array_equal(widening.peaks, [[400], [400]])
    assert np.isclose(widening.limit(0.1), 0.3)
