"""The lines of code that the chapter shows do what the libraries do."""

import ast
from functools import partial
from itertools import pairwise

import numpy as np
import pytest
import torch
from torch import nn

from conundrum.chapters.training.experiments.curves import stop_early
from conundrum.training import optimisers


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
def test_the_passes_are_those_of_torch(page, widths):
    forward, backward = page.function("forward"), page.function("backward")
    layers = [nn.Linear(m, k).double() for m, k in pairwise(widths)]
    modules = [module for layer in layers for module in (layer, nn.ReLU())][:-1]
    x = torch.randn(8, widths[0], dtype=torch.float64)
    outputs = nn.Sequential(*modules)(x)
    outputs.square().sum().backward()
    arrays = [(layer.weight.detach().numpy(), layer.bias.detach().numpy()) for layer in layers]
    *h, ours = forward(x.numpy(), arrays)
    np.testing.assert_allclose(ours, outputs.detach().numpy(), atol=1e-12)
    gradients = backward(h, [W for W, _ in arrays], 2 * ours)
    for (W, b), layer in zip(gradients, layers, strict=True):
        np.testing.assert_allclose(W, layer.weight.grad.numpy(), atol=1e-10, rtol=0)
        np.testing.assert_allclose(b, layer.bias.grad.numpy(), atol=1e-10, rtol=0)


def test_the_numbers_written_out_are_those_computed(page):
    names = page.run("forward", "backward")
    np.testing.assert_array_equal(names["outputs"], [[3], [7]])
    np.testing.assert_array_equal(names["dW"], [[-1, 3], [-4, 2]])
    np.testing.assert_array_equal(names["dV"], [[2, -3]])
    np.testing.assert_array_equal(names["db"], [0, -2])
    np.testing.assert_array_equal(names["dc"], [0])


def test_the_loop_is_that_of_torch(page):
    names = page.run("forward", "backward", "train")
    layers, losses = names["train"](names["x"], names["y"], names["layers"], 0.01, 20)
    network = nn.Sequential(nn.Linear(2, 2), nn.ReLU(), nn.Linear(2, 1)).double()
    with torch.no_grad():
        for parameter, value in zip(
            network.parameters(), [p for layer in names["layers"] for p in layer], strict=True
        ):
            parameter.copy_(torch.as_tensor(value))
    optimiser = torch.optim.SGD(network.parameters(), lr=0.01)
    x, y = torch.as_tensor(names["x"]), torch.as_tensor(names["y"])
    for ours in losses:
        loss = nn.functional.mse_loss(network(x), y)
        assert ours == pytest.approx(loss.item())
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    np.testing.assert_allclose(layers[0][0], network[0].weight.detach().numpy())


def test_one_step_keeps_less_than_it_promises(page):
    names = page.run("forward", "backward", "train", "loss_after")
    assert names["loss_before"] == 1
    assert names["squared"] == 47
    assert 1 - 0.47 < names["loss_after"] < 1


def test_the_loop_of_torch_learns(page):
    assert page.run("forward", "targets")["loss"].item() < 0.1


def test_the_largest_curvature_is_the_largest_eigenvalue(page):
    rng = np.random.default_rng(2)
    A = rng.normal(size=(6, 9))
    found = page.function("largest_curvature")(lambda theta: A @ A.T @ theta, np.ones(6))
    assert found == pytest.approx(np.linalg.eigvalsh(A @ A.T)[-1], rel=1e-3)


def test_the_schedule_is_that_of_the_book_and_of_torch(page):
    half_cosine = page.function("half_cosine")
    optimiser = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.3)
    theirs = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, T_max=20)
    for step in range(20):
        assert half_cosine(0.3, step, 20) == pytest.approx(theirs.get_last_lr()[0])
        assert half_cosine(0.3, step, 20) == pytest.approx(0.3 * optimisers.half_cosine(step, 20))
        optimiser.step()
        theirs.step()


@pytest.mark.parametrize("patience", [1, 2, 3, 20])
def test_stopping_early_is_that_of_the_figure(page, patience):
    validation = np.random.default_rng(3).random(12)
    assert page.function("stop_early")(validation, patience) == stop_early(validation, patience)


def test_a_cell_with_a_figure_ends_with_it(page):
    figures = [cell for cell in page.cells if "figure" in str(cell.metadata.get("mystnb", ""))]
    assert len(figures) > 15
    for cell in figures:
        last = ast.parse(cell.source).body[-1]
        assert isinstance(last, ast.Expr), cell.source
        assert last.value.func.id in ("show", "explore"), cell.source
