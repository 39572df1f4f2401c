import numpy as np
import pytest

from conundrum.chapters.regularization import experiments
from conundrum.data.mnist1d import Signals, mnist1d
from conundrum.models.networks import ReLUNetwork, predict


def test_descent_and_formula_are_scikit_learns_ridge():
    paths = experiments.decay_linear_model(seed=3)
    np.testing.assert_allclose(paths.descended, paths.ridge, atol=1e-8)
    assert (np.diff(np.linalg.norm(paths.ridge, axis=1)) < 0).all()


def test_medians_are_told_by_penalty():
    curves = experiments.decay_curves(seed=1, draws=3, penalties=(0.0, 0.1), steps=20)
    assert curves.median_test_error[0.1] == np.median(curves.test_error[:, 1])
    assert curves.only(0.1).median_bend == {0.1: np.median(curves.bend[:, 1])}
    assert curves.least_error == min(np.median(curves.test_error, axis=0))


def test_the_chosen_penalty_is_the_one_with_the_least_error_of_the_folds():
    features = experiments.DigitFeatures(
        np.array([400]),
        np.array([0.1, 1.0, 10.0]),
        minimum_norm=np.array([[0.9]]),
        ridge=np.array([[[0.3, 0.1, 0.2]]]),
        cross_validated=np.array([[[0.4, 0.35, 0.3]]]),
    )
    assert features.chosen_risk.at(400) == 0.2
    assert features.best_risk.at(400) == 0.1
    assert features.cost_of_choosing == pytest.approx(0.1)


def test_hardly_a_penalty_is_nearly_least_norm():
    features = experiments.penalise_digits(seed=5, draws=1, numbers=(40, 2400), penalties=(1e-9,))
    np.testing.assert_allclose(features.ridge[..., 0], features.minimum_norm, atol=0.002)


def test_stopped_descent_ends_near_least_squares_and_ridge_begins_near_zero():
    paths = experiments.stop_linear_model(seed=1, draws=2)
    for share in (paths.stopped_share, paths.ridge_share):
        assert ((share > 0) & (share < 1 + 1e-12)).all()
    # where the curvature is large, both have arrived; one step takes 2 · rate · curvature
    np.testing.assert_allclose(paths.stopped_share[0], 0.2 * paths.curvature, rtol=1e-9)
    assert paths.stopped_share[-1, 0] == pytest.approx(1)
    assert paths.ridge_share[-1, 0] > 0.99


def test_contributions_add_up_to_the_network():
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
    assert few.gain(5) == pytest.approx(few.test_error[:, 0, -1].sum() / few.single[:, 0].sum())


def test_places_are_put_in_another_order_and_labels_stay():
    order = np.random.default_rng(1).permutation(40)
    [train], test = experiments._signals(3, 1, None)
    [scrambled], scrambled_test = experiments._signals(3, 1, order.tolist())
    np.testing.assert_array_equal(scrambled.x, train.x[:, order])
    np.testing.assert_array_equal(scrambled_test.labels, test.labels)


def test_moved_signals_keep_their_labels():
    signals = mnist1d(10, seed=1)
    moved = experiments.shifted_copies(signals, 3)
    assert isinstance(moved, Signals)
    assert len(moved) == 70
    np.testing.assert_array_equal(moved.labels[:10], moved.labels[-10:])
    np.testing.assert_array_equal(moved.x[:10], np.roll(signals.x, -3, axis=1))


def test_a_rise_is_measured_from_four_units_on():
    errors = {"plain": np.array([[0.1, 0.9, 0.3, 0.5, 0.2]])}
    sweep = experiments.WidthSweep(np.array([1, 2, 4, 8, 16]), errors)
    assert sweep.rise_from_four("plain") == pytest.approx(0.2)
    assert sweep.risk("plain").highest == 0.9


@pytest.mark.slow
def test_the_ladder_has_each_rung_for_each_draw():
    ladder = experiments.climb_ladder(seed=1, draws=1, members=2)
    assert list(ladder.test_error) == list(ladder.test_loss)
    assert len(ladder.test_error) == 8
    assert all(0 < error[0] < 0.9 for error in ladder.test_error.values())
