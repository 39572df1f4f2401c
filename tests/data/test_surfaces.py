import numpy as np
import pytest

from conundrum.data.surfaces import (
    REACH,
    TwoTraits,
    interacting,
    least_additive_error,
    mixed,
    unmixed,
)


def test_the_surface_by_hand():
    u, v = np.array([0.0, 1.0, -1.0]), np.array([5.0, 1.0, 0.5])
    expected = [4, 1 - 3 - 1 + 4, 1 - 0.75 + 1 + 4]
    np.testing.assert_allclose(interacting(u, v), expected)


def test_the_least_additive_error_is_what_the_best_sum_leaves():
    # The best sum is the mean over v as a function of u, that over u as one of v, less the whole.
    edges = np.linspace(-REACH, REACH, 1001)
    u, v = np.meshgrid((edges[1:] + edges[:-1]) / 2, (edges[1:] + edges[:-1]) / 2, indexing="ij")
    surface = interacting(u, v)
    rows, columns = surface.mean(axis=1, keepdims=True), surface.mean(axis=0, keepdims=True)
    left = ((surface - rows - columns + surface.mean()) ** 2).mean()
    assert least_additive_error(noise=0.4) == pytest.approx(left + 0.16, rel=1e-4)


def test_unmixed_inputs_are_the_traits():
    population = unmixed(5)
    table = population.sample(4000, seed=1)
    assert np.abs(table.X).max() <= REACH
    np.testing.assert_allclose(population.truth(table.X), interacting(*table.X[:, :2].T))
    noise = table.y - population.truth(table.X)
    assert noise.std() == pytest.approx(0.4, rel=0.05)
    assert noise.mean() == pytest.approx(0, abs=0.03)


def test_mixing_turns_the_same_people():
    plain, turned = unmixed(6), mixed(6, seed=3)
    one, other = plain.sample(50, seed=9), turned.sample(50, seed=9)
    np.testing.assert_allclose(one.y, other.y)
    np.testing.assert_allclose(plain.truth(one.X), turned.truth(other.X))
    np.testing.assert_allclose(one.X @ one.X.T, other.X @ other.X.T)
    assert np.abs(one.X - other.X).max() > 0.5


@pytest.mark.parametrize("wrong", [np.ones((2, 2)), np.eye(1), np.eye(3) * 2])
def test_a_mixing_that_is_no_turn_is_refused(wrong):
    with pytest.raises(ValueError, match="mixing must be orthogonal with two rows or more"):
        TwoTraits(wrong)


def test_one_input_is_too_few():
    with pytest.raises(ValueError, match="inputs must be at least 2, got 1"):
        unmixed(1)
