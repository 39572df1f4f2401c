"""The honest test: cross-validation of people, beside baselines, with what chance would do."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import joblib
import numpy as np
import torch
from jaxtyping import Float, Int
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss, roc_auc_score
from sklearn.model_selection import StratifiedGroupKFold
from tqdm import tqdm

from conundrum.data.scans import Scans
from conundrum.evaluation.ranking import (
    Interval,
    bootstrap_auc,
    bootstrap_auc_difference,
    bootstrap_ratio,
)
from conundrum.own_scans.predictors import (
    LINEAR,
    NETWORK,
    SIMPLE,
    Numbers,
    predictors,
)
from conundrum.seeds import seeds_from

FOLDS = 5
FEWEST = 2 * FOLDS  # participants of each category, or in all
AUC, MAE, R2 = "AUC", "mean absolute error", "R²"
Folds = Int[np.ndarray, " n"]


@dataclass(frozen=True)
class Prediction:
    """What one predictor says of people it has not seen.

    Attributes
    ----------
    scores : ndarray, shape (n,)
        Of each row, by the fold from which it was held out: the higher, the more like the positive
        category, or the predicted number.
    measures : dict of Interval
        By name, the most important first, with 95 % intervals that draw participants.
    in_training : float
        The first of these measures on those it was trained on, a mean over folds.
    """

    scores: Numbers
    measures: dict[str, Interval]
    in_training: float

    @property
    def main(self) -> Interval:
        """The measure that counts."""
        return next(iter(self.measures.values()))


@dataclass(frozen=True)
class Site:
    """A site that was left out of training.

    Attributes
    ----------
    participants : int
        How many there are.
    left_out : Interval or None
        The first measure there, if only people of other sites train; None where all people of the
        site, or of all others, have the same category.
    pooled : Interval or None
        The same if people of all sites train.
    """

    participants: int
    left_out: Interval | None
    pooled: Interval | None


@dataclass(frozen=True)
class HonestTest:
    """How well an outcome is predicted, and how well it would be by chance and by less.

    Attributes
    ----------
    model : str
        The predictor that the test is about, chosen beforehand.
    predictions : dict of Prediction
        By predictor.
    folds : ndarray of int, shape (n,)
        In which each row was held out.
    leads : dict of Interval
        By how much `model` is better in the first measure, by what it is compared with:
        covariates, the brightness of the file, the brightest pixel.
    by_chance : ndarray
        That measure of `model` after the outcomes were dealt out anew among participants (of the
        same site), and everything was repeated.
    sites : dict of Site
        By site, in which `model` was tested without people of it having trained.
    probabilities : ndarray
        Of the positive category, for each row; empty for an outcome that is a number.
    """

    model: str
    predictions: dict[str, Prediction]
    folds: Folds
    leads: dict[str, Interval]
    by_chance: Float[np.ndarray, " permutations"]
    sites: dict[str, Site]
    probabilities: Float[np.ndarray, " rows"]

    @property
    def measure(self) -> str:
        """The name of the measure that counts."""
        return next(iter(self.predictions[self.model].measures))

    @property
    def p_value(self) -> float:
        """The share of chance results that are at least as good, the real one counted as one."""
        found, sign = self.predictions[self.model].main.estimate, -1 if self.measure == MAE else 1
        return float(
            (1 + np.sum(sign * self.by_chance >= sign * found)) / (1 + self.by_chance.size)
        )


def honest_test(
    scans: Scans,
    *,
    seed: int,
    model: str | None = None,
    permutations: int = 99,
    jobs: int = 1,
    say: Callable[[str], None] = lambda _: None,
) -> HonestTest:
    """Test how well an outcome is predicted from scans of people who did not train.

    Five folds divide participants, balanced in the outcome. Each predictor of
    `conundrum.own_scans.predictors` scores each fifth, trained on the others.

    Parameters
    ----------
    scans : Scans
    seed : int
        Of folds, training, intervals and permutations.
    model : str, optional
        Which predictor the test is about. Unless given, the network for two categories, if it can
        be trained, else the linear model.
    permutations : int
        How often the outcomes are dealt out anew, and everything is repeated.
    jobs : int
        How many trainings run side by side; -1 for as many as there are processors.
    say : callable
        Is told, before the long part begins, how long it will take.

    Raises
    ------
    ValueError
        If there are too few participants, one has several categories, a scan is there twice under
        two names, or the predictor does not exist for these scans.
    """
    _require_people(scans)
    every = predictors(scans)
    if model is None:
        model = NETWORK if scans.categories and NETWORK in every else LINEAR
    if model not in every:
        raise ValueError(f"model={model!r} must be one of {', '.join(every)}, for these scans")
    folds, sites = divide(scans, scans.outcome, seed), _sites(scans)
    by_chance = []
    for each in seeds_from(seed, permutations):
        outcome = permute(scans, each)
        by_chance.append(_jobs(model, outcome, divide(scans, outcome, seed), seed))
    real = [_jobs(name, scans.outcome, folds, seed) for name in every]
    at_sites = _jobs(model, scans.outcome, sites, seed)
    *scores, of_sites = _train([*real, *by_chance, at_sites], scans, jobs, say)

    of_people, of_chance = scores[: len(real)], scores[len(real) :]
    predictions = {
        name: _judge(scans, folds, found, seed)
        for name, found in zip(every, of_people, strict=True)
    }
    chosen = predictions[model].scores
    return HonestTest(
        model,
        predictions,
        folds,
        {
            name: _lead(scans, chosen, predictions[name].scores, seed)
            for name in SIMPLE
            if name in every and name != model
        },
        np.array(
            [
                _estimate(scans, dealt[0].outcome, held_out(dealt[0].parts, found))
                for dealt, found in zip(by_chance, of_chance, strict=True)
            ]
        ),
        _at_sites(scans, sites, held_out(sites, of_sites), chosen, seed),
        probabilities(scans.outcome, chosen, folds) if scans.categories else np.empty(0),
    )


@dataclass(frozen=True)
class Job:
    """One training: a predictor, outcomes, and which part of the rows is held out."""

    name: str
    outcome: Numbers
    parts: Folds
    part: int
    seed: int


def _jobs(name: str, outcome: Numbers, parts: Folds, seed: int) -> list[Job]:
    """Return a training for each part that is held out; parts count from 0."""
    return [Job(name, outcome, parts, part, seed) for part in range(parts.max() + 1)]


def _train(
    groups: Sequence[Sequence[Job]], scans: Scans, jobs: int, say: Callable[[str], None]
) -> list[list[Numbers]]:
    """Do all trainings, side by side; return scores, group by group.

    The first of each predictor is done alone, to say how long the others will take.
    """
    flat = [job for group in groups for job in group]
    first: dict[str, int] = {}
    for position, job in enumerate(flat):
        first.setdefault(job.name, position)
    done, seconds = {}, {}
    for name, position in first.items():
        begin = time.perf_counter()
        done[position] = run(flat[position], scans)
        seconds[name] = time.perf_counter() - begin
    rest = [position for position in range(len(flat)) if position not in done]
    workers = min(joblib.effective_n_jobs(jobs), len(rest))
    expected = sum(seconds[flat[position].name] for position in rest) / workers
    say(f"{len(rest)} more trainings: about {spell(expected)}, {workers} side by side.")
    trained = joblib.Parallel(n_jobs=jobs, return_as="generator")(
        joblib.delayed(run)(flat[position], scans) for position in rest
    )
    shown = tqdm(trained, total=len(rest), desc="training", disable=None)
    done.update(zip(rest, shown, strict=True))
    ordered = iter(done[position] for position in range(len(flat)))
    return [[next(ordered) for _ in group] for group in groups]


def run(job: Job, scans: Scans) -> Numbers:
    """Train on all people but those of one part; return the scores of all rows."""
    torch.set_num_threads(1)  # the same numbers, however many trainings run side by side
    held = np.unique(scans.participants[job.parts == job.part])
    train = np.flatnonzero(~np.isin(scans.participants, held))
    return predictors(scans)[job.name](scans, job.outcome, train, job.seed)


def divide(scans: Scans, outcome: Numbers, seed: int) -> Folds:
    """Return the fold of each row: no participant is in two, and outcomes are balanced.

    A number is balanced by which fifth of its distribution it lies in.
    """
    if scans.categories:
        strata = outcome.astype(int)
    else:
        strata = np.searchsorted(np.quantile(outcome, [0.2, 0.4, 0.6, 0.8]), outcome)
        if np.bincount(strata).min() < FOLDS:  # too few, or many the same
            strata = (outcome > np.median(outcome)).astype(int)
    folds = np.empty(len(scans), dtype=int)
    splitter = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=seed)
    for fold, (_, held) in enumerate(splitter.split(folds, strata, groups=scans.participants)):
        folds[held] = fold
    return folds


def permute(scans: Scans, seed: int) -> Numbers:
    """Deal out outcomes anew among participants, within each site.

    Where a participant has several outcomes, what is dealt out is their mean.
    """
    rng = np.random.default_rng(seed)
    count = np.bincount(scans.participants)
    mean = np.bincount(scans.participants, weights=scans.outcome) / count
    first = np.unique(scans.participants, return_index=True)[1]
    dealt = mean.copy()
    for site in sorted(set(scans.sites)):
        here = np.flatnonzero(scans.sites[first] == site)
        dealt[here] = mean[rng.permutation(here)]
    return scans.outcome + (dealt - mean)[scans.participants]


def held_out(parts: Folds, scores: Sequence[Numbers]) -> Numbers:
    """Return the score of each row by the training from which it was held out."""
    chosen = np.full(len(parts), np.nan)
    for part in range(parts.max() + 1):
        chosen[parts == part] = scores[part][parts == part]
    return chosen


def probabilities(outcome: Numbers, scores: Numbers, folds: Folds) -> Numbers:
    """Return probabilities of the positive category, fold by fold.

    The curve from scores to probabilities (a logistic one, Platt 1999) is fitted to the scores of
    people in the other folds, who had not trained what scored them. It never falls: where higher
    scores went with fewer positives there, the rising curve that fits best is level, at their
    share. Else a predictor that is wrong about people it has not seen would be turned round.
    """
    probability = np.empty(len(scores))
    for fold in np.unique(folds):
        rows = folds == fold
        mean, deviation = scores[~rows].mean(), scores[~rows].std() or 1.0
        scaled = ((scores - mean) / deviation)[:, None]
        curve = LogisticRegression().fit(scaled[~rows], outcome[~rows])
        rises = curve.coef_[0, 0] > 0
        probability[rows] = (
            curve.predict_proba(scaled[rows])[:, 1] if rises else outcome[~rows].mean()
        )
    return probability


def brier(scans: Scans, test: HonestTest) -> tuple[float, float]:
    """Return the mean squared error of the probabilities, and of the share of positives."""
    share = np.full(len(scans), scans.outcome.mean())
    return (
        float(brier_score_loss(scans.outcome, test.probabilities)),
        float(brier_score_loss(scans.outcome, share)),
    )


def spell(seconds: float) -> str:
    """Write a time as one would say it."""
    if seconds < 90:
        return f"{max(1, round(seconds))} seconds"
    if seconds < 5400:
        return f"{round(seconds / 60)} minutes"
    return f"{seconds / 3600:.1f} hours"


def _require_people(scans: Scans) -> None:
    for one, other in scans.copies:
        raise ValueError(
            f"{one} and {other} show the same slices, under the names of two participants: one is "
            "a copy, or one person has two names; leave one out (exclude=…)"
        )
    if not scans.categories:
        people = len(scans.names)
        if people < FEWEST:
            raise ValueError(f"{people} participants are too few: there must be {FEWEST}")
        if scans.outcome.std() == 0:
            raise ValueError(f"{scans.outcome_name} is {scans.outcome[0]:g} for all participants")
        return
    groups = [set(scans.participants[scans.outcome == value]) for value in (0, 1)]
    for whose in groups[0] & groups[1]:
        raise ValueError(
            f"{scans.outcome_name} of {scans.names[whose]} must be one category, got both: choose "
            "one session (session=…), or another outcome"
        )
    for name, group in zip(scans.categories, groups, strict=True):
        if len(group) < FEWEST:
            raise ValueError(
                f"{scans.outcome_name}: {len(group)} participants are {name!r}, and there must be "
                f"{FEWEST} at least for {FOLDS} folds"
            )


def _sites(scans: Scans) -> Folds:
    """Return the site of each row as a number; -1 everywhere where there is one site, or none."""
    names = sorted(set(scans.sites))
    if len(names) < 2:
        return np.full(len(scans), -1)
    return np.array([names.index(site) for site in scans.sites])


def _judge(scans: Scans, folds: Folds, scores: Sequence[Numbers], seed: int) -> Prediction:
    outside = held_out(folds, scores)
    trained = [
        _estimate(scans, scans.outcome, scores[fold], folds != fold) for fold in range(FOLDS)
    ]
    return Prediction(outside, _measures(scans, folds, outside, seed), float(np.mean(trained)))


def _measures(scans: Scans, folds: Folds, scores: Numbers, seed: int) -> dict[str, Interval]:
    outcome, whose = scans.outcome, scans.participants
    if scans.categories:
        return {AUC: bootstrap_auc(outcome, scores, whose, seed=seed)}
    means = np.array([outcome[folds != fold].mean() for fold in range(FOLDS)])[folds]
    errors, ones = np.abs(outcome - scores), np.ones(len(scores))
    left = bootstrap_ratio(errors**2, (outcome - means) ** 2, whose, seed=seed)
    return {
        MAE: bootstrap_ratio(errors, ones, whose, seed=seed),
        R2: Interval(1 - left.estimate, 1 - left.high, 1 - left.low),
    }


def _estimate(
    scans: Scans, outcome: Numbers, scores: Numbers, rows: np.ndarray | slice = slice(None)
) -> float:
    """Return the first measure, without an interval."""
    if scans.categories:
        return float(roc_auc_score(outcome[rows], scores[rows]))
    return float(np.abs(outcome[rows] - scores[rows]).mean())


def _lead(scans: Scans, scores: Numbers, others: Numbers, seed: int) -> Interval:
    """Return by how much scores are better than others, on the same participants."""
    outcome, whose = scans.outcome, scans.participants
    if scans.categories:
        return bootstrap_auc_difference(outcome, scores, others, whose, seed=seed)
    fewer = np.abs(outcome - others) - np.abs(outcome - scores)
    return bootstrap_ratio(fewer, np.ones(len(fewer)), whose, seed=seed)


def _at_sites(
    scans: Scans, sites: Folds, left_out: Numbers, pooled: Numbers, seed: int
) -> dict[str, Site]:
    found = {}
    for number, name in enumerate(sorted(set(scans.sites)) if sites.max() >= 0 else []):
        rows = sites == number
        can_train = not scans.categories or len(set(scans.outcome[~rows])) == 2
        found[name] = Site(
            len(np.unique(scans.participants[rows])),
            _at_one(scans, rows, left_out, seed) if can_train else None,
            _at_one(scans, rows, pooled, seed),
        )
    return found


def _at_one(scans: Scans, rows: np.ndarray, scores: Numbers, seed: int) -> Interval | None:
    outcome, whose = scans.outcome[rows], scans.participants[rows]
    if not scans.categories:
        errors = np.abs(outcome - scores[rows])
        return bootstrap_ratio(errors, np.ones(len(errors)), whose, seed=seed)
    if len(set(outcome)) < 2:
        return None
    return bootstrap_auc(outcome, scores[rows], whose, seed=seed)
