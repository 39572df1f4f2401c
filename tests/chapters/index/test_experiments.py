import numpy as np
import pytest

from conundrum.chapters.index import experiments
from conundrum.data.curves import SINE


@pytest.fixture(scope="module")
def draw():
    return experiments.interpolate(seed=2, draws=1, steps=300).draws[0]


def test_polynomial_and_spline_pass_through_every_point(draw):
    assert draw.farthest_miss["polynomial"] < 1e-6
    assert draw.farthest_miss["spline"] < 1e-6
    assert draw.train_error["network"] < SINE.noise**2 * 2


def test_the_polynomial_is_numpys(draw):
    sample = draw.sample
    fit = np.polynomial.Polynomial.fit(sample.x, sample.y, 19)
    inside = (draw.x > sample.x[2]) & (draw.x < sample.x[-3])
    np.testing.assert_allclose(
        draw.predictions["polynomial"][inside], fit(draw.x[inside]), rtol=1e-4
    )


def test_parameters_are_counted(draw):
    # a weight and a bias for each of 1,024 units, a weight of each in the output, and its bias
    assert draw.parameters == {"polynomial": 20, "spline": 21, "network": 3 * 1024 + 1}


def test_the_test_error_is_that_on_new_points(draw):
    new = SINE.sample(200_000, seed=1)
    for name in ("spline", "network"):
        predicted = np.interp(new.x, draw.x, draw.predictions[name])
        assert draw.test_error[name] == pytest.approx(((predicted - new.y) ** 2).mean(), rel=0.03)


@pytest.mark.slow
def test_long_training_passes_through_every_point():
    assert experiments.interpolate(seed=5, draws=1).farthest_miss < 0.1
