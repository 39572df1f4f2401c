import numpy as np
import pytest
import torch
from torch import nn

from conundrum.models.convnets import (
    ConvNet,
    GlobalAverage,
    fully_connected,
    linear_network,
)
from conundrum.models.packing import LEVELS, pack, rounded


def networks() -> dict[str, nn.Module]:
    shape = (1, 8, 8)
    return {
        "pooled": ConvNet(shape, (4, 6, 5), GlobalAverage(), 3, seed=1),
        "flat": ConvNet(shape, (4, 6), nn.Flatten(), 3, seed=2),
        "connected": fully_connected(shape, 3, parameters=500, seed=3),
        "linear": linear_network(shape, 3, seed=4),
    }


@pytest.fixture(params=networks())
def network(request) -> nn.Module:
    return networks()[request.param]


def weights(network: nn.Module) -> list[np.ndarray]:
    """A row for each unit of each layer."""
    layers = [m for m in network.modules() if isinstance(m, nn.Conv2d | nn.Linear)]
    return [layer.weight.detach().flatten(1).numpy() for layer in layers]


def test_a_weight_is_off_by_half_a_step_at_most(network):
    for exact, in_steps in zip(weights(network), weights(rounded(network)), strict=True):
        step = np.abs(exact).max(axis=1, keepdims=True) / LEVELS
        assert (np.abs(in_steps - exact) <= 0.501 * step).all()
        assert np.abs(in_steps - exact).max() > 0


def test_rounding_leaves_the_network_and_its_biases_alone(network):
    before = [parameter.detach().clone() for parameter in network.parameters()]
    in_steps = rounded(network)
    for old, now, other in zip(before, network.parameters(), in_steps.parameters(), strict=True):
        assert torch.equal(old, now)
        assert old.ndim > 1 or torch.equal(old, other)


def test_what_is_packed_is_what_is_rounded(network):
    packed, again = pack(network), pack(rounded(network))
    for part in ("stages", "dense"):
        for one, other in zip(packed[part], again[part], strict=True):
            assert one["weights"] == other["weights"]
            np.testing.assert_allclose(one["factor"], other["factor"], rtol=1e-5)
    whole = [
        np.array([ord(letter) - 80 for letter in layer["weights"]])
        for layer in (*packed["stages"], *packed["dense"])
    ]
    for steps, exact, in_steps in zip(
        whole, weights(network), weights(rounded(network)), strict=True
    ):
        assert np.abs(steps).max() == LEVELS
        step = np.abs(exact).max(axis=1, keepdims=True) / LEVELS
        np.testing.assert_allclose(steps.reshape(exact.shape) * step, in_steps, rtol=1e-5)


def test_a_unit_without_weights_stays_one():
    network = linear_network((1, 4, 4), 2, seed=0)
    with torch.no_grad():
        network[1].layers[0].weight[0] = 0
    assert torch.equal(rounded(network)[1].layers[0].weight[0], torch.zeros(16))
    assert pack(network)["dense"][0]["weights"].startswith(16 * "P")


def test_another_kind_of_network_is_refused():
    with pytest.raises(ValueError, match="got Linear"):
        pack(nn.Linear(3, 2))
