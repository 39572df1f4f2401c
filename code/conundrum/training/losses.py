"""What training lowers: losses as `torch.nn.functional` has them, of many networks at once.

A loss takes the outputs of one network and its targets, both of shape (n, outputs), and returns a
number: `mse_loss`, `cross_entropy`, or any other differentiable function.
"""

from collections.abc import Callable
from functools import partial

import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn.functional import cross_entropy, mse_loss

Loss = Callable[[Tensor, Tensor], Tensor]
Outputs = Float[Tensor, "networks outputs n"]
LossAndGradient = tuple[Float[Tensor, " networks"], Outputs]


def with_gradient(loss: Loss) -> Callable[[Outputs, Outputs], LossAndGradient]:
    """Return a function that computes the loss of each network and its gradient in the outputs.

    The gradient is written out for `mse_loss` and `cross_entropy`; that of any other loss is found
    by automatic differentiation, which takes longer.
    """
    return WRITTEN_OUT.get(loss, partial(_by_autograd, loss))


def check_targets(loss: Loss, y: Float[Tensor, "*networks n outputs"]) -> None:
    """Raise a `ValueError` unless `y` are targets for `loss`.

    Those of `cross_entropy` are the probability of each class: of labels,
    ``np.eye(classes)[labels]``.
    """
    if loss is not cross_entropy:
        return
    totals = y.sum(dim=-1)
    if not torch.allclose(totals, torch.ones_like(totals)) or y.min() < 0:
        raise ValueError(
            "y must hold probabilities of classes, zero or more and 1 in total for each "
            f"sample, got totals from {totals.min():g} to {totals.max():g} and a least entry "
            f"of {y.min():g}"
        )


def _squared_error(outputs: Outputs, y: Outputs) -> LossAndGradient:
    error = outputs - y
    return error.square().mean(dim=(1, 2)), error.mul_(2 / error[0].numel())


def _cross_entropy(outputs: Outputs, y: Outputs) -> LossAndGradient:
    n = y.shape[2]
    log_probability = outputs.log_softmax(dim=1)
    loss = (y * log_probability).sum(dim=(1, 2)) / -n
    return loss, log_probability.exp_().sub_(y).div_(n)


def _by_autograd(loss: Loss, outputs: Outputs, y: Outputs) -> LossAndGradient:
    each = torch.vmap(torch.func.grad_and_value(loss))
    gradient, value = each(outputs.mT, y.mT)
    return value, gradient.mT


WRITTEN_OUT = {mse_loss: _squared_error, cross_entropy: _cross_entropy}
