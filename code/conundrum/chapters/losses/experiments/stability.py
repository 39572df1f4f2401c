"""Numbers that overflow."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from conundrum.experiment import experiment


@dataclass(frozen=True)
class NumericalRange:
    """Cross-entropy of two classes as the formula says, and as it should be computed.

    Attributes
    ----------
    margin
        By how much the output of the wrong class exceeds that of the right one.
    exact
        The cross-entropy, by the stable way in double precision.
    plain
        By the formula, in single precision; infinite or NaN where that is what comes out.
    stable
        With the largest output subtracted first, in single precision.
    """

    margin: Float[np.ndarray, " grid"]
    exact: Float[np.ndarray, " grid"]
    plain: Float[np.ndarray, " grid"]
    stable: Float[np.ndarray, " grid"]

    @property
    def breaks_at(self) -> float:
        """The smallest margin at which the formula gives no number."""
        return float(self.margin[~np.isfinite(self.plain)].min())

    @property
    def largest_error(self) -> float:
        """Of the stable way, over all margins."""
        return float(np.abs(self.stable - self.exact).max())


@experiment
def compute_naively(lower: float = 0.5) -> NumericalRange:
    """Compute cross-entropies in single precision, at margins up to 150.

    Parameters
    ----------
    lower : float
        Which share of the margin the right class lies below zero; the rest is above.
    """
    margin = np.linspace(0, 150, 601)
    outputs = np.stack([-lower * margin, (1 - lower) * margin], axis=1)
    single = outputs.astype(np.float32)
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        powers = np.exp(single)
        plain = -np.log(powers[:, 0] / powers.sum(axis=1))
    shifted = single - single.max(axis=1, keepdims=True)
    stable = np.log(np.exp(shifted).sum(axis=1)) - shifted[:, 0]
    return NumericalRange(
        margin, np.logaddexp(0, margin), plain.astype(float), stable.astype(float)
    )
