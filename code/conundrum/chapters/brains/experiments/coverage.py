"""Intervals for an AUC that draw slices, or participants."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from sklearn.metrics import roc_auc_score

from conundrum.data.brains import draw_slices
from conundrum.evaluation.ranking import bootstrap_auc
from conundrum.experiment import experiment

Intervals = Float[np.ndarray, "studies 2"]
HIGH = 0.98


@dataclass(frozen=True)
class Coverage:
    """How often intervals for the AUC of the brightest pixel hold the true one.

    Attributes
    ----------
    truth
        The AUC in all participants that studies are drawn from.
    by_slice, by_participant
        Ends of the interval of each study, from bootstraps that draw slices or participants.
    high_truth
        The AUC in all participants, if every ill slice has so much added to its score that this
        AUC is .98.
    high
        Ends of the interval of each study for such scores; participants are drawn.
    """

    truth: float
    by_slice: Intervals
    by_participant: Intervals
    high_truth: float
    high: Intervals

    @property
    def slices_cover(self) -> float:
        """The share of intervals that hold the truth, if slices are drawn."""
        return float(self.holds(self.by_slice).mean())

    @property
    def participants_cover(self) -> float:
        """The share of intervals that hold the truth, if participants are drawn."""
        return float(self.holds(self.by_participant).mean())

    @property
    def high_cover(self) -> float:
        """The share of intervals that hold a true AUC of .98, if participants are drawn."""
        low, high = self.high.T
        return float(((low <= self.high_truth) & (self.high_truth <= high)).mean())

    def holds(self, intervals: Intervals) -> np.ndarray:
        """Return which intervals hold the truth."""
        low, high = intervals.T
        return (low <= self.truth) & (self.truth <= high)

    def sorted_first(self, intervals: Intervals, count: int) -> Intervals:
        """Return the intervals of the first studies, ordered by where their middle lies."""
        shown = intervals[:count]
        return shown[shown.sum(axis=1).argsort()]


@experiment
def cover(
    *, seed: int, participants: int = 300, visits: int = 4, studies: int = 200, size: int = 40
) -> Coverage:
    """Draw small studies from a large group, and intervals for each.

    Parameters
    ----------
    seed
        Of the group, the studies and the bootstraps.
    participants
        How many are in the group.
    visits
        Slices of each.
    studies
        How many are drawn, with replacement.
    size
        Participants of a study, half of them patients.
    """
    slices = draw_slices(participants, visits=visits, seed=seed)
    brightest = slices.pixels.max(axis=(1, 2, 3)).reshape(participants, visits).astype(float)
    patients = slices.patients[::visits]
    raised = brightest + _lead(patients, brightest) * patients[:, None]
    rng = np.random.default_rng(seed)
    by_slice, by_participant, high = [], [], []
    for study in range(studies):
        drawn = np.concatenate(
            [rng.choice(np.flatnonzero(patients == label), size // 2) for label in (0, 1)]
        )
        labels = np.repeat(patients[drawn], visits)
        for scores, groups, intervals in (
            (brightest, np.arange(size * visits), by_slice),
            (brightest, np.repeat(np.arange(size), visits), by_participant),
            (raised, np.repeat(np.arange(size), visits), high),
        ):
            found = bootstrap_auc(labels, scores[drawn].ravel(), groups, draws=200, seed=study)
            intervals.append((found.low, found.high))
    return Coverage(
        float(roc_auc_score(slices.patients, brightest.ravel())),
        np.array(by_slice),
        np.array(by_participant),
        float(roc_auc_score(slices.patients, raised.ravel())),
        np.array(high),
    )


def _lead(patients: np.ndarray, scores: Float[np.ndarray, "participants visits"]) -> float:
    """Return what to add to the scores of patients so that the AUC becomes .98."""
    ill, healthy = scores[patients == 1].ravel(), scores[patients == 0].ravel()
    return float(np.quantile(healthy[:, None] - ill, HIGH))
