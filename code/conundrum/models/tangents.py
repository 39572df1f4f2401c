"""What a small step in the parameters does to a network: its tangent model, and curved losses.

For networks of one hidden layer and one output, in which everything can be written out. Parameters
are in the order of ``network.parameters()``: weights and biases of the hidden units, weights and
bias of the readout.
"""

from copy import deepcopy

import numpy as np
import torch
from jaxtyping import Float
from numpy.typing import ArrayLike
from scipy.sparse.linalg import LinearOperator, eigsh

from conundrum.checks import finite_array, positive, same_length
from conundrum.models.networks import ReLUNetwork


def tangent_features(network: ReLUNetwork, x: ArrayLike) -> Float[np.ndarray, "n parameters"]:
    """Return the derivatives of a network's output by each of its parameters.

    A linear model on these features is the network's *tangent model*: what the network would be if
    its output were a straight function of its parameters, with the slope it has at the start. Their
    inner products are the neural tangent kernel of this network (Jacot, Gabriel, Hongler 2018).

    Parameters
    ----------
    network : ReLUNetwork
        With one hidden layer and one output.
    x : array_like, shape (n, inputs)

    Raises
    ------
    ValueError
        If the network has another shape, or `x` is not a finite array with two dimensions.
    """
    x = finite_array("x", x, ndim=2)
    before, readout = _before_relu(network, x)
    on = before > 0
    by_bias = on * readout
    by_weight = by_bias[:, :, None] * x[:, None, :]
    return np.hstack([by_weight.reshape(len(x), -1), by_bias, on * before, np.ones((len(x), 1))])


def largest_curvature(network: ReLUNetwork, x: ArrayLike, y: ArrayLike) -> float:
    """Return the largest curvature of the mean squared error, in any direction.

    That is the largest eigenvalue of the matrix of second derivatives by all parameters.

    Parameters
    ----------
    network : ReLUNetwork
        With one hidden layer and one output.
    x : array_like, shape (n, inputs)
    y : array_like, shape (n, 1)

    Raises
    ------
    ValueError
        If the network has another shape, or `x` and `y` are not finite arrays with two dimensions
        and as many rows.
    """
    x, y = finite_array("x", x, ndim=2), finite_array("y", y, ndim=2)
    n = same_length(x=x, y=y)
    units, inputs = _widths(network)
    features = tangent_features(network, x)
    before, readout = _before_relu(network, x)
    on = before > 0
    bias = float(network.layers[1].bias.detach())
    residual = (on * before) @ readout + bias - y[:, 0]
    # the output is linear in the hidden units and in the readout, but not in both at once
    with_bias = np.hstack([x, np.ones((n, 1))])
    across = (on * residual[:, None]).T @ with_bias

    def times(direction: Float[np.ndarray, "..."]) -> Float[np.ndarray, " parameters"]:
        weight, bias, out, _ = np.split(
            direction.ravel(), np.cumsum([units * inputs, units, units])
        )
        hidden = np.column_stack([weight.reshape(units, inputs), bias])
        by_hidden = across * out[:, None]
        second = np.concatenate(
            [by_hidden[:, :-1].ravel(), by_hidden[:, -1], np.sum(across * hidden, axis=1), [0.0]]
        )
        return 2 / n * (features.T @ (features @ direction.ravel()) + second)

    size = features.shape[1]
    second_derivatives = LinearOperator((size, size), times, dtype=float)
    start = np.random.default_rng(0).normal(size=size)
    [curvature] = eigsh(second_derivatives, k=1, which="LA", v0=start, return_eigenvectors=False)
    return float(curvature)


def rescaled(network: ReLUNetwork, factor: float) -> ReLUNetwork:
    """Return the same function in other weights.

    Weights and biases of the hidden units are multiplied by a factor, which multiplies what they
    put out; the weights of the readout are divided by it.

    Parameters
    ----------
    network : ReLUNetwork
        With one hidden layer.
    factor : float
        Above zero.

    Raises
    ------
    ValueError
        If the network has another shape, or the factor is not positive.
    """
    _widths(network)
    factor = positive("factor", factor)
    other = deepcopy(network)
    hidden, readout = other.layers
    with torch.no_grad():
        hidden.weight.mul_(factor)
        hidden.bias.mul_(factor)
        readout.weight.div_(factor)
    return other


def _before_relu(
    network: ReLUNetwork, x: Float[np.ndarray, "n inputs"]
) -> tuple[Float[np.ndarray, "n units"], Float[np.ndarray, " units"]]:
    """Return the weighted sums of the hidden units, and the weights of the readout."""
    _widths(network)
    hidden, readout = network.layers
    weight, bias, out = (
        parameter.detach().cpu().double().numpy()
        for parameter in (hidden.weight, hidden.bias, readout.weight)
    )
    return x @ weight.T + bias, out[0]


def _widths(network: ReLUNetwork) -> tuple[int, int]:
    """Return the numbers of hidden units and of inputs."""
    if len(network.widths) != 3 or network.widths[-1] != 1:
        raise ValueError(
            f"network must have one hidden layer and one output, got widths {network.widths}"
        )
    inputs, units, _ = network.widths
    return units, inputs
