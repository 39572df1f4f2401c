"""What is right and what is likely wrong in the exercises of the chapter."""

from collections.abc import Callable
from functools import cache, partial

import numpy as np
from jaxtyping import Float, Int
from scipy.special import expit, logit, softmax
from scipy.stats import norm
from sklearn.datasets import load_digits
from sklearn.linear_model import LinearRegression, LogisticRegression, PoissonRegressor
from sklearn.metrics import log_loss
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier

from conundrum.chapters.losses.experiments.binary import LogitLosses
from conundrum.chapters.losses.experiments.ordered import answer_probabilities
from conundrum.data.hitters import hitters
from conundrum.exercises import AnswerCheck, Exercise, Function, Mistake, Numbers

# --- Two outputs or one ---------------------------------------------------------------------------


def fewer_outputs(two: tuple[float, float], three: tuple[float, float, float]) -> list[float]:
    """Return one output that replaces two, and two that replace three: differences of outputs."""
    return [two[1] - two[0], three[0] - three[2], three[1] - three[2]]


OUTPUTS = ((2.0, 0.5), (1.0, 4.0, 2.0))

TWO_OUTPUTS = Exercise(
    "ex-two-outputs",
    asks="three numbers: the single output, then the first and the second of three",
    kind=Numbers(1e-3),
    right=lambda: fewer_outputs(*OUTPUTS),
    because="A softmax sees differences only, so one of the outputs is superfluous. Networks keep "
    "it, for symmetry.",
    mistakes=(
        Mistake(
            lambda: [-fewer_outputs(*OUTPUTS)[0], *fewer_outputs(*OUTPUTS)[1:]],
            "Your single output belongs to the first class. The sigmoid is to give the "
            "probability of the second.",
        ),
        Mistake(
            lambda: [expit(fewer_outputs(*OUTPUTS)[0]), *fewer_outputs(*OUTPUTS)[1:]],
            "The first is the probability. Say which output the sigmoid turns into it.",
        ),
        Mistake(
            lambda: [0.5, 1.0, 4.0],
            "You have left the outputs as they were. A softmax compares an output with the "
            "others, a sigmoid compares it with zero.",
        ),
        Mistake(
            lambda: [*fewer_outputs(*OUTPUTS)[:1], 1 - 7 / 3, 4 - 7 / 3],
            "You have subtracted the mean of the three. That leaves the probabilities as they "
            "are, but then the third output is not zero.",
        ),
    ),
)


# --- Mean or median -------------------------------------------------------------------------------


def errors_of_constant(
    constant: float, salary: Float[np.ndarray, " n"], power: float = 0.5
) -> list[float]:
    """Return mean absolute error and (root) mean squared error of one prediction for everybody."""
    missed = salary - constant
    return [float(np.abs(missed).mean()), float((missed**2).mean() ** power)]


def errors_of_mean_and_median(
    known: str = "train", asked: str = "test", power: float = 0.5
) -> list[float]:
    """Return the errors of the mean, then those of the median, of the players that are known."""
    salary = hitters().y
    train, test = train_test_split(salary, test_size=1 / 3, random_state=1)
    part = {"train": train, "test": test, "all": salary}
    constants = float(part[known].mean()), float(np.median(part[known]))
    return [
        error
        for constant in constants
        for error in errors_of_constant(constant, part[asked], power)
    ]


MEAN_MEDIAN = Exercise(
    "ex-mean-median",
    asks="four errors in thousands of dollars: mean absolute and root mean squared error of the "
    "mean, then of the median",
    kind=Numbers(0.001),
    right=errors_of_mean_and_median,
    because="A few large salaries pull the mean up, away from most players, and an absolute error "
    "is paid by most players. A squared error is paid for the few.",
    mistakes=(
        Mistake(
            partial(errors_of_mean_and_median, "test"),
            "You have taken mean and median of the held-out players. Predictions come from the "
            "training set.",
        ),
        Mistake(
            partial(errors_of_mean_and_median, "all"),
            "You have taken mean and median of all players, the held-out ones among them. "
            "Predictions come from the training set.",
        ),
        Mistake(
            partial(errors_of_mean_and_median, "train", "train"),
            "These are the errors on the training set, where no constant has a smaller squared "
            "error than the mean. Measure on the held-out players.",
        ),
        Mistake(
            partial(errors_of_mean_and_median, power=1),
            "Two of these are mean squared errors. Take their roots.",
        ),
    ),
)


# --- Sure and wrong -------------------------------------------------------------------------------


def slope_of(pairing: str) -> Callable[[float], float]:
    """Return the slope of a loss in the output when the outcome is 1."""
    return lambda z: float(LogitLosses.slope(np.array([z]))[pairing][0])


CROSS_ENTROPY, SQUARED = slope_of("sigmoid, cross-entropy"), slope_of("sigmoid, squared error")


def steps_to_half(z: float, slope: Callable[[float], float]) -> int:
    """Count steps of size 1 until the output says more than one half."""
    steps = 0
    while z <= 0:
        z, steps = z - slope(z), steps + 1
    return steps


@cache
def steps_needed(squared: Callable[[float], float]) -> list[int]:
    """Return the steps of cross-entropy from −6, and of a squared error from −6 and −8."""
    return [
        steps_to_half(-6.0, CROSS_ENTROPY),
        steps_to_half(-6.0, squared),
        steps_to_half(-8.0, squared),
    ]


SURE = Exercise(
    "ex-losses-sure",
    asks="three whole numbers of steps: cross-entropy from −6, squared error from −6 and from −8",
    kind=Numbers(1e-6),
    right=lambda: steps_needed(SQUARED),
    because="Each unit further out costs cross-entropy one more step, and multiplies those of the "
    "squared error by nearly e.",
    mistakes=(
        Mistake(
            lambda: steps_needed(lambda z: 2 * CROSS_ENTROPY(z)),
            "Your squared error has the slope 2(p − 1), as if p were the output. On the way to z "
            "the slope of the sigmoid, p(1 − p), comes as a factor.",
        ),
        Mistake(
            lambda: steps_needed(lambda z: SQUARED(z) / 2),
            "The slope of a square has a factor of 2, which is missing in yours.",
        ),
        Mistake(
            lambda: [steps_needed(SQUARED)[i] for i in (1, 0, 2)],
            "The first two are exchanged: cross-entropy comes first.",
        ),
        Mistake(
            lambda: [steps - 1 for steps in steps_needed(SQUARED)],
            "You have one step too few each time: after these, p is still one half or less.",
        ),
    ),
)


# --- Check a gradient -----------------------------------------------------------------------------

Outputs = Float[np.ndarray, "n classes"]


def slopes(z: Outputs, y: Outputs) -> Outputs:
    """Return the slopes of the squared error through a softmax."""
    p = softmax(z, axis=1)
    return 2 * p * ((p - y) - (p * (p - y)).sum(axis=1, keepdims=True))


def slopes_of_sigmoids(z: Outputs, y: Outputs) -> Outputs:
    """Take each probability for a function of its own output alone."""
    p = softmax(z, axis=1)
    return 2 * (p - y) * p * (1 - p)


def _random_outputs(seed: int, n: int, classes: int) -> tuple[Outputs, Outputs]:
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n, classes)), np.eye(classes)[rng.integers(0, classes, n)]


GRADIENT = Exercise(
    "ex-check-gradient",
    asks="a function of z and y, a row an observation, that returns an array of the same shape",
    kind=Function((_random_outputs(1, 5, 4), _random_outputs(2, 3, 3), _random_outputs(3, 1, 10))),
    right=lambda: slopes,
    because="Every output moves all probabilities, so each slope has a part from every class. "
    "And each has a factor p: where the network is sure that it is not this class, the slope "
    "vanishes, even if it is.",
    mistakes=(
        Mistake(
            lambda: lambda z, y: softmax(z, axis=1) - y,
            "This is the slope of cross-entropy. The loss here is the squared error.",
        ),
        Mistake(
            lambda: slopes_of_sigmoids,
            "You have treated the softmax as a sigmoid for each class. In a softmax one output "
            "moves the probabilities of the other classes as well.",
        ),
        Mistake(
            lambda: lambda z, y: 2 * (softmax(z, axis=1) - y),
            "These are slopes in the probabilities. Go on to the outputs, through the softmax.",
        ),
        Mistake(
            lambda: lambda z, y: slopes(z, y) / len(z),
            "You have divided by the number of observations. The loss is their sum.",
        ),
        Mistake(
            lambda: lambda z, y: slopes(z, y) / 2,
            "The slope of a square has a factor of 2, which is missing in yours.",
        ),
    ),
)


# --- Thresholds of an item ------------------------------------------------------------------------

ANSWERS = np.array([12, 28, 50, 70, 40])


def thresholds_of(
    counts: Int[np.ndarray, " answers"], output_of: Callable[[np.ndarray], np.ndarray] = logit
) -> Float[np.ndarray, " thresholds"]:
    """Return the thresholds that make these answers most likely where the output is zero."""
    return output_of(counts.cumsum()[:-1] / counts.sum())


def with_highest(thresholds: np.ndarray, z: float = 1.0) -> Float[np.ndarray, " numbers"]:
    """Return the thresholds, and the probability of the highest answer at an output."""
    return np.append(thresholds, answer_probabilities(np.array([z]), thresholds)[0, -1])


THRESHOLDS = Exercise(
    "ex-losses-thresholds",
    asks="five numbers: the four thresholds, and the probability of the highest answer",
    kind=Numbers(0.004),
    right=lambda: with_highest(thresholds_of(ANSWERS)),
    because="Thresholds are logits of cumulative shares: where many people give an answer, they "
    "lie far apart. The output moves a person along the scale, and the thresholds stay.",
    mistakes=(
        Mistake(
            lambda: with_highest(thresholds_of(ANSWERS), z=-1.0),
            "You have added the output to the thresholds. It is subtracted: a higher output makes "
            "high answers more probable.",
        ),
        Mistake(
            lambda: with_highest(logit(ANSWERS[:-1] / ANSWERS.sum())),
            "You have taken the share of each answer by itself. A threshold belongs to the share "
            "of this answer and all lower ones.",
        ),
        Mistake(
            lambda: with_highest(-thresholds_of(ANSWERS)),
            "Your thresholds fall: you have taken the shares above them. The formula's sigmoid "
            "gives the share at or below.",
        ),
        Mistake(
            lambda: with_highest(thresholds_of(ANSWERS, norm.ppf)),
            "These are quantiles of a normal distribution (a probit model). This chapter's ending "
            "has a sigmoid, so take logits.",
        ),
        Mistake(
            lambda: np.append(thresholds_of(ANSWERS), 0.2),
            "The last is the share at an output of zero. At an output of one high answers are more "
            "probable.",
        ),
    ),
)


# --- Temperature, at home -------------------------------------------------------------------------

PARTS = {"training": slice(300), "validation": slice(300, 600), "rest": slice(600, None)}
TEMPERATURES = np.linspace(0.5, 5, 19)


@cache
def digits_and_probabilities() -> tuple[Int[np.ndarray, " n"], Outputs]:
    """Train the network of the exercise; return labels and probabilities of all digits."""
    X, labels = load_digits(return_X_y=True)
    network = MLPClassifier(
        (32,),
        alpha=0,
        batch_size=300,
        learning_rate_init=0.01,
        max_iter=2000,
        tol=1e-5,
        random_state=1,
    )
    network.fit(X[PARTS["training"]] / 16, labels[PARTS["training"]])
    return labels, network.predict_proba(X / 16)


def _log(p: Outputs) -> Outputs:
    return np.log(np.maximum(p, 1e-12))


@cache
def cooled(
    chosen_on: str = "validation",
    outputs_of: Callable[[Outputs], Outputs] = _log,
    power: int = -1,
    told_on: str = "rest",
) -> list[float]:
    """Return the best temperature, and the cross-entropy on other images before and after.

    Outputs come from the probabilities, and are multiplied by a power of the temperature.
    """
    labels, p = digits_and_probabilities()
    outputs = outputs_of(p)

    def loss(temperature: float, part: str) -> float:
        scaled = softmax(outputs[PARTS[part]] * temperature**power, axis=1)
        return log_loss(labels[PARTS[part]], scaled)

    best = min(TEMPERATURES, key=lambda temperature: loss(temperature, chosen_on))
    return [float(best), loss(1, told_on), loss(best, told_on)]


TEMPERATURE = Exercise(
    "ex-temperature",
    asks="three numbers: the temperature, and the cross-entropy on the rest before and after",
    kind=Numbers(0.003),
    right=cooled,
    because="One number repairs much of what training made too sure, and no answer changes.",
    mistakes=(
        Mistake(
            partial(cooled, "training"),
            "You have chosen on the images of the training. There the network is right, so being "
            "surer always pays, and the temperature goes to the lowest that you try.",
        ),
        Mistake(
            partial(cooled, told_on="validation"),
            "These are the cross-entropies on the images on which the temperature was chosen. "
            "Take those on the rest.",
        ),
        Mistake(
            partial(cooled, power=1),
            "You have multiplied by the temperature. Divide by it: above one it makes the network "
            "less sure.",
        ),
        Mistake(
            partial(cooled, outputs_of=np.array),
            "You have divided the probabilities and taken a softmax of them, which is two. Divide "
            "their logarithms.",
        ),
    ),
)


# --- Counts that scatter more than Poisson's ------------------------------------------------------

Counts = tuple[Float[np.ndarray, "n 1"], Int[np.ndarray, " n"]]


def counts(*, spread: bool = True) -> Counts:
    """Draw the people of the exercise, with or without a factor of their own."""
    rng = np.random.default_rng(4)
    x = rng.normal(size=(2000, 1))
    own = rng.gamma(1, 1, 2000) if spread else 1
    return x, rng.poisson(np.exp(0.5 + 0.7 * x[:, 0]) * own)


def fitted(x: np.ndarray, count: np.ndarray, penalty: float = 0) -> list[float]:
    """Return the coefficients of Poisson regression, and the zeros that are and are expected."""
    model = PoissonRegressor(alpha=penalty).fit(x, count)
    zeros = float(np.exp(-model.predict(x)).mean())
    return [model.intercept_, model.coef_[0], float((count == 0).mean()), zeros]


def zeros_at_the_mean() -> list[float]:
    """Take the mean first and then the probability of zero."""
    return [*fitted(*counts())[:3], float(np.exp(-counts()[1].mean()))]


def fitted_to_logarithms() -> list[float]:
    """Regress log(count + 1) in place of a Poisson regression."""
    x, count = counts()
    line = LinearRegression().fit(x, np.log1p(count))
    zeros = np.exp(-np.expm1(line.predict(x))).mean()
    return [line.intercept_, line.coef_[0], float((count == 0).mean()), float(zeros)]


SCATTER = Exercise(
    "ex-scatter",
    asks="four numbers: intercept, slope, the share of zeros and the share that is expected",
    kind=Numbers(),
    right=lambda: fitted(*counts()),
    because="Poisson's loss finds the mean whatever the scatter. What else the model says, such as "
    "the share of zeros, is wrong if the scatter is.",
    mistakes=(
        Mistake(
            lambda: fitted(*counts(), penalty=1),
            "Your slope is shrunk: PoissonRegressor has a penalty unless told otherwise. Ask for "
            "alpha=0.",
        ),
        Mistake(
            zeros_at_the_mean,
            "You have computed the probability of zero at the mean count. Compute it for each "
            "person, then take the mean: people with a small mean have most of the zeros.",
        ),
        Mistake(
            lambda: fitted(*counts(spread=False)),
            "Your people have no factor of their own. Multiply each mean by a draw of the gamma "
            "distribution before you draw the count.",
        ),
        Mistake(
            fitted_to_logarithms,
            "You have fitted log(count + 1) with squared error. Fit the counts, with Poisson's "
            "loss.",
        ),
    ),
)


# --- Base rates -----------------------------------------------------------------------------------


@cache
def screened() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return logits of everybody by the model of balanced classes, who is ill and who was used."""
    rng = np.random.default_rng(3)
    x = rng.normal(size=(40_000, 2))
    ill = rng.random(40_000) < expit(-4.4 + 2 * x[:, 0] + x[:, 1])
    cases, controls = np.flatnonzero(ill), np.flatnonzero(~ill)
    used = np.concatenate([cases, rng.choice(controls, len(cases), replace=False)])
    model = LogisticRegression(C=1e6).fit(x[used], ill[used])
    return model.decision_function(x), ill, used


def share_kept() -> float:
    """Return the share of controls that the colleague has kept."""
    _, ill, _ = screened()
    return float(ill.sum() / (~ill).sum())


def mean_probabilities(shift: float, *, everybody: bool = True) -> list[float]:
    """Return the true rate, and the mean probability before and after the logit is shifted."""
    logits, ill, used = screened()
    whom = slice(None) if everybody else used
    shifted = [float(expit(logits[whom] + by).mean()) for by in (0, shift)]
    return [float(ill.mean()), *shifted]


def probabilities_scaled() -> list[float]:
    """Multiply the probabilities by the share kept."""
    true, balanced, _ = mean_probabilities(0)
    return [true, balanced, balanced * share_kept()]


BASE_RATES = Exercise(
    "ex-base-rates",
    asks="three mean probabilities: of the disorder in truth, by the balanced model, corrected",
    kind=Numbers(0.005),
    right=lambda: mean_probabilities(np.log(share_kept())),
    because="Trained on balanced classes, the model believes in a world in which half the people "
    "are ill. One number, added to every logit, brings the world back.",
    mistakes=(
        Mistake(
            lambda: mean_probabilities(-np.log(share_kept())),
            "You have shifted the other way: now even more people are thought to be ill. The odds "
            "were too large by 1/s, so add log s.",
        ),
        Mistake(
            probabilities_scaled,
            "You have multiplied the probabilities by s. It is the odds that are too large by "
            "1/s, and probabilities near one are nearly right.",
        ),
        Mistake(
            lambda: mean_probabilities(np.log(share_kept()), everybody=False),
            "These are means over the people of the balanced sample. Predict everybody.",
        ),
        Mistake(
            lambda: mean_probabilities(np.log(mean_probabilities(0)[0])),
            "You have shifted by the logarithm of the base rate. The share s is of the controls: "
            "those kept over those there were.",
        ),
    ),
)

check_answer = AnswerCheck(
    TWO_OUTPUTS, MEAN_MEDIAN, SURE, GRADIENT, THRESHOLDS, SCATTER, BASE_RATES, TEMPERATURE
)
