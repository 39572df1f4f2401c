"""What the chapter *Brains: a task from start to end* computes.

All images are semi-synthetic: `conundrum.data.brains` says how they are made.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import torch
from jaxtyping import Bool, Float, Int
from scipy.ndimage import binary_dilation, generate_binary_structure
from sklearn.linear_model import LogisticRegression, Ridge, RidgeCV
from sklearn.metrics import r2_score, roc_auc_score, roc_curve
from sklearn.model_selection import StratifiedGroupKFold, cross_val_predict
from sklearn.neighbors import KNeighborsClassifier, NearestNeighbors
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
COPYISTS = {"nearest neighbour": KNeighborsClassifier(1), "linear model": Ridge(alpha=100.0)}


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
        Area under the ROC curve in cross-validation that splits slices, for each misplacement, by
        model: ``"nearest neighbour"`` and ``"linear model"``.
    by_participant
        The same for cross-validation that splits participants.
    """

    misplacement: Float[np.ndarray, " m"]
    recognised: Float[np.ndarray, " m"]
    by_slice: dict[str, Float[np.ndarray, " m"]]
    by_participant: dict[str, Float[np.ndarray, " m"]]


@experiment
def toss_coins(
    *,
    seed: int,
    participants: int = 60,
    visits: int = 4,
    misplacement: Sequence[float] = (0.0, 0.25, 1.0),
    tosses: int = 4,
) -> Leak:
    """Predict a coin that each participant tossed, in two kinds of cross-validation.

    Parameters
    ----------
    seed
        Of participants, coins and folds.
    participants
        How many.
    visits
        Slices of each.
    misplacement
        How differently heads lie from visit to visit, once for each; 0 is registered.
    tosses
        Over so many tosses results are averaged.
    """
    rng = np.random.default_rng(seed)
    coins = [rng.permutation(np.arange(participants) % 2) for _ in range(tosses)]
    recognised = []
    by_slice, by_participant = ({name: [] for name in COPYISTS} for _ in range(2))
    for amount in misplacement:
        slices = draw_slices(participants, visits=visits, misplacement=amount, seed=seed)
        X, whose = flat(slices), slices.participants
        recognised.append(_share_recognised(X, whose))
        for units, areas in ((np.arange(len(X)), by_slice), (whose, by_participant)):
            splitter = StratifiedGroupKFold(5, shuffle=True, random_state=seed)
            folds = [list(splitter.split(X, coin[whose], units)) for coin in coins]
            for name, model in COPYISTS.items():
                of_tosses = [
                    _area(model, X, coin[whose], of) for coin, of in zip(coins, folds, strict=True)
                ]
                areas[name].append(np.mean(of_tosses))
    return Leak(
        np.array(misplacement),
        np.array(recognised),
        {name: np.array(areas) for name, areas in by_slice.items()},
        {name: np.array(areas) for name, areas in by_participant.items()},
    )


def _share_recognised(X: Float[np.ndarray, "n pixels"], whose: Int[np.ndarray, " n"]) -> float:
    """Return how often the nearest other slice is of the same participant."""
    [nearest] = NearestNeighbors(n_neighbors=1).fit(X).kneighbors(return_distance=False).T
    return float((whose[nearest] == whose).mean())


def _area(
    model: Any, X: Float[np.ndarray, "n pixels"], y: Int[np.ndarray, " n"], folds: list
) -> float:
    """Return the area under the ROC curve of a model, averaged over folds."""
    predicted = cross_val_predict(model, X, y, cv=folds)
    return float(np.mean([roc_auc_score(y[test], predicted[test]) for _, test in folds]))


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

    @property
    def slices_cover(self) -> float:
        """The share of intervals that hold the truth, if slices are drawn."""
        return self.covers(self.by_slice)

    @property
    def participants_cover(self) -> float:
        """The share of intervals that hold the truth, if participants are drawn."""
        return self.covers(self.by_participant)


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
    seed
        From which it was all drawn.
    """

    train: Slices
    validation: Slices
    test: Slices
    train_scores: dict[str, Float[np.ndarray, " n_train"]]
    test_scores: dict[str, Float[np.ndarray, " n_test"]]
    network: nn.Module
    loss: Float[np.ndarray, " epochs"]
    threshold: float
    seed: int

    @property
    def train_auc(self) -> dict[str, float]:
        """Area under the ROC curve of each model on the data it was trained on."""
        return _area_of_each(self.train, self.train_scores)

    @property
    def test_auc(self) -> dict[str, float]:
        """Area under the ROC curve of each model on new participants."""
        return _area_of_each(self.test, self.test_scores)

    @property
    def lead(self) -> float:
        """By how much the convolutional network's area on new participants beats the next best."""
        rivals = [self.test_auc[name] for name in MODELS if name != CONVOLUTIONAL]
        return self.test_auc[CONVOLUTIONAL] - max(rivals)

    @cached_property
    def intervals(self) -> dict[str, Interval]:
        """Each model's area on new participants, with an interval from drawing participants."""
        return {
            name: bootstrap_auc(self.test.patients, scores, self.test.participants, seed=self.seed)
            for name, scores in self.test_scores.items()
        }

    @cached_property
    def attention(self) -> "Attention":
        """Where the network looks in the slices of the test's patients."""
        return look_inside(self)

    def elsewhere(self, scanner: Scanner) -> tuple[Slices, Scores]:
        """Return slices of 100 new participants from a scanner, and the network's scores."""
        slices = draw_elsewhere(scanner, seed=self.seed)
        return slices, predict_images(self.network, slices.pixels)[:, 0]

    def auc_on(self, scanner: Scanner) -> float:
        """Return the network's area under the ROC curve on new participants of a scanner."""
        slices, scores = self.elsewhere(scanner)
        return float(roc_auc_score(slices.patients, scores))


def draw_cohort(
    *,
    seed: int,
    participants: tuple[int, int, int] = PARTICIPANTS,
    scanner: Scanner | None = None,
) -> Slices:
    """Draw as many participants as training, validation and test need, each at four visits."""
    return draw_slices(sum(participants), visits=4, scanner=scanner, seed=seed)


def draw_elsewhere(scanner: Scanner, *, participants: int = 100, seed: int) -> Slices:
    """Draw participants who are in no cohort of this seed, each at two visits."""
    return draw_slices(participants, visits=2, scanner=scanner, seed=seeds_from(seed, 1)[0])


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


@experiment
def detect(
    *,
    seed: int,
    participants: tuple[int, int, int] = PARTICIPANTS,
    scanner: Scanner | None = None,
) -> Detection:
    """Draw a cohort; train on some participants, choose on others, and score those of the test.

    Parameters
    ----------
    seed
        Of the cohort, its split, and the weights and order of training.
    participants
        How many are for training, validation and test.
    scanner
        That of this chapter unless given.
    """
    cohort = draw_cohort(seed=seed, participants=participants, scanner=scanner)
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
        seed,
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
    """Return the score above which the two kinds of mistakes are about equally frequent.

    It lies half-way between two scores, so that it does not matter on which side one lying on it
    would be counted.
    """
    alarms, found, thresholds = roc_curve(labels, scores, drop_intermediate=False)
    balanced = np.abs((1 - found) - alarms).argmin()  # scores from this threshold on are called ill
    return float(thresholds[balanced : balanced + 2].mean())


def _area_of_each(slices: Slices, scores: dict[str, Scores]) -> dict[str, float]:
    return {name: float(roc_auc_score(slices.patients, s)) for name, s in scores.items()}


# --- Where it looks -------------------------------------------------------------------------------


RANDOM_NETWORKS = 10


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
        Of the first of some networks with random weights.
    random_hits
        Of each of these, in which share of the slices the largest value lies in or next to a
        lesion.
    """

    pixels: Float[np.ndarray, "n 64 64"]
    lesions: Float[np.ndarray, "n 64 64"]
    maps: Float[np.ndarray, "n 64 64"]
    random_maps: Float[np.ndarray, "n 64 64"]
    random_hits: Float[np.ndarray, " networks"]

    def hits(self, maps: Float[np.ndarray, "n 64 64"]) -> float:
        """Return in which share of slices a map is largest in a lesion or next to it."""
        return _share_of_hits(self.lesions, maps)

    @property
    def trained_hits(self) -> float:
        """The share of slices in which the trained network's map hits."""
        return self.hits(self.maps)

    @property
    def brightest_hits(self) -> float:
        """The share of slices in which the brightest pixel hits."""
        return self.hits(self.pixels)

    @property
    def area(self) -> float:
        """Share of a slice that counts as a hit."""
        return float(_widened(self.lesions).mean())


def look_inside(detection: Detection) -> Attention:
    """Compute gradient × input for all patients of the test, trained and with random weights."""
    patients = detection.test[detection.test.patients == 1]
    the_score = np.zeros(len(patients), dtype=int)  # the only output
    random_maps = [
        gradient_times_input(
            random_detector(detection.train, seed=seed), patients.pixels, the_score
        )
        for seed in seeds_from(detection.seed, RANDOM_NETWORKS)
    ]
    return Attention(
        patients.pixels[:, 0],
        patients.lesions,
        gradient_times_input(detection.network, patients.pixels, the_score),
        random_maps[0],
        np.array([_share_of_hits(patients.lesions, maps) for maps in random_maps]),
    )


def random_detector(slices: Slices, *, seed: int) -> ConvNet:
    """Return an untrained network whose batch normalisation has statistics of slices."""
    network = detector(seed=seed)
    for layer in network.modules():
        if isinstance(layer, nn.BatchNorm2d):
            layer.momentum = None  # the plain mean over what it sees
    with torch.no_grad():
        network.train()(torch.as_tensor(slices.pixels[:200]))
    return network.eval()


def _share_of_hits(
    lesions: Float[np.ndarray, "n 64 64"], maps: Float[np.ndarray, "n 64 64"]
) -> float:
    n = len(maps)
    at = np.abs(maps).reshape(n, -1).argmax(axis=1)
    return float(_widened(lesions).reshape(n, -1)[np.arange(n), at].mean())


def _widened(lesions: Float[np.ndarray, "n 64 64"]) -> Bool[np.ndarray, "n 64 64"]:
    """Return lesions and the pixels next to them, where their edges are."""
    beside = generate_binary_structure(2, 1)[None]
    return binary_dilation(lesions > 0, beside)


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
        Area under the ROC curve, by scanner and recipe.
    alarms, found
        Share of healthy and of ill slices that are called ill, with the threshold that was chosen
        on the scanner the networks were trained on; by scanner and recipe.
    loss
        Training loss of each recipe, epoch by epoch.
    """

    examples: dict[str, Float[np.ndarray, "64 64"]]
    auc: dict[str, dict[str, float]]
    alarms: dict[str, dict[str, float]]
    found: dict[str, dict[str, float]]
    loss: dict[str, Float[np.ndarray, " epochs"]]


def move(detection: Detection, *, participants: int = 100) -> Moved:
    """Train three more networks on the same slices; test all on new participants and scanners."""
    seed = detection.seed
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
    thresholds = {
        recipe: balanced_threshold(
            validation.patients, predict_images(network, validation.pixels)[:, 0]
        )
        for recipe, network in networks.items()
    }
    examples, auc, alarms, found = {}, {}, {}, {}
    for name, scanner in SCANNERS.items():
        slices = draw_elsewhere(scanner, participants=participants, seed=seed)
        ill = slices.patients == 1
        scores = {recipe: predict_images(f, slices.pixels)[:, 0] for recipe, f in networks.items()}
        called = {recipe: s > thresholds[recipe] for recipe, s in scores.items()}
        examples[name] = slices.pixels[ill][0, 0]
        auc[name] = {
            recipe: float(roc_auc_score(slices.patients, s)) for recipe, s in scores.items()
        }
        alarms[name] = {recipe: float(c[~ill].mean()) for recipe, c in called.items()}
        found[name] = {recipe: float(c[ill].mean()) for recipe, c in called.items()}
    return Moved(examples, auc, alarms, found, loss)


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


def set_thresholds(detection: Detection, thresholds: Sequence[float]) -> list[ThresholdCounts]:
    """Call slices ill above each of many thresholds, on the network's own and a darker scanner."""
    darker, scores_of_darker = detection.elsewhere(SCANNERS["darker"])
    ill = [detection.test.patients == 1, darker.patients == 1]
    scores = [detection.test_scores[CONVOLUTIONAL], scores_of_darker]
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


# --- Where registration makes a linear model win --------------------------------------------------


@dataclass(frozen=True)
class Ventricles:
    """How well the size of ventricles is read from slices.

    Attributes
    ----------
    sizes
        Participants that models are trained on, one slice each.
    registered, free
        R² on new participants, for each size, from registered heads and from the same heads as they
        lie, by model: ``"ridge"`` and ``"network"``.
    """

    sizes: tuple[int, ...]
    registered: dict[str, Float[np.ndarray, " m"]]
    free: dict[str, Float[np.ndarray, " m"]]

    def at(self, heads: str, model: str, size: int) -> float:
        """Return the R² of a model from ``"registered"`` or ``"free"`` heads at one size."""
        return float(getattr(self, heads)[model][self.sizes.index(size)])


@experiment
def measure_ventricles(
    *,
    seed: int,
    sizes: Sequence[int] = (25, 100, 200),
    test: int = 200,
    registration: float = 1.0,
) -> Ventricles:
    """Regress the area of ventricles on pixels, of registered heads and of heads as they lie.

    The outcome is the same for both: the area in cm² in a head of average size and position.

    Parameters
    ----------
    seed
        Of the participants, and of the weights and order of training.
    sizes
        Participants that models are trained on.
    test
        Other participants, on whom they are tested.
    registration
        How much of the misplacement is taken away from registered heads: 1 is all of it.
    """
    heads = {
        amount: draw_slices(max(sizes) + test, misplacement=amount, seed=seed)
        for amount in {0.0, 1 - registration, 1.0}
    }
    area = heads[0.0].ventricles
    registered, free = (
        {
            name: np.array(
                [
                    _explained(predict, heads[amount].pixels, area, size, max(sizes), seed)
                    for size in sizes
                ]
            )
            for name, predict in (("ridge", _by_ridge), ("network", _by_network))
        }
        for amount in (1 - registration, 1.0)
    )
    return Ventricles(tuple(sizes), registered, free)


def _explained(
    predict: Callable[..., Float[np.ndarray, " n"]],
    pixels: Float[np.ndarray, "n 1 64 64"],
    area: Float[np.ndarray, " n"],
    size: int,
    most: int,
    seed: int,
) -> float:
    """Return the R², on the participants after the first `most`, of a model of the first `size`."""
    predicted = predict(pixels[:size], area[:size], pixels[most:], seed)
    return float(r2_score(area[most:], predicted))


def _by_ridge(
    pixels: Float[np.ndarray, "n 1 64 64"],
    area: Float[np.ndarray, " n"],
    new: Float[np.ndarray, "m 1 64 64"],
    _: int,
) -> Float[np.ndarray, " m"]:
    """Predict areas with ridge regression, its penalty chosen by leave-one-out."""
    ridge = RidgeCV(np.logspace(-1, 3, 9)).fit(pixels.reshape(len(pixels), -1), area)
    return ridge.predict(new.reshape(len(new), -1)).astype(float)


def _by_network(
    pixels: Float[np.ndarray, "n 1 64 64"],
    area: Float[np.ndarray, " n"],
    new: Float[np.ndarray, "m 1 64 64"],
    seed: int,
) -> Float[np.ndarray, " m"]:
    """Predict areas with a convolutional network that averages over the whole image."""
    mean, deviation = area.mean(), area.std()
    network = ConvNet(SHAPE, WIDTHS, GlobalAverage(), outputs=1, seed=seed)
    fit_batches(
        network,
        pixels,
        ((area - mean) / deviation)[:, None],
        loss=mse_loss,
        epochs=round((2000 + 8 * len(pixels)) / len(pixels)),  # longer where there is more to learn
        batch_size=16,
        learning_rate=0.01,
        seed=seed,
    )
    return (mean + deviation * predict_images(network, new)[:, 0]).astype(float)
