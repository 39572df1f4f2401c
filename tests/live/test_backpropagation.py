"""The graph of the chapter's small network has the package's numbers on it, and PyTorch's."""

import numpy as np
import torch

from conundrum.chapters.training.experiments.backpropagation import LECTURE, backpropagate


def automatic_gradient(x, y, parameters):
    """Differentiate the loss with respect to the input and the parameters, by PyTorch."""
    leaves = {
        name: torch.tensor(value, dtype=torch.float64, requires_grad=True)
        for name, value in {"x": x, **parameters}.items()
    }
    first = torch.relu(leaves["w1"] * leaves["x"] + leaves["b1"])
    second = torch.relu(leaves["w2"] * leaves["x"] + leaves["b2"])
    f = torch.relu(leaves["v1"] * first + leaves["v2"] * second + leaves["c"])
    (f - y).square().backward()
    return {name: leaf.grad.item() for name, leaf in leaves.items()}


def setting(seed):
    rng = np.random.default_rng(seed)
    spread = rng.choice([0, 1, 3])
    parameters = {name: value + spread * rng.normal() for name, value in LECTURE.items()}
    x, y, rate = rng.uniform(0, 2), rng.uniform(-5, 15), float(10 ** rng.uniform(-4, 0))
    state = backpropagate(x, y, parameters)
    gradient = dict(state.gradient) | automatic_gradient(x, y, parameters)
    return {
        "x": x,
        "y": y,
        "rate": rate,
        "parameters": parameters,
        "values": dict(state.values),
        "gradient": gradient,
        "after": {name: p - rate * gradient[name] for name, p in parameters.items()},
    }


def test_its_numbers_are_those_of_the_package(node_test):
    settings = [setting(seed) for seed in range(200)]
    node_test("backpropagation", {"lecture": LECTURE, "settings": settings})
