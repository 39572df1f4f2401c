"""What the chapter *Brains: a task from start to end* computes.

All images are semi-synthetic: `conundrum.data.brains` says how they are made.
"""

from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Bool, Float, Int
from sklearn.linear_model import LogisticRegression, Ridge, RidgeCV
from sklearn.metrics import r2_score, roc_auc_score
from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold, cross_val_predict
from sklearn.neighbors import KNeighborsClassifier
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits, mse_loss

from conundrum.data.brains import SIDE, Scanner, Slices, average_slice, draw_slices
from conundrum.evaluation.attribution import gradient_times_input
from conundrum.evaluation.ranking import Interval, bootstrap_auc
from conundrum.evaluation.splits import split_groups
from conundrum.experiment import experiment
from conundrum.models.convnets import (
    ConvNet,
    GlobalAverage,
    GlobalMaximum,
    fully_connected,
    initialise,
    predict_images,
)
from conundrum.models.intensities import StandardiseHead
from conundrum.seeds import seeds_from
from conundrum.training.intensities import vary_intensities
from conundrum.training.minibatches import fit_batches

SHAPE = (1, SIDE, SIDE)
PARTICIPANTS = (200, 50, 150)  # of training, validation and test
WIDTHS = (8, 16, 32)
RULE, LINEAR, CONNECTED, CONVOLUTIONAL = MODELS = (
    "brightest pixel",
    "linear model",
    "fully connected network",
    "convolutional network",
)
Scores = Float[np.ndarray, " n"]


@dataclass(frozen=True)
class Making:
    """How a slice is made, step by step.

    Attributes
    ----------
    steps
        Names of the steps.
    pixels
        What there is after each.
    """

    steps: tuple[str, ...]
    pixels: Float[np.ndarray, "steps 64 64"]


@experiment
def make_a_slice(*, seed: int) -> Making:
    """Draw one patient with more and more of what makes slices differ."""
    clean = Scanner(noise=0.0, field=0.0, spread=0.0)
    drawn = {
        "own anatomy": draw_slices(2, scanner=clean, misplacement=0.0, seed=seed),
        "own position": draw_slices(2, scanner=clean, seed=seed),
        "as scanned": draw_slices(2, seed=seed),
    }
    pixels = [some.pixels[some.patients == 1][0, 0] for some in drawn.values()]
    return Making(("average brain", *drawn), np.array([average_slice(), *pixels]))


def flat(slices: Slices) -> Float[np.ndarray, "n pixels"]:
    """Return slices as a table with a column for each pixel."""
    return slices.pixels.reshape(len(slices), -1)


def centred(slices: Slices) -> Float[np.ndarray, "n 1 64 64"]:
    """Return pixels from about −1 to 1."""
    return 2 * slices.pixels - 1


# --- What goes wrong if one participant is on both sides ------------------------------------------


@dataclass(frozen=True)
class Leak:
    """How well a coin toss is predicted from images that have nothing to do with it.

    Attributes
    ----------
    misplacement
        How differently heads lie from visit to visit; 0 is registered.
    recognised
        Share of slices whose nearest other slice is of the same participant.
    by_slice
        Area under the ROC curve in cross-validation that splits slices, for each misplacement:
        of the nearest neighbour, and of a linear model.
    by_participant
        The same for cross-validation that splits participants.
    """

    misplacement: Float[np.ndarray, " m"]
    recognised: Float[np.ndarray, " m"]
    by_slice: Float[np.ndarray, "m 2"]
    by_participant: Float[np.ndarray, "m 2"]


@experiment
def toss_coins(
    *,
    seed: int,
    participants: int = 60,
    visits: int = 4,
    misplacement: Sequence[float] = (0.0, 0.25, 0.5, 1.0),
    tosses: int = 4,
) -> Leak:
    """Predict a coin that each participant tossed, in two kinds of cross-validation."""
    rng = np.random.default_rng(seed)
    coins = [rng.permutation(np.arange(participants) % 2) for _ in range(tosses)]
    recognised, by_slice, by_participant = [], [], []
    for amount in misplacement:
        slices = draw_slices(participants, visits=visits, misplacement=amount, seed=seed)
        X, whose = flat(slices), slices.participants
        recognised.append(_share_recognised(X, whose))
        anywhere, between = [], []
        for coin in coins:
            y = coin[whose]
            folds = StratifiedKFold(5, shuffle=True, random_state=seed).split(X, y)
            anywhere.append(_areas(X, y, list(folds)))
            folds = StratifiedGroupKFold(5, shuffle=True, random_state=seed).split(X, y, whose)
            between.append(_areas(X, y, list(folds)))
        by_slice.append(np.mean(anywhere, axis=0))
        by_participant.append(np.mean(between, axis=0))
    return Leak(
        np.array(misplacement), np.array(recognised), np.array(by_slice), np.array(by_participant)
    )


def _share_recognised(X: Float[np.ndarray, "n pixels"], whose: Int[np.ndarray, " n"]) -> float:
    """Return how often the nearest other slice is of the same participant."""
    lengths = np.square(X).sum(axis=1)
    distance = lengths[:, None] + lengths - 2 * X @ X.T
    np.fill_diagonal(distance, np.inf)
    return float((whose[distance.argmin(axis=1)] == whose).mean())


def _areas(X: Float[np.ndarray, "n pixels"], y: Int[np.ndarray, " n"], folds: list) -> list[float]:
    """Return the area under the ROC curve, averaged over folds, of two simple models."""
    areas = []
    for model in (KNeighborsClassifier(1), Ridge(alpha=100.0)):
        predicted = cross_val_predict(model, X, y, cv=folds)
        areas.append(np.mean([roc_auc_score(y[test], predicted[test]) for _, test in folds]))
    return areas


# --- An interval that draws participants ----------------------------------------------------------


@dataclass(frozen=True)
class Coverage:
    """How often intervals for the brightest pixel's area under the ROC curve hold the true one.

    Attributes
    ----------
    truth
        The area in all participants that studies are drawn from.
    by_slice, by_participant
        Ends of the interval of each study, from bootstraps that draw slices or participants.
    """

    truth: float
    by_slice: Float[np.ndarray, "studies 2"]
    by_participant: Float[np.ndarray, "studies 2"]

    def covers(self, intervals: Float[np.ndarray, "studies 2"]) -> float:
        """Return the share of intervals that hold the truth."""
        low, high = intervals.T
        return float(((low <= self.truth) & (self.truth <= high)).mean())


@experiment
def cover(
    *, seed: int, participants: int = 300, visits: int = 4, studies: int = 200, size: int = 40
) -> Coverage:
    """Draw small studies from a large group, and two intervals for each."""
    slices = draw_slices(participants, visits=visits, seed=seed)
    brightest = slices.pixels.max(axis=(1, 2, 3)).reshape(participants, visits)
    patients = slices.patients[::visits]
    rng = np.random.default_rng(seed)
    by_slice, by_participant = [], []
    for study in range(studies):
        drawn = np.concatenate(
            [rng.choice(np.flatnonzero(patients == label), size // 2) for label in (0, 1)]
        )
        labels, scores = np.repeat(patients[drawn], visits), brightest[drawn].ravel()
        for groups, intervals in (
            (np.arange(size * visits), by_slice),
            (np.repeat(np.arange(size), visits), by_participant),
        ):
            found = bootstrap_auc(labels, scores, groups, draws=400, seed=study)
            intervals.append((found.low, found.high))
    truth = roc_auc_score(slices.patients, brightest.ravel())
    return Coverage(float(truth), np.array(by_slice), np.array(by_participant))


# --- Is there a lesion? ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Detection:
    """Four ways to see whether there is a lesion, trained on one cohort.

    Attributes
    ----------
    train, validation, test
        Slices of different participants.
    train_scores, test_scores
        For each of `MODELS`: the higher, the more like a patient.
    network
        The convolutional one.
    loss
        Its training loss, epoch by epoch.
    threshold
        Of its score; as many healthy as ill slices of the validation participants are wrong there.
    """

    train: Slices
    validation: Slices
    test: Slices
    train_scores: dict[str, Float[np.ndarray, " n_train"]]
    test_scores: dict[str, Float[np.ndarray, " n_test"]]
    network: nn.Module
    loss: Float[np.ndarray, " epochs"]
    threshold: float

    @property
    def train_auc(self) -> dict[str, float]:
        """Area under the ROC curve of each model on the data it was trained on."""
        return _area_of_each(self.train, self.train_scores)

    @property
    def test_auc(self) -> dict[str, float]:
        """Area under the ROC curve of each model on new participants."""
        return _area_of_each(self.test, self.test_scores)


def draw_cohort(*, seed: int) -> Slices:
    """Draw as many participants as training, validation and test need, each at four visits."""
    return draw_slices(sum(PARTICIPANTS), visits=4, seed=seed)


def detector(*, seed: int) -> ConvNet:
    """Return an untrained network that asks whether a pattern is anywhere in the slice."""
    return ConvNet(SHAPE, WIDTHS, GlobalMaximum(), outputs=1, seed=seed)


def train_detector(
    network: nn.Module,
    slices: Slices,
    *,
    seed: int,
    augment: Callable[[Tensor, torch.Generator], Tensor] | None = None,
) -> Float[np.ndarray, " epochs"]:
    """Train a network to tell patients, with the recipe of this chapter; return its loss."""
    return fit_batches(
        network,
        slices.pixels,
        slices.patients[:, None].astype(float),
        loss=binary_cross_entropy_with_logits,
        epochs=10,
        batch_size=16,
        learning_rate=0.02,
        augment=augment,
        seed=seed,
    ).loss


def detect(
    cohort: Slices, *, seed: int, participants: tuple[int, int, int] = PARTICIPANTS
) -> Detection:
    """Train on some participants, choose on others, and score those of the test."""
    train, validation, test = (
        cohort[rows] for rows in split_groups(cohort.participants, participants, seed=seed)
    )
    network = detector(seed=seed)
    loss = train_detector(network, train, seed=seed)
    linear = choose_linear(train, validation)
    connected = fully_connected(SHAPE, 1, parameters=64 * (SIDE**2 + 2), seed=seed)
    fit_batches(
        connected,
        centred(train),
        train.patients[:, None].astype(float),
        loss=binary_cross_entropy_with_logits,
        epochs=60,
        batch_size=100,
        learning_rate=2e-3,
        seed=seed,
    )
    models = {
        RULE: lambda some: some.pixels.max(axis=(1, 2, 3)),
        LINEAR: lambda some: linear.decision_function(flat(some)),
        CONNECTED: lambda some: predict_images(connected, centred(some))[:, 0],
        CONVOLUTIONAL: lambda some: predict_images(network, some.pixels)[:, 0],
    }
    return Detection(
        train,
        validation,
        test,
        {name: model(train).astype(float) for name, model in models.items()},
        {name: model(test).astype(float) for name, model in models.items()},
        network,
        loss,
        balanced_threshold(validation.patients, models[CONVOLUTIONAL](validation)),
    )


def choose_linear(train: Slices, validation: Slices) -> LogisticRegression:
    """Fit penalised logistic regressions of the pixels; return the best on other participants."""
    fits = [
        LogisticRegression(C=strength, max_iter=1000).fit(flat(train), train.patients)
        for strength in (1e-4, 1e-3, 1e-2)
    ]
    return max(
        fits,
        key=lambda fit: roc_auc_score(validation.patients, fit.decision_function(flat(validation))),
    )


def balanced_threshold(labels: Int[np.ndarray, " n"], scores: Scores) -> float:
    """Return the score at which the two kinds of mistakes are about equally frequent."""
    thresholds = np.sort(scores)
    missed = np.searchsorted(np.sort(scores[labels == 1]), thresholds) / (labels == 1).sum()
    alarms = 1 - np.searchsorted(np.sort(scores[labels == 0]), thresholds) / (labels == 0).sum()
    return float(thresholds[np.abs(missed - alarms).argmin()])


def _area_of_each(slices: Slices, scores: dict[str, Scores]) -> dict[str, float]:
    return {name: float(roc_auc_score(slices.patients, s)) for name, s in scores.items()}


def intervals(detection: Detection, *, seed: int) -> dict[str, Interval]:
    """Return each model's area under the ROC curve on new participants, and how sure that is."""
    test = detection.test
    return {
        name: bootstrap_auc(test.patients, scores, test.participants, seed=seed)
        for name, scores in detection.test_scores.items()
    }


# --- Where it looks -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Attention:
    """Which pixels the score of a network comes from, for the patients of the test.

    Attributes
    ----------
    pixels
        The slices of patients.
    lesions
        Share of each pixel that is lesion.
    maps
        Gradient × input of the trained network.
    random_maps
        Of the same network, with all weights drawn anew.
    scores
        Of the trained network.
    """

    pixels: Float[np.ndarray, "n 64 64"]
    lesions: Float[np.ndarray, "n 64 64"]
    maps: Float[np.ndarray, "n 64 64"]
    random_maps: Float[np.ndarray, "n 64 64"]
    scores: Float[np.ndarray, " n"]

    def hits(self, maps: Float[np.ndarray, "n 64 64"]) -> Bool[np.ndarray, " n"]:
        """Return for which slices the largest value of a map lies in or next to a lesion."""
        n = len(maps)
        at = np.abs(maps).reshape(n, -1).argmax(axis=1)
        return _widened(self.lesions).reshape(n, -1)[np.arange(n), at]

    @property
    def area(self) -> float:
        """Share of a slice that counts as a hit."""
        return float(_widened(self.lesions).mean())


def look_inside(detection: Detection, *, seed: int) -> Attention:
    """Compute gradient × input for all patients of the test, trained and with random weights."""
    patients = detection.test[detection.test.patients == 1]
    the_score = np.zeros(len(patients), dtype=int)  # the only output
    randomised = deepcopy(detection.network)
    initialise(randomised, seed=seeds_from(seed, 1)[0] % 2**31)
    return Attention(
        patients.pixels[:, 0],
        patients.lesions,
        gradient_times_input(detection.network, patients.pixels, the_score),
        gradient_times_input(randomised, patients.pixels, the_score),
        predict_images(detection.network, patients.pixels)[:, 0],
    )


def _widened(lesions: Float[np.ndarray, "n 64 64"]) -> Bool[np.ndarray, "n 64 64"]:
    """Return lesions and the pixels next to them, where their edges are."""
    inside = lesions > 0
    wider = inside.copy()
    for axis in (1, 2):
        for step in (-1, 1):
            wider |= np.roll(inside, step, axis=axis)
    return wider


@dataclass(frozen=True)
class Explained:
    """A detection, and where its network looks."""

    detection: Detection
    attention: Attention


@experiment
def detect_and_look(*, seed: int) -> Explained:
    """Do `detect` with a cohort, then `look_inside`."""
    detection = detect(draw_cohort(seed=seed), seed=seed)
    return Explained(detection, look_inside(detection, seed=seed))


# --- A new scanner --------------------------------------------------------------------------------

SCANNERS = {
    "its own": Scanner(),
    "darker": Scanner(gain=0.6),
    "brighter": Scanner(gain=1.5),
    "other contrast": Scanner(gamma=0.6),
    "uneven field": Scanner(field=0.36),
}
PLAIN, NORMALISED, AUGMENTED, BOTH = RECIPES = (
    "as it comes",
    "normalised",
    "augmented",
    "normalised and augmented",
)


@dataclass(frozen=True)
class Moved:
    """Networks trained on one scanner, on slices from others.

    Attributes
    ----------
    examples
        A patient's slice from each scanner.
    auc
        Area under the ROC curve, for each scanner and recipe.
    alarms, found
        Share of healthy and of ill slices that are called ill, with the threshold that was chosen
        on the scanner the networks were trained on.
    loss
        Training loss of each recipe, epoch by epoch.
    """

    examples: Float[np.ndarray, "scanners 64 64"]
    auc: Float[np.ndarray, "scanners recipes"]
    alarms: Float[np.ndarray, "scanners recipes"]
    found: Float[np.ndarray, "scanners recipes"]
    loss: Float[np.ndarray, "recipes epochs"]

    def of(self, scanner: str, recipe: str) -> tuple[int, int]:
        """Return where the results of a scanner and a recipe stand."""
        return list(SCANNERS).index(scanner), RECIPES.index(recipe)


def move(detection: Detection, *, seed: int, participants: int = 100) -> Moved:
    """Train three more networks on the same slices; test all on new participants and scanners."""
    networks = {
        PLAIN: detection.network,
        NORMALISED: nn.Sequential(StandardiseHead(), detector(seed=seed)),
        AUGMENTED: detector(seed=seed),
        BOTH: nn.Sequential(StandardiseHead(), detector(seed=seed)),
    }
    loss = {PLAIN: detection.loss}
    for recipe, augment in (
        (NORMALISED, None),
        (AUGMENTED, vary_intensities),
        (BOTH, vary_intensities),
    ):
        loss[recipe] = train_detector(networks[recipe], detection.train, seed=seed, augment=augment)
    validation = detection.validation
    thresholds = [
        balanced_threshold(validation.patients, predict_images(network, validation.pixels)[:, 0])
        for network in networks.values()
    ]
    [new] = seeds_from(seed, 1)
    examples, auc, alarms, found = [], [], [], []
    for scanner in SCANNERS.values():
        slices = draw_slices(participants, visits=2, scanner=scanner, seed=new)
        ill = slices.patients == 1
        scores = np.array([predict_images(n, slices.pixels)[:, 0] for n in networks.values()])
        called = scores > np.array(thresholds)[:, None]
        examples.append(slices.pixels[ill][0, 0])
        auc.append([roc_auc_score(slices.patients, s) for s in scores])
        alarms.append(called[:, ~ill].mean(axis=1))
        found.append(called[:, ill].mean(axis=1))
    return Moved(
        np.array(examples),
        np.array(auc),
        np.array(alarms),
        np.array(found),
        np.array([loss[recipe] for recipe in RECIPES]),
    )


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


def set_thresholds(
    detection: Detection, thresholds: Sequence[float], *, seed: int
) -> list[ThresholdCounts]:
    """Call slices ill above each of many thresholds, on the network's own and a darker scanner."""
    [new] = seeds_from(seed, 1)
    darker = draw_slices(100, visits=2, scanner=SCANNERS["darker"], seed=new)
    ill = [detection.test.patients == 1, darker.patients == 1]
    scores = [
        detection.test_scores[CONVOLUTIONAL],
        predict_images(detection.network, darker.pixels)[:, 0],
    ]
    edges = np.linspace(*np.quantile(np.concatenate(scores), [0.005, 0.995]), 33)

    def histograms(chosen: list[np.ndarray]) -> Int[np.ndarray, "2 bins"]:
        return np.array(
            [
                np.histogram(np.clip(s[c], edges[0], edges[-1]), edges)[0]
                for s, c in zip(scores, chosen, strict=True)
            ]
        )

    healthy, diseased = histograms([~i for i in ill]), histograms(ill)
    return [
        ThresholdCounts(
            edges,
            healthy,
            diseased,
            float(t),
            np.array([(s[~i] > t).mean() for s, i in zip(scores, ill, strict=True)]),
            np.array([(s[i] > t).mean() for s, i in zip(scores, ill, strict=True)]),
        )
        for t in thresholds
    ]


@experiment
def detect_and_move(*, seed: int) -> Moved:
    """Do `detect` with a cohort, then `move`."""
    return move(detect(draw_cohort(seed=seed), seed=seed), seed=seed)


# --- Where registration makes a linear model win --------------------------------------------------


@dataclass(frozen=True)
class Ventricles:
    """How well the size of ventricles is read from slices.

    Attributes
    ----------
    sizes
        Participants that models are trained on, one slice each.
    registered, free
        R² on new participants, for each size: of ridge regression, and of a convolutional network.
    truth, by_ridge, by_network
        Areas in cm², and predictions, of the registered test participants at the largest size.
    """

    sizes: Int[np.ndarray, " m"]
    registered: Float[np.ndarray, "m 2"]
    free: Float[np.ndarray, "m 2"]
    truth: Float[np.ndarray, " n"]
    by_ridge: Float[np.ndarray, " n"]
    by_network: Float[np.ndarray, " n"]


@experiment
def measure_ventricles(
    *, seed: int, sizes: Sequence[int] = (25, 100, 400), test: int = 300
) -> Ventricles:
    """Regress the area of ventricles on pixels, of registered heads and of heads as they lie."""
    explained, last = {}, {}
    for amount in (0.0, 1.0):
        slices = draw_slices(max(sizes) + test, misplacement=amount, seed=seed)
        new = slices[max(sizes) :]
        rows = []
        for size in sizes:
            train = slices[:size]
            predicted = _by_ridge(train, new), _by_network(train, new, seed)
            rows.append([r2_score(new.ventricles, p) for p in predicted])
        explained[amount], last[amount] = np.array(rows), (new.ventricles, *predicted)
    return Ventricles(np.array(sizes), explained[0.0], explained[1.0], *last[0.0])


def _by_ridge(train: Slices, new: Slices) -> Float[np.ndarray, " n"]:
    """Predict areas with ridge regression, its penalty chosen by leave-one-out."""
    ridge = RidgeCV(np.logspace(-1, 3, 9)).fit(flat(train), train.ventricles)
    return ridge.predict(flat(new)).astype(float)


def _by_network(train: Slices, new: Slices, seed: int) -> Float[np.ndarray, " n"]:
    """Predict areas with a convolutional network that averages over the whole image."""
    mean, deviation = train.ventricles.mean(), train.ventricles.std()
    network = ConvNet(SHAPE, WIDTHS, GlobalAverage(), outputs=1, seed=seed)
    fit_batches(
        network,
        train.pixels,
        ((train.ventricles - mean) / deviation)[:, None],
        loss=mse_loss,
        epochs=round((2000 + 8 * len(train)) / len(train)),  # longer where there is more to learn
        batch_size=16,
        learning_rate=0.01,
        seed=seed,
    )
    return (mean + deviation * predict_images(network, new.pixels)[:, 0]).astype(float)
