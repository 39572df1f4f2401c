"""Gradient descent on all networks of a block."""

from collections.abc import Iterator, Sequence

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from conundrum.training.draws import batches, kept_units
from conundrum.training.fleet.blocks import layer_views, shapes_of, spread
from conundrum.training.fleet.options import Options
from conundrum.training.losses import Loss, with_gradient


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
    shapes = shapes_of(widths)
    network = _Backpropagation(parameters, shapes, len(widths), options.batch_size)
    optimiser = options.optimiser.over(parameters)
    decay = spread(parameters.new_tensor(options.weight_decay), shapes)
    decays = bool(options.weight_decay.any())
    loss_and_gradient = with_gradient(loss)
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
        losses[step], error = loss_and_gradient(network.outputs(inputs), targets)
        if step == 0 or step in stops:
            going = options.learning_rate * (step < options.stop)
            rate = spread(parameters.new_tensor(going), shapes)
        if step < last:
            gradient = network.gradient(error)
            if decays:
                gradient.addcmul_(parameters, decay)
            optimiser.step(gradient, rate, options.schedule(step, options.steps))
    state = np.minimum(np.arange(options.steps + 1), options.stop[:, None])
    # After the last stop nothing changes any more.
    kept |= {step: parameters for step in options.snapshots if step > last}
    return parameters, np.take_along_axis(losses.T.cpu().numpy(), state, axis=1), kept


class _Backpropagation:
    """Outputs of the networks of a block, and the gradient of their losses.

    All memory is taken once.
    """

    def __init__(
        self,
        parameters: Float[Tensor, " all"],
        shapes: Sequence[tuple[int, int]],
        networks: int,
        n: int,
    ) -> None:
        self.derivative = torch.empty_like(parameters)
        self.weights = layer_views(parameters, networks, shapes)
        self.derivatives = layer_views(self.derivative, networks, shapes)
        *self.activations, self.readout = (parameters.new_empty(networks, k, n) for k, _ in shapes)
        self.inputs, self.masks = [], []
        # All errors of a hidden unit then share a factor, its readout weight. This is multiplied
        # last, with their sums, and errors need no memory of their own.
        self.single = len(shapes) == 2 and shapes[-1][0] == 1
        self.errors = [u if self.single else torch.empty_like(u) for u in self.activations]

    def outputs(self, x: Float[Tensor, "networks rows n"]) -> Float[Tensor, "networks outputs n"]:
        """Return the outputs; where there are masks, with what they leave of each layer."""
        self.inputs = [x, *self.activations]
        for layer, units in enumerate(self.activations):
            torch.bmm(self.weights[layer], self.inputs[layer], out=units).clamp_min_(0)
            if self.masks:
                units.mul_(self.masks[layer])
        return torch.bmm(self.weights[-1], self.inputs[-1], out=self.readout)

    def gradient(self, error: Float[Tensor, "networks outputs n"]) -> Float[Tensor, " all"]:
        """Return the loss's gradient, given that with respect to the latest outputs."""
        for layer in reversed(range(len(self.weights))):
            torch.bmm(error, self.inputs[layer].mT, out=self.derivatives[layer])
            if layer > 0:
                error = self._pull_back(error, layer)
        if self.single:
            self.derivatives[0].mul_(self.weights[1].mT)
        return self.derivative

    def _pull_back(
        self, error: Float[Tensor, "networks k n"], layer: int
    ) -> Float[Tensor, "networks m n"]:
        """Take errors back through a layer's weights and the ReLU below."""
        units, below = self.activations[layer - 1], self.errors[layer - 1]
        if self.single:
            reaching = error.expand_as(units)
        else:
            reaching = torch.bmm(self.weights[layer].mT, error, out=below)
        # Where the ReLU is flat, nothing passes; three times as fast as with a comparison.
        torch.ops.aten.threshold_backward.grad_input(reaching, units, 0, grad_input=below)
        if self.masks:
            below.mul_(self.masks[layer - 1])
        return below


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
    hidden = [units for units, _ in shapes_of(widths)[:-1]]
    masks = [torch.ones(len(widths), units, options.batch_size) for units in hidden]
    scales = [parameters.new_ones(len(widths), units, 1) for units in hidden]
    for scale in scales:
        scale[:, :-1] /= parameters.new_tensor(1 - options.dropout)[:, None, None]
    while True:
        for i, generator in enumerate(generators):
            for mask, units in zip(masks, widths[i][1:-1], strict=True):
                keep = kept_units(units, options.batch_size, options.dropout[i], generator)
                mask[i, :units] = keep
        yield [mask.to(parameters) * scale for mask, scale in zip(masks, scales, strict=True)]
