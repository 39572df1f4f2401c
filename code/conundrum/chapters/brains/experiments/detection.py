"""Is there a lesion in this slice? Four ways to tell, trained on one cohort."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch
from jaxtyping import Float
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score, roc_curve
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits

from conundrum.chapters.brains.experiments.attention import Attention, look_inside
from conundrum.chapters.brains.experiments.segmentation import Segmentation, outline_lesions
from conundrum.data.brains import SIDE, Scanner, Slices, draw_slices
from conundrum.evaluation.ranking import Interval, balanced_threshold, bootstrap_auc
from conundrum.evaluation.splits import split_groups
from conundrum.experiment import experiment
from conundrum.models.convnets import fully_connected
from conundrum.models.intensities import StandardiseHead
from conundrum.training.detectors import SHAPE, detector, scores_of, train_detector
from conundrum.training.minibatches import fit_batches

PARTICIPANTS = (200, 50, 150)  # of training, validation and test
VISITS = 2
HIDDEN = 64  # units of the fully connected network
RULE, LINEAR, CONNECTED, CONVOLUTIONAL = MODELS = (
    "brightest pixel",
    "linear model",
    "fully connected network",
    "convolutional network",
)
Scores = Float[np.ndarray, " n"]


@dataclass(frozen=True)
class Roc:
    """What each possible threshold makes of scores.

    Attributes
    ----------
    alarms
        Share of healthy slices that are called ill: one minus the specificity.
    found
        Share of ill slices that are called ill: the sensitivity.
    """

    alarms: Float[np.ndarray, " thresholds"]
    found: Float[np.ndarray, " thresholds"]


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
        """AUC of each model on the participants it was trained on."""
        return _auc_of_each(self.train, self.train_scores)

    @property
    def test_auc(self) -> dict[str, float]:
        """AUC of each model on new participants."""
        return _auc_of_each(self.test, self.test_scores)

    @property
    def standardised_rule_auc(self) -> float:
        """AUC of the brightest pixel on new participants, once heads are standardised."""
        standardised = StandardiseHead()(torch.as_tensor(self.test.pixels)).numpy()
        return float(roc_auc_score(self.test.patients, standardised.max(axis=(1, 2, 3))))

    @property
    def lead(self) -> float:
        """By how much the convolutional network's AUC on new participants beats the next best."""
        rivals = [self.test_auc[name] for name in MODELS if name != CONVOLUTIONAL]
        return self.test_auc[CONVOLUTIONAL] - max(rivals)

    @cached_property
    def intervals(self) -> dict[str, Interval]:
        """Each model's AUC on new participants, with an interval from drawing participants."""
        return _interval_of_each(self.test, self.test_scores, self.seed)

    @cached_property
    def train_intervals(self) -> dict[str, Interval]:
        """The same on the participants of training."""
        return _interval_of_each(self.train, self.train_scores, self.seed)

    @cached_property
    def roc(self) -> dict[str, Roc]:
        """The ROC curve of each model on new participants."""
        curves = {}
        for name, scores in self.test_scores.items():
            alarms, found, _ = roc_curve(self.test.patients, scores, drop_intermediate=False)
            curves[name] = Roc(alarms, found)
        return curves

    @cached_property
    def attention(self) -> Attention:
        """Where the convolutional network looks in the slices of the test's patients."""
        return look_inside(self.network, self.train, self.test, seed=self.seed)

    @cached_property
    def segmentation(self) -> Segmentation:
        """Which pixels of the test's patients are called lesion."""
        return outline_lesions(self.network, self.train, self.test, seed=self.seed)

    @property
    def sensitivity(self) -> float:
        """Share of ill slices of new participants that the network finds at its threshold."""
        called = self.test_scores[CONVOLUTIONAL] > self.threshold
        return float(called[self.test.patients == 1].mean())

    @property
    def specificity(self) -> float:
        """Share of healthy slices of new participants that the network leaves alone there."""
        called = self.test_scores[CONVOLUTIONAL] > self.threshold
        return float(1 - called[self.test.patients == 0].mean())

    @property
    def false_alarms(self) -> float:
        """Share of healthy slices of new participants that the network calls ill there."""
        return 1 - self.specificity


@experiment
def train_four_models(
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
    cohort = draw_slices(sum(participants), visits=VISITS, scanner=scanner, seed=seed)
    train, validation, test = (
        cohort[rows] for rows in split_groups(cohort.participants, participants, seed=seed)
    )
    network = detector(seed=seed)
    loss = train_detector(network, train.pixels, train.patients, seed=seed)
    models = {
        RULE: lambda slices: slices.pixels.max(axis=(1, 2, 3)),
        LINEAR: _linear_model(train, validation),
        CONNECTED: _connected_network(train, seed),
        CONVOLUTIONAL: lambda slices: scores_of(network, slices.pixels),
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


def _linear_model(train: Slices, validation: Slices) -> Callable[[Slices], Scores]:
    """Fit penalised logistic regressions of the pixels; return the best on other participants."""
    fits = [
        LogisticRegression(C=strength, max_iter=1000).fit(_flat(train), train.patients)
        for strength in (1e-4, 1e-3, 1e-2)
    ]
    best = max(
        fits,
        key=lambda fit: roc_auc_score(
            validation.patients, fit.decision_function(_flat(validation))
        ),
    )
    return lambda slices: best.decision_function(_flat(slices))


def _connected_network(train: Slices, seed: int) -> Callable[[Slices], Scores]:
    """Train a fully connected network of the pixels until it fits its participants."""
    network = fully_connected(SHAPE, 1, parameters=HIDDEN * (SIDE**2 + 2), seed=seed)
    fit_batches(
        network,
        _centred(train),
        train.patients[:, None].astype(float),
        loss=binary_cross_entropy_with_logits,
        epochs=60,
        batch_size=50,
        learning_rate=2e-3,
        seed=seed,
    )
    return lambda slices: scores_of(network, _centred(slices))


def _flat(slices: Slices) -> Float[np.ndarray, "n pixels"]:
    """Return slices as a table with a column for each pixel."""
    return slices.pixels.reshape(len(slices), -1)


def _centred(slices: Slices) -> Float[np.ndarray, "n 1 64 64"]:
    """Return pixels from about −1 to 1."""
    return 2 * slices.pixels - 1


def _auc_of_each(slices: Slices, scores: dict[str, Scores]) -> dict[str, float]:
    return {name: float(roc_auc_score(slices.patients, s)) for name, s in scores.items()}


def _interval_of_each(slices: Slices, scores: dict[str, Scores], seed: int) -> dict[str, Interval]:
    return {
        name: bootstrap_auc(slices.patients, some, slices.participants, seed=seed)
        for name, some in scores.items()
    }
