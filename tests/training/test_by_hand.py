from functools import partial
from itertools import islice

import numpy as np
import pytest
import torch
from torch import nn

from conundrum.training.by_hand import (
    activations,
    adam,
    cross_entropy,
    gradient_descent,
    gradient_of,
    layers_of,
    momentum,
    squared_error,
    start_values,
)

H = np.array([[3.0, 1.0], [1.0, 0.5]])
CENTRE = np.array([1.0, -2.0])


def bowl(theta):
    return H @ (theta - CENTRE)


def path_of_torch(optimiser_of, steps):
    theta = torch.zeros(2, dtype=torch.float64, requires_grad=True)
    optimiser = optimiser_of([theta])
    path = [theta.detach().numpy().copy()]
    for _ in range(steps):
        optimiser.zero_grad()
        away = theta - torch.as_tensor(CENTRE)
        (0.5 * away @ torch.as_tensor(H) @ away).backward()
        optimiser.step()
        path.append(theta.detach().numpy().copy())
    return np.array(path)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (gradient_descent, partial(torch.optim.SGD, lr=0.1)),
        (momentum, partial(torch.optim.SGD, lr=0.1, momentum=0.9)),
        (adam, partial(torch.optim.Adam, lr=0.1)),
    ],
)
def test_optimisers_walk_as_torchs(ours, theirs):
    path = list(islice(ours(bowl, np.zeros(2), rate=0.1), 101))
    np.testing.assert_allclose(path, path_of_torch(theirs, 100), atol=1e-8, rtol=0)


def test_losses_and_their_gradients_are_torchs():
    rng = np.random.default_rng(0)
    outputs, labels, y = rng.normal(size=(7, 4)), rng.integers(0, 4, 7), rng.normal(size=(7, 4))
    for ours, theirs, target in (
        (cross_entropy, nn.functional.cross_entropy, labels),
        (squared_error, nn.functional.mse_loss, y),
    ):
        leaf = torch.tensor(outputs, requires_grad=True)
        expected = theirs(leaf, torch.as_tensor(target))
        expected.backward()
        loss, delta = ours(outputs, target)
        assert loss == pytest.approx(expected.item(), abs=1e-12)
        np.testing.assert_allclose(delta, leaf.grad.numpy(), atol=1e-12)


def test_the_gradient_is_the_slope_of_the_loss():
    rng = np.random.default_rng(1)
    widths = (3, 5, 4, 2)
    theta = start_values(widths, rng, bias=0.1)
    x, y = rng.normal(size=(6, 3)), rng.normal(size=(6, 2))
    loss_of = partial(squared_error, y=y)
    gradient = gradient_of(theta, widths, x, loss_of)[1]
    for i in range(0, len(theta), 7):
        step = 1e-6 * np.eye(len(theta))[i]
        up, down = (gradient_of(theta + s, widths, x, loss_of)[0] for s in (step, -step))
        assert gradient[i] == pytest.approx((up - down) / 2e-6, abs=1e-6)


def test_start_values_have_the_spread_that_is_asked_for():
    theta = start_values((50, 400, 3), np.random.default_rng(2), gain=0.5, bias=-1)
    (W, b), (_, c) = layers_of(theta, (50, 400, 3))
    assert W.std() == pytest.approx(0.5 * np.sqrt(2 / 50), rel=0.02)
    assert (b == -1).all()
    assert (c == 0).all()


def test_activations_are_the_networks():
    theta = np.array([1.0, -1.0, 0.0, 0.5, 2.0, 3.0, 0.1])
    h = activations(theta, (1, 2, 1), np.array([[2.0]]))
    np.testing.assert_allclose(h[1], [[2, 0]])
    np.testing.assert_allclose(h[2], [[4.1]])


def test_what_is_wrong_is_named():
    with pytest.raises(ValueError, match="gain must be above zero, got 0"):
        start_values((1, 2, 1), np.random.default_rng(0), gain=0)
    with pytest.raises(ValueError, match="theta must have 7 entries"):
        layers_of(np.zeros(5), (1, 2, 1))
