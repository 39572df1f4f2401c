"""Networks that were trained on one scanner, on slices from others."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from jaxtyping import Float, Int
from scipy.optimize import minimize_scalar
from scipy.special import expit, log_expit
from sklearn.metrics import roc_auc_score
from torch import nn

from conundrum.data.brains import Scanner, draw_slices
from conundrum.evaluation.ranking import balanced_threshold
from conundrum.evaluation.splits import split_groups
from conundrum.experiment import experiment
from conundrum.seeds import seeds_from
from conundrum.training.detectors import (
    detector,
    scores_of,
    standardising_detector,
    train_detector,
)
from conundrum.training.intensities import vary_intensities

VISITS = 2
HOME, DARKER = "its own", "darker"
SCANNERS = {
    HOME: Scanner(),
    DARKER: Scanner(gain=0.6),
    "brighter": Scanner(gain=1.5),
    "other contrast": Scanner(gamma=0.6),
    "uneven field": Scanner(field=0.36),
}
PLAIN, STANDARDISED, LONGER, BOTH = RECIPES = (
    "as it comes",
    "standardised",
    "standardised, trained longer",
    "standardised and augmented",
)
# Augmented images take longer to learn; so there is a network that is trained as long without them.
EPOCHS = {PLAIN: 10, STANDARDISED: 10, LONGER: 20, BOTH: 20}
Scores = Float[np.ndarray, " n"]
Labels = Int[np.ndarray, " n"]
Draws = Float[np.ndarray, " draws"]


@dataclass(frozen=True)
class ScannerShift:
    """Networks trained on one scanner, on the same new people in several.

    Attributes
    ----------
    examples
        A patient's slice from each scanner.
    patients
        1 for the slices of new patients, else 0.
    scores
        Of the slices of new participants, by scanner and recipe.
    thresholds
        By recipe: above it a slice is called ill; chosen on validation participants at home, so
        that as many healthy as ill slices are wrong.
    temperatures
        By recipe: what scores are divided by so that probabilities fit best, chosen there too.
    networks
        By recipe.
    """

    examples: dict[str, Float[np.ndarray, "64 64"]]
    patients: Labels
    scores: dict[str, dict[str, Scores]]
    thresholds: dict[str, float]
    temperatures: dict[str, float]
    networks: dict[str, nn.Module]

    @cached_property
    def auc(self) -> dict[str, dict[str, float]]:
        """AUC by scanner and recipe."""
        return self._of_each(lambda scores, _: float(roc_auc_score(self.patients, scores)))

    @property
    def found(self) -> dict[str, dict[str, float]]:
        """Share of ill slices that are called ill, by scanner and recipe."""
        return self._of_each(lambda scores, recipe: self._called(scores, recipe, 1))

    @property
    def alarms(self) -> dict[str, dict[str, float]]:
        """Share of healthy slices that are called ill, by scanner and recipe."""
        return self._of_each(lambda scores, recipe: self._called(scores, recipe, 0))

    @property
    def right(self) -> dict[str, dict[str, float]]:
        """Share of slices in whose diagnosis the network has the more probable answer right."""
        return self._of_each(lambda scores, _: float(((scores > 0) == self.patients).mean()))

    @property
    def sureness(self) -> dict[str, dict[str, float]]:
        """Mean probability of the more probable answer, by scanner and recipe."""
        return self._of_each(lambda scores, _: float(expit(np.abs(scores)).mean()))

    @property
    def sureness_with_temperature(self) -> dict[str, dict[str, float]]:
        """The same once scores are divided by the temperature."""
        return self._of_each(
            lambda scores, recipe: float(expit(np.abs(scores) / self.temperatures[recipe]).mean())
        )

    @property
    def loss_of_auc(self) -> float:
        """By how much the plain network's AUC is lower on the darker scanner than at home."""
        return self.auc[HOME][PLAIN] - self.auc[DARKER][PLAIN]

    def overconfidence(self, scanner: str, recipe: str) -> float:
        """Return how much surer than right a network is on a scanner, with its temperature."""
        return self.sureness_with_temperature[scanner][recipe] - self.right[scanner][recipe]

    @property
    def overconfidence_elsewhere(self) -> float:
        """How much surer than right the plain network is on other scanners, on average."""
        elsewhere = [scanner for scanner in self.scores if scanner != HOME]
        return float(np.mean([self.overconfidence(scanner, PLAIN) for scanner in elsewhere]))

    def worst_auc(self, recipe: str) -> float:
        """Return the lowest AUC of a recipe on any scanner."""
        return min(row[recipe] for row in self.auc.values())

    def _called(self, scores: Scores, recipe: str, label: int) -> float:
        return float((scores[self.patients == label] > self.thresholds[recipe]).mean())

    def _of_each(self, measure: Callable[[Scores, str], float]) -> dict[str, dict[str, float]]:
        return {
            scanner: {recipe: measure(scores, recipe) for recipe, scores in by_recipe.items()}
            for scanner, by_recipe in self.scores.items()
        }


@experiment
def change_scanner(
    *,
    seed: int,
    participants: tuple[int, int] = (200, 50),
    test: int = 100,
    recipes: Sequence[str] = RECIPES,
    scanners: Sequence[str] = tuple(SCANNERS),
    gain: float = 0.6,
) -> ScannerShift:
    """Train networks on one scanner; show them the same new participants in that and in others.

    Parameters
    ----------
    seed
        Of all participants, and of the weights and order of training.
    participants
        How many are for training and for validation, with two slices each.
    test
        How many others the networks are tested on, with two slices each.
    recipes
        Which of `RECIPES` to train.
    scanners
        Which of `SCANNERS` to test on.
    gain
        How bright the darker scanner is.
    """
    cohort = draw_slices(sum(participants), visits=VISITS, seed=seed)
    train, validation = (
        cohort[rows] for rows in split_groups(cohort.participants, participants, seed=seed)
    )
    networks, thresholds, temperatures = {}, {}, {}
    for recipe in recipes:
        network = (detector if recipe == PLAIN else standardising_detector)(seed=seed)
        augment = vary_intensities if recipe == BOTH else None
        train_detector(
            network,
            train.pixels,
            train.patients,
            seed=seed,
            epochs=EPOCHS[recipe],
            augment=augment,
        )
        scores = scores_of(network, validation.pixels)
        networks[recipe] = network
        thresholds[recipe] = balanced_threshold(validation.patients, scores)
        temperatures[recipe] = best_temperature(validation.patients, scores)
    [new] = seeds_from(seed, 1)
    slices = {
        name: draw_slices(
            test,
            visits=VISITS,
            scanner=Scanner(gain=gain) if name == DARKER else SCANNERS[name],
            seed=new,
        )
        for name in scanners
    }
    patients = slices[HOME].patients
    return ScannerShift(
        {name: shown.pixels[patients == 1][0, 0] for name, shown in slices.items()},
        patients,
        {
            name: {recipe: scores_of(network, shown.pixels) for recipe, network in networks.items()}
            for name, shown in slices.items()
        },
        thresholds,
        temperatures,
        networks,
    )


@dataclass(frozen=True)
class ScannerShifts:
    """What `change_scanner` finds, draw by draw: by scanner, then by recipe.

    Attributes
    ----------
    auc
        On new participants.
    found, alarms
        The shares of ill and of healthy slices that are called ill, at the threshold of home.
    right
        The share of slices in whose diagnosis the network has the more probable answer right.
    sure
        The mean probability of that answer, with the temperature of home.
    """

    auc: dict[str, dict[str, Draws]]
    found: dict[str, dict[str, Draws]]
    alarms: dict[str, dict[str, Draws]]
    right: dict[str, dict[str, Draws]]
    sure: dict[str, dict[str, Draws]]

    @property
    def draws(self) -> int:
        """How often all was drawn anew."""
        return len(self.auc[HOME][PLAIN])

    @property
    def overconfidence(self) -> dict[str, dict[str, Draws]]:
        """How much surer than right networks are."""
        return {
            scanner: {recipe: sure - self.right[scanner][recipe] for recipe, sure in row.items()}
            for scanner, row in self.sure.items()
        }

    def median(self, measure: str, scanner: str, recipe: str) -> float:
        """Return the median over draws of ``"auc"``, ``"found"``, ``"alarms"`` and so on."""
        return float(np.median(getattr(self, measure)[scanner][recipe]))

    def ends(self, measure: str, scanner: str, recipe: str) -> tuple[float, float]:
        """Return the least and the largest value of all draws."""
        values = getattr(self, measure)[scanner][recipe]
        return float(values.min()), float(values.max())

    def never_learned(self, recipe: str) -> int:
        """Return in how many draws a network has not learned at home: an AUC below 0.7."""
        return int((self.auc[HOME][recipe] < 0.7).sum())

    def higher(self, recipe: str, other: str, scanner: str) -> int:
        """Return in how many draws one recipe has a higher AUC than another on a scanner."""
        return int((self.auc[scanner][recipe] > self.auc[scanner][other]).sum())


@experiment
def repeat_change_of_scanner(
    *,
    seed: int,
    draws: int = 20,
    participants: tuple[int, int] = (200, 50),
    test: int = 100,
    recipes: Sequence[str] = RECIPES,
) -> ScannerShifts:
    """Change the scanner many times, with other participants and other networks each time.

    Parameters
    ----------
    seed, draws
        Of the seeds of `change_scanner`.
    participants, test, recipes
        As in `change_scanner`.
    """
    results = [
        change_scanner(seed=each, participants=participants, test=test, recipes=recipes)
        for each in seeds_from(seed, draws)
    ]

    def gathered(measure: Callable[[ScannerShift], Any]) -> dict[str, dict[str, Draws]]:
        of_each = [measure(result) for result in results]
        return {
            scanner: {
                recipe: np.array([values[scanner][recipe] for values in of_each])
                for recipe in recipes
            }
            for scanner in SCANNERS
        }

    return ScannerShifts(
        auc=gathered(lambda result: result.auc),
        found=gathered(lambda result: result.found),
        alarms=gathered(lambda result: result.alarms),
        right=gathered(lambda result: result.right),
        sure=gathered(lambda result: result.sureness_with_temperature),
    )


def best_temperature(patients: Labels, scores: Scores) -> float:
    """Return what to divide scores by so that their cross-entropy is least (Guo et al. 2017)."""
    signed = np.where(patients == 1, scores, -scores)
    found = minimize_scalar(
        lambda logarithm: -log_expit(signed / np.exp(logarithm)).mean(),
        bounds=np.log([0.1, 10]),
        method="bounded",
    )
    return float(np.exp(found.x))


@dataclass(frozen=True)
class ThresholdCounts:
    """Scores of healthy and of ill slices on two scanners, and what a threshold makes of them.

    Attributes
    ----------
    edges
        Of the bins of scores.
    healthy, ill
        Slices in each bin: on the scanner the network was trained on, and on a darker one.
    threshold
        Above it a slice is called ill.
    alarms, found
        Share of healthy and of ill slices that are called ill, on both.
    """

    edges: Float[np.ndarray, " edges"]
    healthy: Int[np.ndarray, "2 bins"]
    ill: Int[np.ndarray, "2 bins"]
    threshold: float
    alarms: Float[np.ndarray, "2"]
    found: Float[np.ndarray, "2"]


def count_above(shift: ScannerShift, thresholds: Sequence[float]) -> list[ThresholdCounts]:
    """Call slices ill above each of many thresholds, on the network's own and a darker scanner."""
    ill = shift.patients == 1
    scores = [shift.scores[scanner][PLAIN] for scanner in (HOME, DARKER)]
    edges = np.linspace(*np.quantile(np.concatenate(scores), [0.005, 0.995]), 25)

    def histograms(rows: np.ndarray) -> Int[np.ndarray, "2 bins"]:
        clipped = [np.clip(some[rows], edges[0], edges[-1]) for some in scores]
        return np.array([np.histogram(some, edges)[0] for some in clipped])

    return [
        ThresholdCounts(
            edges,
            histograms(~ill),
            histograms(ill),
            float(threshold),
            np.array([(some[~ill] > threshold).mean() for some in scores]),
            np.array([(some[ill] > threshold).mean() for some in scores]),
        )
        for threshold in thresholds
    ]
