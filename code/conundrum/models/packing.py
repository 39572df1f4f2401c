"""Networks as text, small enough to be sent with a page: weights in 91 steps, a character each.

The weights of a unit are rounded to multiples of a step of its own, the 45th part of the largest of
them. What a page computes from the text is what `rounded` computes here.
"""

from copy import deepcopy
from typing import Any

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor, nn

from conundrum.models.convnets import ConvNet, GlobalAverage, GlobalMaximum
from conundrum.models.networks import ReLUNetwork

LEVELS = (
    45  # steps from zero to the largest weight of a unit: 91 values, as many printable characters
)
ZERO = 80  # the code of the character that stands for a weight of zero; they go from "#" to "}"
DIGITS = 7  # significant ones, of numbers in single precision
SUMMARIES = {GlobalAverage: "mean", GlobalMaximum: "maximum", nn.Flatten: "flat"}


def rounded(network: nn.Module) -> nn.Module:
    """Return a copy of a network with the weights of each unit in 91 steps.

    Biases, and the numbers of batch normalisation, stay as they are.
    """
    copy = deepcopy(network)
    for layer in copy.modules():
        if isinstance(layer, nn.Conv2d | nn.Linear):
            whole, step = _whole_steps(layer.weight.detach())
            with torch.no_grad():
                layer.weight.copy_((whole * step[:, None]).reshape(layer.weight.shape))
    return copy


def pack(network: nn.Module) -> dict[str, Any]:
    """Return a network as text and numbers that can be written as JSON.

    Parameters
    ----------
    network : Module
        A `ConvNet`, or a `ReLUNetwork` of flattened images.

    Returns
    -------
    dict
        ``"stages"``, the convolutions from the image on, each with ``"channels"`` that come in,
        ``"maps"`` that go out, whether it has a ``"pool"``, ``"weights"``, and ``"factor"`` and
        ``"offset"`` of each map: batch normalisation, and the size of a step. ``"summary"``, which
        is ``"mean"``, ``"maximum"`` or ``"flat"``. ``"dense"``, the fully connected layers, each
        with ``"inputs"``, ``"units"``, ``"weights"``, ``"factor"`` and ``"offset"``. ReLUs stand
        after all but the last.

    Raises
    ------
    ValueError
        If the network is of another kind.
    """
    if isinstance(network, ConvNet):
        stages = [_stage(stage) for stage in network.stages]
        return {
            "stages": stages,
            "summary": SUMMARIES[type(network.summary)],
            "dense": [_dense(network.readout)],
        }
    match list(network.children()):
        case [nn.Flatten(), ReLUNetwork() as flat]:
            return {
                "stages": [],
                "summary": "flat",
                "dense": [_dense(each) for each in flat.layers],
            }
    kind = type(network).__name__
    raise ValueError(f"network must be a ConvNet or a ReLUNetwork of flattened images, got {kind}")


def _stage(stage: nn.Sequential) -> dict[str, Any]:
    convolution, norm = stage[0], next(part for part in stage if isinstance(part, nn.BatchNorm2d))
    whole, step = _whole_steps(convolution.weight.detach())
    scale = norm.weight.detach() / torch.sqrt(norm.running_var + norm.eps)
    return {
        "channels": convolution.in_channels,
        "maps": convolution.out_channels,
        "pool": any(isinstance(part, nn.MaxPool2d) for part in stage),
        "weights": _text(whole),
        # A step is positive, so that it can be multiplied by after pooling, as the scale is.
        "factor": _numbers(scale * step),
        "offset": _numbers(norm.bias.detach() - norm.running_mean * scale),
    }


def _dense(layer: nn.Linear) -> dict[str, Any]:
    whole, step = _whole_steps(layer.weight.detach())
    return {
        "inputs": layer.in_features,
        "units": layer.out_features,
        "weights": _text(whole),
        "factor": _numbers(step),
        "offset": _numbers(layer.bias.detach()),
    }


def _whole_steps(weight: Tensor) -> tuple[Float[Tensor, "units inputs"], Float[Tensor, " units"]]:
    """Return weights as whole numbers of steps, and the step of each unit."""
    flat = weight.flatten(1)
    step = flat.abs().amax(dim=1) / LEVELS
    step[step == 0] = 1
    return torch.round(flat / step[:, None]), step


def _text(whole: Tensor) -> str:
    codes = (whole.numpy().astype(int) + ZERO).astype(np.uint8)
    return codes.tobytes().decode("ascii")


def _numbers(values: Tensor) -> list[float]:
    return [float(f"{value:.{DIGITS}g}") for value in values.tolist()]
