"""Networks of different widths side by side: the layers of a block have one shape."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import torch
from jaxtyping import Float
from torch import Tensor

from conundrum.models.networks import ReLUNetwork

# Numbers that a block works on in a step: in single precision, 1 MB of cache. An accelerator,
# which is fast on large products only, gets more at once.
BLOCK = {"cpu": 2**18}
BLOCK_ELSEWHERE = 2**28


def side_by_side(widths: Sequence[tuple[int, ...]], *, n: int, device: str) -> list[list[int]]:
    """Return which networks are trained side by side: neighbours in width, as many as fit."""
    most = BLOCK.get(device, BLOCK_ELSEWHERE)
    blocks, shape = [[]], ()
    for i in sorted(range(len(widths)), key=widths.__getitem__):
        padded = tuple(map(max, zip(shape or widths[i], widths[i], strict=True)))
        if blocks[-1] and (len(blocks[-1]) + 1) * _size(padded, n) > most:
            blocks.append([])
            padded = widths[i]
        blocks[-1].append(i)
        shape = padded
    return blocks


def _size(widths: tuple[int, ...], n: int) -> int:
    return n * sum(widths) + sum(k * (m + 1) for m, k in pairwise(widths))


def padded_widths(widths: Sequence[tuple[int, ...]]) -> tuple[int, ...]:
    """Return the least widths that all networks fit into."""
    return tuple(max(layer) for layer in zip(*widths, strict=True))


def layer_views(
    flat: Float[Tensor, " all"], networks: int, widths: tuple[int, ...]
) -> list[Float[Tensor, "networks k columns"]]:
    """Return each layer's weights, the bias in the last column, as a view of one vector.

    The longer side of a matrix runs along memory: products write such matrices faster.
    """
    parts = flat.split([networks * k * (m + 1) for m, k in pairwise(widths)])
    return [
        part.view(networks, k, m + 1) if k <= m else part.view(networks, m + 1, k).mT
        for part, (m, k) in zip(parts, pairwise(widths), strict=True)
    ]


def spread(values: Float[Tensor, " networks"], widths: tuple[int, ...]) -> Float[Tensor, " all"]:
    """Return for each parameter of all layers the value of its network."""
    return torch.cat([values.repeat_interleave(k * (m + 1)) for m, k in pairwise(widths)])


def _own(
    flat: Float[Tensor, " all"], networks: Sequence[ReLUNetwork]
) -> Iterator[tuple[Tensor, Tensor]]:
    """Yield each network's weights and biases, with where they stand among the padded ones."""
    widths = padded_widths([network.widths for network in networks])
    layers = layer_views(flat, len(networks), widths)
    for i, network in enumerate(networks):
        for own, layer in zip(network.layers, layers, strict=True):
            k, m = own.weight.shape
            yield own.weight, layer[i, :k, :m]
            yield own.bias, layer[i, :k, -1]


@torch.no_grad()
def stack(networks: Sequence[ReLUNetwork]) -> Float[Tensor, " all"]:
    """Return the parameters of all networks, layer by layer, with zeros where one is narrower."""
    widths = padded_widths([network.widths for network in networks])
    some = next(networks[0].parameters())
    flat = some.new_zeros(len(networks) * sum(k * (m + 1) for m, k in pairwise(widths)))
    for own, place in _own(flat, networks):
        place.copy_(own)
    return flat


@torch.no_grad()
def hand_back(flat: Float[Tensor, " all"], networks: Sequence[ReLUNetwork]) -> None:
    """Give each network its own parameters, without the padding."""
    for own, place in _own(flat, networks):
        own.copy_(place)
