import numpy as np
import pytest
import torch

from conundrum.chapters.training import experiments


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
    rng = np.random.default_rng(1)
    theta = experiments.start_values(experiments.DIGIT_WIDTHS, rng)
    found = experiments.largest_curvature(task, theta, seed=1, rounds=60)
    leaf = torch.tensor(theta)

    def loss(t):
        outputs = experiments._torch_outputs(t, experiments.DIGIT_WIDTHS, torch.as_tensor(task.x))
        return torch.nn.functional.cross_entropy(outputs, torch.as_tensor(task.y))

    hessian = torch.autograd.functional.hessian(loss, leaf)
    assert found == pytest.approx(float(torch.linalg.eigvalsh(hessian)[-1]), rel=0.02)


def test_a_task_scales_by_training_data_and_redraws_labels():
    clean = experiments.digit_task(200, seed=4)
    noisy = experiments.digit_task(200, seed=4, label_noise=0.5)
    np.testing.assert_allclose(clean.x.mean(axis=0), 0, atol=1e-12)
    assert 0.3 < (clean.y != noisy.y).mean() < 0.6
    np.testing.assert_array_equal(clean.validation_y, noisy.validation_y)


def test_training_is_a_step_of_gradient_descent_a_batch():
    task = experiments.digit_task(50, seed=5)
    curve = experiments.run(task, seed=5, epochs=2)
    assert len(curve.train) == 3
    assert curve.train[-1] < curve.train[0]


@pytest.mark.parametrize(
    "experiment",
    [
        lambda seed: experiments.descend(0.1, seed=seed).path,
        lambda seed: experiments.compare_with_autograd(seed=seed, draws=5).by_hand,
        lambda seed: experiments.measure_noise(seed=seed, draws=5).noise,
        lambda seed: experiments.overfit_one_batch(seed=seed, steps=5).correct,
        lambda seed: experiments.scale_with_leak(seed=seed, draws=5).honest,
    ],
)
def test_an_experiment_depends_on_its_seed_alone(experiment):
    np.testing.assert_array_equal(experiment(7), experiment(7))
    assert not np.array_equal(experiment(7), experiment(8))


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
def test_everything_that_can_go_wrong_runs():
    curves = experiments.learn(seed=2)
    assert curves.dead.dead == 1
    assert curves.works.dead < 0.2
    wrong = experiments.reproduce(seed=2)
    assert not np.isfinite(wrong.too_large.train[-1])
    assert wrong.works.train[-1] < 0.1
