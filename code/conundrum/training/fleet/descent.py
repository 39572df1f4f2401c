"""Gradient descent on all networks of a block."""

from collections.abc import Iterator, Sequence
from math import cos, pi

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from conundrum.training.draws import batches, kept_units
from conundrum.training.fleet.blocks import layer_views, padded_widths, spread
from conundrum.training.fleet.options import Options
from conundrum.training.losses import Loss


@torch.no_grad()
def train(
    parameters: Float[Tensor, " all"],
    widths: Sequence[tuple[int, ...]],
    x: Float[Tensor, "#sets n inputs"],
    y: Float[Tensor, "#sets n outputs"],
    loss: Loss,
    options: Options,
) -> tuple[
    Float[Tensor, " all"], Float[np.ndarray, "networks states"], dict[int, Float[Tensor, " all"]]
]:
    """Return the parameters after training, the loss after each step, and the snapshots."""
    padded = padded_widths(widths)
    network = _Backpropagation(parameters, padded, len(widths), options.batch_size)
    optimiser = options.optimiser.over(parameters)
    decay = spread(parameters.new_tensor(options.weight_decay), padded)
    decays = bool(options.weight_decay.any())
    data = _data(x, y, options)
    masks = _masks(parameters, widths, options)
    stops, last = set(options.stop), int(options.stop.max())
    losses = parameters.new_empty(last + 1, len(widths))
    kept = {}
    for step in range(last + 1):
        inputs, targets = next(data)
        network.masks = next(masks)
        if step in options.snapshots:
            kept[step] = parameters.clone()
        losses[step], error = loss(network.outputs(inputs), targets)
        if step == 0 or step in stops:
            going = options.learning_rate * (step < options.stop)
            rate = spread(parameters.new_tensor(going), padded)
        if step < last:
            gradient = network.gradient(error)
            if decays:
                gradient.addcmul_(parameters, decay)
            # Half a cosine: Loshchilov and Hutter (2017), eq. 5.
            optimiser.step(gradient, rate, (1 + cos(pi * step / options.steps)) / 2)
    state = np.minimum(np.arange(options.steps + 1), options.stop[:, None])
    # After the last stop nothing changes any more.
    kept |= {step: parameters for step in options.snapshots if step > last}
    return parameters, np.take_along_axis(losses.T.cpu().numpy(), state, axis=1), kept


class _Backpropagation:
    """Outputs of the networks of a block, and the gradient of their losses.

    The inputs of each layer have a row of ones below them, so that biases are weights too.
    All memory is taken once.
    """

    def __init__(
        self, parameters: Float[Tensor, " all"], widths: tuple[int, ...], networks: int, n: int
    ) -> None:
        self.derivative = torch.empty_like(parameters)
        self.weights = layer_views(parameters, networks, widths)
        self.derivatives = layer_views(self.derivative, networks, widths)
        self.before = [parameters.new_empty(networks, w, n) for w in widths[1:-1]]
        self.activations = [parameters.new_ones(networks, w + 1, n) for w in widths[1:-1]]
        self.rectified = [activations[:, :-1] for activations in self.activations]
        self.readout = parameters.new_empty(networks, widths[-1], n)
        self.inputs, self.masks = [], []

    def outputs(self, x: Float[Tensor, "networks rows n"]) -> Float[Tensor, "networks outputs n"]:
        """Return the outputs; where there are masks, with what they leave of each layer."""
        self.inputs = [x, *self.activations]
        for layer, before in enumerate(self.before):
            torch.bmm(self.weights[layer], self.inputs[layer], out=before)
            torch.clamp_min(before, 0, out=self.rectified[layer])
            if self.masks:
                self.rectified[layer].mul_(self.masks[layer])
        return torch.bmm(self.weights[-1], self.inputs[-1], out=self.readout)

    def gradient(self, error: Float[Tensor, "networks outputs n"]) -> Float[Tensor, " all"]:
        """Return the loss's gradient, given that with respect to the latest outputs."""
        for layer in reversed(range(len(self.weights))):
            _outer_product(error, self.inputs[layer], self.derivatives[layer])
            if layer > 0:
                below = self.before[layer - 1]
                _pull_back(self.weights[layer][:, :, :-1], error, below)
                # Where the ReLU is flat, nothing passes; three times as fast as with a comparison.
                torch.ops.aten.threshold_backward.grad_input(
                    below, self.rectified[layer - 1], 0, grad_input=below
                )
                if self.masks:
                    below.mul_(self.masks[layer - 1])
                error = below
        return self.derivative


def _outer_product(
    error: Float[Tensor, "networks k n"],
    inputs: Float[Tensor, "networks columns n"],
    out: Float[Tensor, "networks k columns"],
) -> None:
    """Sum the outer products of errors and inputs over samples; `out` decides which way round."""
    if out.is_contiguous():
        torch.bmm(error, inputs.mT, out=out)
    else:
        torch.bmm(inputs, error.mT, out=out.mT)


def _pull_back(
    weights: Float[Tensor, "networks k m"],
    error: Float[Tensor, "networks k n"],
    out: Float[Tensor, "networks m n"],
) -> None:
    """Take errors back through the weights; where k is 1 a multiplication is twice as fast."""
    product = torch.mul if error.shape[1] == 1 else torch.bmm
    product(weights.mT, error, out=out)


def _data(
    x: Float[Tensor, "#sets n inputs"], y: Float[Tensor, "#sets n outputs"], options: Options
) -> Iterator[tuple[Float[Tensor, "networks rows b"], Float[Tensor, "networks outputs b"]]]:
    """Yield inputs, with a row of ones below them, and targets of each step."""
    networks, (_, n, _), b = len(options.seeds), x.shape, options.batch_size
    x = torch.cat([x, torch.ones_like(x[:, :, :1])], dim=2).expand(networks, -1, -1)
    y = y.expand(networks, -1, -1)
    if b == n:
        everything = x.mT.contiguous(), y.mT.contiguous()
        while True:
            yield everything
    each = torch.arange(networks, device=x.device)[:, None]
    for batch in batches(n, b, seeds=options.seeds):
        batch = torch.as_tensor(batch, device=x.device)
        yield x[each, batch].mT, y[each, batch].mT


def _masks(
    parameters: Float[Tensor, " all"],
    widths: Sequence[tuple[int, ...]],
    options: Options,
) -> Iterator[list[Float[Tensor, "networks units b"]]]:
    """Yield what activations are multiplied with in each step, layer by layer; nothing if all 1."""
    if not options.dropout.any():
        while True:
            yield []
    generators = [torch.Generator().manual_seed(int(seed)) for seed in options.seeds]
    hidden = padded_widths(widths)[1:-1]
    masks = [torch.zeros(len(widths), units, options.batch_size) for units in hidden]
    scale = parameters.new_tensor(1 / (1 - options.dropout))[:, None, None]
    while True:
        for i, generator in enumerate(generators):
            for mask, units in zip(masks, widths[i][1:-1], strict=True):
                keep = kept_units(units, options.batch_size, options.dropout[i], generator)
                mask[i, :units] = keep
        yield [mask.to(parameters) * scale for mask in masks]
