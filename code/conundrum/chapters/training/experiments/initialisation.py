"""Where training starts: symmetry, and the size of signals through depth."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from conundrum.chapters.training.experiments.digits import (
    WIDTHS,
    LearningCurve,
    digit_task,
    initial_network,
    train,
)
from conundrum.experiment import experiment
from conundrum.models.networks import ReLUNetwork
from conundrum.seeds import seeds_from


@dataclass(frozen=True)
class SymmetryComparison:
    """Training from a random start, from one at which all hidden units are equal, and from zero.

    Attributes
    ----------
    random, equal, zero
        Training of 32 hidden units from each start.
    one_unit
        Training of a network with a single hidden unit, from a random start.
    apart
        The largest standard deviation of a weight over the 32 units that were equal at the start,
        after training.
    """

    random: LearningCurve
    equal: LearningCurve
    zero: LearningCurve
    one_unit: LearningCurve
    apart: float

    @property
    def cost_of_equality(self) -> float:
        """How many times the train loss of the random start that of equal units is."""
        return self.equal.final / self.random.final


@experiment
def break_symmetry(*, seed: int, epochs: int = 30, noise: float = 0.0) -> SymmetryComparison:
    """Train the digit network from three starts, by gradient descent at a rate of 0.1.

    Parameters
    ----------
    noise : float
        How much the weights of the equal units differ at the start: a standard deviation.
    """
    drawn, started, ordered, disturbed = seeds_from(seed, 4)
    task = digit_task(500, seed=drawn)
    random, equal, zero = (initial_network(WIDTHS, seed=started) for _ in range(3))
    generator = torch.Generator().manual_seed(disturbed)
    with torch.no_grad():
        first, readout = equal.layers
        first.weight[:] = first.weight[:1].clone()
        first.weight += noise * torch.randn(
            first.weight.shape, generator=generator, dtype=torch.float64
        )
        readout.weight[:] = readout.weight[:, :1].clone()
        for parameter in zero.parameters():
            parameter.zero_()
    curves = train(task, [random, equal, zero], 0.1, epochs=epochs, seed=ordered)
    [one_unit] = train(
        task, [initial_network((64, 1, 10), seed=started)], 0.1, epochs=epochs, seed=ordered
    )
    return SymmetryComparison(*curves, one_unit, spread_of_units(equal))


def spread_of_units(network: ReLUNetwork) -> float:
    """Return the largest standard deviation of a first-layer weight over the hidden units."""
    return float(network.layers[0].weight.detach().std(dim=0).max())


GAINS = (0.5, 0.7, 0.85, 1.0, 1.15, 1.4, 2.0)
TRAINED_GAINS = (0.5, 1.0, 2.0)
RANDOM_LAYERS = 30


@dataclass(frozen=True)
class SignalSizes:
    """Size of activations and of gradients through a deep network before training.

    Attributes
    ----------
    gain
        The standard deviation of weights, as a share of √(2 / inputs).
    forward
        The root mean square of what each hidden layer gives, as a share of the first's.
    backward
        The root mean square of the derivative of the loss with respect to it, as a share of
        the last's.
    """

    gain: float
    forward: Float[np.ndarray, " layers"]
    backward: Float[np.ndarray, " layers"]

    @property
    def forward_factor(self) -> float:
        """The factor by which activations grow from layer to layer, on average."""
        return float((self.forward[-1] / self.forward[0]) ** (1 / (len(self.forward) - 1)))

    @property
    def backward_factor(self) -> float:
        """The factor by which gradients grow from layer to layer, going back."""
        return float((self.backward[0] / self.backward[-1]) ** (1 / (len(self.backward) - 1)))


def send_signals(gain: float, activation: Callable[[Tensor], Tensor], *, seed: int) -> SignalSizes:
    """Send 200 digits through 30 random hidden layers of 100 units, and a loss back."""
    drawn, started = seeds_from(seed, 2)
    task = digit_task(200, seed=drawn)
    generator = torch.Generator().manual_seed(started)
    h = torch.as_tensor(task.x)
    kept = []
    for layer in range(RANDOM_LAYERS):
        m = h.shape[1]
        weight = torch.randn(100, m, generator=generator, dtype=torch.float64)
        h = activation(h @ weight.T * gain * (2 / m) ** 0.5)
        if layer == 0:
            h = h.detach().requires_grad_()
        else:
            h.retain_grad()
        kept.append(h)
    readout = torch.randn(10, 100, generator=generator, dtype=torch.float64) * (1 / 100) ** 0.5
    torch.nn.functional.cross_entropy(h @ readout.T, torch.as_tensor(task.y)).backward()
    forward = np.array([float(h.detach().square().mean().sqrt()) for h in kept])
    backward = np.array([float(h.grad.square().mean().sqrt()) for h in kept])
    return SignalSizes(gain, forward / forward[0], backward / backward[-1])


@dataclass(frozen=True)
class GainComparison:
    """Signals at several gains, with ReLU and sigmoid, and what training makes of the gains.

    Attributes
    ----------
    relu
        Signals for each gain, with ReLU.
    sigmoid, steep_sigmoid
        Signals with the activation 1 / (1 + exp(−z)), at gain 1, and with one that is four times
        as steep, 1 / (1 + exp(−4z)).
    curves
        Training of deep networks from starts of several gains, by the gain.
    """

    relu: dict[float, SignalSizes]
    sigmoid: SignalSizes
    steep_sigmoid: SignalSizes
    curves: dict[float, LearningCurve]

    @property
    def deviation(self) -> float:
        """How far a gradient's factor per layer is from the gain, as a share; the largest."""
        return max(abs(s.backward_factor / gain - 1) for gain, s in self.relu.items())

    @property
    def cost_of_half_the_gain(self) -> float:
        """How many times the train loss of gain 1 that of gain 0.5 is, at the end."""
        return self.curves[0.5].final / self.curves[1.0].final


@experiment
def vary_gain(*, seed: int, hidden_layers: int = 10) -> GainComparison:
    """Measure signals through 30 random layers; train networks with some hidden layers of 32 units.

    Training takes 40 epochs of plain gradient descent on 500 digits, with mini-batches of 25 and a
    rate of 0.02.
    """
    signals, drawn, started, ordered = seeds_from(seed, 4)
    widths = (64, *[32] * hidden_layers, 10)
    curves = train(
        digit_task(500, seed=drawn),
        [initial_network(widths, seed=started, gain=gain) for gain in TRAINED_GAINS],
        0.02,
        epochs=40,
        seed=ordered,
    )
    return GainComparison(
        {gain: send_signals(gain, torch.relu, seed=signals) for gain in GAINS},
        send_signals(1.0, torch.sigmoid, seed=signals),
        send_signals(1.0, lambda z: torch.sigmoid(4 * z), seed=signals),
        dict(zip(TRAINED_GAINS, curves, strict=True)),
    )
