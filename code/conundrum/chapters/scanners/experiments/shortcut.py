"""Patients were scanned mostly on one scanner, healthy participants mostly on another."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from jaxtyping import Float
from sklearn.metrics import roc_auc_score

from conundrum.data.brains import Slices, draw_slices
from conundrum.evaluation.splits import split_groups
from conundrum.experiment import experiment
from conundrum.seeds import seeds_from
from conundrum.training.detectors import (
    detector,
    scores_of,
    standardising_detector,
    train_detector,
)

GAIN = 1.25  # of the second scanner
PLAIN, STANDARDISED, BRIGHTNESS = MODELS = (
    "network",
    "network, standardised",
    "mean brightness",
)
Pixels = Float[np.ndarray, "n 1 64 64"]
ByModel = dict[str, Float[np.ndarray, "draws shares"]]


@dataclass(frozen=True)
class Shortcut:
    """Models trained where the scanner tells who is ill, tested where it does and where not.

    Attributes
    ----------
    shares
        The share of patients who were scanned on the second scanner; of the healthy as many were
        scanned on the first.
    confounded
        AUC on new participants among whom scanners tell as much, by model; a row a draw.
    balanced
        AUC on the same participants, half of the patients and half of the healthy on each scanner.
    """

    shares: Float[np.ndarray, " shares"]
    confounded: ByModel
    balanced: ByModel

    def draws(self, test: str, model: str, share: float) -> Float[np.ndarray, " draws"]:
        """Return the AUC of each draw in the test ``"confounded"`` or ``"balanced"``."""
        [place] = np.flatnonzero(self.shares == share)
        return getattr(self, test)[model][:, place]

    def median(self, test: str, model: str, share: float) -> float:
        """Return the median AUC over draws in that test."""
        return float(np.median(self.draws(test, model, share)))

    @property
    def hidden_in(self) -> int:
        """In how many draws the balanced test of the largest confound is the lower one."""
        share = max(self.shares)
        confounded = self.draws("confounded", PLAIN, share)
        return int((self.draws("balanced", PLAIN, share) < confounded).sum())

    @property
    def never_learned(self) -> int:
        """In how many draws the network does not learn without the confound: AUC below 0.7."""
        return int((self.draws("balanced", PLAIN, min(self.shares)) < 0.7).sum())

    @property
    def hidden_loss(self) -> float:
        """How much lower the network's AUC is in the balanced test, at the largest confound."""
        share = max(self.shares)
        return self.median("confounded", PLAIN, share) - self.median("balanced", PLAIN, share)

    @property
    def cost_of_confound(self) -> float:
        """How much the confound in training lowers the network's AUC in the balanced test."""
        return self.median("balanced", PLAIN, min(self.shares)) - self.median(
            "balanced", PLAIN, max(self.shares)
        )

    @property
    def gain_of_standardising(self) -> float:
        """How much higher the AUC is in the balanced test with standardised images, there too."""
        share = max(self.shares)
        return self.median("balanced", STANDARDISED, share) - self.median("balanced", PLAIN, share)


@experiment
def confound_scanner(
    *,
    seed: int,
    draws: int = 20,
    shares: Sequence[float] = (0.5, 0.8, 0.95),
    participants: tuple[int, int] = (200, 100),
    gain: float = GAIN,
) -> Shortcut:
    """Train on participants whose scanner says more and more about their diagnosis.

    Parameters
    ----------
    seed
        Of all participants, and of the weights and order of training.
    draws
        How often all is drawn anew.
    shares
        Of patients on the second scanner.
    participants
        How many are for training and for the tests, with two slices each.
    gain
        By how much the second scanner shows everything brighter.
    """
    confounded, balanced = ({model: [] for model in MODELS} for _ in range(2))
    for each in seeds_from(seed, draws):
        cohort = draw_slices(sum(participants), visits=2, seed=each)
        train, test = (
            cohort[rows] for rows in split_groups(cohort.participants, participants, seed=each)
        )
        for results in (confounded, balanced):
            for rows in results.values():
                rows.append([])
        even = scan(test, 0.5, gain, seed=each)
        # A gain cancels where heads are standardised, so that one network serves all shares.
        standardised = standardising_detector(seed=each)
        train_detector(standardised, train.pixels, train.patients, seed=each)
        for share in shares:
            network = detector(seed=each)
            pixels = scan(train, share, gain, seed=each)
            train_detector(network, pixels, train.patients, seed=each)
            models = {
                PLAIN: partial(scores_of, network),
                STANDARDISED: partial(scores_of, standardised),
                BRIGHTNESS: _mean_brightness,
            }
            for images, results in (
                (scan(test, share, gain, seed=each), confounded),
                (even, balanced),
            ):
                for model, score in models.items():
                    results[model][-1].append(roc_auc_score(test.patients, score(images)))
    return Shortcut(
        np.array(shares),
        {model: np.array(rows) for model, rows in confounded.items()},
        {model: np.array(rows) for model, rows in balanced.items()},
    )


def _mean_brightness(pixels: Pixels) -> Float[np.ndarray, " n"]:
    return pixels.mean(axis=(1, 2, 3))


def scan(slices: Slices, share: float, gain: float, *, seed: int) -> Pixels:
    """Scan a share of the patients, and the rest of the healthy, on a scanner that is brighter.

    Parameters
    ----------
    slices
        What the first scanner shows.
    share
        Of patients on the second scanner; of the healthy, one minus this share are.
    gain
        By how much the second scanner is brighter.
    seed
        Of who is scanned where; all slices of a participant are from one scanner.
    """
    rng = np.random.default_rng(seed)
    second = []
    for label, of_them in ((0, 1 - share), (1, share)):
        who = rng.permutation(np.unique(slices.participants[slices.patients == label]))
        second.extend(who[: round(of_them * len(who))])
    there = np.isin(slices.participants, second)
    return slices.pixels * np.where(there, gain, 1).astype(np.float32)[:, None, None, None]
