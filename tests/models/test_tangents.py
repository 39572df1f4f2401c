"""The tangent model of a network and the curvature of its loss, against automatic derivatives."""

import numpy as np
import pytest
import torch
from torch.func import functional_call

from conundrum.models.networks import ReLUNetwork, predict
from conundrum.models.tangents import largest_curvature, rescaled, tangent_features


@pytest.fixture
def network():
    return ReLUNetwork((3, 5, 1), seed=2).double()


@pytest.fixture
def table():
    rng = np.random.default_rng(1)
    return rng.normal(size=(20, 3)), rng.normal(size=(20, 1))


def flat_function(network, x):
    """The outputs as a function of all parameters in one vector."""
    names = dict(network.named_parameters())
    sizes = [p.numel() for p in names.values()]

    def outputs(flat):
        parts = {
            name: part.view(p.shape)
            for (name, p), part in zip(names.items(), flat.split(sizes), strict=True)
        }
        return functional_call(network, parts, torch.as_tensor(x))[:, 0]

    return outputs, torch.cat([p.detach().ravel() for p in names.values()])


def test_tangent_features_are_the_derivatives_of_the_output(network, table):
    x, _ = table
    outputs, flat = flat_function(network, x)
    jacobian = torch.autograd.functional.jacobian(outputs, flat).numpy()
    np.testing.assert_allclose(tangent_features(network, x), jacobian, atol=1e-12)


def test_the_largest_curvature_is_that_of_the_second_derivatives(network, table):
    x, y = table
    outputs, flat = flat_function(network, x)

    def loss(parameters):
        return ((outputs(parameters) - torch.as_tensor(y[:, 0])) ** 2).mean()

    hessian = torch.autograd.functional.hessian(loss, flat).numpy()
    assert largest_curvature(network, x, y) == pytest.approx(np.linalg.eigvalsh(hessian)[-1])


def test_rescaling_leaves_the_function_and_changes_the_curvature(network, table):
    x, y = table
    other = rescaled(network, 10)
    np.testing.assert_allclose(predict(other, x), predict(network, x), atol=1e-12)
    assert largest_curvature(other, x, y) != pytest.approx(
        largest_curvature(network, x, y), rel=0.5
    )


def test_a_small_step_follows_the_tangent_model(network, table):
    x, _ = table
    outputs, flat = flat_function(network, x)
    step = 1e-6 * np.random.default_rng(3).normal(size=26)
    change = outputs(flat + torch.as_tensor(step)) - outputs(flat)
    np.testing.assert_allclose(change, tangent_features(network, x) @ step, atol=1e-10)


@pytest.mark.parametrize("widths", [(3, 5, 2), (3, 4, 4, 1), (3, 1)])
def test_other_shapes_are_refused(widths):
    with pytest.raises(ValueError, match="one hidden layer and one output"):
        tangent_features(ReLUNetwork(widths, seed=1), np.ones((2, 3)))


def test_a_factor_that_is_not_positive_is_refused(network):
    with pytest.raises(ValueError, match="factor"):
        rescaled(network, 0)
