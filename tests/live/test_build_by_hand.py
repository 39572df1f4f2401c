"""The network that is built by hand computes what the package computes."""

from functools import partial
from itertools import islice

import numpy as np
import torch

from conundrum.data.curves import QUARTIC
from conundrum.training.by_hand import gradient_descent, gradient_of, layers_of, squared_error

WIDTHS = (1, 3, 1)


def linear_loss(theta, x, y):
    """The loss and its gradient without the cut, by automatic differentiation."""
    theta = torch.tensor(theta, requires_grad=True)
    w, b, v, c = theta.split([3, 3, 3, 1])
    lines = torch.as_tensor(x) * w + b
    loss = ((lines @ v + c) - torch.as_tensor(y[:, 0])).square().mean()
    loss.backward()
    return loss.item(), theta.grad.tolist()


def setting(seed):
    rng = np.random.default_rng(seed)
    theta = rng.normal(size=10) * rng.choice([0.5, 1, 2])
    cloud = QUARTIC.sample(int(rng.integers(2, 101)), seed=seed)
    x, y = cloud.x[:, None], cloud.y[:, None]

    def loss_and_gradient(theta):
        return gradient_of(theta, WIDTHS, x, partial(squared_error, y=y))

    rate = float(10 ** rng.uniform(-4, -2))
    walk = gradient_descent(lambda theta: loss_and_gradient(theta)[1], theta, rate=rate)
    loss, gradient = loss_and_gradient(theta)
    without, gradient_without = linear_loss(theta, x, y)
    line = np.poly1d(np.polyfit(cloud.x, cloud.y, 1))
    (w, b), (v, c) = layers_of(theta, WIDTHS)
    return {
        "network": {
            "units": [
                dict(zip("wbv", map(float, numbers), strict=True))
                for numbers in zip(w[:, 0], b, v[0], strict=True)
            ],
            "c": float(c[0]),
        },
        "points": [{"x": float(x), "y": float(y)} for x, y in zip(cloud.x, cloud.y, strict=True)],
        "loss": loss,
        "gradient": gradient.tolist(),
        "loss_without_cut": without,
        "gradient_without_cut": gradient_without,
        "loss_of_best_line": float(((line(cloud.x) - cloud.y) ** 2).mean()),
        "rate": rate,
        "after_50_steps": next(islice(walk, 50, None)).tolist(),
    }


def test_it_computes_and_descends_as_the_package_does(node_test):
    node_test("build-by-hand", [setting(seed) for seed in range(200)])
