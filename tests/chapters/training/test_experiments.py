from functools import partial

import numpy as np
import pytest
import torch
from torch.func import functional_call

from conundrum.chapters.training import experiments
from conundrum.training.by_hand import activations, cross_entropy, gradient_of
from conundrum.training.draws import batches


def test_one_parameter_descends_to_least_squares():
    descent = experiments.descend(0.3, seed=2, steps=100)
    [[slope]] = np.linalg.lstsq(descent.x[:, None], descent.y[:, None])[0]
    assert descent.optimum == pytest.approx(slope)
    assert descent.path[-1] == pytest.approx(slope)
    h = 1e-4
    up, middle, down = descent.loss(np.array([h, 0, -h]))
    assert descent.curvature == pytest.approx((up - 2 * middle + down) / h**2, rel=1e-4)


def test_each_step_multiplies_the_distance():
    descent = experiments.descend(0.8, seed=3, steps=5)
    np.testing.assert_allclose(descent.distance, 0.6 ** np.arange(6), rtol=1e-9)


def test_the_graph_has_the_values_found_by_hand():
    graph = experiments.backpropagate(1.3, 4.0)
    for name, value in {"a1": 0.4, "a2": 0.5, "s": 5.4, "f": 5.4, "loss": 1.96}.items():
        assert graph.values[name] == pytest.approx(value)
    for name, slope in {"f": 2.8, "h2": -11.2, "x": -61.6, "v2": 1.4, "w2": -14.56}.items():
        assert graph.slopes[name] == pytest.approx(slope)


def test_nothing_comes_back_through_a_relu_that_is_off():
    slopes = experiments.backpropagate(1.9, 4.0).slopes
    assert slopes["f"] != 0
    assert all(slopes[name] == 0 for name in ("s", "x", "w1", "w2", "c"))


def test_the_largest_curvature_is_that_of_the_whole_hessian():
    task = experiments.digit_task(60, seed=1)
    network = experiments.start((64, 4, 10), seed=1)
    found = experiments.largest_curvature(task, network, seed=1, rounds=200)
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
    clean = experiments.digit_task(200, seed=4)
    noisy = experiments.digit_task(200, seed=4, label_noise=0.5)
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
    task = experiments.digit_task(50, seed=5)
    network, same = (experiments.start((64, 6, 10), seed=5) for _ in range(2))
    [curve] = experiments.train(task, [network], 0.1, epochs=2, seed=6)
    order = batches(50, 25, seeds=[6])
    theta = by_hand(task, same, 0.1, [next(order)[0] for _ in range(4)])
    end = cross_entropy(activations(theta, network.widths, task.x)[-1], task.labels)[0]
    assert len(curve.train) == 3
    assert curve.train[-1] == pytest.approx(end, rel=1e-9)


def test_training_in_order_takes_the_batches_as_they_come():
    task = experiments.digit_task(50, seed=5)
    network, same = (experiments.start((64, 6, 10), seed=5) for _ in range(2))
    order = np.argsort(task.labels, kind="stable")
    experiments.train_in_order(task, network, order, rate=0.1, epochs=2)
    theta = by_hand(task, same, 0.1, [order[:25], order[25:]] * 2)
    found = np.concatenate([p.detach().numpy().ravel() for p in network.parameters()])
    np.testing.assert_allclose(found, theta, rtol=1e-8, atol=1e-12)


def test_errors_and_dead_units_are_counted():
    task = experiments.digit_task(50, seed=5)
    network = experiments.start((64, 6, 10), seed=5, bias=-50)
    curve = experiments.curve_of(task, [network])
    assert curve.dead == 1
    # with equal outputs the first class is answered
    assert curve.train_error[0] == pytest.approx((task.labels != 0).mean())
    assert curve.train[0] == pytest.approx(experiments.GUESSING)


def test_where_no_rate_fits_there_is_no_error_to_compare():
    batches_of = experiments.compare_batch_sizes(seed=1, epochs=10, rates=(1e-6,))
    assert np.isnan(batches_of.validation_error(20))


@pytest.mark.slow
def test_paths_end_below_where_they_start_unless_the_unit_is_off():
    valley = experiments.walk_in_the_valley(seed=3, steps=30)
    for name in ("gradient descent", "SGD", "momentum", "Adam"):
        along = valley.loss_along(name)
        assert along[-1] < along[0]
    np.testing.assert_array_equal(valley.paths["off"][0], valley.paths["off"][-1])
    row, column = 40, 20
    place = np.array([valley.weights[column], valley.biases[row]])
    assert valley.loss[row, column] == pytest.approx(valley.at(place))
    _, loss = valley.between()
    assert loss[0] == pytest.approx(loss[-1])


def test_signals_grow_with_the_gain():
    small, large = (experiments.send_signals(g, torch.relu, seed=1) for g in (0.5, 1.0))
    assert small.forward_factor == pytest.approx(large.forward_factor / 2, rel=1e-6)
    assert small.backward_factor == pytest.approx(large.backward_factor / 2, rel=0.1)


@pytest.mark.slow
def test_dead_units_are_found_and_large_rates_end_in_nan():
    curves = experiments.draw_learning_curves(seed=2)
    assert curves.dead.dead == 1
    assert curves.works.dead < 0.2
    wrong = experiments.reproduce_symptoms(seed=2)
    assert not np.isfinite(wrong.too_large.train[-1])
    assert wrong.works.train[-1] < 0.1
