"""What predicts an outcome: from images, from what else is known of people, from next to nothing.

Each predictor is told which rows train, and scores all rows. What it computes from several people
(weights, means, what covariates explain) it computes from those that train.
"""

from collections.abc import Callable

import numpy as np
from jaxtyping import Float, Int
from scipy import sparse
from sklearn.linear_model import LogisticRegression, RidgeCV
from torch import Tensor, nn
from torch.nn.functional import mse_loss

from conundrum.data.scans import Scans
from conundrum.models.convnets import ConvNet, GlobalAverage
from conundrum.models.intensities import StandardiseHead
from conundrum.training.detectors import (
    BATCH_SIZE,
    LEARNING_RATE,
    SHAPE,
    WIDTHS,
    scores_of,
    standardising_detector,
    train_detector,
)
from conundrum.training.intensities import vary_intensities
from conundrum.training.minibatches import fit_batches

EPOCHS = 20
PENALTIES = np.logspace(-1, 5, 13)
NETWORK, LINEAR, RESIDUAL = "network", "linear model", "linear model, covariates taken out"
COVARIATES, FILE, BRIGHTEST = "covariates alone", "brightness of the file alone", "brightest pixel"
SIMPLE = (COVARIATES, FILE, BRIGHTEST)
Numbers = Float[np.ndarray, " n"]
Rows = Int[np.ndarray, " rows"]
Predictor = Callable[[Scans, Numbers, Rows, int], Numbers]


class OverSlices(nn.Module):
    """Score a person by all slices: a network scores each, and one number is made of the scores.

    The label of a person says nothing about a single slice. So no slice is given it: only the
    number that is made of all slices is compared with it.

    Parameters
    ----------
    network : Module
        From slices, shape (n, 1, height, width), to one score each.
    summary : callable
        From scores, shape (n, heights), to shape (n,).
    """

    def __init__(self, network: nn.Module, summary: Callable[[Tensor], Tensor]) -> None:
        super().__init__()
        self.network = network
        self.summary = summary

    def forward(self, x: Float[Tensor, "n heights height width"]) -> Float[Tensor, "n 1"]:
        """Return one score for each person."""
        scores = self.network(x.flatten(0, 1)[:, None])
        return self.summary(scores.reshape(x.shape[:2]))[:, None]


def largest(scores: Float[Tensor, "n heights"]) -> Float[Tensor, " n"]:
    """Return the largest score, which asks whether it is in any slice."""
    return scores.amax(dim=1)


def average(scores: Float[Tensor, "n heights"]) -> Float[Tensor, " n"]:
    """Return the mean score, which asks how much of it there is in all slices."""
    return scores.mean(dim=1)


def detect(scans: Scans, outcome: Numbers, train: Rows, seed: int) -> Numbers:
    """Train the network that asks whether a pattern is anywhere.

    Heads are standardised and intensities varied, as in the chapter on scanners.
    """
    network = OverSlices(standardising_detector(seed=seed), largest)
    train_detector(
        network,
        scans.pixels[train],
        outcome[train],
        seed=seed,
        epochs=EPOCHS,
        augment=vary_intensities,
    )
    return scores_of(network, scans.pixels)


def estimate(scans: Scans, outcome: Numbers, train: Rows, seed: int) -> Numbers:
    """Train a network that averages over whole images to predict a number, by the same recipe."""
    mean, deviation = outcome[train].mean(), outcome[train].std()
    network = nn.Sequential(
        StandardiseHead(), ConvNet(SHAPE, WIDTHS, GlobalAverage(), outputs=1, seed=seed)
    )
    whole = OverSlices(network, average)
    fit_batches(
        whole,
        scans.pixels[train],
        ((outcome[train] - mean) / deviation)[:, None],
        loss=mse_loss,
        epochs=EPOCHS,
        batch_size=BATCH_SIZE,
        learning_rate=LEARNING_RATE,
        augment=vary_intensities,
        seed=seed,
    )
    return mean + deviation * scores_of(whole, scans.pixels)


def by_pixels(scans: Scans, outcome: Numbers, train: Rows, _: int) -> Numbers:
    """Fit a weight for each pixel (ridge regression, also of the labels 0 and 1)."""
    return _ridge(scans.pixels.reshape(len(scans), -1), scans, outcome, train)


def by_residuals(scans: Scans, outcome: Numbers, train: Rows, _: int) -> Numbers:
    """Do the same with pixels from which covariates and site are regressed out.

    How much of a pixel they explain is learned from the rows that train.
    """
    pixels, known = scans.pixels.reshape(len(scans), -1), design(scans, train)
    weights = np.linalg.lstsq(known[train], pixels[train], rcond=None)[0]
    return _ridge((pixels - known @ weights).astype(np.float32), scans, outcome, train)


def by_covariates(scans: Scans, outcome: Numbers, train: Rows, _: int) -> Numbers:
    """Use covariates and site, and no image."""
    return _few(design(scans, train)[:, 1:], scans, outcome, train)


def by_file(scans: Scans, outcome: Numbers, train: Rows, _: int) -> Numbers:
    """Use only how bright the head is in the units of its file: that tells scanners apart."""
    brightness = np.log(scans.brightness)[:, None]
    deviation = brightness[train].std() or 1.0
    return _few((brightness - brightness[train].mean()) / deviation, scans, outcome, train)


def by_brightest(scans: Scans, outcome: Numbers, train: Rows, _: int) -> Numbers:
    """Take the brightest pixel of all slices; nothing is trained."""
    return scans.pixels.max(axis=(1, 2, 3)).astype(float)


def predictors(scans: Scans) -> dict[str, Predictor]:
    """Return, by name, what can predict the outcome of these scans.

    Without covariates and sites there is no prediction from them. There is no network where a slice
    has one brightness all over its head: it cannot be standardised.
    """
    categorical = bool(scans.categories)
    known: dict[str, Predictor] = {}
    if not scans.featureless.any():
        known[NETWORK] = detect if categorical else estimate
    known[LINEAR] = by_pixels
    if has_covariates(scans):
        known[RESIDUAL] = by_residuals
        known[COVARIATES] = by_covariates
    known[FILE] = by_file
    if categorical:
        known[BRIGHTEST] = by_brightest
    return known


def has_covariates(scans: Scans) -> bool:
    """Return whether anything is known of people but their images."""
    return bool(scans.covariates) or len(set(scans.sites)) > 1


def design(scans: Scans, train: Rows) -> Float[np.ndarray, "n columns"]:
    """Return covariates and site as numbers, after a column of ones.

    Numbers are standardised by the rows that train. A category gets a column if it is among these,
    except the first.
    """
    columns = [np.ones(len(scans))]
    for values in (*scans.covariates.values(), scans.sites):
        if values.dtype == object:
            columns += [(values == kind).astype(float) for kind in sorted(set(values[train]))[1:]]
        else:
            deviation = values[train].std() or 1.0
            columns.append((values - values[train].mean()) / deviation)
    return np.stack(columns, axis=1)


def _ridge(X: np.ndarray, scans: Scans, outcome: Numbers, train: Rows) -> Numbers:
    """Fit ridge regression to the mean scan of each person.

    The penalty is chosen by leaving one out, which then is a person, not one of her scans.
    """
    _, index, count = np.unique(scans.participants[train], return_inverse=True, return_counts=True)
    rows = np.arange(len(train))
    averaging = sparse.csr_array((1 / count[index], (index, rows)), dtype=X.dtype)
    model = RidgeCV(PENALTIES).fit(averaging @ X[train], averaging @ outcome[train])
    return model.predict(X).astype(float)


def _few(X: np.ndarray, scans: Scans, outcome: Numbers, train: Rows) -> Numbers:
    """Fit logistic or ridge regression of few numbers."""
    if not X.shape[1]:
        return np.full(len(X), outcome[train].mean())
    if scans.categories:
        return LogisticRegression().fit(X[train], outcome[train]).decision_function(X)
    return RidgeCV(PENALTIES).fit(X[train], outcome[train]).predict(X)
