import numpy as np
import pytest

from conundrum.evaluation.random_features import BIAS, random_features
from conundrum.models.features import relu_kernel


def test_many_features_come_to_the_kernel():
    x = np.random.default_rng(1).normal(size=(6, 20))
    features = random_features(x, 200_000, seed=1)
    np.testing.assert_allclose(
        features @ features.T / features.shape[1], relu_kernel(x, x, bias=BIAS), atol=0.01
    )


def test_inputs_of_zero_have_no_inner_product_without_a_bias():
    assert relu_kernel(np.zeros((1, 3)), np.ones((2, 3)), bias=0).tolist() == [[0, 0]]


def test_inputs_must_be_of_one_kind():
    with pytest.raises(ValueError, match="must have the same length"):
        relu_kernel(np.ones((2, 3)), np.ones((2, 4)), bias=0.1)
