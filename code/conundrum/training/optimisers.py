"""How parameters follow the gradients of many networks at once, and how the rate of it falls."""

from collections.abc import Callable
from dataclasses import dataclass
from math import cos, pi

import torch
from jaxtyping import Float
from torch import Tensor

from conundrum.checks import finite, fraction

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
        From 0 to 1: the share of the last step's velocity that is kept. At 1 gradients add up
        without end, as in a PyTorch loop that never sets them to zero.

    Raises
    ------
    ValueError
        If the momentum is out of its range.
    """

    momentum: float = 0.0

    def __post_init__(self) -> None:
        if not 0 <= finite("momentum", self.momentum) <= 1:
            raise ValueError(f"momentum must be from 0 to 1, got {self.momentum!r}")

    def over(self, parameters: Float[Tensor, " all"]) -> "_SGD":
        """Return what takes the steps, from the beginning."""
        return _SGD(parameters, self.momentum)


@dataclass(frozen=True)
class RMSprop:
    """Steps along the gradient, over the root mean square of recent ones, as `torch.optim` has it.

    Attributes
    ----------
    smoothing : float
        From 0 to below 1: the share of the mean of squares that is kept in a step.

    Raises
    ------
    ValueError
        If the smoothing is out of its range.
    """

    smoothing: float = 0.99

    def __post_init__(self) -> None:
        fraction("smoothing", self.smoothing)

    def over(self, parameters: Float[Tensor, " all"]) -> "_RMSprop":
        """Return what takes the steps, from the beginning."""
        return _RMSprop(parameters, self.smoothing)


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


class _RMSprop:
    """Steps over the root mean square of gradients, and a learning rate for each parameter."""

    def __init__(self, parameters: Float[Tensor, " all"], smoothing: float) -> None:
        self.parameters, self.smoothing = parameters, smoothing
        self.squares = torch.zeros_like(parameters)

    def step(
        self, gradient: Float[Tensor, " all"], rate: Float[Tensor, " all"], share: float
    ) -> None:
        """Take a step with some share of the learning rate."""
        self.squares.mul_(self.smoothing).addcmul_(gradient, gradient, value=1 - self.smoothing)
        direction = gradient / self.squares.sqrt().add_(EPSILON)
        self.parameters.addcmul_(direction, rate, value=-share)


Optimiser = Adam | SGD | RMSprop
ADAM = Adam()


def half_cosine(step: int, steps: int) -> float:
    """Return the share of the learning rate that is left after some of all steps.

    It falls from 1 to 0 along half a cosine (Loshchilov and Hutter 2017, eq. 5).
    """
    return (1 + cos(pi * step / steps)) / 2


def constant(_step: int, _steps: int) -> float:
    """Return 1: all steps are taken at the learning rate itself."""
    return 1.0


Schedule = Callable[[int, int], float]
