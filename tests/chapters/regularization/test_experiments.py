import numpy as np
import pytest
from sklearn.linear_model import Ridge

from conundrum.chapters.regularization import experiments
from conundrum.data.mnist1d import Signals, mnist1d


def test_descent_and_formula_are_scikit_learns_ridge():
    paths = experiments.decay_linear_model(seed=3)
    np.testing.assert_allclose(paths.descended, paths.ridge, atol=1e-8)
    assert (np.diff(np.linalg.norm(paths.ridge, axis=1)) < 0).all()


def test_kernel_ridge_is_ridge_on_features():
    rng = np.random.default_rng(0)
    phi, new = rng.normal(size=(30, 12)), rng.normal(size=(50, 12))
    labels, new_labels = rng.integers(3, size=30), rng.integers(3, size=50)
    targets = np.eye(3)[labels]
    [share] = experiments._kernel_errors(phi @ phi.T, new @ phi.T, targets, new_labels, [0.7])
    fit = Ridge(alpha=0.7, fit_intercept=False).fit(phi, targets).predict(new)
    assert share == np.mean(fit.argmax(axis=1) != new_labels)


def test_digits_with_the_best_penalty_are_never_worse_than_with_the_chosen_one():
    features = experiments.penalise_digits(seed=5, draws=1, numbers=(40, 400))
    assert features.cross_validated.shape == (1, 2, len(features.penalty))
    assert (features.oracle <= features.chosen).all()


def test_simulated_risks_follow_the_exact_factors():
    risks = experiments.compare_ridge_with_theory(seed=2)
    far = (risks.features <= 85) | (risks.features >= 135)
    simulated = risks.minimum_norm.mean(axis=0)
    np.testing.assert_allclose(simulated[far], risks.exact_minimum_norm[far], rtol=0.2)
    assert np.isnan(risks.exact_minimum_norm[risks.features == 100]).all()


def test_stopped_descent_has_its_formula_and_ends_near_least_squares():
    paths = experiments.stop_linear_model(seed=1, draws=2)
    assert paths.distance < 1e-10
    assert (np.diff(paths.stopped_share, axis=0) >= 0).all()  # until it is 1, to rounding
    assert (paths.stopped_share[-1] > paths.stopped_share[0]).all()
    for share in (paths.stopped_share, paths.ridge_share):
        assert ((share > 0) & (share < 1 + 1e-12)).all()


def test_contributions_add_up_to_the_network():
    from conundrum.models.networks import ReLUNetwork, predict

    network, x = ReLUNetwork((1, 20, 1), seed=4), np.linspace(-5, 5, 30)
    total = experiments._contributions(network, x).sum(axis=1) + network.layers[1].bias.item()
    np.testing.assert_allclose(total, predict(network, x[:, None])[:, 0], atol=1e-5)


def test_removing_no_unit_changes_nothing():
    contributions = np.random.default_rng(1).normal(size=(201, 10))
    errors = experiments._removed(contributions, 0.3, 0.0, np.random.default_rng(2))
    np.testing.assert_allclose(errors, errors[0])


def test_an_ensemble_gains_the_spread_of_its_members():
    few = experiments.average_networks(seed=1, draws=2, widths=(5,), members=4)
    np.testing.assert_allclose(few.test_error[:, :, -1], few.single - few.spread, rtol=1e-10)


def test_moved_signals_keep_their_labels():
    signals = mnist1d(10, seed=1)
    moved = experiments.shifted_copies(signals, 3)
    assert isinstance(moved, Signals)
    assert len(moved) == 70
    np.testing.assert_array_equal(moved.labels[:10], moved.labels[-10:])
    np.testing.assert_array_equal(moved.x[:10], np.roll(signals.x, -3, axis=1))


@pytest.mark.slow
def test_sweeps_are_the_same_for_the_same_seed():
    first, again = (
        experiments.sweep_widths(seed=7, draws=1, widths=(2, 4)).test_error for _ in range(2)
    )
    for name in first:
        np.testing.assert_array_equal(first[name], again[name])


@pytest.mark.slow
def test_the_ladder_has_each_rung_for_each_draw():
    ladder = experiments.climb_ladder(seed=1, draws=1, members=2)
    assert list(ladder.test_error) == list(ladder.test_loss)
    assert len(ladder.test_error) == 8
    assert all(0 < error[0] < 0.9 for error in ladder.test_error.values())
