"""How parameters follow the gradients of many networks at once: Adam, or plain descent."""

from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from conundrum.checks import fraction

FIRST_DECAY, SECOND_DECAY, EPSILON = 0.9, 0.999, 1e-8  # Kingma and Ba (2015), algorithm 1


@dataclass(frozen=True)
class Adam:
    """Adam (Kingma and Ba 2015): steps of about one size, whatever the size of the gradient."""

    def over(self, parameters: Float[Tensor, " all"]) -> "_Adam":
        """Return what takes the steps, from the beginning."""
        return _Adam(parameters)


@dataclass(frozen=True)
class SGD:
    """Gradient descent, with momentum (Polyak 1964), as `torch.optim.SGD` has it.

    Stochastic if there are mini-batches.

    Attributes
    ----------
    momentum : float
        From 0 to below 1: the share of the last step's velocity that is kept.

    Raises
    ------
    ValueError
        If the momentum is out of its range.
    """

    momentum: float = 0.0

    def __post_init__(self) -> None:
        fraction("momentum", self.momentum)

    def over(self, parameters: Float[Tensor, " all"]) -> "_SGD":
        """Return what takes the steps, from the beginning."""
        return _SGD(parameters, self.momentum)


class _Adam:
    """Adam (Kingma and Ba 2015, end of section 2), with a learning rate for each parameter."""

    def __init__(self, parameters: Float[Tensor, " all"]) -> None:
        self.parameters = parameters
        self.first, self.second = torch.zeros_like(parameters), torch.zeros_like(parameters)
        self.direction = torch.empty_like(parameters)
        self.steps = 0

    def step(
        self, gradient: Float[Tensor, " all"], rate: Float[Tensor, " all"], share: float
    ) -> None:
        """Take a step with some share of the learning rate."""
        self.steps += 1
        first_bias = 1 - FIRST_DECAY**self.steps
        second_bias = (1 - SECOND_DECAY**self.steps) ** 0.5
        self.first.lerp_(gradient, 1 - FIRST_DECAY)
        self.second.mul_(SECOND_DECAY).addcmul_(gradient, gradient, value=1 - SECOND_DECAY)
        torch.sqrt(self.second, out=self.direction).add_(EPSILON * second_bias)
        torch.div(self.first, self.direction, out=self.direction)
        self.parameters.addcmul_(self.direction, rate, value=-share * second_bias / first_bias)


class _SGD:
    """Descent with a velocity, and a learning rate for each parameter."""

    def __init__(self, parameters: Float[Tensor, " all"], momentum: float) -> None:
        self.parameters, self.momentum = parameters, momentum
        self.velocity = torch.zeros_like(parameters)

    def step(
        self, gradient: Float[Tensor, " all"], rate: Float[Tensor, " all"], share: float
    ) -> None:
        """Take a step with some share of the learning rate."""
        torch.add(gradient, self.velocity, alpha=self.momentum, out=self.velocity)
        self.parameters.addcmul_(self.velocity, rate, value=-share)


Optimiser = Adam | SGD
ADAM = Adam()
