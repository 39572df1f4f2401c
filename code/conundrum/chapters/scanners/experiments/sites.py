"""One site is left out of training, and is tested on."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedGroupKFold

from conundrum.data.brains import Scanner, draw_slices
from conundrum.experiment import experiment
from conundrum.seeds import seeds_from
from conundrum.training.detectors import (
    scores_of,
    standardising_detector,
    train_detector,
)

Draws = Float[np.ndarray, " draws"]

SITES = {
    "site 1": Scanner(),
    "site 2": Scanner(gain=1.3, gamma=1.2),
    "site 3": Scanner(gain=0.7, gamma=0.8),
}


@dataclass(frozen=True)
class Sites:
    """How well networks do at each site, draw by draw.

    Attributes
    ----------
    pooled
        AUC at each site, if participants of all sites train.
    left_out
        AUC at each site, if only participants of the others train.
    """

    pooled: dict[str, Draws]
    left_out: dict[str, Draws]

    @property
    def draws(self) -> int:
        """How often all was drawn anew."""
        return len(next(iter(self.pooled.values())))

    @property
    def mean_pooled(self) -> Draws:
        """The mean over sites, if all train."""
        return np.mean(list(self.pooled.values()), axis=0)

    @property
    def mean_left_out(self) -> Draws:
        """The mean over sites, each left out of training."""
        return np.mean(list(self.left_out.values()), axis=0)

    @property
    def losses(self) -> Draws:
        """How much lower the mean AUC is if the site is left out of training."""
        return self.mean_pooled - self.mean_left_out

    @property
    def hardly_learned(self) -> int:
        """At how many sites, of all draws, a network that has not seen it has an AUC below 0.7."""
        return sum(int((aucs < 0.7).sum()) for aucs in self.left_out.values())


@experiment
def leave_sites_out(
    *,
    seed: int,
    draws: int = 20,
    participants: int = 60,
    sites: dict[str, Scanner] | None = None,
) -> Sites:
    """Train on all sites but one, and on as many participants of all, heads standardised.

    Parameters
    ----------
    seed, draws
        Of all participants, and of the weights and order of training.
    participants
        How many there are at each site, with two slices each, half of them patients.
    sites
        Their scanners; `SITES` unless given.
    """
    sites = sites or SITES
    aucs = [_leave_out_once(participants, sites, each) for each in seeds_from(seed, draws)]
    return Sites(
        *(
            {site: np.array([by_part[part][site] for by_part in aucs]) for site in sites}
            for part in range(2)
        )
    )


def _leave_out_once(
    participants: int, sites: dict[str, Scanner], seed: int
) -> list[dict[str, float]]:
    """Return the AUC at each site, in cross-validation over all and with whole sites left out."""
    drawn = [
        draw_slices(participants, visits=2, scanner=scanner, seed=each)
        for scanner, each in zip(sites.values(), seeds_from(seed, len(sites)), strict=True)
    ]
    pixels = np.concatenate([slices.pixels for slices in drawn])
    patients = np.concatenate([slices.patients for slices in drawn])
    where = np.repeat(np.arange(len(sites)), [len(slices) for slices in drawn])
    whose = np.concatenate([slices.participants for slices in drawn]) + participants * where
    splitter = StratifiedGroupKFold(len(sites), shuffle=True, random_state=seed)
    folds = np.empty(len(whose), dtype=int)
    for fold, (_, held_out) in enumerate(
        splitter.split(pixels, 2 * where + patients, groups=whose)
    ):
        folds[held_out] = fold
    return [
        _auc_by_site(pixels, patients, part, where, list(sites), seed) for part in (folds, where)
    ]


def _auc_by_site(
    pixels: np.ndarray,
    patients: Int[np.ndarray, " n"],
    part: Int[np.ndarray, " n"],
    where: Int[np.ndarray, " n"],
    names: list[str],
    seed: int,
) -> dict[str, float]:
    """Predict each part by a network trained on the others; return the AUC at each site.

    Where several networks score the slices of a site, the AUC is the mean of theirs.
    """
    aucs = {name: [] for name in names}
    for held_out in np.unique(part):
        network = standardising_detector(seed=seed)
        rows = part != held_out
        train_detector(network, pixels[rows], patients[rows], seed=seed)
        for site, name in enumerate(names):
            new = ~rows & (where == site)
            if new.any():
                aucs[name].append(roc_auc_score(patients[new], scores_of(network, pixels[new])))
    return {name: float(np.mean(values)) for name, values in aucs.items()}
