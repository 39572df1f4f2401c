"""Training without a library: the backward pass of a network and four ways to take a step.

Everything is an array of NumPy, so that each line can be looked at. `conundrum.training.fit` and
`conundrum.training.fleet` train faster.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

import numpy as np
from jaxtyping import Float, Int

from conundrum.checks import positive, positive_integer

Vector = Float[np.ndarray, " parameters"]
Rows = Float[np.ndarray, "n _"]
Gradient = Callable[[Vector], Vector]
LossOf = Callable[[Rows], tuple[float, Rows]]


# --- A network, forwards and backwards ------------------------------------------------------------


def start_values(
    widths: Sequence[int], rng: np.random.Generator, *, gain: float = 1.0, bias: float = 0.0
) -> Vector:
    """Draw the parameters of a network: normal weights, and the same bias for all hidden units.

    The standard deviation of weights of a layer with m inputs is ``gain`` times √(2/m); gain 1 is
    the rule of He, Zhang, Ren, Sun (2015), section 2.2. The readout has no bias at the start.

    Raises
    ------
    ValueError
        If a width is not a positive integer, or `gain` is not positive.
    """
    gain = positive("gain", gain)
    widths = [positive_integer("widths", width) for width in widths]
    theta = []
    for layer, (m, k) in enumerate(pairwise(widths), start=1):
        theta.append(rng.normal(scale=gain * np.sqrt(2 / m), size=m * k))
        theta.append(np.full(k, bias if layer < len(widths) - 1 else 0.0))
    return np.concatenate(theta)


def layers_of(
    theta: Vector, widths: Sequence[int]
) -> list[tuple[Float[np.ndarray, "_ _"], Float[np.ndarray, " _"]]]:
    """Return weights and bias of each layer as views of one vector of all parameters.

    Raises
    ------
    ValueError
        If `theta` has another length than a network of these widths has parameters.
    """
    needed = sum((m + 1) * k for m, k in pairwise(widths))
    if len(theta) != needed:
        raise ValueError(f"theta must have {needed} entries for widths {widths}, got {len(theta)}")
    layers, start = [], 0
    for m, k in pairwise(widths):
        middle, end = start + m * k, start + (m + 1) * k
        layers.append((theta[start:middle].reshape(k, m), theta[middle:end]))
        start = end
    return layers


def activations(theta: Vector, widths: Sequence[int], x: Rows) -> list[Rows]:
    """Return the inputs, what each hidden layer makes of them, and the outputs."""
    *hidden, (W, b) = layers_of(theta, widths)
    h = [x]
    for weight, bias in hidden:
        h.append(np.maximum(0, h[-1] @ weight.T + bias))
    return [*h, h[-1] @ W.T + b]


def gradient_of(
    theta: Vector, widths: Sequence[int], x: Rows, loss_of: LossOf
) -> tuple[float, Vector]:
    """Return the loss of a network and its gradient, by backpropagation.

    Parameters
    ----------
    theta : ndarray, shape (parameters,)
    widths : sequence of int
    x : ndarray, shape (n, inputs)
    loss_of : callable
        Takes the outputs; returns the loss and its derivatives with respect to them.

    References
    ----------
    Rumelhart, Hinton, Williams (1986), *Nature* 323.
    """
    h = activations(theta, widths, x)
    loss, delta = loss_of(h[-1])
    gradient = []
    for (W, _), below in zip(reversed(layers_of(theta, widths)), reversed(h[:-1]), strict=True):
        gradient += [delta.sum(axis=0), (delta.T @ below).ravel()]
        delta = (delta @ W) * (below > 0)
    return loss, np.concatenate(gradient[::-1])


def squared_error(outputs: Rows, y: Rows) -> tuple[float, Rows]:
    """Return the mean squared error and its derivatives with respect to the outputs."""
    error = outputs - y
    return float((error**2).mean()), 2 * error / error.size


def cross_entropy(outputs: Rows, y: Int[np.ndarray, " n"]) -> tuple[float, Rows]:
    """Return −log softmax at the labels y, averaged, and its derivatives."""
    shifted = outputs - outputs.max(axis=1, keepdims=True)
    log_probability = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    rows = np.arange(len(y))
    delta = np.exp(log_probability)
    delta[rows, y] -= 1
    return float(-log_probability[rows, y].mean()), delta / len(y)


# --- Steps ----------------------------------------------------------------------------------------


def gradient_descent(gradient: Gradient, theta: Vector, *, rate: float) -> Iterator[Vector]:
    """Yield the parameters before the first step and after each, without end.

    With the gradient of a fresh mini-batch at each call, this is stochastic gradient descent.
    """
    while True:
        yield theta
        theta = theta - rate * gradient(theta)


def momentum(
    gradient: Gradient, theta: Vector, *, rate: float, keep: float = 0.9
) -> Iterator[Vector]:
    """Yield parameters as `gradient_descent` does; each step keeps a share of the last one.

    References
    ----------
    Polyak (1964); in the form of `torch.optim.SGD`.
    """
    velocity = np.zeros_like(theta)
    while True:
        yield theta
        velocity = keep * velocity + gradient(theta)
        theta = theta - rate * velocity


def adam(
    gradient: Gradient,
    theta: Vector,
    *,
    rate: float,
    keep: float = 0.9,
    keep_squares: float = 0.999,
) -> Iterator[Vector]:
    """Yield parameters as `gradient_descent` does; each parameter has a step size of its own.

    References
    ----------
    Kingma, Ba (2015), algorithm 1.
    """
    mean, square, t = np.zeros_like(theta), np.zeros_like(theta), 0
    while True:
        yield theta
        g, t = gradient(theta), t + 1
        mean = keep * mean + (1 - keep) * g
        square = keep_squares * square + (1 - keep_squares) * g**2
        size = np.sqrt(square / (1 - keep_squares**t)) + 1e-8
        theta = theta - rate * mean / (1 - keep**t) / size
