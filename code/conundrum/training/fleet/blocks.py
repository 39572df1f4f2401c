"""Networks of different widths side by side: the layers of a block have one shape."""

from collections.abc import Iterator, Sequence

import torch
from jaxtyping import Float
from torch import Tensor

from conundrum.models.networks import ReLUNetwork

# Activations in a block: in single precision, 1 MB of cache. An accelerator, which is fast on large
# products only, gets more at once.
BLOCK = {"cpu": 2**18}
BLOCK_ELSEWHERE = 2**28


def side_by_side(widths: Sequence[tuple[int, ...]], *, n: int, device: str) -> list[list[int]]:
    """Return which networks are trained side by side: neighbours in width, as many as fit."""
    most = BLOCK.get(device, BLOCK_ELSEWHERE)
    blocks, shape = [[]], ()
    for i in sorted(range(len(widths)), key=widths.__getitem__):
        padded = tuple(map(max, zip(shape or widths[i], widths[i], strict=True)))
        if blocks[-1] and (len(blocks[-1]) + 1) * n * sum(padded) > most:
            blocks.append([])
            padded = widths[i]
        blocks[-1].append(i)
        shape = padded
    return blocks


def shapes_of(widths: Sequence[tuple[int, ...]]) -> list[tuple[int, int]]:
    """Return how many units and how many inputs each layer needs for all networks to fit in.

    The last input of each layer is always 1, so that biases are weights too. For the layers above
    it is the last unit of the layer below, which is there for this.
    """
    inputs, *hidden, outputs = (max(layer) for layer in zip(*widths, strict=True))
    below = [width + 1 for width in (inputs, *hidden)]
    return list(zip((*below[1:], outputs), below, strict=True))


def layer_views(
    flat: Float[Tensor, " all"], networks: int, shapes: Sequence[tuple[int, int]]
) -> list[Float[Tensor, "networks k m"]]:
    """Return each layer's weights as a view of one vector."""
    parts = flat.split([networks * k * m for k, m in shapes])
    return [part.view(networks, k, m) for part, (k, m) in zip(parts, shapes, strict=True)]


def spread(
    values: Float[Tensor, " networks"], shapes: Sequence[tuple[int, int]]
) -> Float[Tensor, " all"]:
    """Return for each parameter of all layers the value of its network; 0 for units that are 1."""
    *hidden, readout = (values[:, None, None].repeat(1, k, m) for k, m in shapes)
    for layer in hidden:
        layer[:, -1] = 0
    return torch.cat([layer.flatten() for layer in (*hidden, readout)])


def _own(
    flat: Float[Tensor, " all"], networks: Sequence[ReLUNetwork]
) -> Iterator[tuple[Tensor, Tensor]]:
    """Yield each network's weights and biases, with where they stand among the padded ones."""
    shapes = shapes_of([network.widths for network in networks])
    layers = layer_views(flat, len(networks), shapes)
    for i, network in enumerate(networks):
        for own, layer in zip(network.layers, layers, strict=True):
            k, m = own.weight.shape
            yield own.weight, layer[i, :k, :m]
            yield own.bias, layer[i, :k, -1]


@torch.no_grad()
def stack(networks: Sequence[ReLUNetwork]) -> Float[Tensor, " all"]:
    """Return the parameters of all networks, layer by layer, with zeros where one is narrower."""
    shapes = shapes_of([network.widths for network in networks])
    some = next(networks[0].parameters())
    flat = some.new_zeros(len(networks) * sum(k * m for k, m in shapes))
    for layer in layer_views(flat, len(networks), shapes)[:-1]:
        layer[:, -1, -1] = 1
    for own, place in _own(flat, networks):
        place.copy_(own)
    return flat


@torch.no_grad()
def hand_back(flat: Float[Tensor, " all"], networks: Sequence[ReLUNetwork]) -> None:
    """Give each network its own parameters, without the padding."""
    for own, place in _own(flat, networks):
        own.copy_(place)
