"""The network of signals computes what its layers say."""

import pytest
import torch
from torch import nn

from conundrum.models.signals import SignalConvNet


def test_it_is_three_convolutions_and_a_readout():
    network = SignalConvNet(40, 6, 10, seed=1)
    plain = nn.Sequential()
    for stage in network.stages:
        plain.extend([stage, nn.ReLU()])
    plain.extend([nn.Flatten(), network.readout])
    x = torch.randn(7, 40, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        torch.testing.assert_close(network(x), plain(x[:, None]))
        assert network(x).shape == (7, 10)


def test_the_seed_decides():
    first, again, other = (
        torch.cat([p.flatten() for p in SignalConvNet(16, 3, 2, seed=seed).parameters()])
        for seed in (4, 4, 5)
    )
    assert torch.equal(first, again)
    assert not torch.equal(first, other)


@pytest.mark.parametrize(
    ("arguments", "named"),
    [((41, 3, 2), "length"), ((40, 0, 2), "channels"), ((40, 3, 0), "widths")],
)
def test_impossible_sizes_are_refused(arguments, named):
    with pytest.raises(ValueError, match=named):
        SignalConvNet(*arguments, seed=1)
