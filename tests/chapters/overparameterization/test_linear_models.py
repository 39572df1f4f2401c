"""Splines, theory, random features and families of models."""

import numpy as np
import pytest
from sklearn.linear_model import Ridge

from conundrum.chapters.overparameterization.experiments import families, features, splines, theory
from conundrum.evaluation.gaussian_features import best_ridge_factor
from conundrum.models.linear import minimum_norm
from conundrum.seeds import seeds_from


def test_bases_of_the_same_functions_agree_before_the_peak():
    bases = splines.compare_bases(seed=3, draws=4, degrees_of_freedom=(7, 12))
    np.testing.assert_allclose(
        bases.test_error["least slope"], bases.test_error["least bend"], rtol=1e-6
    )
    np.testing.assert_allclose(bases.test_error["Legendre"], bases.test_error["powers"], rtol=1e-4)


def test_panels_show_what_bases_measure():
    seed = seeds_from(5, 1)[0]
    bases = splines.compare_bases(seed=5, draws=1, degrees_of_freedom=splines.SHOWN)
    panels = splines.draw_panels(seed=seed)
    np.testing.assert_allclose(panels.slope_error, bases.test_error["least slope"][0], rtol=1e-6)
    np.testing.assert_allclose(panels.bend_error, bases.test_error["least bend"][0], rtol=1e-6)


def test_gradient_descent_from_zero_is_the_pseudo_inverse():
    descents = splines.descend_gradients(seed=2)
    assert descents.distance[:, -1].max() < 1e-10
    assert descents.train_error[:, -1].max() < 1e-20


def test_the_least_total_bend_needs_no_more_than_the_dots():
    kinks = splines.connect_by_kinks(seed=2, draws=3, kinks=(20, 60))
    np.testing.assert_allclose(
        kinks.total_bend, np.repeat(kinks.slope_change[:, None], 2, axis=1), rtol=1e-6
    )


def test_exact_errors_are_noise_and_what_formulas_add():
    assert theory.exact_error(60, 30) == pytest.approx(0.5**2 * (1 + 30 / 29))
    assert theory.exact_error(30, 60) == pytest.approx(0.5**2 * (1 + 30 / 29) + 0.5)
    assert np.isinf(theory.exact_error(100, np.array([99, 100, 101]))).all()
    expected = theory.NOISE**2 * (1 + best_ridge_factor(60, 30, theory.NOISE))
    assert theory.exact_ridge_error(60, 30) == pytest.approx(expected)


def test_the_simulation_is_scikit_learns_ridge():
    rng = np.random.default_rng(3)
    least, ridge = theory._errors(rng.normal(size=(30, 10)), 1, np.random.default_rng(4))
    again = np.random.default_rng(4)
    X = np.random.default_rng(3).normal(size=(30, 10))
    beta = again.standard_normal((10, 1))
    beta /= np.linalg.norm(beta)
    y = X @ beta + theory.NOISE * again.standard_normal((30, 1))
    model = Ridge(alpha=10 * theory.NOISE**2, fit_intercept=False).fit(X, y)
    expected = ((model.coef_.ravel() - beta.ravel()) ** 2).sum() + theory.NOISE**2
    assert ridge == pytest.approx(expected, rel=1e-8)
    expected = ((minimum_norm(X, y) - beta) ** 2).sum() + theory.NOISE**2
    assert least == pytest.approx(expected, rel=1e-8)


def test_a_narrow_network_has_the_first_units_of_a_wide_one():
    pixels = np.random.default_rng(1).normal(size=(5, 64))
    narrow, wide = (features.random_features(pixels, w, seed=3) for w in (7, 30))
    np.testing.assert_array_equal(narrow, wide[:, :7])


def test_a_task_tests_on_other_digits():
    task = features.draw_task(seed=4)
    assert task.train.shape == (400, 64)
    assert len(task.test) == 1397
    assert (task.labels[0] != task.labels[2]).mean() == pytest.approx(0.135, abs=0.04)
    assert task.error(np.tile(np.eye(10)[task.truth], 3)) == pytest.approx([0, 0, 0])


def test_widening_counts_as_many_parameters_as_columns_until_n():
    widening = features.widen(seed=2, draws=1, widths=(50, 200, 400, 500))
    np.testing.assert_allclose(widening.effective_train, [[50, 200, 400, 400]], rtol=1e-6)
    assert (widening.ridge_error <= widening.error + 0.02).all()


@pytest.mark.slow
def test_neighbours_trees_and_forests():
    result = families.grow(seed=3, draws=1)
    assert result.forest_train_error == 0
    assert result.forest_effective[0, 0] > result.forest_effective[0, -1] > 1
    assert (np.diff(result.tree_effective[0]) >= 0).all()


@pytest.mark.parametrize(
    "experiment",
    [
        lambda seed: theory.grow_features(seed=seed, draws=2, repeats=2, features=(20, 250)),
        lambda seed: splines.connect_by_kinks(seed=seed, draws=2, kinks=(20,)),
        lambda seed: features.collect_digits(seed=seed, draws=1, sizes=(50,)),
    ],
)
def test_an_experiment_depends_on_its_seed_alone(experiment):
    one, again, other = (vars(experiment(seed)) for seed in (7, 7, 8))
    for name in one:
        np.testing.assert_array_equal(one[name], again[name])
    assert any(not np.array_equal(one[name], other[name]) for name in one)
