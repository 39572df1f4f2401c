"""What the chapter *The last layer and the loss* computes.

The same hidden layers with different endings: what each pairing of last layer and loss predicts on
salaries (regression), tumours (two classes) and digits (ten classes), and why.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Bool, Float, Int
from scipy.special import expit, softmax
from sklearn.datasets import load_breast_cancer
from sklearn.linear_model import Lasso, LinearRegression, lasso_path
from sklearn.model_selection import KFold, train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy

from conundrum.data.hitters import hitters
from conundrum.data.images import digits, fashion_mnist
from conundrum.experiment import experiment
from conundrum.models.networks import ReLUNetwork, parameter_count, predict
from conundrum.seeds import seeds_from
from conundrum.training.fleet import FleetHistory, fit_fleet
from conundrum.training.losses import Loss
from conundrum.training.optimisers import SGD, RMSprop, constant

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
    """

    heads: int
    flips: int
    p: Float[np.ndarray, " grid"]

    @property
    def likelihood(self) -> Float[np.ndarray, " grid"]:
        """Probability of this very sequence of flips if heads have probability p."""
        return np.exp(-self.flips * self.cross_entropy)

    @property
    def cross_entropy(self) -> Float[np.ndarray, " grid"]:
        """Minus the logarithm of the likelihood, for each flip."""
        tails = self.flips - self.heads
        return -(self.heads * np.log(self.p) + tails * np.log(1 - self.p)) / self.flips

    @property
    def best(self) -> float:
        """The probability with the largest likelihood."""
        return self.heads / self.flips

    @property
    def least(self) -> float:
        """The smallest cross-entropy there can be: at the share of heads."""
        share = np.array([self.best, 1 - self.best])
        return float(-(share * np.log(np.where(share > 0, share, 1))).sum())


@experiment
def flip_coin(heads: int, flips: int = 10) -> Coin:
    """Compute the likelihood of so many heads, on a grid of probabilities."""
    return Coin(heads, flips, np.linspace(0.001, 0.999, 999))


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


@experiment
def losses_of_a_logit(chosen: float = 0.0) -> LogitLosses:
    """Compute the losses for outputs between −8 and 8."""
    return LogitLosses(np.linspace(-8, 8, 321), chosen)


@dataclass(frozen=True)
class Gradients:
    """Gradients of cross-entropy at random outputs, by automatic differentiation.

    Attributes
    ----------
    binary, several
        Gradients for two classes, one output, and for ten.
    binary_error, several_error
        Prediction minus outcome.
    """

    binary: Float[np.ndarray, " n"]
    binary_error: Float[np.ndarray, " n"]
    several: Float[np.ndarray, "n classes"]
    several_error: Float[np.ndarray, "n classes"]

    @property
    def largest_difference(self) -> float:
        """Between gradient and error."""
        differences = self.binary - self.binary_error, self.several - self.several_error
        return float(max(np.abs(difference).max() for difference in differences))


@experiment
def gradients_at_random(*, seed: int, n: int = 500) -> Gradients:
    """Differentiate cross-entropy with respect to outputs of standard deviation 3."""
    rng = np.random.default_rng(seed)
    z, labels = 3 * rng.standard_normal(n), rng.integers(0, 2, n).astype(float)
    zs, one_hot = 3 * rng.standard_normal((n, 10)), np.eye(10)[rng.integers(0, 10, n)]
    output, outputs = (torch.tensor(array, requires_grad=True) for array in (z, zs))
    binary_cross_entropy_with_logits(output, torch.tensor(labels), reduction="sum").backward()
    cross_entropy(outputs, torch.tensor(one_hot), reduction="sum").backward()
    return Gradients(
        output.grad.numpy(),
        expit(z) - labels,
        outputs.grad.numpy(),
        softmax(zs, axis=1) - one_hot,
    )


# --- Last layers and losses, by plain gradient descent --------------------------------------------


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
        Takes outputs (before the last layer) and targets; returns the mean over observations.
    """

    name: str
    last_layer: Callable[[Tensor], Tensor]
    loss: Loss


RATES = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0)


def train(
    pairing: Pairing,
    networks: Sequence[ReLUNetwork],
    x: Float[np.ndarray, "n inputs"],
    y: Float[np.ndarray, "n outputs"],
    rates: Float[np.ndarray, " networks"] | float,
    *,
    steps: int,
    snapshots: Collection[int] = (),
) -> FleetHistory:
    """Train networks, in place, by gradient descent on the whole training set.

    The step size stays the same in all steps; where it is too large, the loss ends as no number.
    """
    return fit_fleet(
        networks,
        x,
        y,
        steps=steps,
        learning_rate=rates,
        loss=pairing.loss,
        optimiser=SGD(),
        schedule=constant,
        snapshots=snapshots,
        on_divergence="report",
    )


def predictions(
    pairing: Pairing, networks: Sequence[ReLUNetwork], x: Float[np.ndarray, "n inputs"]
) -> Float[np.ndarray, "networks n outputs"]:
    """Return what comes out of the last layer."""
    outputs = torch.as_tensor(np.stack([predict(network, x) for network in networks]))
    return pairing.last_layer(outputs).double().numpy()


def train_at_best_rate(
    pairing: Pairing,
    widths: tuple[int, ...],
    x: Float[np.ndarray, "n inputs"],
    y: Float[np.ndarray, "n outputs"],
    *,
    starts: Sequence[int],
    steps: int,
    rates: Sequence[float] = RATES,
) -> tuple[list[ReLUNetwork], float]:
    """Train each start at each rate; return those of the rate with the least mean training loss."""
    fleet = [ReLUNetwork(widths, seed=seed) for _ in rates for seed in starts]
    history = train(pairing, fleet, x, y, np.repeat(rates, len(starts)), steps=steps)
    best = least_finite(history.loss[:, -1].reshape(len(rates), -1).mean(axis=1))
    return fleet[best * len(starts) :][: len(starts)], rates[best]


def least_finite(values: Float[np.ndarray, " n"]) -> int:
    """Return where the least number stands that is one."""
    return int(np.where(np.isfinite(values), values, np.inf).argmin())


def _standardised(
    train: Float[np.ndarray, "n p"], test: Float[np.ndarray, "m p"]
) -> tuple[Float[np.ndarray, "n p"], Float[np.ndarray, "m p"]]:
    scaler = StandardScaler().fit(train)
    return scaler.transform(train), scaler.transform(test)


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
        code, until 2024, made a pipeline that does it, and then cross-validated the lasso without.
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
    error; RMSprop with rate 0.01; as many batches of 32 as make 50 passes through the training
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
    """
    parts = [_players(split) for split in splits]
    if scaled:
        parts = [(*_standardised(X, X_test), y, y_test) for X, X_test, y, y_test in parts]
    x, x_test, y, y_test = (np.stack(same) for same in zip(*parts, strict=True))
    starts, orders = np.split(np.array(seeds_from(seed, 2 * len(splits))), 2)
    networks = [_published_network(x.shape[2], int(start)) for start in starts]
    fit_fleet(
        networks,
        x,
        y[..., None],
        steps=round(EPOCHS * x.shape[1] / BATCH),
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
class LinearModels:
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
def reproduce_linear_models() -> LinearModels:
    """Run the linear models of the lab on its own split of 175 players and 88 for testing."""
    return LinearModels(
        linear_error(PUBLISHED_SPLIT),
        lasso_error(PUBLISHED_SPLIT, scaled=False),
        lasso_error(PUBLISHED_SPLIT, scaled=True),
    )


@dataclass(frozen=True)
class Lab:
    """Mean absolute test errors on the published split, in thousands of dollars.

    Attributes
    ----------
    linear
        Of the linear models.
    networks, networks_scaled
        Of networks of the published form from different starts: with predictors as they are, as in
        the lab, and with standardised ones.
    """

    linear: LinearModels
    networks: Float[np.ndarray, " starts"]
    networks_scaled: Float[np.ndarray, " starts"]

    @property
    def median(self) -> float:
        """Error of the median network."""
        return float(np.median(self.networks))

    @property
    def median_scaled(self) -> float:
        """Error of the median network with standardised predictors."""
        return float(np.median(self.networks_scaled))

    @property
    def range(self) -> float:
        """Between the best and the worst start."""
        return float(np.ptp(self.networks))


@experiment
def reproduce_lab(*, seed: int, starts: int = 20) -> Lab:
    """Run the lab on its own split; train its network from so many starts."""
    splits = [PUBLISHED_SPLIT] * starts
    first, second = seeds_from(seed, 2)
    return Lab(
        reproduce_linear_models(),
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
def repeat_lab_on_splits(*, seed: int, splits: int = 20) -> Splits:
    """Repeat the lab on splits drawn anew."""
    *drawn, start = seeds_from(seed, splits + 1)
    return Splits(
        np.array([linear_error(split) for split in drawn]),
        np.array([lasso_error(split, scaled=True) for split in drawn]),
        lab_networks(drawn, seed=start, scaled=False),
    )


# --- Salaries: what an activation on the output does ----------------------------------------------


def _squared(last_layer: Callable[[Tensor], Tensor]) -> Loss:
    return lambda outputs, y: (last_layer(outputs) - y).square().sum(dim=-1).mean()


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

    @property
    def lowest(self) -> float:
        """The lowest prediction with nothing on the output."""
        return float(self.predicted["nothing"].min())

    @property
    def below_mean(self) -> float:
        """Share of the held-out players who earn less than the mean of the training set."""
        return float((self.salary < self.mean).mean())


@experiment
def predict_salaries(*, seed: int, starts: int = 10, steps: int = 500) -> Salaries:
    """Train networks with 16 hidden units on standardised salaries, by gradient descent."""
    split, *seeds = seeds_from(seed, starts + 1)
    X, X_test, y, y_test = _players(split)
    x, x_test = _standardised(X, X_test)
    target = ((y - y.mean()) / y.std())[:, None]
    predicted = {}
    for pairing in REGRESSION:
        networks = [ReLUNetwork((x.shape[1], 16, 1), seed=s) for s in seeds]
        if pairing.name == "ReLU":
            silent = float((predictions(pairing, networks, x) == 0).mean())
        train(pairing, networks, x, target, 0.03, steps=steps)
        outputs = predictions(pairing, networks, x_test)[..., 0]
        predicted[pairing.name] = outputs * y.std() + y.mean()
    return Salaries(y_test, float(y.mean()), predicted, silent)


# --- Tumours: two classes -------------------------------------------------------------------------


def _clipped(outputs: Tensor) -> Tensor:
    return outputs.clamp(LEAST, 1 - LEAST)


def _clipped_cross_entropy(outputs: Tensor, y: Tensor) -> Tensor:
    p = _clipped(outputs)
    return -(y * p.log() + (1 - y) * (1 - p).log()).mean()


SIGMOID_ENTROPY = Pairing("sigmoid, cross-entropy", torch.sigmoid, binary_cross_entropy_with_logits)
SIGMOID_SQUARED = Pairing("sigmoid, squared error", torch.sigmoid, _squared(torch.sigmoid))
NOTHING_SQUARED = Pairing("nothing, squared error", _unchanged, _squared(_unchanged))
NOTHING_ENTROPY = Pairing("nothing (clipped), cross-entropy", _clipped, _clipped_cross_entropy)
SIGMOID_TWICE = Pairing(
    "sigmoid twice, cross-entropy",
    lambda outputs: outputs.sigmoid().sigmoid(),
    lambda outputs, y: binary_cross_entropy_with_logits(outputs.sigmoid(), y),
)
BINARY = (SIGMOID_ENTROPY, SIGMOID_SQUARED, NOTHING_SQUARED, NOTHING_ENTROPY, SIGMOID_TWICE)


@dataclass(frozen=True)
class TumourPredictions:
    """Predictions for held-out tumours, 1 for malignant, from several starts; by pairing.

    Attributes
    ----------
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

    malignant: Bool[np.ndarray, " tumours"]
    predicted: dict[str, Float[np.ndarray, "starts tumours"]]
    rates: dict[str, float]
    silent: float

    def accuracy(self, name: str) -> float:
        """Return the share of tumours on the right side of one half, the median of starts."""
        return float(np.median(((self.predicted[name] > 0.5) == self.malignant).mean(axis=1)))

    def cross_entropy(self, name: str) -> float:
        """Return that on the test set, the median of starts.

        Predictions are clipped to between 10⁻⁷ and 1 − 10⁻⁷.
        """
        p = np.clip(self.predicted[name], LEAST, 1 - LEAST)
        return float(np.median(-np.log(np.where(self.malignant, p, 1 - p)).mean(axis=1)))

    def outside(self, name: str) -> float:
        """Return the share of predictions below 0 or above 1."""
        return float(((self.predicted[name] < 0) | (self.predicted[name] > 1)).mean())

    def reach(self, name: str) -> tuple[float, float]:
        """Return the smallest and the largest prediction."""
        return float(self.predicted[name].min()), float(self.predicted[name].max())


@experiment
def predict_tumours(*, seed: int, starts: int = 3, steps: int = 300) -> TumourPredictions:
    """Train networks with 16 hidden units on two thirds of the breast cancer data.

    By gradient descent, at each of eight step sizes.
    """
    split, *seeds = seeds_from(seed, starts + 1)
    x, x_test, y, malignant = _tumours(split)
    widths = (x.shape[1], 16, 1)
    untrained = [ReLUNetwork(widths, seed=s) for s in seeds]
    outputs = predictions(NOTHING_SQUARED, untrained, x)
    predicted, rates = {}, {}
    for pairing in BINARY:
        networks, rates[pairing.name] = train_at_best_rate(
            pairing, widths, x, y, starts=seeds, steps=steps
        )
        predicted[pairing.name] = predictions(pairing, networks, x_test)[..., 0]
    return TumourPredictions(
        malignant, predicted, rates, float(((outputs < 0) | (outputs > 1)).mean())
    )


def _tumours(
    split: int,
) -> tuple[
    Float[np.ndarray, "n p"],
    Float[np.ndarray, "m p"],
    Float[np.ndarray, "n 1"],
    Bool[np.ndarray, " m"],
]:
    """Return standardised predictors for training and testing, and which tumours are malignant."""
    X, benign = load_breast_cancer(return_X_y=True)  # scikit-learn codes 1 for benign
    X, X_test, y, y_test = train_test_split(
        X, 1 - benign, test_size=1 / 3, stratify=benign, random_state=split
    )
    return *_standardised(X, X_test), y[:, None].astype(float), y_test.astype(bool)


@dataclass(frozen=True)
class Relabelled:
    """Training that goes on with the right labels after some steps with swapped ones.

    Attributes
    ----------
    accuracy
        By pairing: on the training set, after 0, 1, … steps with the right labels.
    """

    accuracy: dict[str, Float[np.ndarray, "starts states"]]

    def steps(self, name: str) -> float:
        """Return after how many steps nine tenths are right, the median of starts.

        The number of states where they never are.
        """
        right = self.accuracy[name] >= 0.9
        first = np.where(right.any(axis=1), right.argmax(axis=1), right.shape[1])
        return float(np.median(first))


@experiment
def swap_labels(*, seed: int, starts: int = 10, swapped: int = 500, right: int = 300) -> Relabelled:
    """Train on labels that were swapped by mistake, then on the right ones.

    So many steps of gradient descent each, with a step size of 0.1.
    """
    split, *seeds = seeds_from(seed, starts + 1)
    x, _, y, _ = _tumours(split)
    accuracy = {}
    for pairing in (SIGMOID_ENTROPY, SIGMOID_SQUARED):
        networks = [ReLUNetwork((x.shape[1], 16, 1), seed=s) for s in seeds]
        train(pairing, networks, x, 1 - y, 0.1, steps=swapped)
        history = train(pairing, networks, x, y, 0.1, steps=right, snapshots=range(right + 1))
        accuracy[pairing.name] = np.transpose(
            [
                [((predict(network, x) > 0) == y).mean() for network in copies]
                for copies in history.snapshots.values()
            ]
        )
    return Relabelled(accuracy)


# --- Digits: ten classes --------------------------------------------------------------------------


def _softmax(outputs: Tensor) -> Tensor:
    return outputs.softmax(dim=-1)


SOFTMAX_ENTROPY = Pairing("softmax, cross-entropy", _softmax, cross_entropy)
SOFTMAX_SQUARED = Pairing("softmax, squared error", _softmax, _squared(_softmax))
SOFTMAX_TWICE = Pairing(
    "softmax twice, cross-entropy",
    lambda outputs: _softmax(_softmax(outputs)),
    lambda outputs, y: cross_entropy(_softmax(outputs), y),
)
SEVERAL = (SOFTMAX_ENTROPY, SOFTMAX_SQUARED, NOTHING_SQUARED, SOFTMAX_TWICE)
DIGIT_RATES = (0.03, 0.1, 0.3, 1.0, 3.0, 10.0)


@dataclass(frozen=True)
class DigitErrors:
    """Errors on held-out digits, by pairing and step size; means of starts.

    Attributes
    ----------
    rates
        The step sizes that were tried.
    loss
        What each pairing minimises, after training.
    error
        Share of wrong digits.
    largest
        The largest prediction for a class.
    as_numbers
        Share of wrong digits when one output predicts the digit as a number, and is rounded.
    """

    rates: tuple[float, ...]
    loss: dict[str, Float[np.ndarray, " rates"]]
    error: dict[str, Float[np.ndarray, " rates"]]
    largest: dict[str, Float[np.ndarray, " rates"]]
    as_numbers: float

    def best(self, name: str) -> int:
        """Return the index of the step size that trained a pairing best."""
        return least_finite(self.loss[name])

    def at_best(self, name: str) -> float:
        """Return the share of wrong digits at that step size."""
        return float(self.error[name][self.best(name)])

    def at(self, name: str, rate: float) -> float:
        """Return the share of wrong digits at one of the step sizes."""
        return float(self.error[name][self.rates.index(rate)])


@experiment
def predict_digits(
    *, seed: int, starts: int = 2, steps: int = 300, rates: Sequence[float] = DIGIT_RATES
) -> DigitErrors:
    """Train networks with 32 hidden units on 600 digits, by gradient descent at each step size."""
    split, *seeds = seeds_from(seed, starts + 1)
    images, others = digits().split(600, seed=split)
    x, x_test = (part.pixels.reshape(len(part), -1) for part in (images, others))
    one_hot = np.eye(10)[images.labels]
    loss, error, largest = {}, {}, {}
    for pairing in SEVERAL:
        networks = [ReLUNetwork((64, 32, 10), seed=s) for _ in rates for s in seeds]
        history = train(pairing, networks, x, one_hot, np.repeat(rates, starts), steps=steps)
        predicted = predictions(pairing, networks, x_test)
        wrong = (predicted.argmax(axis=2) != others.labels).mean(axis=1)
        loss[pairing.name] = history.loss[:, -1].reshape(-1, starts).mean(axis=1)
        error[pairing.name] = wrong.reshape(-1, starts).mean(axis=1)
        largest[pairing.name] = predicted.reshape(len(rates), -1).max(axis=1)
    networks, _ = train_at_best_rate(
        NOTHING_SQUARED,
        (64, 32, 1),
        x,
        images.labels[:, None].astype(float),
        starts=seeds,
        steps=steps,
        rates=(0.001, 0.003, 0.01, 0.03, 0.1),
    )
    rounded = predictions(NOTHING_SQUARED, networks, x_test)[..., 0].round()
    return DigitErrors(tuple(rates), loss, error, largest, float((rounded != others.labels).mean()))


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

    @property
    def largest_error(self) -> float:
        """Of the stable way, over all margins."""
        return float(np.abs(self.stable - self.exact).max())


@experiment
def compute_naively() -> Stability:
    """Compute cross-entropies at margins up to 150, half of it on each side of zero."""
    margin = np.linspace(0, 150, 601)
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
    parameters
        How many it has.
    steps
        At which it was looked at.
    train_cross_entropy
        On the images it is trained on.
    validation_cross_entropy
        On other images.
    states
        Its reliability on images that are neither.
    logits, labels
        Outputs for those at the last step, and what they show.
    """

    parameters: int
    steps: Int[np.ndarray, " states"]
    train_cross_entropy: Float[np.ndarray, " states"]
    validation_cross_entropy: Float[np.ndarray, " states"]
    states: tuple[Reliability, ...]
    logits: Float[np.ndarray, "n classes"]
    labels: Int[np.ndarray, " n"]

    def course(self, name: str) -> Float[np.ndarray, " states"]:
        """Return one property of the states, in the order of the steps."""
        return np.array([getattr(state, name) for state in self.states])

    @property
    def best(self) -> int:
        """Which state has the least cross-entropy on the validation images."""
        return int(self.validation_cross_entropy.argmin())

    @property
    def at_best(self) -> Reliability:
        """The state with the least cross-entropy on the validation images."""
        return self.states[self.best]

    @property
    def at_end(self) -> Reliability:
        """The state after the last step."""
        return self.states[-1]


@experiment
def overtrain(
    *, seed: int, n: int = 1000, checkpoints: Collection[int] = CHECKPOINTS
) -> Overtraining:
    """Train a network with 64 hidden units on photographs of clothes, with Adam.

    Parameters
    ----------
    n : int
        Photographs to train on, all of them in each step; of the other 6,500 − n, half are for
        validation, half for testing.
    checkpoints : collection of int
        Steps at which the network is looked at; the last ends training.
    """
    shuffle, start = seeds_from(seed, 2)
    both = fashion_mnist()
    pixels = np.concatenate([part.pixels.reshape(len(part), -1) for part in both])
    labels = np.concatenate([part.labels for part in both])
    order = np.random.default_rng(shuffle).permutation(len(labels))
    train_on, validate_on, test_on = np.split(order, [n, n + (len(order) - n) // 2])
    x = (pixels - pixels[train_on].mean()) / pixels[train_on].std()
    network = ReLUNetwork((x.shape[1], 64, 10), seed=start)
    history = fit_fleet(
        [network],
        x[train_on],
        np.eye(10)[labels[train_on]],
        steps=max(checkpoints),
        learning_rate=0.003,
        loss=cross_entropy,
        snapshots=checkpoints,
    )
    validation, states = [], []
    for step, [copy] in history.snapshots.items():
        logits = predict(copy, x).astype(float)
        p = softmax(logits, axis=1)
        validation.append(reliability(p[validate_on], labels[validate_on]).cross_entropy)
        states.append(reliability(p[test_on], labels[test_on], step=step))
    steps = np.array(sorted(checkpoints))
    return Overtraining(
        parameter_count(network),
        steps,
        history.loss[0, steps],
        np.array(validation),
        tuple(states),
        logits[test_on],
        labels[test_on],
    )
