"""The lines of code that the chapter shows do what the libraries do."""

from functools import partial
from itertools import pairwise

import numpy as np
import pytest
import torch
from torch import nn


def path_of_torch(optimiser_of):
    theta = torch.tensor([2.0, -1.0], dtype=torch.float64, requires_grad=True)
    optimiser = optimiser_of([theta])
    path = [theta.detach().numpy().copy()]
    for _ in range(100):
        optimiser.zero_grad()
        (theta[0] ** 4 + theta[0] * theta[1] + 3 * theta[1] ** 2).backward()
        optimiser.step()
        path.append(theta.detach().numpy().copy())
    return np.array(path)


def gradient(theta):
    a, b = theta
    return np.array([4 * a**3 + b, a + 6 * b])


@pytest.mark.parametrize(
    ("name", "theirs"),
    [
        ("gradient_descent", partial(torch.optim.SGD, lr=0.02)),
        ("momentum", partial(torch.optim.SGD, lr=0.02, momentum=0.9)),
        ("adam", partial(torch.optim.Adam, lr=0.02)),
    ],
)
def test_optimisers_walk_as_torchs(page, name, theirs):
    path = page.function(name)(gradient, np.array([2.0, -1.0]), rate=0.02, steps=100)
    np.testing.assert_allclose(path, path_of_torch(theirs), atol=1e-8, rtol=0)


@pytest.mark.parametrize("widths", [(2, 3, 1), (5, 4, 6, 3), (3, 2)])
def test_the_backward_pass_is_autograd(page, widths):
    backward = page.function("backward")
    layers = [nn.Linear(m, k).double() for m, k in pairwise(widths)]
    x = torch.randn(8, widths[0], dtype=torch.float64)
    activations = [x]
    for layer in layers[:-1]:
        activations.append(torch.relu(layer(activations[-1])))
    outputs = layers[-1](activations[-1])
    outputs.square().sum().backward()
    gradients = backward(
        [h.detach().numpy() for h in activations],
        [layer.weight.detach().numpy() for layer in layers],
        2 * outputs.detach().numpy(),
    )
    for (W, b), layer in zip(gradients, layers, strict=True):
        np.testing.assert_allclose(W, layer.weight.grad.numpy(), atol=1e-10, rtol=0)
        np.testing.assert_allclose(b, layer.bias.grad.numpy(), atol=1e-10, rtol=0)
