"""The lines of code that the chapter shows do what the libraries do."""

import numpy as np
import pytest
import torch
from torch import nn

from conundrum.data.curves import QUARTIC
from conundrum.models.networks import ReLUNetwork, parameter_count, predict


def test_a_neuron_is_torchs_linear_and_relu(page):
    neuron = page.function("neuron")
    linear = nn.Linear(3, 1).double()
    x = np.random.default_rng(0).normal(size=(20, 3))
    with torch.no_grad():
        expected = torch.relu(linear(torch.as_tensor(x)))[:, 0]
    w, b = linear.weight.detach().numpy()[0], linear.bias.item()
    np.testing.assert_allclose(neuron(x, w, b), expected, atol=1e-12)


@pytest.mark.parametrize("widths", [(1, 4, 1), (2, 5, 5, 5, 1), (7, 3, 9, 2)])
def test_the_network_is_torchs(page, widths):
    network = page.function("network")
    model = ReLUNetwork(widths, seed=3).double()
    plain = nn.Sequential()  # without the package
    for layer in list(model.layers)[:-1]:
        plain.extend([layer, nn.ReLU()])
    plain.append(model.layers[-1])
    x = np.random.default_rng(1).normal(size=(50, widths[0]))
    weights = [layer.weight.detach().numpy() for layer in model.layers]
    biases = [layer.bias.detach().numpy() for layer in model.layers]
    with torch.no_grad():
        expected = plain(torch.as_tensor(x)).numpy()
    np.testing.assert_allclose(network(x, weights, biases), expected, atol=1e-8, rtol=0)


def test_the_difference_that_the_page_prints_is_rounding(page):
    names = page.run("first", "model", "network", "difference")
    assert names["difference"].max() < 1e-8


def test_parameters_by_formula_are_those_counted(page):
    count = page.function("count")
    # by hand: 1·2 + 2, 2·1 + 1, 1·1 + 1
    assert count((1, 2, 1, 1)) == 4 + 3 + 2
    assert count((784, 100, 100, 10)) == 785 * 100 + 101 * 100 + 101 * 10
    for shape in page.run("count")["shapes"]:
        assert count(shape) == parameter_count(ReLUNetwork(shape, seed=0))


def test_connecting_the_dots_is_interpolation(page):
    connect_the_dots = page.function("connect_the_dots")
    w, b, v, c = connect_the_dots(QUARTIC.function, -1.6, 1.6, 9)
    x = np.linspace(-1.6, 1.6, 200)
    dots = np.linspace(-1.6, 1.6, 10)
    expected = np.interp(x, dots, QUARTIC.function(dots))
    np.testing.assert_allclose(c + np.maximum(0, np.outer(x, w) + b) @ v, expected, atol=1e-12)


def test_the_sawtooth_is_the_networks(page):
    names = page.run("sawtooth")
    network = names["experiments"].pieces.sawtooth(6)
    x = np.random.default_rng(2).uniform(size=300)
    np.testing.assert_allclose(
        names["sawtooth"](x, 6), predict(network, x[:, None])[:, 0], atol=1e-12
    )


def test_a_hundred_layers_without_the_cut_are_one(page):
    names = page.run("layers")
    network = nn.Sequential(*(nn.Linear(5, 5).double() for _ in range(100)))
    with torch.no_grad():
        for layer, (weight, bias) in zip(network, names["layers"], strict=True):
            layer.weight.copy_(torch.as_tensor(weight))
            layer.bias.copy_(torch.as_tensor(bias))
        expected = network(torch.as_tensor(names["start"])).numpy()
    one = names["W_all"] @ names["start"] + names["b_all"]
    np.testing.assert_allclose(one, expected, rtol=1e-8)


def test_one_place_is_worked_out_as_the_text_says(page):
    names = page.run("weighted")
    assert names["c"] + names["weighted"].sum() == pytest.approx(0.85)
    assert (names["cut"] > 0).tolist() == [False, True, True]


def test_dots_are_connected_as_the_text_says(page):
    w, b, v, c = page.function("connect_the_dots")(QUARTIC.function, -1, 1, width=2)
    np.testing.assert_allclose(v, [1, -4], atol=1e-12)
    np.testing.assert_allclose(-b / w, [-1, 0])
    assert c == 3


def test_columns_and_regression_are_scikit_learns(page):
    from sklearn.linear_model import LinearRegression

    names = page.run("weighted", "coefficients")
    fitted = LinearRegression().fit(names["columns"], names["cloud"].y)
    np.testing.assert_allclose(names["coefficients"], [fitted.intercept_, *fitted.coef_], atol=1e-8)
