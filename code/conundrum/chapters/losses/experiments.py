"""What the chapter *The last layer and the loss* computes.

The same hidden layers with different endings: what each pairing of last layer and loss predicts on
salaries (regression), tumours (two classes) and digits (ten classes), and why.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Bool, Float, Int
from scipy.optimize import minimize_scalar
from scipy.special import expit, softmax
from sklearn.datasets import load_breast_cancer
from sklearn.linear_model import Lasso, LinearRegression, lasso_path
from sklearn.model_selection import KFold, train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from torch import Tensor
from torch.nn import functional

from conundrum.data.hitters import hitters
from conundrum.data.images import digits, fashion_mnist
from conundrum.models.networks import ReLUNetwork, predict, to_tensor
from conundrum.seeds import seeds_from
from conundrum.training.fit import descend

Outputs = Float[Tensor, "networks n outputs"]
LEAST = 1e-7  # where a probability of zero would cost infinitely much, it is taken to be this


# --- A loss is a likelihood -----------------------------------------------------------------------


@dataclass(frozen=True)
class Coin:
    """What some flips of a coin say about the probability of heads.

    Attributes
    ----------
    heads, flips
        What was seen.
    p
        Probabilities of heads, above 0 and below 1.
    likelihood
        Probability of this very sequence of flips if heads have probability p.
    """

    heads: int
    flips: int
    p: Float[np.ndarray, " grid"]
    likelihood: Float[np.ndarray, " grid"]

    @property
    def cross_entropy(self) -> Float[np.ndarray, " grid"]:
        """Minus the logarithm of the likelihood, for each flip."""
        return -np.log(self.likelihood) / self.flips

    @property
    def best(self) -> float:
        """The probability with the largest likelihood."""
        return self.heads / self.flips

    @property
    def least(self) -> float:
        """The smallest cross-entropy there can be: at the share of heads."""
        share = np.array([self.best, 1 - self.best])
        return float(-(share * np.log(np.where(share > 0, share, 1))).sum())


def flip(heads: int, flips: int = 10) -> Coin:
    """Compute the likelihood of so many heads."""
    p = np.linspace(0.001, 0.999, 999)
    return Coin(heads, flips, p, p**heads * (1 - p) ** (flips - heads))


@dataclass(frozen=True)
class Constants:
    """The constant prediction with the smallest loss, found by search, for many samples.

    Attributes
    ----------
    mean, median, share
        Of the outcomes of each sample: measured ones, and those that are 0 or 1.
    squared, absolute, entropy
        Where mean squared error, mean absolute error and cross-entropy are smallest.
    """

    mean: Float[np.ndarray, " samples"]
    median: Float[np.ndarray, " samples"]
    share: Float[np.ndarray, " samples"]
    squared: Float[np.ndarray, " samples"]
    absolute: Float[np.ndarray, " samples"]
    entropy: Float[np.ndarray, " samples"]


def best_constants(*, seed: int, samples: int = 20) -> Constants:
    """Search for the best constant on skewed outcomes, and on coins of random bias."""
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(samples):
        y = rng.lognormal(size=51)
        coin = rng.permuted(np.arange(50) < rng.integers(5, 46)).astype(float)
        losses = (
            lambda c, y=y: ((y - c) ** 2).mean(),
            lambda c, y=y: np.abs(y - c).mean(),
            lambda c, y=coin: -(y * np.log(c) + (1 - y) * np.log(1 - c)).mean(),
        )
        bounds = ((0, y.max()), (0, y.max()), (1e-6, 1 - 1e-6))
        found.append(
            (
                y.mean(),
                np.median(y),
                coin.mean(),
                *(
                    minimize_scalar(loss, bounds=ends, method="bounded", options={"xatol": 1e-9}).x
                    for loss, ends in zip(losses, bounds, strict=True)
                ),
            )
        )
    return Constants(*np.array(found).T)


# --- One logit, three losses ----------------------------------------------------------------------


@dataclass(frozen=True)
class LogitLosses:
    """What an output costs when the outcome is 1, and how steeply.

    Attributes
    ----------
    z
        Outputs of the network before its last layer.
    chosen
        The one that a slider points at.
    """

    z: Float[np.ndarray, " grid"]
    chosen: float

    @staticmethod
    def loss(z: Float[np.ndarray, "*n"]) -> dict[str, Float[np.ndarray, "*n"]]:
        """Return the loss of each pairing."""
        return {
            "sigmoid, cross-entropy": np.logaddexp(0, -z),
            "sigmoid, squared error": (expit(z) - 1) ** 2,
            "nothing, squared error": (z - 1) ** 2,
        }

    @staticmethod
    def slope(z: Float[np.ndarray, "*n"]) -> dict[str, Float[np.ndarray, "*n"]]:
        """Return the derivative of each loss with respect to the output."""
        p = expit(z)
        return {
            "sigmoid, cross-entropy": p - 1,
            "sigmoid, squared error": 2 * (p - 1) * p * (1 - p),
            "nothing, squared error": 2 * (z - 1),
        }


def losses_of_a_logit(chosen: float = 0.0) -> LogitLosses:
    """Compute the losses for outputs between −8 and 8."""
    return LogitLosses(np.linspace(-8, 8, 321), chosen)


@dataclass(frozen=True)
class Gradients:
    """Gradients of cross-entropy at random outputs, by automatic differentiation.

    Attributes
    ----------
    binary, predicted, outcome
        Gradient for two classes, the probability predicted, and the outcome 0 or 1.
    several, probabilities, one_hot
        The same for ten classes.
    """

    binary: Float[np.ndarray, " n"]
    predicted: Float[np.ndarray, " n"]
    outcome: Float[np.ndarray, " n"]
    several: Float[np.ndarray, "n classes"]
    probabilities: Float[np.ndarray, "n classes"]
    one_hot: Float[np.ndarray, "n classes"]


def gradients_at_random(*, seed: int, n: int = 500) -> Gradients:
    """Differentiate cross-entropy with respect to outputs of standard deviation 3."""
    rng = np.random.default_rng(seed)
    z, labels = 3 * rng.standard_normal(n), rng.integers(0, 2, n).astype(float)
    zs, one_hot = 3 * rng.standard_normal((n, 10)), np.eye(10)[rng.integers(0, 10, n)]
    output, outputs = (torch.tensor(array, requires_grad=True) for array in (z, zs))
    functional.binary_cross_entropy_with_logits(
        output, torch.tensor(labels), reduction="sum"
    ).backward()
    functional.cross_entropy(outputs, torch.tensor(one_hot), reduction="sum").backward()
    return Gradients(
        output.grad.numpy(),
        expit(z),
        labels,
        outputs.grad.numpy(),
        outputs.detach().softmax(1).numpy(),
        one_hot,
    )


# --- Many networks at once, by plain gradient descent ---------------------------------------------


@dataclass(frozen=True)
class Pairing:
    """A last layer and a loss.

    Attributes
    ----------
    name
        Both, in words.
    last_layer
        Makes predictions of the outputs of the network.
    loss
        Takes outputs (before the last layer) and targets; the loss of each observation.
    """

    name: str
    last_layer: Callable[[Tensor], Tensor]
    loss: Callable[[Tensor, Tensor], Tensor]


class Starts:
    """Networks of one shape, side by side, trained by plain gradient descent on the same data."""

    def __init__(self, networks: Sequence[ReLUNetwork], rates: Sequence[float]) -> None:
        each = (network.parameters() for network in networks)
        self.parameters = [
            torch.stack([p.detach() for p in same]).requires_grad_()
            for same in zip(*each, strict=True)
        ]
        self.rates = torch.tensor(rates, dtype=self.parameters[0].dtype)

    def __call__(self, x: Float[Tensor, "n inputs"]) -> Outputs:
        """Return the outputs of all networks, before the last layer."""
        h = x.expand(len(self.rates), -1, -1)
        weights, biases = self.parameters[::2], self.parameters[1::2]
        for depth, (weight, bias) in enumerate(zip(weights, biases, strict=True)):
            h = torch.baddbmm(bias[:, None], torch.relu(h) if depth else h, weight.mT)
        return h

    def step(self, loss: Float[Tensor, " networks"]) -> None:
        """Move each network against its gradient, times its rate."""
        gradients = torch.autograd.grad(loss.sum(), self.parameters)
        with torch.no_grad():
            for parameter, gradient in zip(self.parameters, gradients, strict=True):
                rate = self.rates.view(-1, *[1] * (parameter.ndim - 1))
                parameter -= rate * gradient

    def train(
        self, pairing: Pairing, x: Tensor, y: Tensor, steps: int
    ) -> Float[Tensor, " networks"]:
        """Take steps on the whole training set; return each network's loss after the last."""
        for _ in range(steps):
            self.step(pairing.loss(self(x), y).mean(dim=1))
        with torch.no_grad():
            return pairing.loss(self(x), y).mean(dim=1)

    def predictions(self, pairing: Pairing, x: Tensor) -> Float[Tensor, "networks n outputs"]:
        """Return what comes out of the last layer."""
        with torch.no_grad():
            return pairing.last_layer(self(x))


RATES = (0.03, 0.1, 0.3, 1.0, 3.0)


def _best_of_rates(
    pairing: Pairing,
    widths: tuple[int, ...],
    x: Tensor,
    y: Tensor,
    *,
    starts: Sequence[int],
    steps: int,
    rates: Sequence[float] = RATES,
) -> tuple[Starts, float]:
    """Train each start with each rate; return those of the rate with the least training loss."""
    networks = [ReLUNetwork(widths, seed=seed) for seed in starts]
    fleet = Starts(networks * len(rates), np.repeat(rates, len(networks)).tolist())
    losses = fleet.train(pairing, x, y, steps).view(len(rates), -1).mean(dim=1)
    best = int(losses.nan_to_num(torch.inf).argmin())
    kept = slice(best * len(networks), (best + 1) * len(networks))
    fleet.parameters = [p[kept].detach().requires_grad_() for p in fleet.parameters]
    fleet.rates = fleet.rates[kept]
    return fleet, float(rates[best])


def _standardised(
    train: Float[np.ndarray, "n p"], test: Float[np.ndarray, "m p"]
) -> tuple[Float[np.ndarray, "n p"], Float[np.ndarray, "m p"]]:
    scaler = StandardScaler().fit(train)
    return scaler.transform(train), scaler.transform(test)


def _tensors(*arrays: np.ndarray) -> list[Tensor]:
    return [torch.tensor(array, dtype=torch.float32) for array in arrays]


# --- Salaries: the deep-learning lab of ISLP ------------------------------------------------------

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
        code makes a pipeline that does it, and then cross-validates the lasso without it.
    """
    X, X_test, y, y_test = _players(split)
    standard, _ = _standardised(X, X)
    largest = np.abs(standard.T @ (y - y.mean())).max() / len(y)
    penalties = largest * np.exp(np.linspace(0, np.log(0.01), 100))
    errors = []
    for train, held_out in KFold(10, shuffle=True, random_state=1).split(X):
        scaler = StandardScaler(with_std=scaled).fit(X[train])
        centre = y[train].mean()
        _, weights, _ = lasso_path(
            scaler.transform(X[train]), y[train] - centre, alphas=penalties, max_iter=30_000
        )
        predicted = scaler.transform(X[held_out]) @ weights + centre
        errors.append(np.abs(predicted - y[held_out, None]).mean(axis=0))
    best = penalties[np.mean(errors, axis=0).argmin()]
    model = make_pipeline(StandardScaler(with_std=scaled), Lasso(alpha=best, max_iter=30_000))
    return float(np.abs(model.fit(X, y).predict(X_test) - y_test).mean())


def lab_networks(
    splits: Sequence[int], *, seed: int, scaled: bool
) -> Float[np.ndarray, " networks"]:
    """Train a network of the published form on each split; return the test errors.

    50 ReLU units; each is left out with probability 0.4 for each player of each step; squared
    error; RMSprop with rate 0.01; 50 passes through the training set in batches of 32; weights and
    biases start uniform within one over the square root of the inputs. All as in the lab.

    Parameters
    ----------
    splits : sequence of int
        Seed of each network's split.
    seed : int
        Of starts, batches, and who is left out.
    scaled : bool
        Whether predictors are standardised. In the lab they are not.
    """
    parts = [_players(split) for split in splits]
    if scaled:
        parts = [(*_standardised(X, X_test), y, y_test) for X, X_test, y, y_test in parts]
    x, x_test, y, y_test = (
        torch.tensor(np.stack(same), dtype=torch.float32) for same in zip(*parts, strict=True)
    )
    networks, n, p = x.shape
    generator = torch.Generator().manual_seed(seed)

    def start(inputs: int, *shape: int) -> Tensor:
        uniform = 2 * torch.rand((networks, *shape), generator=generator) - 1
        return (uniform / inputs**0.5).requires_grad_()

    weight, bias = start(p, p, UNITS), start(p, 1, UNITS)
    readout, constant = start(UNITS, UNITS, 1), start(UNITS, 1, 1)
    optimiser = torch.optim.RMSprop([weight, bias, readout, constant], lr=RATE)
    row = torch.arange(networks)[:, None]
    for _ in range(EPOCHS):
        order = torch.rand((networks, n), generator=generator).argsort(dim=1)
        for batch in order.split(BATCH, dim=1):
            hidden = torch.relu(torch.baddbmm(bias, x[row, batch], weight))
            stays = torch.rand(hidden.shape, generator=generator) >= DROPPED
            predicted = torch.baddbmm(constant, hidden * stays / (1 - DROPPED), readout)[..., 0]
            loss = (predicted - y[row, batch]).square().mean(dim=1).sum()
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
    with torch.no_grad():
        hidden = torch.relu(torch.baddbmm(bias, x_test, weight))
        predicted = torch.baddbmm(constant, hidden, readout)[..., 0]
    return (predicted - y_test).abs().mean(dim=1).double().numpy()


def _players(split: int) -> list[np.ndarray]:
    """Return predictors and salaries, for training and for testing."""
    players = hitters()
    return train_test_split(players.X, players.y, test_size=1 / 3, random_state=split)


@dataclass(frozen=True)
class Lab:
    """Mean absolute test errors on the published split, in thousands of dollars.

    Attributes
    ----------
    linear
        Of least squares.
    lasso, lasso_scaled
        As the lab's code runs, and as its text says.
    networks, networks_scaled
        Of networks of the published form from different starts: with predictors as they are, as in
        the lab, and with standardised ones.
    """

    linear: float
    lasso: float
    lasso_scaled: float
    networks: Float[np.ndarray, " starts"]
    networks_scaled: Float[np.ndarray, " starts"]


def reproduce_lab(*, seed: int, starts: int = 20) -> Lab:
    """Run the lab on its own split of 175 players for training and 88 for testing."""
    splits = [PUBLISHED_SPLIT] * starts
    first, second = seeds_from(seed, 2)
    return Lab(
        linear_error(PUBLISHED_SPLIT),
        lasso_error(PUBLISHED_SPLIT, scaled=False),
        lasso_error(PUBLISHED_SPLIT, scaled=True),
        lab_networks(splits, seed=first, scaled=False),
        lab_networks(splits, seed=second, scaled=True),
    )


@dataclass(frozen=True)
class Splits:
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


def other_splits(*, seed: int, splits: int = 20) -> Splits:
    """Repeat the lab on splits drawn anew."""
    *drawn, start = (s % 2**31 for s in seeds_from(seed, splits + 1))
    return Splits(
        np.array([linear_error(split) for split in drawn]),
        np.array([lasso_error(split, scaled=True) for split in drawn]),
        lab_networks(drawn, seed=start, scaled=False),
    )


# --- Salaries: what an activation on the output does ----------------------------------------------


def _squared(last_layer: Callable[[Tensor], Tensor]) -> Callable[[Tensor, Tensor], Tensor]:
    return lambda outputs, y: (last_layer(outputs) - y).square().sum(dim=-1)


def _unchanged(outputs: Tensor) -> Tensor:
    return outputs


REGRESSION = (
    Pairing("nothing", _unchanged, _squared(_unchanged)),
    Pairing("ReLU", torch.relu, _squared(torch.relu)),
    Pairing("sigmoid", torch.sigmoid, _squared(torch.sigmoid)),
)


@dataclass(frozen=True)
class Salaries:
    """Salaries of held-out players, and what networks with different last layers predict.

    Attributes
    ----------
    salary
        In thousands of dollars.
    mean
        Of the training set, where the standardised salary is zero.
    predicted
        For each last layer, by its name.
    silent
        Share of the training set for which the untrained ReLU gives zero, and so has no gradient.
    """

    salary: Float[np.ndarray, " players"]
    mean: float
    predicted: dict[str, Float[np.ndarray, "starts players"]]
    silent: float

    def error(self, name: str) -> float:
        """Return the mean absolute error, the median of the starts."""
        return float(np.median(np.abs(self.predicted[name] - self.salary).mean(axis=1)))


def predict_salaries(*, seed: int, starts: int = 10, steps: int = 500) -> Salaries:
    """Train networks with 16 hidden units on standardised salaries, by gradient descent."""
    split, *seeds = (s % 2**31 for s in seeds_from(seed, starts + 1))
    X, X_test, y, y_test = _players(split)
    x, x_test, target = _tensors(*_standardised(X, X_test), (y[:, None] - y.mean()) / y.std())
    networks = [ReLUNetwork((x.shape[1], 16, 1), seed=s) for s in seeds]
    predicted = {}
    for pairing in REGRESSION:
        fleet = Starts(networks, [0.03] * starts)
        if pairing.name == "ReLU":
            silent = (fleet.predictions(pairing, x) == 0).double().mean().item()
        fleet.train(pairing, x, target, steps)
        outputs = fleet.predictions(pairing, x_test)[..., 0].double().numpy()
        predicted[pairing.name] = outputs * y.std() + y.mean()
    return Salaries(y_test, float(y.mean()), predicted, silent)


# --- Tumours: two classes -------------------------------------------------------------------------


def _clipped(outputs: Tensor) -> Tensor:
    return outputs.clamp(LEAST, 1 - LEAST)


def _binary_cross_entropy(p: Tensor, y: Tensor) -> Tensor:
    return -(y * p.log() + (1 - y) * (1 - p).log()).sum(dim=-1)


def _with_logits(outputs: Tensor, y: Tensor) -> Tensor:
    y = y.expand_as(outputs)
    return functional.binary_cross_entropy_with_logits(outputs, y, reduction="none").sum(dim=-1)


SIGMOID_ENTROPY = Pairing("sigmoid, cross-entropy", torch.sigmoid, _with_logits)
SIGMOID_SQUARED = Pairing("sigmoid, squared error", torch.sigmoid, _squared(torch.sigmoid))
BINARY = (
    SIGMOID_ENTROPY,
    SIGMOID_SQUARED,
    Pairing("nothing, squared error", _unchanged, _squared(_unchanged)),
    Pairing(
        "nothing, cross-entropy",
        _clipped,
        lambda outputs, y: _binary_cross_entropy(_clipped(outputs), y),
    ),
    Pairing(
        "sigmoid twice, cross-entropy",
        lambda outputs: outputs.sigmoid().sigmoid(),
        lambda outputs, y: _with_logits(outputs.sigmoid(), y),
    ),
)


@dataclass(frozen=True)
class Binary:
    """Predictions for held-out tumours, 1 for malignant, from several starts.

    Attributes
    ----------
    names
        Of the pairings.
    malignant
        The outcome.
    predicted
        What comes out of the last layer of each pairing.
    rates
        The step size that trained each pairing best.
    silent
        Share of the training set whose output lies outside 0 to 1 before training, where clipping
        leaves no gradient.
    """

    names: tuple[str, ...]
    malignant: Bool[np.ndarray, " tumours"]
    predicted: Float[np.ndarray, "pairings starts tumours"]
    rates: Float[np.ndarray, " pairings"]
    silent: float

    @property
    def accuracy(self) -> Float[np.ndarray, "pairings starts"]:
        """Share of tumours on the right side of one half."""
        return ((self.predicted > 0.5) == self.malignant).mean(axis=2)

    @property
    def cross_entropy(self) -> Float[np.ndarray, "pairings starts"]:
        """On the test set; predictions are clipped to between 10⁻⁷ and 1 − 10⁻⁷."""
        p = np.clip(self.predicted, LEAST, 1 - LEAST)
        return -np.log(np.where(self.malignant, p, 1 - p)).mean(axis=2)

    @property
    def outside(self) -> Float[np.ndarray, " pairings"]:
        """Share of predictions below 0 or above 1."""
        return ((self.predicted < 0) | (self.predicted > 1)).mean(axis=(1, 2))


def predict_tumours(*, seed: int, starts: int = 6, steps: int = 300) -> Binary:
    """Train networks with 16 hidden units on two thirds of the breast cancer data."""
    split, *seeds = (s % 2**31 for s in seeds_from(seed, starts + 1))
    x, x_test, y, malignant = _tumours(split)
    untrained = Starts([ReLUNetwork((x.shape[1], 16, 1), seed=s) for s in seeds], [0] * starts)
    outputs = untrained.predictions(REGRESSION[0], x)
    predicted, rates = [], []
    for pairing in BINARY:
        fleet, rate = _best_of_rates(pairing, (x.shape[1], 16, 1), x, y, starts=seeds, steps=steps)
        predicted.append(fleet.predictions(pairing, x_test)[..., 0].double().numpy())
        rates.append(rate)
    return Binary(
        tuple(pairing.name for pairing in BINARY),
        malignant,
        np.array(predicted),
        np.array(rates),
        ((outputs < 0) | (outputs > 1)).double().mean().item(),
    )


def _tumours(split: int) -> tuple[Tensor, Tensor, Tensor, Bool[np.ndarray, " tumours"]]:
    """Return standardised predictors for training and testing, and which tumours are malignant."""
    X, benign = load_breast_cancer(return_X_y=True)  # scikit-learn codes 1 for benign
    X, X_test, y, y_test = train_test_split(
        X, 1 - benign, test_size=1 / 3, stratify=benign, random_state=split
    )
    return *_tensors(*_standardised(X, X_test), y[:, None]), y_test.astype(bool)


@dataclass(frozen=True)
class Relabelled:
    """Training that goes on with the right labels after 500 steps with swapped ones.

    Attributes
    ----------
    names
        Of the pairings.
    accuracy
        On the training set, after 0, 1, … steps with the right labels.
    """

    names: tuple[str, ...]
    accuracy: Float[np.ndarray, "pairings starts states"]

    @property
    def steps(self) -> Int[np.ndarray, "pairings starts"]:
        """After how many steps nine tenths are right; the number of states where they never are."""
        right = self.accuracy >= 0.9
        return np.where(right.any(axis=2), right.argmax(axis=2), self.accuracy.shape[2])


def swap_labels(*, seed: int, starts: int = 10, swapped: int = 500, right: int = 300) -> Relabelled:
    """Train on labels that were swapped by mistake, then on the right ones."""
    split, *seeds = (s % 2**31 for s in seeds_from(seed, starts + 1))
    x, _, y, _ = _tumours(split)
    pairings = (SIGMOID_ENTROPY, SIGMOID_SQUARED)
    accuracy = []
    for pairing in pairings:
        networks = [ReLUNetwork((x.shape[1], 16, 1), seed=s) for s in seeds]
        fleet = Starts(networks, [0.1] * starts)
        fleet.train(pairing, x, 1 - y, swapped)
        course = []
        for _ in range(right + 1):
            outputs = fleet(x)
            course.append(((outputs > 0) == (y > 0.5)).double().mean(dim=(1, 2)).numpy())
            fleet.step(pairing.loss(outputs, y).mean(dim=1))
        accuracy.append(np.array(course).T)
    return Relabelled(tuple(pairing.name for pairing in pairings), np.array(accuracy))


# --- Digits: ten classes --------------------------------------------------------------------------


def _softmax(outputs: Tensor) -> Tensor:
    return outputs.softmax(dim=-1)


def _cross_entropy(outputs: Tensor, y: Tensor) -> Tensor:
    return -(y * outputs.log_softmax(dim=-1)).sum(dim=-1)


SEVERAL = (
    Pairing("softmax, cross-entropy", _softmax, _cross_entropy),
    Pairing("softmax, squared error", _softmax, _squared(_softmax)),
    Pairing("nothing, squared error", _unchanged, _squared(_unchanged)),
    Pairing(
        "softmax twice, cross-entropy",
        lambda outputs: _softmax(_softmax(outputs)),
        lambda outputs, y: _cross_entropy(_softmax(outputs), y),
    ),
)


@dataclass(frozen=True)
class Several:
    """Errors on held-out digits.

    Attributes
    ----------
    names
        Of the pairings.
    rates
        The step sizes that were tried.
    loss
        What each pairing minimises, after training.
    error
        Share of wrong digits for each pairing and step size, the mean of starts.
    largest
        The largest prediction for a class.
    as_numbers
        Share of wrong digits when one output predicts the digit as a number, and is rounded.
    """

    names: tuple[str, ...]
    rates: Float[np.ndarray, " rates"]
    loss: Float[np.ndarray, "pairings rates"]
    error: Float[np.ndarray, "pairings rates"]
    largest: Float[np.ndarray, "pairings rates"]
    as_numbers: float

    @property
    def best(self) -> Int[np.ndarray, " pairings"]:
        """Index of the step size that trained each pairing best."""
        return np.where(np.isfinite(self.loss), self.loss, np.inf).argmin(axis=1)

    def at_best(
        self, values: Float[np.ndarray, "pairings rates"]
    ) -> Float[np.ndarray, " pairings"]:
        """Return what was measured with the step size that trained each pairing best."""
        return values[np.arange(len(values)), self.best]


def predict_digits(*, seed: int, starts: int = 2, steps: int = 300) -> Several:
    """Train networks with 32 hidden units on 600 digits, with each of five step sizes."""
    split, *seeds = (s % 2**31 for s in seeds_from(seed, starts + 1))
    train, test = digits().split(600, seed=split)
    x, x_test, one_hot = _tensors(
        train.pixels.reshape(len(train), -1),
        test.pixels.reshape(len(test), -1),
        np.eye(10)[train.labels],
    )
    networks = [ReLUNetwork((64, 32, 10), seed=s) for s in seeds]
    losses, errors, largest = [], [], []
    for pairing in SEVERAL:
        fleet = Starts(networks * len(RATES), np.repeat(RATES, starts).tolist())
        loss = fleet.train(pairing, x, one_hot, steps)
        predicted = fleet.predictions(pairing, x_test)
        wrong = (predicted.argmax(dim=2).numpy() != test.labels).mean(axis=1)
        losses.append(loss.view(-1, starts).mean(dim=1).double().numpy())
        errors.append(wrong.reshape(-1, starts).mean(axis=1))
        largest.append(predicted.view(len(RATES), -1).amax(dim=1).double().numpy())
    numbers = torch.tensor(train.labels[:, None], dtype=torch.float32)
    fleet, _ = _best_of_rates(
        REGRESSION[0],
        (64, 32, 1),
        x,
        numbers,
        starts=seeds,
        steps=steps,
        rates=(0.001, 0.003, 0.01, 0.03, 0.1),
    )
    rounded = fleet.predictions(REGRESSION[0], x_test)[..., 0].round().numpy()
    return Several(
        tuple(pairing.name for pairing in SEVERAL),
        np.array(RATES),
        np.array(losses),
        np.array(errors),
        np.array(largest),
        float((rounded != test.labels).mean()),
    )


# --- Numbers that overflow ------------------------------------------------------------------------


@dataclass(frozen=True)
class Stability:
    """Cross-entropy of two classes as the formula says, and as it should be computed.

    Attributes
    ----------
    margin
        By how much the output of the wrong class exceeds that of the right one.
    exact
        The cross-entropy, by the stable way in double precision.
    plain
        By the formula, in single precision; infinite or NaN where that is what comes out.
    stable
        With the largest output subtracted first, in single precision.
    """

    margin: Float[np.ndarray, " grid"]
    exact: Float[np.ndarray, " grid"]
    plain: Float[np.ndarray, " grid"]
    stable: Float[np.ndarray, " grid"]

    @property
    def breaks_at(self) -> float:
        """The smallest margin at which the formula gives no number."""
        return float(self.margin[~np.isfinite(self.plain)].min())


def compute_naively(*, seed: int, points: int = 200) -> Stability:
    """Compute cross-entropies at random margins up to 150, with outputs around zero."""
    margin = np.sort(np.random.default_rng(seed).uniform(0, 150, points))
    outputs = np.stack([-margin / 2, margin / 2], axis=1)
    single = outputs.astype(np.float32)
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        powers = np.exp(single)
        plain = -np.log(powers[:, 0] / powers.sum(axis=1))
    shifted = single - single.max(axis=1, keepdims=True)
    stable = np.log(np.exp(shifted).sum(axis=1)) - shifted[:, 0]
    return Stability(margin, np.logaddexp(0, margin), plain.astype(float), stable.astype(float))


# --- Calibration ----------------------------------------------------------------------------------

CHECKPOINTS = (5, 10, 20, 30, 40, 60, 80, 100, 150, 200, 300, 400)


@dataclass(frozen=True)
class Reliability:
    """How sure a network is, and how often it is right, in bins of its own certainty.

    Attributes
    ----------
    step
        Of training.
    confidence, accuracy
        Mean in each bin; NaN in an empty one.
    count
        Observations in each bin.
    cross_entropy
        On the same observations.
    """

    step: int
    confidence: Float[np.ndarray, " bins"]
    accuracy: Float[np.ndarray, " bins"]
    count: Int[np.ndarray, " bins"]
    cross_entropy: float

    @property
    def error(self) -> float:
        """Share of wrong answers."""
        return float(1 - np.nansum(self.accuracy * self.count) / self.count.sum())

    @property
    def sureness(self) -> float:
        """Mean probability of the class that is predicted."""
        return float(np.nansum(self.confidence * self.count) / self.count.sum())

    @property
    def calibration_error(self) -> float:
        """Mean distance between certainty and accuracy, weighted by observations (ECE)."""
        gap = np.abs(self.confidence - self.accuracy)
        return float(np.nansum(gap * self.count) / self.count.sum())


def reliability(
    probabilities: Float[np.ndarray, "n classes"],
    labels: Int[np.ndarray, " n"],
    *,
    step: int = 0,
    bins: int = 10,
) -> Reliability:
    """Sort predictions into bins of equal width by the probability of the predicted class."""
    confidence = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == labels
    bin_of = np.minimum((confidence * bins).astype(int), bins - 1)
    count = np.bincount(bin_of, minlength=bins)
    with np.errstate(invalid="ignore"):  # nothing in a bin has no mean
        mean = np.bincount(bin_of, confidence, bins) / count
        accuracy = np.bincount(bin_of, right, bins) / count
    chosen = probabilities[np.arange(len(labels)), labels]
    return Reliability(
        step, mean, accuracy, count, float(-np.log(np.maximum(chosen, 1e-30)).mean())
    )


@dataclass(frozen=True)
class Overtraining:
    """A network that goes on training after it has learned what there is.

    Attributes
    ----------
    steps
        At which it was looked at.
    train_cross_entropy
        On the images it is trained on.
    states
        Its reliability on other images.
    logits, labels
        Outputs for those at the last step, and what they show.
    """

    steps: Int[np.ndarray, " states"]
    train_cross_entropy: Float[np.ndarray, " states"]
    states: tuple[Reliability, ...]
    logits: Float[np.ndarray, "n classes"]
    labels: Int[np.ndarray, " n"]

    def course(self, name: str) -> Float[np.ndarray, " states"]:
        """Return one property of the states, in the order of the steps."""
        return np.array([getattr(state, name) for state in self.states])

    @property
    def best(self) -> int:
        """Which state has the least cross-entropy on the test set."""
        return int(self.course("cross_entropy").argmin())


def overtrain(
    *, seed: int, n: int = 1000, checkpoints: Collection[int] = CHECKPOINTS
) -> Overtraining:
    """Train a network with 64 hidden units on 1000 photographs of clothes, and test it on 5500."""
    shuffle, start = (s % 2**31 for s in seeds_from(seed, 2))
    both = fashion_mnist()
    pixels = np.concatenate([part.pixels.reshape(len(part), -1) for part in both])
    labels = np.concatenate([part.labels for part in both])
    x, x_test, y, y_test = train_test_split(
        pixels, labels, train_size=n, stratify=labels, random_state=shuffle
    )
    x, x_test = ((pixels - x.mean()) / x.std() for pixels in (x, x_test))
    network = ReLUNetwork((x.shape[1], 64, 10), seed=start)
    inputs, targets = to_tensor(x, network), torch.as_tensor(y)
    descent = descend(
        lambda: functional.cross_entropy(network(inputs), targets),
        network.parameters(),
        steps=max(checkpoints),
        learning_rate=0.003,
    )
    train, states = [], []
    for step, loss in enumerate(descent):
        if step in checkpoints:
            logits = predict(network, x_test).astype(float)
            train.append(loss.item())
            states.append(reliability(softmax(logits, axis=1), y_test, step=step))
    return Overtraining(
        np.array(sorted(checkpoints)), np.array(train), tuple(states), logits, y_test
    )
