"""A teacher is a standardised network, and its samples lie around it by the noise."""

import numpy as np
import pytest

from conundrum.data.teachers import Teacher


def test_outputs_have_mean_zero_and_variance_one_on_fresh_inputs():
    teacher = Teacher(10, noise=0.3, seed=1)
    outputs = teacher(np.random.default_rng(99).normal(size=(50_000, 10)))
    assert outputs.mean() == pytest.approx(0, abs=0.03)
    assert outputs.std() == pytest.approx(1, abs=0.02)


def test_observations_lie_around_the_teacher_by_the_noise():
    teacher = Teacher(5, noise=0.3, seed=2)
    table = teacher.sample(20_000, seed=3)
    assert table.x.shape == (20_000, 5)
    assert (table.y - teacher(table.x)).std() == pytest.approx(0.3, rel=0.03)
    assert table.x.std() == pytest.approx(1, rel=0.02)


def test_without_noise_the_response_is_the_teachers():
    teacher = Teacher(3, noise=0, seed=4)
    table = teacher.sample(10, seed=1)
    np.testing.assert_array_equal(table.y, teacher(table.x))


def test_the_seed_decides():
    x = np.eye(4)
    np.testing.assert_array_equal(Teacher(4, noise=1, seed=6)(x), Teacher(4, noise=1, seed=6)(x))
    assert not np.allclose(Teacher(4, noise=1, seed=6)(x), Teacher(4, noise=1, seed=7)(x))


@pytest.mark.parametrize(
    ("arguments", "named"),
    [({"inputs": 0}, "inputs"), ({"noise": -1}, "noise"), ({"units": 0}, "units")],
)
def test_impossible_teachers_are_refused(arguments, named):
    with pytest.raises(ValueError, match=named):
        Teacher(**{"inputs": 3, "noise": 0.1, "seed": 1, **arguments})
