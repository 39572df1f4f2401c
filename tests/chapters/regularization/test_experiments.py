import numpy as np
import pytest
import torch
from sklearn.linear_model import Ridge

from conundrum.chapters.overparameterization.experiments.junk import add_junk
from conundrum.chapters.regularization.experiments import (
    augmentation,
    bends,
    choosing,
    decay,
    dropout,
    ensembles,
    ladder,
    questionnaire,
    stopping,
)
from conundrum.chapters.regularization.experiments.widths import WidthSweep
from conundrum.data.mnist1d import Signals, mnist1d
from conundrum.evaluation.junk import draw_junk_table
from conundrum.evaluation.students import draw_lessons
from conundrum.evaluation.widening import widen
from conundrum.models.networks import ReLUNetwork, predict
from conundrum.training.fleet import fit_fleet


def test_descent_and_formula_are_ridge():
    paths = decay.decay_linear_model(seed=3)
    np.testing.assert_allclose(paths.descended, paths.ridge, atol=1e-8)
    assert (np.diff(np.linalg.norm(paths.ridge, axis=1)) < 0).all()


@pytest.mark.parametrize("name", [decay.SGD, decay.ADAM, decay.ADAMW])
def test_the_optimisers_are_torchs(name):
    rng = np.random.default_rng(1)
    X, y, w = rng.normal(size=(20, 3)), rng.normal(size=20), 0.3
    rows = [slice(None)] * 60
    found = decay._descend(name, X[None], y[None], np.array([w]), rows)[0, 0]
    c = torch.zeros(3, dtype=torch.float64, requires_grad=True)
    optimiser = getattr(torch.optim, name)([c], lr=0.03, weight_decay=w)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, T_max=len(rows))
    for _ in rows:
        optimiser.zero_grad()
        (torch.as_tensor(X) @ c - torch.as_tensor(y)).square().mean().backward()
        optimiser.step()
        schedule.step()
    np.testing.assert_allclose(found, c.detach(), atol=1e-9)


def test_medians_are_told_by_penalty():
    curves = bends.decay_curves(seed=1, draws=3, penalties=(0.0, 0.1), steps=20)
    assert curves.median_test_error[0.1] == np.median(curves.test_error[:, 1])
    assert curves.only(0.1).median_bend == {0.1: np.median(curves.bend[:, 1])}
    assert curves.least_error == min(np.median(curves.test_error, axis=0))
    assert curves.against_none(0.1) == np.median(curves.test_error[:, 1] / curves.test_error[:, 0])


def test_the_chosen_penalty_is_the_one_with_the_least_error_of_the_folds():
    features = choosing.DigitFeatures(
        np.array([400]),
        np.array([0.1, 1.0, 10.0]),
        minimum_norm=np.array([[0.9]]),
        ridge=np.array([[[0.3, 0.1, 0.2]]]),
        cross_validated=np.array([[[0.4, 0.35, 0.3]]]),
    )
    assert features.chosen_risk.at(400) == 0.2
    assert features.oracle_risk.at(400) == 0.1
    assert features.cost_of_choosing == pytest.approx(0.1)


def test_hardly_a_penalty_is_nearly_least_norm():
    features = choosing.penalise_digits(seed=5, draws=1, numbers=(40, 2400), penalties=(1e-9,))
    np.testing.assert_allclose(features.ridge[..., 0], features.minimum_norm, atol=0.002)


def test_ridge_of_useless_items_is_scikit_learns():
    table = draw_junk_table(seed=1, columns=60)
    [found] = choosing._errors_of(table, 60, np.array([3.0]))
    columns = np.hstack([table.X, table.junk])
    coefficients = Ridge(3.0, fit_intercept=False).fit(columns, table.y).coef_
    off = coefficients - np.append(table.beta, np.zeros(60))
    assert found == pytest.approx((off[:10] ** 2).sum() + 0.01 * (off[10:] ** 2).sum() + 1)


def test_both_chapters_have_the_same_error_without_a_penalty():
    items = choosing.add_useless_items(seed=3, draws=2, useless=(0, 200))
    added = add_junk(seed=3, draws=2, numbers=(0, 200))
    at_zero = items.test_error[:, :, items.penalty == 0][..., 0]
    np.testing.assert_allclose(at_zero, added.least_norm)


def test_both_chapters_have_the_same_random_features():
    features = choosing.penalise_digits(seed=2, draws=1, numbers=(50, 2400))
    [row] = widen(seed=2, draws=1, widths=(50, 2400), noises=(0.15,)).error
    np.testing.assert_allclose(features.minimum_norm[0], row[:, 0], atol=0.002)


def test_a_penalty_without_minimum_has_no_error():
    items = choosing.add_useless_items(seed=1, draws=2, useless=(0,))
    assert np.isnan(items.test_error[:, 0, 0]).all()  # far below zero
    assert np.isfinite(items.test_error[:, 0, items.penalty > 0]).all()


def test_ridge_of_items_is_scikit_learns():
    rng = np.random.default_rng(2)
    X, y = rng.normal(size=(40, 8)), rng.normal(size=40)
    path = questionnaire._ridge_path(X, y, np.array([0.1, 2.0]))
    for found, penalty in zip(path, (0.1, 2.0), strict=True):
        expected = Ridge(40 * penalty, fit_intercept=False).fit(X, y).coef_
        np.testing.assert_allclose(found, expected, atol=1e-10)


def test_the_rule_takes_the_largest_penalty_within_one_standard_error():
    mean, deviation = np.array([5.0, 3.0, 3.4, 3.6, 9.0]), np.full(5, 0.5)
    assert questionnaire._one_standard_error(mean, deviation) == 2


def test_explained_variance_is_that_of_new_people():
    answers = questionnaire.predict_outcomes(seed=1, draws=3, people=(100, 2000))
    assert 0.25 < answers.possible < 0.3
    for shares in answers.explained.values():
        assert (shares < answers.possible).all()
        assert (shares[:, 1] > answers.possible - 0.05).all()  # with very many people


def test_stopped_descent_ends_near_least_squares_and_ridge_begins_near_zero():
    paths = stopping.stop_linear_model(seed=1, draws=2)
    for share in (paths.stopped_share, paths.ridge_share):
        assert ((share > 0) & (share < 1 + 1e-12)).all()
    # where the curvature is large, both have arrived; one step takes 2 · rate · curvature
    np.testing.assert_allclose(paths.stopped_share[0], 0.2 * paths.curvature, rtol=1e-9)
    assert paths.stopped_share[-1, 0] == pytest.approx(1)
    assert paths.ridge_share[-1, 0] > 0.99


def test_errors_of_stopped_networks_are_those_at_the_kept_step():
    stops = stopping.stop_on_validation(seed=1, draws=2, width=5, steps=400)
    for draw, kept in enumerate(stops.kept):
        at = stops.steps.tolist().index(kept)
        seen = stops.steps <= stops.last[draw]
        assert stops.validation_error[draw, at] == stops.validation_error[draw, seen].min()
        assert stops.by_way["stopped"][draw] == stops.test_error[draw, at]
    assert (stops.by_way["best step of all"] <= stops.by_way["stopped, then retrained"]).all()


def test_a_rise_is_measured_from_the_first_minimum():
    errors = {"no remedy": np.array([[0.9, 0.3, 0.5, 0.2]])}
    sweep = WidthSweep(np.array([2, 4, 8, 16]), errors)
    assert sweep.rise("no remedy") == pytest.approx(0.2)
    assert sweep.risk("no remedy").highest == 0.5


def test_contributions_add_up_to_the_network():
    network, x = ReLUNetwork((3, 20, 1), seed=4), np.random.default_rng(1).normal(size=(30, 3))
    total = dropout._contributions(network, x).sum(axis=1) + network.layers[1].bias.item()
    np.testing.assert_allclose(total, predict(network, x)[:, 0], atol=1e-5)


def test_removing_no_unit_changes_nothing():
    contributions = np.random.default_rng(1).normal(size=(201, 10))
    errors = dropout._removed(contributions, 0.3, 0.0, np.random.default_rng(2))
    np.testing.assert_allclose(errors, errors[0])


def test_the_variance_of_masks_is_that_of_many_masks():
    network, x = ReLUNetwork((2, 6, 1), seed=1), np.ones((1, 2))
    contributions = dropout._contributions(network, x)[0]
    kept = np.random.default_rng(1).random((100_000, 6)) >= 0.3
    expected = (kept @ contributions / 0.7).var()
    assert dropout._variance_of_masks(network, x, 0.3) == pytest.approx(expected, rel=0.02)


def test_a_penalty_of_zero_on_contributions_is_plain_training():
    lessons = draw_lessons(seed=1, draws=2, n=20, inputs=1)
    penalised, plain = ([ReLUNetwork((1, 4, 1), seed=s) for s in (1, 2)] for _ in range(2))
    dropout.penalise_contributions(penalised, lessons.x, lessons.y, 0.0, 200)
    fit_fleet(plain, lessons.x, lessons.y, steps=200, learning_rate=0.01)
    np.testing.assert_allclose(
        lessons.test_errors(penalised), lessons.test_errors(plain), rtol=0.02
    )


def test_an_ensemble_gains_the_spread_of_its_members():
    few = ensembles.average_networks(seed=1, draws=3, widths=(5,), members=4)
    np.testing.assert_allclose(few.test_error[:, :, -1], few.single - few.spread, rtol=1e-6)
    assert few.gain(5) == pytest.approx(few.test_error[:, 0, -1].sum() / few.single[:, 0].sum())


def test_members_with_one_start_are_correlated_fully():
    same = ensembles.average_networks(seed=1, draws=3, widths=(5,), members=4, different=1)
    assert same.rho(5) == pytest.approx(1, abs=1e-4)
    np.testing.assert_allclose(same.variance[0], same.member_variance[0], rtol=1e-4)


def test_places_are_put_in_another_order_and_labels_stay():
    order = np.random.default_rng(1).permutation(40)
    [train], test = augmentation.draw_signals(seed=3, draws=1)
    [scrambled], scrambled_test = augmentation.draw_signals(seed=3, draws=1, places=order.tolist())
    np.testing.assert_array_equal(scrambled.x, train.x[:, order])
    np.testing.assert_array_equal(scrambled_test.labels, test.labels)


def test_moved_signals_keep_their_labels():
    signals = mnist1d(10, seed=1)
    moved = augmentation.shifted_copies(signals, 3)
    assert isinstance(moved, Signals)
    assert len(moved) == 70
    np.testing.assert_array_equal(moved.labels[:10], moved.labels[-10:])
    np.testing.assert_array_equal(moved.x[:10], np.roll(signals.x, -3, axis=1))


@pytest.mark.slow
def test_the_ladder_has_each_remedy_for_each_draw():
    result = ladder.compare_remedies(seed=1, draws=1, members=2)
    assert list(result.test_error) == list(result.test_loss)
    assert set(result.test_error) == {*ladder.SINGLE, ladder.NOTHING, ladder.ALL}
    assert all(0 < error[0] < 0.9 for error in result.test_error.values())
    errors = [result.mean_error[name] for name in result.order]
    assert errors == sorted(errors, reverse=True)
