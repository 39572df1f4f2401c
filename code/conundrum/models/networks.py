"""Fully connected ReLU networks, and the piecewise linear functions which they are, exactly."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import torch
from jaxtyping import Float
from numpy.typing import ArrayLike
from torch import Tensor, nn

from conundrum.checks import finite_array, interval, positive_integer

# Kinks and slopes that differ by less than this share of their size differ by rounding alone.
ROUNDING = 1e-12


class ReLUNetwork(nn.Module):
    """A fully connected network: affine maps, with a ReLU between each and the next.

    Weights and biases of a layer with m inputs are drawn uniformly from ±√(6/m). The variance of
    the weights is then 2/m, with which signals keep their size from layer to layer (He, Zhang, Ren,
    Sun 2015, section 2.2). Biases of the same size, where that paper has zeros, put the kinks of a
    network of one input at different places; they would all be at zero.

    Parameters
    ----------
    widths : sequence of int
        Number of inputs, units in each hidden layer, outputs: ``(1, 1024, 1)``.
    seed : int
        Of the initial weights and biases.

    Attributes
    ----------
    widths : tuple of int
    layers : ModuleList of Linear
        The affine maps, the readout last.

    Raises
    ------
    ValueError
        If there are fewer than two widths, or one is not a positive integer.
    """

    def __init__(self, widths: Sequence[int], *, seed: int) -> None:
        super().__init__()
        self.widths = tuple(positive_integer("widths", width) for width in widths)
        if len(self.widths) < 2:
            raise ValueError(f"widths must name inputs and outputs at least, got {self.widths}")
        generator = torch.Generator().manual_seed(seed)
        self.layers = nn.ModuleList(_linear(m, k, generator) for m, k in pairwise(self.widths))

    def forward(self, x: Float[Tensor, "*n inputs"]) -> Float[Tensor, "*n outputs"]:
        """Return the outputs for each row of inputs."""
        if x.shape[-1] != self.widths[0]:
            raise ValueError(f"x must have {self.widths[0]} column(s), got shape {tuple(x.shape)}")
        *hidden, readout = self.layers
        for layer in hidden:
            x = torch.relu(layer(x))
        return readout(x)


def _linear(inputs: int, outputs: int, generator: torch.Generator) -> nn.Linear:
    layer = nn.utils.skip_init(nn.Linear, inputs, outputs)  # draws nothing from torch's global seed
    bound = (6 / inputs) ** 0.5
    for parameter in layer.parameters():
        nn.init.uniform_(parameter, -bound, bound, generator=generator)
    return layer


def network_of(*layers: tuple[ArrayLike, ArrayLike]) -> ReLUNetwork:
    """Return a network in double precision with chosen weights and biases.

    Parameters
    ----------
    *layers : tuple of array_like
        Weight, shape (units, units below or inputs), and bias, shape (units,), of each layer, the
        readout last.

    Raises
    ------
    ValueError
        If there is no layer, a weight or bias is not a finite array of two dimensions or one, or
        their shapes do not fit each other.
    """
    if not layers:
        raise ValueError(f"layers must hold the readout at least, got {layers}")
    weights = [finite_array("weight", weight, ndim=2) for weight, _ in layers]
    biases = [finite_array("bias", bias, ndim=1) for _, bias in layers]
    widths = [weights[0].shape[1], *(len(bias) for bias in biases)]
    network = ReLUNetwork(widths, seed=0).double()
    with torch.no_grad():
        for layer, weight, bias in zip(network.layers, weights, biases, strict=True):
            if weight.shape != tuple(layer.weight.shape):
                raise ValueError(
                    f"weight must have shape {tuple(layer.weight.shape)} in a network of widths "
                    f"{tuple(widths)}, got {weight.shape}"
                )
            layer.weight.copy_(torch.as_tensor(weight))
            layer.bias.copy_(torch.as_tensor(bias))
    return network


def parameter_count(network: nn.Module) -> int:
    """Return how many numbers training adjusts: all weights and biases."""
    return sum(p.numel() for p in network.parameters() if p.requires_grad)


def scaled(network: nn.Module, factor: float) -> nn.Module:
    """Multiply all weights and biases of a network, which is changed, by a number."""
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.mul_(factor)
    return network


def relative_distance(network: ReLUNetwork, start: ReLUNetwork) -> float:
    """Return how far hidden weights and biases are from their start, relative to its length.

    Parameters
    ----------
    network, start : ReLUNetwork
        A network after training and before; of both the first layer is looked at.
    """
    now, then = (
        torch.cat([parameter.detach().ravel() for parameter in each.layers[0].parameters()])
        for each in (network, start)
    )
    return float((now - then).norm() / then.norm())


def predict(network: nn.Module, x: ArrayLike) -> Float[np.ndarray, "n outputs"]:
    """Return the outputs of a network for each row of `x`.

    Parameters
    ----------
    network : Module
        Computes in the precision of its parameters, and where they are.
    x : array_like, shape (n, inputs)

    Raises
    ------
    ValueError
        If `x` is not a finite array with two dimensions, or has the wrong number of columns.
    """
    x = to_tensor(finite_array("x", x, ndim=2), network)
    with torch.no_grad():
        return network(x).cpu().numpy()


def to_tensor(array: Float[np.ndarray, "*n"], network: nn.Module) -> Float[Tensor, "*n"]:
    """Return an array as a tensor with the precision and the device of a network's parameters."""
    some = next(network.parameters())
    return torch.as_tensor(array, dtype=some.dtype, device=some.device)


@dataclass(frozen=True)
class LinearPieces:
    """A continuous piecewise linear function of one variable on an interval.

    On piece i, from ``edges[i]`` to ``edges[i + 1]``, it is ``slopes[i] * x + intercepts[i]``.

    Attributes
    ----------
    edges : ndarray, shape (pieces + 1,)
        Ends of the pieces, increasing: the interval's ends and the breakpoints between them.
    slopes, intercepts : ndarray, shape (pieces, outputs)
    """

    edges: Float[np.ndarray, " edges"]
    slopes: Float[np.ndarray, "pieces outputs"]
    intercepts: Float[np.ndarray, "pieces outputs"]

    def __call__(self, x: ArrayLike) -> Float[np.ndarray, "n outputs"]:
        """Return the values at points `x`, shape (n,); beyond the interval the end pieces go on."""
        x = finite_array("x", x, ndim=1)
        piece = np.searchsorted(self.edges[1:-1], x)
        return self.slopes[piece] * x[:, None] + self.intercepts[piece]


def breakpoints(network: ReLUNetwork, low: float, high: float) -> Float[np.ndarray, " kinks"]:
    """Return where between `low` and `high` the slope of a network of one input changes.

    Parameters
    ----------
    network : ReLUNetwork
        Of any depth, with one input.
    low, high : float
        Ends of the interval.

    Returns
    -------
    ndarray, shape (kinks,)
        Increasing, strictly inside the interval.

    Raises
    ------
    ValueError
        If `network` has more than one input or a parameter that is not finite, as after training
        that diverged, or `low` is not below `high`.
    """
    return linear_pieces(network, low, high).edges[1:-1]


def linear_pieces(network: ReLUNetwork, low: float, high: float) -> LinearPieces:
    """Return the function of a network of one input between `low` and `high`, exactly.

    An affine map of piecewise linear functions is linear on the same pieces; a ReLU splits pieces
    where a unit crosses zero. So the pieces follow from layer to layer, up to double precision.

    Parameters and errors are those of `breakpoints`. Adjoining pieces have different slopes.
    """
    if network.widths[0] != 1:
        raise ValueError(f"network must have one input, got widths {network.widths}")
    for name, parameter in network.named_parameters():
        wrong = parameter[~parameter.isfinite()]
        if len(wrong):
            raise ValueError(f"network must have finite parameters, got {wrong[0]} in {name}")
    low, high = interval(low, high)
    *hidden, readout = network.layers
    inputs = LinearPieces(
        np.array([low, high]), slopes=np.ones((1, 1)), intercepts=np.zeros((1, 1))
    )
    for layer in hidden:
        inputs = _rectified(_affine(layer, inputs))
    return _joined(_affine(readout, inputs), rounding=_rounding_of_slopes(readout, inputs))


def _affine(layer: nn.Linear, inputs: LinearPieces) -> LinearPieces:
    weight, bias = _in_double(layer.weight), _in_double(layer.bias)
    return LinearPieces(inputs.edges, inputs.slopes @ weight.T, inputs.intercepts @ weight.T + bias)


def _rectified(units: LinearPieces) -> LinearPieces:
    units = _split(units, _zero_crossings(units))
    active = units.slopes * _middles(units.edges)[:, None] + units.intercepts > 0
    return LinearPieces(units.edges, units.slopes * active, units.intercepts * active)


def _zero_crossings(units: LinearPieces) -> Float[np.ndarray, " crossings"]:
    """Return where a unit passes through zero inside one of its pieces."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        zeros = -units.intercepts / units.slopes
    left, right = units.edges[:-1, None], units.edges[1:, None]
    return zeros[(left < zeros) & (zeros < right)]


def _split(units: LinearPieces, points: Float[np.ndarray, " points"]) -> LinearPieces:
    """Return the same functions with edges at `points` too; edges that rounding parts are one."""
    low, high = units.edges[[0, -1]]
    gap = ROUNDING * max(abs(low), abs(high))
    inside = np.union1d(units.edges[1:-1], points)
    inside = inside[(low + gap < inside) & (inside < high - gap)]
    inside = inside[np.diff(inside, prepend=low) > gap]
    edges = np.concatenate([[low], inside, [high]])
    piece = np.searchsorted(units.edges[1:-1], _middles(edges))
    return LinearPieces(edges, units.slopes[piece], units.intercepts[piece])


def _joined(outputs: LinearPieces, rounding: Float[np.ndarray, " outputs"]) -> LinearPieces:
    """Return the same functions without the edges where no slope changes."""
    changes = (np.abs(np.diff(outputs.slopes, axis=0)) > rounding).any(axis=1)
    first = np.concatenate([[True], changes])
    edges = np.append(outputs.edges[:-1][first], outputs.edges[-1])
    return LinearPieces(edges, outputs.slopes[first], outputs.intercepts[first])


def _rounding_of_slopes(readout: nn.Linear, inputs: LinearPieces) -> Float[np.ndarray, " outputs"]:
    """Return what rounding can make of slopes that are sums over the units below."""
    return ROUNDING * (np.abs(inputs.slopes) @ np.abs(_in_double(readout.weight)).T).max(axis=0)


def _middles(edges: Float[np.ndarray, " edges"]) -> Float[np.ndarray, " pieces"]:
    return (edges[:-1] + edges[1:]) / 2


def _in_double(parameter: Tensor) -> Float[np.ndarray, "..."]:
    return parameter.detach().cpu().double().numpy()
