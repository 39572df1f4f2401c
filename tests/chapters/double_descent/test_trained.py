"""Trained networks: sweeps, courses of training, and the lines of code on the page."""

import numpy as np
import pytest
import torch

from conundrum.chapters.double_descent.experiments import epochs, memory, training, widths
from conundrum.evaluation.random_features import draw_digits
from conundrum.evaluation.students import learn_from_teachers
from conundrum.models.networks import ReLUNetwork
from conundrum.seeds import seeds_from


@pytest.fixture(scope="module")
def sweep():
    return widths.sweep_widths_and_noise(
        seed=3, draws=2, noises=(0.0, 0.2), widths=(5, 40), steps=(10, 60), n=300
    )


def test_a_sweep_has_an_error_for_each_draw_noise_width_and_step(sweep):
    assert sweep.train_error.shape == sweep.test_error.shape == (2, 2, 2, 2)
    assert (sweep.train_error[:, 0, :, 1] < sweep.train_error[:, 0, :, 0]).all()


def test_redrawn_labels_are_those_of_training_alone(sweep):
    clean, noisy = sweep.train_error[:, :, 1, -1].mean(axis=0)
    assert noisy - clean > 0.03
    assert sweep.test_error[:, :, 1, -1].max() < 0.3


def test_the_errors_of_a_sweep_are_medians_over_draws(sweep):
    ends = sweep.test_error[:, 1, :, -1]
    np.testing.assert_allclose(sweep.risk(0.2).median, np.median(ends, axis=0))
    course = np.median(sweep.test_error[:, 0, 1], axis=0)
    np.testing.assert_allclose(sweep.course(0, 40).median, course)
    stopped = np.median(sweep.test_error[:, 1, :, 0], axis=0)
    np.testing.assert_array_equal(sweep.until(10).risk(0.2).median, stopped)
    assert sweep.train(0.2).at(40) == np.median(sweep.train_error[:, 1, 1, -1])


def noisy_sweep(errors):
    table = np.array(errors, dtype=float)[None, None, :, None]
    units = np.arange(1, len(errors) + 1)
    return widths.NoisySweep(np.array([0.2]), units, np.array([1]), table, table)


@pytest.mark.parametrize(
    ("errors", "rise", "peak"),
    [
        ((5, 4, 3), 0, 3),
        ((5, 2, 4, 1), 2, 3),
        ((5, 3, 4, 3, 6), 3, 5),
        ((9, 1, 2, 0), 1, 3),
    ],
)
def test_a_rise_is_measured_from_the_least_error_before(errors, rise, peak):
    result = noisy_sweep(errors)
    assert result.rise(0.2) == rise
    assert result.peak(0.2) == peak


def test_a_sweep_trains_as_a_plain_loop_of_adam_does():
    """The narrowest network of a draw, by torch alone."""
    sweep = widths.sweep_widths_and_noise(
        seed=4, draws=1, noises=(0.2,), widths=(6,), steps=(20, 40), n=200
    )
    [draw] = seeds_from(4, 1)
    task_seed, start = seeds_from(draw, 2)
    task = draw_digits(seed=task_seed, size=200, noises=(0.2,))
    x = torch.as_tensor(task.train, dtype=torch.float32)
    labels = torch.as_tensor(task.labels[0])
    network = ReLUNetwork((64, 6, 10), seed=start)
    optimiser = torch.optim.Adam(network.parameters(), lr=0.02)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, T_max=40)
    for _ in range(40):
        optimiser.zero_grad()
        torch.nn.functional.cross_entropy(network(x), labels).backward()
        optimiser.step()
        schedule.step()
    expected = widths.error_rate(network, task.test, task.truth)
    assert sweep.test_error[0, 0, 0, -1] == pytest.approx(expected, abs=0.005)


def test_ways_differ_in_optimiser_and_steps_alone():
    ways = training.train_three_ways(seed=2, widths=(4, 14))
    assert list(ways.sweeps) == [
        (name, steps) for name in ("Adam", "momentum", "descent") for steps in (400, 1600)
    ]
    errors = [tuple(sweep.test_error.ravel()) for sweep in ways.sweeps.values()]
    assert len(set(errors)) == 6
    again = widths.sweep_widths_and_noise(seed=2, draws=1, noises=(0.2,), widths=(4, 14))
    np.testing.assert_array_equal(ways.risk("Adam", 400).median, again.test_error[0, 0, :, -1])
    assert all(
        ways.missed(1600, 14)[name] <= ways.missed(400, 14)[name] for name in ways.rises(400)
    )


def test_students_can_learn_what_a_teacher_says_without_noise():
    students = learn_from_teachers(
        seed=1, draws=2, widths=(1, 60), n=400, inputs=2, noise=0.0, steps=800
    )
    assert (students.test_error[:, 1] < 0.05).all()
    assert (students.test_error[:, 1] < students.test_error[:, 0]).all()
    # one hidden unit of 2 inputs: 3 + 2 numbers
    assert list(students.parameters) == [4 + 1, 60 * 3 + 61]
    np.testing.assert_array_equal([draw.median for draw in students.draws], students.test_error)


def test_the_linear_course_is_that_of_steps_taken_one_by_one():
    course = epochs.descend_on_two_scales(seed=5, draws=1, n=30, features=(6, 4), last=300)
    [draw_seed] = seeds_from(5, 1)
    rng = np.random.default_rng(draw_seed)
    scale = np.repeat((1.0, 0.03), (6, 4))
    first, second = rng.normal(size=6), rng.normal(size=4)
    theta = np.concatenate([2 * first / np.linalg.norm(first), second / np.linalg.norm(second)])
    theta /= scale
    X = rng.normal(size=(30, 10)) * scale
    y = X @ theta + 0.1 * rng.normal(size=30)
    estimate, taken = np.zeros(10), 0
    for i, step in enumerate(course.steps):
        for _ in range(step - taken):
            estimate += 0.3 * X.T @ (y - X @ estimate) / 30
        taken = step
        assert course.train_error[0, i] == pytest.approx(np.mean((y - X @ estimate) ** 2))
        missed = (scale * (estimate - theta)) ** 2
        assert course.large[0, i] == pytest.approx(missed[:6].sum())
        assert course.small[0, i] == pytest.approx(missed[6:].sum())
        assert course.test_error[0, i] == pytest.approx(missed.sum() + 0.01)


def test_the_course_of_a_network_is_looked_at_from_the_first_step_to_the_last():
    course = epochs.train_on_two_scales(seed=2, draws=2, steps=400)
    assert course.steps[0] == 1
    assert course.steps[-1] == 400
    assert course.train_error.shape == course.test_error.shape == (2, len(course.steps))
    assert (course.train_error[:, -1] < course.train_error[:, 0] / 3).all()
    assert course.risk.median[-1] == pytest.approx(np.median(course.test_error[:, -1]))


@pytest.mark.parametrize(
    ("errors", "first"),
    [([[1, 0, 0], [1, 1, 0]], [4, 8]), ([[0, 0, 0], [0, 1, 1]], [0, 9]), ([[0, 1, 0]] * 2, [8, 8])],
)
def test_labels_are_fitted_from_the_step_after_the_last_miss(errors, first):
    draws = {
        labels: np.array([each], dtype=float)
        for labels, each in zip(("true", "random"), errors, strict=True)
    }
    result = memory.Memorised(np.array([0, 4, 8]), draws, draws, 1)
    assert [result.fitted_from(labels)[0] for labels in draws] == first


def test_twins_start_alike_and_differ_in_labels_alone():
    result = memory.memorise(seed=2, draws=1, n=200, units=64, steps=80)
    assert result.parameters == 65 * 64 + 65 * 10
    assert result.train_error["true"][0, -1] < 0.02
    assert result.test_error["true"][0, 0] == result.test_error["random"][0, 0] > 0.7
    assert result.test_error["true"][0, -1] < 0.2
    assert result.test_error["random"][0, -1] > 0.8


def test_the_formula_of_descent_is_descent(page):
    after = page.function("after")
    rng = np.random.default_rng(1)
    X, y = rng.normal(size=(40, 7)), rng.normal(size=40)
    estimate = np.zeros(7)
    for _ in range(25):
        estimate += 0.2 * X.T @ (y - X @ estimate) / 40
    np.testing.assert_allclose(after(25, X, y, 0.1), estimate, atol=1e-10)
    np.testing.assert_allclose(
        after(10**6, X, y, 0.1), np.linalg.lstsq(X, y, rcond=None)[0], atol=1e-8
    )


def test_programs_differ_with_more_predictors_than_people(page):
    names = page.run("as_lm_of_R")
    least, first = names["pair"]
    assert not np.allclose(least, first)
