"""What is right and what is likely wrong in the exercises of the chapter."""

from collections.abc import Callable, Iterable
from functools import cache, partial
from itertools import islice

import numpy as np
import torch
from jaxtyping import Float
from numpy.typing import ArrayLike
from sklearn.datasets import load_digits
from sklearn.linear_model import LinearRegression, Ridge

from conundrum.evaluation.isotropic import exact_error, exact_ridge_error
from conundrum.exercises import AnswerCheck, Exercise, Function, Mistake, Numbers
from conundrum.training import by_hand

Average = Callable[..., float]


# --- Two columns for one observation --------------------------------------------------------------


def with_share(coefficients: ArrayLike) -> list[float]:
    """Return coefficients of columns with the values 1 and 3, and what the second contributes."""
    first, second = coefficients
    return [first, second, 3 * second / (first + 3 * second)]


ONE_ROW = Exercise(
    "ex-one-row",
    asks="two coefficients, and the share of the prediction that the second column makes",
    kind=Numbers(0.005),
    right=lambda: with_share(np.linalg.pinv([[1.0, 3.0]]) @ [1.0]),
    because="Least norm leans on the column with the large values, by the square of its size: "
    "nine to one.",
    mistakes=(
        Mistake(
            lambda: with_share([1 / 4, 1 / 4]),
            "Your coefficients are equal. They fit, but a little less of the first and more of "
            "the second fits with a smaller sum of squares.",
        ),
        Mistake(
            lambda: with_share([0, 1 / 3]),
            "You have put everything on the larger column. That has the least sum of absolute "
            "values; the least sum of squares uses both.",
        ),
        Mistake(
            lambda: with_share([1 / 2, 1 / 6]),
            "You have let each column make half of the prediction. Least norm uses the larger "
            "column more, since it gets more for the same coefficient.",
        ),
        Mistake(
            lambda: [0.1, 0.3, 0.75],
            "Your share is that of the coefficients. A column contributes its coefficient times "
            "its value.",
        ),
    ),
)


# --- What bends cost ------------------------------------------------------------------------------

BENDS = np.diff([2.0, -1.0, 0.0])


def prices(bends: Float[np.ndarray, " kinks"]) -> list[float]:
    """Return the total bend, and two sums of squared weights of hinges that make it."""
    return [np.abs(bends).sum(), 2 * np.abs(bends).sum(), len(bends) + (bends**2).sum()]


BENDING = Exercise(
    "ex-bends",
    asks="three numbers: total bend, least sum of w² + v², and that sum with w = 1",
    kind=Numbers(0.005),
    right=lambda: prices(BENDS),
    because="Where w and v may share the work, a bend costs twice its size; where w is held at 1, "
    "it costs its square. That is why weight decay on all weights counts total bend, and a "
    "penalty on the readout alone counts squared bends.",
    mistakes=(
        Mistake(
            lambda: prices(np.array([BENDS.sum()])),
            "You have added bends with their signs. A bend to the right costs as much as one to "
            "the left: add their sizes.",
        ),
        Mistake(
            lambda: prices(np.concatenate([[2.0], BENDS])),
            "You have counted a bend at the first point. The line before it may have any slope, "
            "and is free.",
        ),
        Mistake(
            lambda: [4, 4, 12],
            "The second is the sum of |wv|. The smallest w² + v² for a given product is 2|wv|, "
            "when w and v are of the same size.",
        ),
        Mistake(
            lambda: [4, 8, 10],
            "The third is the sum of v² alone. Each of the two hinges has a w² of 1 as well.",
        ),
    ),
)


# --- Start elsewhere ------------------------------------------------------------------------------


def nearest_fit(X: np.ndarray, y: np.ndarray, start: np.ndarray) -> Float[np.ndarray, " d"]:
    """Return the perfect fit that is nearest to the start."""
    return start + np.linalg.pinv(X) @ (y - X @ start)


def _start(n: int, d: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(d)
    return rng.normal(size=(n, d)), rng.normal(size=n), rng.normal(size=d)


START = Exercise(
    "ex-start",
    asks="a function of X, with more columns than rows, y and start that returns coefficients",
    kind=Function((_start(2, 3), _start(5, 20), _start(20, 60))),
    right=lambda: nearest_fit,
    because="It is the perfect fit nearest to the start. What the observations do not see stays "
    "as it was, so that the initial coefficients are part of the model.",
    mistakes=(
        Mistake(
            lambda: lambda X, y, start: np.linalg.pinv(X) @ y,
            "This is where descent ends from zero. Yours forgets the start, of which the "
            "observations see only a part.",
        ),
        Mistake(
            lambda: lambda X, y, start: start + np.linalg.pinv(X) @ y,
            "Yours does not fit: the start predicts something already. Take that away from y "
            "before you fit the rest.",
        ),
        Mistake(
            lambda: lambda X, y, start: np.linalg.pinv(X) @ (y - X @ start),
            "This is the way that the coefficients go. Add it to where they start.",
        ),
        Mistake(
            lambda: lambda X, y, start: start - np.linalg.pinv(X) @ X @ start,
            "This is the part of the start that the observations do not see. Add the fit of y.",
        ),
    ),
)


# --- Adam ends elsewhere --------------------------------------------------------------------------


@cache
def table_60() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the table of the exercise, its responses, and the least-norm coefficients."""
    rng = np.random.default_rng(1)
    X, y = rng.normal(size=(20, 60)), rng.normal(size=20)
    return X, y, np.linalg.pinv(X) @ y


def slope_of_loss(c: Float[np.ndarray, "60"]) -> Float[np.ndarray, "60"]:
    """Return the gradient of the mean squared error."""
    X, y, _ = table_60()
    return 2 / 20 * X.T @ (X @ c - y)


def after_1000(steps: Iterable[np.ndarray]) -> list[float]:
    """Return how long coefficients are after 1000 steps, and the share that is not seen."""
    X, _, least = table_60()
    c = next(islice(steps, 1000, None))
    unseen = c - np.linalg.pinv(X) @ X @ c
    return [np.linalg.norm(c) / np.linalg.norm(least), (unseen @ unseen) / (c @ c)]


@cache
def by_adam(rate: float = 0.01) -> list[float]:
    """Descend by Adam from zero."""
    return after_1000(by_hand.adam(slope_of_loss, np.zeros(60), rate=rate))


@cache
def by_adamw() -> list[float]:
    """Descend by PyTorch's AdamW, with the weight decay that it has unless told otherwise."""
    c = torch.zeros(60, dtype=torch.double, requires_grad=True)
    optimiser = torch.optim.AdamW([c], lr=0.01)
    for _ in range(1000):
        c.grad = torch.as_tensor(slope_of_loss(c.detach().numpy()))
        optimiser.step()
    return after_1000([c.detach().numpy()] * 1001)


ADAM = Exercise(
    "ex-adam",
    asks="a ratio of norms, and the share of Adam's squared norm that is not seen",
    kind=Numbers(0.003),
    right=by_adam,
    because="Adam fits every observation too, but divides each coefficient's step by the size of "
    "its gradients. What it adds up is no sum of rows of X any more, and a fifth of it is unseen.",
    mistakes=(
        Mistake(
            lambda: after_1000(by_hand.gradient_descent(slope_of_loss, np.zeros(60), rate=0.05)),
            "This is plain gradient descent, which finds the least norm. Take torch.optim.Adam.",
        ),
        Mistake(
            by_adamw,
            "AdamW also pulls all coefficients towards zero, unless you set weight_decay=0. Take "
            "torch.optim.Adam.",
        ),
        Mistake(
            lambda: [by_adam()[0] ** 2, by_adam()[1]],
            "The first is the ratio of squared norms. Take the norms themselves.",
        ),
        Mistake(
            lambda: [by_adam()[0], by_adam()[1] ** 0.5],
            "The second is the share of the norm. Square both lengths: squares of parts at right "
            "angles add up, and lengths do not.",
        ),
        Mistake(
            lambda: by_adam(0.1),
            "Your rate is 0.1, ten times as large, and leads Adam to another fit again. Take 0.01.",
        ),
    ),
)


# --- Where is the second minimum? -----------------------------------------------------------------


def past_the_peak(ratio: float, variance: float = 0.36) -> list[float]:
    """Return features per observation, and the test error of many observations there."""
    return [ratio, variance + (1 - 1 / ratio) + variance / (ratio - 1)]


SECOND = Exercise(
    "ex-best",
    asks="features per observation at the second minimum, and the test error there",
    kind=Numbers(0.005),
    right=lambda: past_the_peak(1 / (1 - 0.6)),
    because="The minimum is at γ = 1 / (1 − σ). The error there is 2σ, for any σ below 1.",
    mistakes=(
        Mistake(
            lambda: past_the_peak(1 / (1 - 0.36)),
            "You have 1 / (1 − σ²). The derivative has squares on both sides: take the root of "
            "σ² as well.",
        ),
        Mistake(
            lambda: past_the_peak(1 / (1 - 0.6**0.5), variance=0.6),
            "You have taken 0.6 for the variance of the noise. It is the standard deviation.",
        ),
        Mistake(
            lambda: [2.5, past_the_peak(2.5)[1] - 0.36],
            "The second is the excess error. The test error includes the noise itself, σ².",
        ),
        Mistake(
            lambda: [0.4, past_the_peak(2.5)[1]],
            "The first is observations per feature. γ is features per observation.",
        ),
    ),
)


# --- Throw data away ------------------------------------------------------------------------------

ITEMS = 80


def kept(error_of: Callable[[np.ndarray], np.ndarray], noise: float = 0.3) -> list[float]:
    """Return the best share of people to keep by some error, that error, and that of ridge."""
    people = np.arange(1, ITEMS - 1)
    errors = error_of(people)
    best = errors.argmin()
    return [people[best] / ITEMS, errors[best], float(exact_ridge_error(ITEMS, ITEMS, noise))]


DROP = Exercise(
    "ex-drop",
    asks="share of the people kept, its test error, and that of the best ridge with all of them",
    kind=Numbers(0.005),
    right=lambda: kept(lambda people: exact_error(people, ITEMS, 0.3)),
    because="Without a penalty it is best to throw some of the data away. With one, all of them "
    "are worth having. Needing to discard data is a sign of a missing penalty.",
    mistakes=(
        Mistake(
            lambda: kept(lambda people: exact_error(people, ITEMS, 0.5), 0.5),
            "You have left the noise at 0.5, which the functions take unless told otherwise. "
            "Here it is 0.3.",
        ),
        Mistake(
            lambda: kept(lambda people: exact_error(people, ITEMS, 0.09), 0.09),
            "You have given the variance for the noise. The functions take the standard "
            "deviation, 0.3.",
        ),
        Mistake(
            lambda: kept(lambda items: exact_error(ITEMS, items, 0.3)),
            "You have left out items in place of people: the number of observations comes first.",
        ),
        Mistake(
            lambda: np.array(kept(lambda n: exact_error(n, ITEMS, 0.3))) - [0, 0.09, 0.09],
            "These are excess errors. Test errors include the noise, 0.09.",
        ),
        Mistake(
            lambda: [
                *kept(lambda n: exact_error(n, ITEMS, 0.3))[:2],
                exact_ridge_error(55, 80, 0.3),
            ],
            "Your ridge has only the people that were kept. With a penalty nobody has to go.",
        ),
    ),
)


# --- More images, worse predictions ---------------------------------------------------------------


@cache
def shares_right(
    model: LinearRegression | Ridge, average: Average = np.median, seen: bool = False
) -> list[float]:
    """Return the accuracies with 20, 55 and 200 images of digits, even ones against odd ones.

    Parameters
    ----------
    model
        Predicts −1 for even digits and 1 for odd ones.
    average
        Of the accuracies over 30 shuffles.
    seen
        Whether the images of training are predicted instead of others.
    """
    X, digits = load_digits(return_X_y=True)
    odd = np.where(digits % 2, 1, -1)
    found = []
    for seed in range(30):
        order = np.random.default_rng(seed).permutation(len(X))
        found.append([])
        for n in (20, 55, 200):
            tested = order[:n] if seen else order[797:]
            predicted = model.fit(X[order[:n]], odd[order[:n]]).predict(X[tested])
            found[-1].append(np.mean((predicted > 0) == (odd[tested] > 0)))
    return list(average(found, axis=0))


LEAST_SQUARES, PENALISED = LinearRegression(), Ridge(100)

IMAGES = Exercise(
    "ex-odd-images",
    asks="three median accuracies as shares: with 20, 55 and 200 images",
    kind=Numbers(0.008),
    right=lambda: shares_right(LEAST_SQUARES),
    because="With 55 images the regression is at its peak and hardly better than a coin: it needs "
    "many more, or fewer, or a penalty.",
    mistakes=(
        Mistake(
            lambda: shares_right(PENALISED),
            "This is ridge regression, which has no peak. Fit without a penalty first.",
        ),
        Mistake(
            lambda: shares_right(LEAST_SQUARES, seen=True),
            "You have predicted the images that the model was fitted to. Predict the last 1,000.",
        ),
        Mistake(
            lambda: shares_right(LEAST_SQUARES, np.mean),
            "These are means over the shuffles. The exercise asks for medians.",
        ),
        Mistake(
            lambda: [1 - share for share in shares_right(LEAST_SQUARES)],
            "These are shares of errors. The accuracy is the share that is classified correctly.",
        ),
    ),
)


# --- Junk, and junk that is standardised ----------------------------------------------------------


@cache
def error_with_junk(columns: int, scale: float, its_own: bool = True) -> float:
    """Return the mean test error over 30 draws with weak predictors and columns of junk.

    Parameters
    ----------
    columns, scale
        How many columns of junk there are, and their standard deviation.
    its_own
        Whether the junk of new people counts.
    """
    errors = []
    for seed in range(30):
        rng = np.random.default_rng(seed)
        X, beta = rng.normal(size=(50, 10)), rng.normal(size=10)
        beta *= 0.5 / np.linalg.norm(beta)
        y = X @ beta + rng.normal(size=50)
        table = np.hstack([X, scale * rng.normal(size=(50, 4000))[:, :columns]])
        if columns:  # through the square of 50 by 50, which is much faster than singular values
            found = table.T @ np.linalg.solve(table @ table.T, y)
        else:
            found = np.linalg.lstsq(X, y)[0]
        missed, useless = found[:10] - beta, found[10:]
        errors.append(1 + missed @ missed + its_own * scale**2 * (useless @ useless))
    return float(np.mean(errors))


def three_errors(junk: Callable[[int, float], float] = error_with_junk) -> list[float]:
    """Return the errors without junk, with small junk, and with standardised junk."""
    return [junk(0, 0.1), junk(4000, 0.1), junk(4000, 1.0)]


JUNK = Exercise(
    "ex-junk",
    asks="three mean test errors: without junk, with it, and with it standardised",
    kind=Numbers(0.004),
    right=three_errors,
    because="Small junk is a penalty of 4,000 · 0.1² = 40, the best for such weak predictors. "
    "Standardised it is a penalty of 4,000, under which nothing is left of the ten.",
    mistakes=(
        Mistake(
            lambda: [error - 1 for error in three_errors()],
            "These are excess errors. New people have noise of variance 1.",
        ),
        Mistake(
            lambda: three_errors(partial(error_with_junk, its_own=False)),
            "You have left out the junk of the new people. They answer the useless items too: "
            "each squared coefficient adds its square times the variance of the column.",
        ),
        Mistake(
            lambda: [three_errors()[k] for k in (0, 2, 1)],
            "The second and the third are exchanged: first with a standard deviation of 0.1.",
        ),
        Mistake(
            lambda: [error_with_junk(0, 0.1), error_with_junk(400, 0.1), error_with_junk(400, 1.0)],
            "You have 400 columns of junk. There are 4,000.",
        ),
    ),
)

check_answer = AnswerCheck(ONE_ROW, BENDING, START, ADAM, SECOND, DROP, IMAGES, JUNK)
