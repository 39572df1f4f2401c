"""What training lowers: losses of many networks at once, with their gradients."""

import torch
from jaxtyping import Float
from torch import Tensor

Outputs = Float[Tensor, "networks outputs n"]


class SquaredError:
    """Mean squared error: (f(x) − y)², averaged over samples and outputs. For regression."""

    def check(self, y: Float[Tensor, "*networks n outputs"]) -> None:
        """Accept all targets."""

    def __call__(
        self, outputs: Outputs, y: Outputs
    ) -> tuple[Float[Tensor, " networks"], Float[Tensor, "networks outputs n"]]:
        """Return the loss of each network, and its gradient with respect to the outputs."""
        error = outputs - y
        return error.square().mean(dim=(1, 2)), error.mul_(2 / error[0].numel())


class CrossEntropy:
    """Cross-entropy: −Σ y log softmax f(x), averaged over samples. For classification.

    Targets are the probability of each class: of labels, ``np.eye(classes)[labels]``.
    """

    def check(self, y: Float[Tensor, "*networks n outputs"]) -> None:
        """Raise a `ValueError` unless each row of `y` is a distribution over the classes."""
        totals = y.sum(dim=-1)
        if not torch.allclose(totals, torch.ones_like(totals)) or y.min() < 0:
            raise ValueError(
                "y must hold probabilities of classes, zero or more and 1 in total for each "
                f"sample, got totals from {totals.min():g} to {totals.max():g} and a least entry "
                f"of {y.min():g}"
            )

    def __call__(
        self, outputs: Outputs, y: Outputs
    ) -> tuple[Float[Tensor, " networks"], Float[Tensor, "networks outputs n"]]:
        """Return the loss of each network, and its gradient with respect to the outputs."""
        n = y.shape[2]
        log_probability = outputs.log_softmax(dim=1)
        loss = (y * log_probability).sum(dim=(1, 2)) / -n
        return loss, log_probability.exp_().sub_(y).div_(n)


Loss = SquaredError | CrossEntropy
SQUARED_ERROR, CROSS_ENTROPY = SquaredError(), CrossEntropy()
