"""The deep-learning lab of *An Introduction to Statistical Learning*, run again."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float
from sklearn.linear_model import Lasso, LinearRegression, lars_path
from sklearn.model_selection import KFold, train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from conundrum.chapters.losses.experiments.pairings import standardised
from conundrum.data.hitters import hitters
from conundrum.experiment import experiment
from conundrum.models.networks import ReLUNetwork, predict
from conundrum.seeds import seeds_from
from conundrum.training.fleet import fit_fleet
from conundrum.training.optimisers import RMSprop, constant

PUBLISHED_SPLIT = 1  # random_state of the lab's train_test_split
EPOCHS, BATCH, UNITS, DROPPED, RATE = 50, 32, 50, 0.4, 0.01


def linear_error(split: int) -> float:
    """Return the test error of least squares, in thousands of dollars."""
    X, X_test, y, y_test = _players(split)
    return float(np.abs(LinearRegression().fit(X, y).predict(X_test) - y_test).mean())


def lasso_error(split: int, *, scaled: bool) -> float:
    """Return the test error of the lasso of the lab, in thousands of dollars.

    100 penalties from the smallest that makes all weights zero, for standardised predictors, down
    to a hundredth of it; the one with the least mean absolute error in ten folds is taken.

    Parameters
    ----------
    split : int
        Seed of the split.
    scaled : bool
        Whether predictors are standardised in each training set. The text of the lab says so; its
        code, until 2024, made a pipeline that does it, and then cross-validated the lasso without.
    """
    X, X_test, y, y_test = _players(split)
    standard, _ = standardised(X, X)
    largest = np.abs(standard.T @ (y - y.mean())).max() / len(y)
    penalties = largest * np.exp(np.linspace(0, np.log(0.01), 100))
    errors = []
    for train, held_out in KFold(10, shuffle=True, random_state=1).split(X):
        scaler = StandardScaler(with_std=scaled).fit(X[train])
        centre = y[train].mean()
        weights = lasso_weights(scaler.transform(X[train]), y[train] - centre, penalties)
        predicted = scaler.transform(X[held_out]) @ weights + centre
        errors.append(np.abs(predicted - y[held_out, None]).mean(axis=0))
    best = penalties[np.mean(errors, axis=0).argmin()]
    model = make_pipeline(StandardScaler(with_std=scaled), Lasso(alpha=best, max_iter=30_000))
    return float(np.abs(model.fit(X, y).predict(X_test) - y_test).mean())


def lasso_weights(
    x: Float[np.ndarray, "n p"], y: Float[np.ndarray, " n"], penalties: Float[np.ndarray, " k"]
) -> Float[np.ndarray, "p k"]:
    """Return the weights of the lasso for many penalties, exactly.

    They are piecewise linear in the penalty, and LARS finds the ends of the pieces (Efron, Hastie,
    Johnstone, Tibshirani 2004).
    """
    ends, _, weights = lars_path(x, y, method="lasso")
    inside = np.clip(penalties, ends[-1], ends[0])
    return np.stack([np.interp(inside, ends[::-1], weight[::-1]) for weight in weights])


def lab_networks(
    splits: Sequence[int], *, seed: int, scaled: bool, passes: int = EPOCHS
) -> Float[np.ndarray, " networks"]:
    """Train a network of the published form on each split; return the test errors.

    50 ReLU units; each is left out with probability 0.4 for each player of each step; squared
    error; RMSprop with rate 0.01; as many batches of 32 as make so many passes through the training
    set; weights and biases start uniform within one over the square root of the inputs. All as in
    the lab, but that a batch may straddle two passes.

    Parameters
    ----------
    splits : sequence of int
        Seed of each network's split.
    seed : int
        Of starts, batches, and who is left out.
    scaled : bool
        Whether predictors are standardised. In the lab they are not.
    passes : int
        Through the training set; 50 in the lab.
    """
    parts = [_players(split) for split in splits]
    if scaled:
        parts = [(*standardised(X, X_test), y, y_test) for X, X_test, y, y_test in parts]
    x, x_test, y, y_test = (np.stack(same) for same in zip(*parts, strict=True))
    starts, orders = np.split(np.array(seeds_from(seed, 2 * len(splits))), 2)
    networks = [_published_network(x.shape[2], int(start)) for start in starts]
    fit_fleet(
        networks,
        x,
        y[..., None],
        steps=round(passes * x.shape[1] / BATCH),
        learning_rate=RATE,
        dropout=DROPPED,
        batch_size=BATCH,
        seeds=orders,
        optimiser=RMSprop(),
        schedule=constant,
    )
    predicted = [predict(network, of)[:, 0] for network, of in zip(networks, x_test, strict=True)]
    return np.abs(np.array(predicted) - y_test).mean(axis=1)


def _published_network(inputs: int, seed: int) -> ReLUNetwork:
    """Return a network with start values as PyTorch draws them, within 1/√m rather than √(6/m)."""
    network = ReLUNetwork((inputs, UNITS, 1), seed=seed)
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.div_(6**0.5)
    return network


def _players(split: int) -> list[np.ndarray]:
    """Return predictors and salaries, for training and for testing."""
    players = hitters()
    return train_test_split(players.X, players.y, test_size=1 / 3, random_state=split)


@dataclass(frozen=True)
class LinearErrors:
    """Mean absolute test errors of linear models on the published split, in thousands of dollars.

    Attributes
    ----------
    least_squares
        With predictors as they are.
    lasso, lasso_scaled
        As the lab's code ran when it was first published, and as its text says.
    """

    least_squares: float
    lasso: float
    lasso_scaled: float

    @property
    def range(self) -> float:
        """Largest minus smallest of the three."""
        return float(np.ptp([self.least_squares, self.lasso, self.lasso_scaled]))


@experiment
def reproduce_linear_models() -> LinearErrors:
    """Run the linear models of the lab on its own split of 175 players and 88 for testing."""
    return LinearErrors(
        linear_error(PUBLISHED_SPLIT),
        lasso_error(PUBLISHED_SPLIT, scaled=False),
        lasso_error(PUBLISHED_SPLIT, scaled=True),
    )


@dataclass(frozen=True)
class LabErrors:
    """Mean absolute test errors on the published split, in thousands of dollars.

    Attributes
    ----------
    linear
        Of the linear models.
    networks, networks_scaled
        Of networks of the published form from different starts: with predictors as they are, as in
        the lab, and with standardised ones.
    networks_longer
        With standardised predictors and four times as many passes.
    """

    linear: LinearErrors
    networks: Float[np.ndarray, " starts"]
    networks_scaled: Float[np.ndarray, " starts"]
    networks_longer: Float[np.ndarray, " half"]

    @property
    def median(self) -> float:
        """Error of the median network."""
        return float(np.median(self.networks))

    @property
    def median_scaled(self) -> float:
        """Error of the median network with standardised predictors."""
        return float(np.median(self.networks_scaled))

    @property
    def median_longer(self) -> float:
        """The same after four times as many passes."""
        return float(np.median(self.networks_longer))

    @property
    def range(self) -> float:
        """Between the best and the worst start."""
        return float(np.ptp(self.networks))


@experiment
def reproduce_lab(*, seed: int, starts: int = 20) -> LabErrors:
    """Run the lab on its own split; train its network from so many starts.

    Half as many starts serve for the longer training.
    """
    splits = [PUBLISHED_SPLIT] * starts
    first, second, third = seeds_from(seed, 3)
    return LabErrors(
        reproduce_linear_models(),
        lab_networks(splits, seed=first, scaled=False),
        lab_networks(splits, seed=second, scaled=True),
        lab_networks(splits[: (starts + 1) // 2], seed=third, scaled=True, passes=4 * EPOCHS),
    )


@dataclass(frozen=True)
class SplitErrors:
    """Mean absolute test errors on splits of the same size as the lab's, in thousands of dollars.

    Attributes
    ----------
    linear, lasso, network
        Of least squares, of the lasso with standardised predictors, and of one network of the
        published form, on each split.
    """

    linear: Float[np.ndarray, " splits"]
    lasso: Float[np.ndarray, " splits"]
    network: Float[np.ndarray, " splits"]

    @property
    def wins(self) -> int:
        """In how many splits the network is better than least squares."""
        return int((self.network < self.linear).sum())

    @property
    def wins_over_lasso(self) -> int:
        """In how many splits the network is better than the lasso."""
        return int((self.network < self.lasso).sum())

    @property
    def range(self) -> float:
        """Between the easiest and the hardest split for least squares."""
        return float(np.ptp(self.linear))


@experiment
def repeat_lab_on_splits(*, seed: int, splits: int = 20) -> SplitErrors:
    """Repeat the lab on splits drawn anew."""
    *drawn, start = seeds_from(seed, splits + 1)
    return SplitErrors(
        np.array([linear_error(split) for split in drawn]),
        np.array([lasso_error(split, scaled=True) for split in drawn]),
        lab_networks(drawn, seed=start, scaled=False),
    )
