import numpy as np
import pytest
import torch
from torch.nn.functional import (
    binary_cross_entropy_with_logits,
    cross_entropy,
    huber_loss,
    mse_loss,
)

from conundrum.training.losses import check_targets, with_gradient

OUTPUTS = torch.randn(3, 4, 7, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
NUMBERS, PROBABILITIES = OUTPUTS.flip(2), torch.softmax(OUTPUTS.flip(2), dim=1)


def cross_entropy_after_softmax(outputs, y):
    return cross_entropy(outputs.softmax(dim=1), y)


TARGETS = {
    mse_loss: NUMBERS,
    cross_entropy: PROBABILITIES,
    huber_loss: NUMBERS,
    binary_cross_entropy_with_logits: PROBABILITIES,
    cross_entropy_after_softmax: PROBABILITIES,
}


@pytest.mark.parametrize("loss", TARGETS)
def test_losses_and_gradients_are_those_of_each_network_by_itself(loss):
    outputs = OUTPUTS.clone().requires_grad_()
    expected = torch.stack([loss(f.T, y.T) for f, y in zip(outputs, TARGETS[loss], strict=True)])
    [expected_gradient] = torch.autograd.grad(expected.sum(), outputs)
    value, gradient = with_gradient(loss)(OUTPUTS, TARGETS[loss])
    torch.testing.assert_close(value, expected.detach())
    torch.testing.assert_close(gradient, expected_gradient)


@pytest.mark.parametrize("loss", TARGETS)
def test_one_spoilt_network_leaves_the_others_as_they_were(loss):
    spoilt, y = OUTPUTS.clone(), TARGETS[loss]
    spoilt[1] = np.nan
    both = with_gradient(loss)(spoilt, y), with_gradient(loss)(OUTPUTS, y)
    for part, expected in zip(*both, strict=True):
        torch.testing.assert_close(part[[0, 2]], expected[[0, 2]])
        assert part[1].isnan().all()


def test_probabilities_are_zero_or_more_and_add_up_to_one():
    check_targets(cross_entropy, torch.eye(3)[[0, 2, 1]])
    check_targets(cross_entropy, torch.full((5, 4, 2), 0.5))
    for wrong in (torch.full((4, 2), 0.4), torch.tensor([[1.5, -0.5]])):
        check_targets(mse_loss, wrong)
        with pytest.raises(ValueError, match="y must hold probabilities of classes"):
            check_targets(cross_entropy, wrong)
