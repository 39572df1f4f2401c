"""Networks of different widths side by side: the parameters of each are a row of one matrix."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import torch
from jaxtyping import Float
from torch import Tensor

from conundrum.models.networks import ReLUNetwork

# Numbers that a block works on in a step: half of a second-level cache of 1 MB. An accelerator,
# which is fast on large products only, gets all networks of similar width at once.
BLOCK = {"cpu": 2**17}
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
    parameters: Float[Tensor, "networks parameters"], widths: tuple[int, ...]
) -> list[Float[Tensor, "networks k columns"]]:
    """Return each layer's weights as a view; the last column is the bias."""
    shapes = [(k, m + 1) for m, k in pairwise(widths)]
    parts = parameters.split([k * m for k, m in shapes], dim=1)
    return [part.unflatten(1, shape) for part, shape in zip(parts, shapes, strict=True)]


def _own(
    parameters: Float[Tensor, "networks parameters"], networks: Sequence[ReLUNetwork]
) -> Iterator[tuple[Tensor, Tensor]]:
    """Yield each network's weights and biases, with where they stand among the padded ones."""
    layers = layer_views(parameters, padded_widths([network.widths for network in networks]))
    for i, network in enumerate(networks):
        for own, layer in zip(network.layers, layers, strict=True):
            k, m = own.weight.shape
            yield own.weight, layer[i, :k, :m]
            yield own.bias, layer[i, :k, -1]


@torch.no_grad()
def stack(networks: Sequence[ReLUNetwork]) -> Float[Tensor, "networks parameters"]:
    """Return the parameters of all networks, a row each, with zeros where one is narrower."""
    shape = padded_widths([network.widths for network in networks])
    some = next(networks[0].parameters())
    parameters = some.new_zeros(len(networks), sum(k * (m + 1) for m, k in pairwise(shape)))
    for own, place in _own(parameters, networks):
        place.copy_(own)
    return parameters


@torch.no_grad()
def hand_back(
    parameters: Float[Tensor, "networks parameters"], networks: Sequence[ReLUNetwork]
) -> None:
    """Give each network its row of parameters, without the padding."""
    for own, place in _own(parameters, networks):
        own.copy_(place)
