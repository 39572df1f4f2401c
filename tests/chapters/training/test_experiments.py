from functools import partial
from itertools import islice

import numpy as np
import pytest
import torch
from torch import nn
from torch.func import functional_call

from conundrum.chapters.training.experiments import (
    backpropagation,
    batch_size,
    curves,
    dead_units,
    digits,
    initialisation,
    learning_rate,
    loop,
    momentum,
    parabola,
    schedule,
    surface,
    symptoms,
)
from conundrum.training.by_hand import activations, cross_entropy, gradient_of
from conundrum.training.draws import batches

# --- One parameter, and a surface of two ----------------------------------------------------------


def test_one_parameter_descends_to_least_squares():
    descent = parabola.descend_parabola(0.3, seed=2, steps=100)
    [[slope]] = np.linalg.lstsq(descent.x[:, None], descent.y[:, None])[0]
    assert descent.optimum == pytest.approx(slope)
    assert descent.path[-1] == pytest.approx(slope)
    h = 1e-4
    up, middle, down = descent.loss(np.array([h, 0, -h]))
    assert descent.curvature == pytest.approx((up - 2 * middle + down) / h**2, rel=1e-4)


def test_each_step_multiplies_the_distance():
    descent = parabola.descend_parabola(0.8, seed=3, steps=5)
    np.testing.assert_allclose(descent.distance, 0.6 ** np.arange(6), rtol=1e-9)


@pytest.fixture(scope="module")
def loss_slice():
    return surface.slice_loss_surface(seed=3, steps=30)


def test_the_path_goes_down_and_the_plateau_goes_nowhere(loss_slice):
    assert loss_slice.along[-1] < loss_slice.along[0]
    np.testing.assert_array_equal(loss_slice.plateau[0], loss_slice.plateau[-1])
    place = np.array([loss_slice.weights[20], loss_slice.biases[40]])
    assert loss_slice.loss[40, 20] == pytest.approx(loss_slice.at(place))


def test_exchanged_and_rescaled_units_compute_the_same(loss_slice):
    x = loss_slice.x[:, None]
    outputs = activations(loss_slice.theta, surface.WIDTHS, x)[-1]
    for same in (
        surface.exchange_units(loss_slice.theta, 0, 2),
        surface.rescale_unit(loss_slice.theta, 1, 7.0),
    ):
        assert not np.allclose(same, loss_slice.theta)
        np.testing.assert_allclose(activations(same, surface.WIDTHS, x)[-1], outputs, atol=1e-12)


# --- Derivatives by hand, and the loop ------------------------------------------------------------


def test_the_graph_has_the_values_found_by_hand():
    graph = backpropagation.backpropagate(1.3, 4.0)
    for name, value in {"a1": 0.4, "a2": 0.5, "s": 5.4, "f": 5.4, "loss": 1.96}.items():
        assert graph.values[name] == pytest.approx(value)
    for name, slope in {"f": 2.8, "h2": -11.2, "x": -61.6, "v2": 1.4, "w2": -14.56}.items():
        assert graph.gradient[name] == pytest.approx(slope)


def test_every_parameter_has_its_derivative():
    """Against the loss at slightly larger and slightly smaller values of each."""
    parameters = backpropagation.LECTURE
    gradient = backpropagation.backpropagate(1.3, 4.0).gradient
    for name, value in parameters.items():
        up, down = (
            backpropagation.backpropagate(1.3, 4.0, {**parameters, name: value + d}).loss
            for d in (1e-5, -1e-5)
        )
        assert gradient[name] == pytest.approx((up - down) / 2e-5, rel=1e-6)


def test_nothing_comes_back_through_a_relu_that_is_off():
    gradient = backpropagation.backpropagate(1.9, 4.0).gradient
    assert gradient["f"] != 0
    assert all(gradient[name] == 0 for name in ("s", "x", "w1", "w2", "c"))


def test_steps_on_one_observation_are_those_of_torch():
    *_, last = backpropagation.descend_on_one_observation(1.3, 4.0, rate=0.002, steps=5)
    p = {
        name: torch.tensor(value, dtype=torch.float64, requires_grad=True)
        for name, value in backpropagation.LECTURE.items()
    }
    optimiser = torch.optim.SGD(p.values(), lr=0.002)
    for _ in range(5):
        h1, h2 = (torch.relu(p[f"w{i}"] * 1.3 + p[f"b{i}"]) for i in (1, 2))
        loss = (torch.relu(p["v1"] * h1 + p["v2"] * h2 + p["c"]) - 4) ** 2
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    for name, value in p.items():
        assert last.parameters[name] == pytest.approx(value.item())


def test_what_observations_want_adds_up():
    rng = np.random.default_rng(1)
    votes = backpropagation.GradientByObservation(rng.normal(size=(5, 3)), rng.normal(size=(5, 2)))
    np.testing.assert_allclose(votes.wanted_by_each.sum(axis=0), votes.wanted_by_all)
    np.testing.assert_allclose(votes.of_each[4, 1], votes.delta[4, 1] * votes.inputs[4])


def test_the_cloud_is_learned_as_by_torch():
    run = loop.train_on_cloud(seed=2, shown=(0, 1, 20))
    assert [len(moment.loss) for moment in run.moments] == [1, 2, 21]
    np.testing.assert_array_equal(run.moments[1].fit, run.fits[1])
    again = loop.train_on_cloud(seed=2, rate=0.02, shown=(0, 1))
    assert again.loss[0] == run.loss[0]
    assert again.loss[1] != run.loss[1]


# --- Tasks and training ---------------------------------------------------------------------------


def test_the_largest_curvature_is_that_of_the_whole_hessian():
    task = digits.digit_task(60, seed=1)
    network = digits.initial_network((64, 4, 10), seed=1)
    found = learning_rate.largest_curvature(task, network, seed=1, rounds=200)
    names = dict(network.named_parameters())

    def loss(*parameters):
        outputs = functional_call(network, dict(zip(names, parameters, strict=True)), x)
        return task.loss(outputs, torch.as_tensor(task.y))

    x = torch.as_tensor(task.x)
    blocks = torch.autograd.functional.hessian(loss, tuple(names.values()))
    sizes = [parameter.numel() for parameter in names.values()]
    hessian = torch.cat(
        [
            torch.cat([part.reshape(n, m) for part, m in zip(row, sizes, strict=True)], dim=1)
            for row, n in zip(blocks, sizes, strict=True)
        ]
    )
    assert found == pytest.approx(float(torch.linalg.eigvalsh(hessian)[-1]), rel=0.02)


def test_a_task_scales_by_training_data_and_redraws_labels():
    clean = digits.digit_task(200, seed=4)
    noisy = digits.digit_task(200, seed=4, label_noise=0.5)
    np.testing.assert_allclose(clean.x.mean(axis=0), 0, atol=1e-12)
    assert 0.4 < (clean.labels != noisy.labels).mean() <= 0.5
    np.testing.assert_array_equal(clean.validation_y, noisy.validation_y)


def by_hand(task, network, rate, rows_of_steps):
    """Return the parameters after steps of gradient descent, worked out in NumPy."""
    theta = np.concatenate([p.detach().numpy().ravel() for p in network.parameters()])
    for rows in rows_of_steps:
        loss_of = partial(cross_entropy, y=task.labels[rows])
        theta = theta - rate * gradient_of(theta, network.widths, task.x[rows], loss_of)[1]
    return theta


def test_training_is_a_step_of_gradient_descent_a_batch():
    task = digits.digit_task(50, seed=5)
    network, same = (digits.initial_network((64, 6, 10), seed=5) for _ in range(2))
    [curve] = digits.train(task, [network], 0.1, epochs=2, seed=6)
    order = batches(50, 25, seeds=[6])
    theta = by_hand(task, same, 0.1, [next(order)[0] for _ in range(4)])
    end = cross_entropy(activations(theta, network.widths, task.x)[-1], task.labels)[0]
    assert len(curve.train) == 3
    assert curve.train[-1] == pytest.approx(end, rel=1e-9)
    [loss] = digits.losses_after(task, (64, 6, 10), [0.1], start=5, steps=4, seed=6)
    assert loss == pytest.approx(end, rel=1e-9)


def test_training_in_order_takes_the_batches_as_they_come():
    task = digits.digit_task(50, seed=5)
    network, same = (digits.initial_network((64, 6, 10), seed=5) for _ in range(2))
    order = np.argsort(task.labels, kind="stable")
    digits.train_in_order(task, network, order, rate=0.1, epochs=2)
    theta = by_hand(task, same, 0.1, [order[:25], order[25:]] * 2)
    found = np.concatenate([p.detach().numpy().ravel() for p in network.parameters()])
    np.testing.assert_allclose(found, theta, rtol=1e-8, atol=1e-12)


def test_errors_and_dead_units_are_counted():
    task = digits.digit_task(50, seed=5)
    network = digits.initial_network((64, 6, 10), seed=5, bias=-50)
    curve = digits.curve_of(task, [network])
    assert curve.dead == 1
    # with equal outputs the first class is answered
    assert curve.train_error[0] == pytest.approx((task.labels != 0).mean())
    assert curve.train[0] == pytest.approx(digits.GUESSING)


# --- Batches, valleys, schedules ------------------------------------------------------------------


def test_where_no_rate_fits_there_is_no_error_to_compare():
    comparison = batch_size.compare_batch_sizes(seed=1, epochs=10, rates=(1e-6,))
    assert np.isnan(comparison.validation_error(20))
    assert comparison.best_rate == dict.fromkeys(batch_size.BATCH_SIZES, 1e-6)


@pytest.mark.parametrize("correlation", [0.0, 0.5, 0.96])
def test_the_valley_of_a_regression_has_the_curvature_of_its_correlation(correlation):
    regression = momentum.draw_regression(correlation, seed=4)
    r = np.corrcoef(regression.X.T)[0, 1]
    assert r == pytest.approx(correlation, abs=0.15)
    np.testing.assert_allclose(regression.curvature, [2 * (1 - abs(r)), 2 * (1 + abs(r))])
    theta = np.array([0.3, -0.2])
    up, down = (regression.excess(theta + d * np.eye(2)) for d in (1e-5, -1e-5))
    slopes = (up - down) / 2e-5
    np.testing.assert_allclose(regression.gradient(theta), slopes, rtol=1e-6)


def test_descent_needs_as_many_steps_as_theory_says():
    """From along the flat direction each step leaves 1 − rate × the least curvature."""
    regression = momentum.draw_regression(0.9, seed=1)
    _, directions = np.linalg.eigh(regression.X.T @ regression.X)
    found = momentum.fewest_steps("gradient descent", regression, directions[:, :1].T)
    least, most = regression.curvature
    factor = 1 - 1.99 * least / most  # the largest rate that is tried
    assert found == np.ceil(np.log(1e-2) / np.log(factor))


def test_four_optimisers_start_from_one_place_and_sgd_sees_other_people():
    walk = momentum.walk_in_valley(0.05, seed=1, steps=5)
    assert {tuple(path[0]) for path in walk.paths.values()} == {(-1.0, -0.6)}
    assert not np.allclose(walk.paths["SGD"], walk.paths["gradient descent"])
    assert walk.left("gradient descent") < 1


def test_a_schedule_goes_half_as_far():
    comparison = schedule.compare_schedules(seed=1, draws=2, steps=40)
    assert comparison.share.mean() == pytest.approx(0.5, abs=0.02)
    assert comparison.final["all 40"]["constant"].shape == (2, len(schedule.RATES))
    assert comparison.best("all 40", "constant") == comparison.median("all 40", "constant").min()


# --- Where to start, and units that die -----------------------------------------------------------


def test_equal_units_part_when_they_are_disturbed():
    equal = initialisation.break_symmetry(seed=2, epochs=5)
    disturbed = initialisation.break_symmetry(seed=2, epochs=5, noise=0.1)
    assert equal.apart < 1e-9 < 0.05 < disturbed.apart
    assert disturbed.equal.final < equal.equal.final


def test_signals_grow_with_the_gain():
    small, large = (initialisation.send_signals(g, torch.relu, seed=1) for g in (0.5, 1.0))
    assert small.forward_factor == pytest.approx(large.forward_factor / 2, rel=1e-6)
    assert small.backward_factor == pytest.approx(large.backward_factor / 2, rel=0.1)


def test_dead_units_are_those_that_torch_finds():
    task = digits.digit_task(80, seed=3)
    network = digits.initial_network((64, 5, 7, 10), seed=3, bias=-1.0)
    first, second, _ = network.layers
    h = torch.relu(first(torch.as_tensor(task.x)))
    for found, units in zip(
        digits.dead_units(network, task.x), (h, torch.relu(second(h))), strict=True
    ):
        np.testing.assert_array_equal(found, (units.amax(dim=0) == 0).numpy())


def test_without_its_first_layer_a_network_does_the_rest():
    task = digits.digit_task(30, seed=3)
    network = digits.initial_network((64, 5, 7, 10), seed=3)
    above, above_task = dead_units.without_first_layer(network, task)
    x = torch.as_tensor(task.x)
    np.testing.assert_allclose(
        above(torch.as_tensor(above_task.x)).detach(), network(x).detach(), atol=1e-12
    )
    leaky = nn.Sequential(
        network.layers[0],
        nn.LeakyReLU(0.1),
        network.layers[1],
        nn.LeakyReLU(0.1),
        network.layers[2],
    )
    sums = dead_units.sums_with_leak(network, x)
    np.testing.assert_allclose(sums[-1].detach(), leaky(x).detach(), atol=1e-12)


def test_the_dead_are_counted_before_anything_is_revived():
    revival = dead_units.kill_and_revive(seed=2, steps=5)
    assert (revival.at_start <= dead_units.HIDDEN).all()
    assert revival.dead.sum() > revival.at_start.sum()
    for counts in revival.revived.values():
        assert (counts <= revival.dead).all()


# --- Curves, symptoms -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("patience", "kept", "stopped"), [(1, 1, 2), (2, 3, 5), (3, 6, 7), (10, 6, 7)]
)
def test_patience_says_when_to_stop(patience, kept, stopped):
    validation = np.array([9.0, 5.0, 6.0, 4.0, 7.0, 8.0, 3.0, 5.0])
    assert curves.stop_early(validation, patience) == (kept, stopped)


def test_a_third_set_is_tested_on():
    stopping = curves.stop_training_early(seed=1)
    assert not np.allclose(stopping.validation, stopping.test)
    assert stopping.kept(120) == stopping.validation.argmin()
    assert stopping.saved(120) == pytest.approx(
        stopping.test_error[-1] - stopping.test_error[stopping.validation.argmin()]
    )


@pytest.mark.slow
def test_dead_units_are_found_and_large_rates_end_in_nan():
    drawn = curves.draw_learning_curves(seed=2)
    assert drawn.dead.dead == 1
    assert drawn.works.dead < 0.2
    assert drawn.plateau.train[drawn.end_of_plateau] < 0.9 * drawn.plateau.train[0]
    wrong = symptoms.reproduce_symptoms(seed=2)
    assert not np.isfinite(wrong.too_large.train[-1])
    assert wrong.works.train[-1] < 0.1


def test_narrowness_is_the_ratio_of_curvatures():
    x = np.random.default_rng(1).normal(size=(50, 3)) * [1, 10, 100]
    X = np.column_stack([np.ones(50), x])
    curvature = np.linalg.eigvalsh(2 * X.T @ X / 50)
    assert symptoms.narrowness(x) == pytest.approx(curvature[-1] / curvature[0])


def test_data_scaled_by_themselves_do_not_show_a_shift():
    scaling = symptoms.compare_scaling(seed=1, draws=5)
    assert scaling.by_itself == pytest.approx(scaling.shifted_by_itself)
    assert scaling.shifted_by_training > 2 * scaling.by_training


def test_states_are_taken_one_by_one():
    walk = iter([np.array([float(i)]) for i in range(9)])
    np.testing.assert_array_equal(parabola.take(3, walk)[:, 0], list(islice(range(9), 4)))
