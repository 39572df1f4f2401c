"""What a positive test means, where few or many people are ill."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from conundrum.experiment import experiment

PEOPLE = 1000


@dataclass(frozen=True)
class Screening:
    """A thousand people are tested.

    Attributes
    ----------
    prevalence
        The share of people who are ill.
    sensitivity
        The share of ill people who are called ill.
    specificity
        The share of healthy people who are called healthy.
    """

    prevalence: float
    sensitivity: float
    specificity: float

    @property
    def counts(self) -> dict[str, float]:
        """How many of a thousand people are found, missed, called ill by mistake, and cleared."""
        ill, healthy = PEOPLE * self.prevalence, PEOPLE * (1 - self.prevalence)
        return {
            "found": ill * self.sensitivity,
            "false alarm": healthy * (1 - self.specificity),
            "missed": ill * (1 - self.sensitivity),
            "cleared": healthy * self.specificity,
        }

    @property
    def positive_predictive_value(self) -> float:
        """The share of those called ill who are ill."""
        counts = self.counts
        return counts["found"] / (counts["found"] + counts["false alarm"])

    @property
    def negative_predictive_value(self) -> float:
        """The share of those called healthy who are healthy."""
        counts = self.counts
        return counts["cleared"] / (counts["cleared"] + counts["missed"])


@dataclass(frozen=True)
class PredictiveValues:
    """What calls of one test mean, by how frequent the disease is.

    Attributes
    ----------
    prevalence
        Shares of people who are ill.
    positive
        Share of those called ill who are ill, for each prevalence.
    negative
        Share of those called healthy who are healthy, for each prevalence.
    """

    prevalence: Float[np.ndarray, " prevalences"]
    positive: Float[np.ndarray, " prevalences"]
    negative: Float[np.ndarray, " prevalences"]


@experiment
def predictive_values(
    sensitivity: float, specificity: float, *, prevalence: Sequence[float] | None = None
) -> PredictiveValues:
    """Apply Bayes' theorem to a test, from one ill person in a thousand to one in two."""
    shares = np.geomspace(0.001, 0.5, 61) if prevalence is None else np.array(prevalence)
    tests = [Screening(share, sensitivity, specificity) for share in shares]
    return PredictiveValues(
        shares,
        np.array([test.positive_predictive_value for test in tests]),
        np.array([test.negative_predictive_value for test in tests]),
    )
