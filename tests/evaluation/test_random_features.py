import numpy as np
import pytest
from sklearn.linear_model import Ridge
from sklearn.model_selection import KFold, cross_val_predict

from conundrum.evaluation.random_features import (
    cross_validated_errors,
    draw_digits,
    random_features,
    ridge_errors,
)


def test_a_narrow_network_has_the_first_units_of_a_wide_one():
    pixels = np.random.default_rng(1).normal(size=(5, 64))
    narrow, wide = (random_features(pixels, width, seed=3) for width in (7, 30))
    np.testing.assert_array_equal(narrow, wide[:, :7])


def test_a_task_tests_on_other_digits():
    task = draw_digits(seed=4, noises=(0.0, 0.15))
    assert task.train.shape == (400, 64)
    assert len(task.test) == 1397
    np.testing.assert_allclose(task.train.mean(axis=0), 0, atol=1e-12)
    assert (task.labels[0] != task.labels[1]).mean() == pytest.approx(0.135, abs=0.04)


def test_an_error_counts_the_test_digits_that_are_misread():
    task = draw_digits(seed=4, noises=(0.0, 0.15))
    scores = np.tile(np.eye(10)[task.truth], 2)
    assert task.error(scores) == pytest.approx([0, 0])
    scores[:10, 10:] = np.eye(10)[(task.truth[:10] + 1) % 10]
    assert task.error(scores) == pytest.approx([0, 10 / 1397])


@pytest.mark.parametrize("width", [50, 300])
def test_errors_are_those_of_scikit_learns_ridge(width):
    task = draw_digits(seed=2, size=200, noises=(0.0, 0.3))
    train, test = (random_features(part, width, seed=2) for part in (task.train, task.test))
    penalties = np.array([0.1, 30.0])
    for penalty, errors in zip(penalties, ridge_errors(train, test, task, penalties), strict=True):
        model = Ridge(alpha=penalty, fit_intercept=False).fit(train, task.one_hot)
        assert errors == pytest.approx(task.error(model.predict(test)))


def test_cross_validation_is_scikit_learns():
    task = draw_digits(seed=3, size=200, noises=(0.2,))
    train = random_features(task.train, 150, seed=3)
    model = Ridge(alpha=4 / 5 * 2, fit_intercept=False)  # of five folds four are left
    scores = cross_val_predict(model, train, task.one_hot, cv=KFold(5))
    expected = np.mean(scores.argmax(axis=1) != task.labels[0])
    assert cross_validated_errors(train, task, np.array([2.0])) == pytest.approx(expected)
