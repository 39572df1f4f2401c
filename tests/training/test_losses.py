import numpy as np
import pytest
import torch
from torch.nn import functional

from conundrum.training.losses import CROSS_ENTROPY, SQUARED_ERROR

OUTPUTS = torch.randn(3, 4, 7, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
TARGETS = {
    SQUARED_ERROR: OUTPUTS.flip(2),
    CROSS_ENTROPY: torch.softmax(OUTPUTS.flip(2), dim=1),
}
ELSEWHERE = {SQUARED_ERROR: functional.mse_loss, CROSS_ENTROPY: functional.cross_entropy}


@pytest.mark.parametrize("loss", TARGETS)
def test_losses_and_gradients_are_those_of_torch(loss):
    outputs = OUTPUTS.clone().requires_grad_()
    expected = torch.stack(
        [ELSEWHERE[loss](f.T, y.T) for f, y in zip(outputs, TARGETS[loss], strict=True)]
    )
    [expected_gradient] = torch.autograd.grad(expected.sum(), outputs)
    value, gradient = loss(OUTPUTS, TARGETS[loss])
    torch.testing.assert_close(value, expected.detach())
    torch.testing.assert_close(gradient, expected_gradient)


def test_one_spoilt_network_leaves_the_others_as_they_were():
    spoilt = OUTPUTS.clone()
    spoilt[1] = np.nan
    for loss, y in TARGETS.items():
        for part, expected in zip(loss(spoilt, y), loss(OUTPUTS, y), strict=True):
            torch.testing.assert_close(part[[0, 2]], expected[[0, 2]])
            assert part[1].isnan().all()


def test_probabilities_are_zero_or_more_and_add_up_to_one():
    CROSS_ENTROPY.check(torch.eye(3)[[0, 2, 1]])
    CROSS_ENTROPY.check(torch.full((5, 4, 2), 0.5))
    for wrong in (torch.full((4, 2), 0.4), torch.tensor([[1.5, -0.5]])):
        with pytest.raises(ValueError, match="y must hold probabilities of classes"):
            CROSS_ENTROPY.check(wrong)
