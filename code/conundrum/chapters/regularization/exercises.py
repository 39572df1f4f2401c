"""What is right and what is likely wrong in the exercises of the chapter."""

from collections.abc import Callable
from functools import cache

import numpy as np
from jaxtyping import Float, Int
from sklearn.linear_model import Lasso, LinearRegression, RidgeCV

from conundrum.exercises import AnswerCheck, Exercise, Function, Mistake, Numbers
from conundrum.models.linear import minimum_norm, ridge
from conundrum.training.patience import stop_with_patience

Average = Callable[..., np.ndarray]
Table = tuple[Float[np.ndarray, "n p"], Float[np.ndarray, " n"]]


# --- More patience --------------------------------------------------------------------------------

VALIDATION = np.array([0.80, 0.62, 0.66, 0.60, 0.63, 0.61, 0.58, 0.59, 0.60, 0.64, 0.57])


def kept(number: int = 0) -> list[int]:
    """Return the states that are kept with a patience of 1, 2 and 3; or those looked at last."""
    return [stop_with_patience(VALIDATION, patience)[number] for patience in (1, 2, 3)]


PATIENCE = Exercise(
    "ex-patience",
    asks="three whole numbers: the states kept with a patience of 1, 2 and 3",
    kind=Numbers(1e-6),
    right=kept,
    because="A longer patience sees all that a shorter one sees, and never keeps a larger "
    "validation error. The least of all, at state 10, none of the three lives to see.",
    mistakes=(
        Mistake(
            lambda: kept(1),
            "These are the states at which training ends. What is kept is the best one so far.",
        ),
        Mistake(
            lambda: [state + 1 for state in kept()],
            "You have counted from one. The first state, of error 0.80, is number 0.",
        ),
        Mistake(
            lambda: [int(np.argmin(VALIDATION))] * 3,
            "This is the least error of all. Training has ended before it.",
        ),
        Mistake(
            lambda: [1, 6, 6],
            "You have ended training when the error has risen so many times in a row. Patience "
            "counts states without a new least error, whether or not they fall in between.",
        ),
    ),
)


# --- Leave-one-out for free -----------------------------------------------------------------------


def leave_one_out(
    power: float = 1, averaged: bool = False, per_person: bool = False
) -> Callable[[np.ndarray, np.ndarray, float], float]:
    """Return a function that calculates the mean squared error of leaving one out.

    Parameters
    ----------
    power
        Of what residuals are divided by; 1 is right.
    averaged
        Whether all people have the mean leverage.
    per_person
        Whether the penalty is multiplied by the number of people.
    """

    def error(X: np.ndarray, y: np.ndarray, penalty: float) -> float:
        hat = X @ ridge(X, np.eye(len(y)), penalty * (len(y) if per_person else 1))
        leverage = np.diag(hat)
        left = 1 - (leverage.mean() if averaged else leverage)
        return float(np.mean(((y - hat @ y) / left**power) ** 2))

    return error


def _people(seed: int, n: int, p: int) -> Table:
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, p))
    return X, X @ rng.normal(size=p) / 3 + rng.normal(size=n)


LOO = Exercise(
    "ex-loo",
    asks="a function of X, y and a penalty that returns a mean squared error",
    kind=Function(
        ((*_people(1, 20, 4), 1.0), (*_people(2, 40, 30), 10.0), (*_people(3, 15, 25), 5.0))
    ),
    right=leave_one_out,
    because="One fit does the work of n. RidgeCV of scikit-learn chooses its penalty so.",
    mistakes=(
        Mistake(
            lambda: leave_one_out(power=0),
            "This is the train error: divide each residual by 1 − hᵢᵢ before you square it.",
        ),
        Mistake(
            lambda: leave_one_out(power=0.5),
            "You have divided the squared residuals by 1 − hᵢᵢ. Divide first, then square.",
        ),
        Mistake(
            lambda: leave_one_out(averaged=True),
            "You have divided all residuals by the same number, 1 minus the mean of hᵢᵢ. That is "
            "generalised cross-validation; each person has an hᵢᵢ of their own.",
        ),
        Mistake(
            lambda: leave_one_out(per_person=True),
            "You have multiplied the penalty by the number of people. Here it stands beside the "
            "sum of squared errors already.",
        ),
    ),
)


# --- Noise as augmentation ------------------------------------------------------------------------


def ridge_for(
    penalty: Callable[[int, float], float],
) -> Callable[[np.ndarray, np.ndarray, float], Float[np.ndarray, " p"]]:
    """Return ridge regression whose penalty depends on the number of rows and on the noise."""
    return lambda X, y, noise: ridge(X, y, penalty(len(y), noise))


NOISE = Exercise(
    "ex-noise-ridge",
    asks="a function of X, y and the noise that returns a coefficient a column",
    kind=Function(tuple((*_people(seed, n, 3), s) for seed, n, s in ((1, 30, 0.5), (2, 12, 2.0)))),
    right=lambda: ridge_for(lambda n, noise: n * noise**2),
    because="The noise adds n times its variance to the diagonal of XᵀX, and nothing else on "
    "average. So augmentation by noise is weight decay, and an unreliable predictor gets one "
    "unasked.",
    mistakes=(
        Mistake(
            lambda: ridge_for(lambda n, noise: noise**2),
            "Your penalty is the variance of the noise. Every row brings its own: add up n of "
            "them.",
        ),
        Mistake(
            lambda: ridge_for(lambda n, noise: n * noise),
            "You have added the standard deviation. What is on the diagonal are squares: n times "
            "the variance.",
        ),
        Mistake(
            lambda: lambda X, y, noise: minimum_norm(X, y),
            "This is least squares on the rows without noise. The noise cancels out of Xᵀy, but "
            "not out of XᵀX, where it is squared.",
        ),
    ),
)


# --- One setting, three optimisers ----------------------------------------------------------------

DECAY = 0.5


@cache
def six_predictors() -> Table:
    """Return the table of the exercise."""
    rng = np.random.default_rng(1)
    X = rng.normal(size=(50, 6))
    return X, X @ np.array([1.5, -1, 0.5, 0.25, 0, 0]) + rng.normal(size=50)


def length(coefficients: Float[np.ndarray, "6"]) -> float:
    """Return how long coefficients are, relative to those of least squares."""
    return float(np.linalg.norm(coefficients) / np.linalg.norm(minimum_norm(*six_predictors())))


def lengths(penalty: float = DECAY / 2) -> Float[np.ndarray, "3"]:
    """Return where SGD, Adam and AdamW end, by formula: twice at ridge, then at least squares."""
    shrunk = length(ridge(*six_predictors(), 50 * penalty))
    return np.array([shrunk, shrunk, 1.0])


DECAYS = Exercise(
    "ex-adamw",
    asks="three lengths relative to least squares: SGD, Adam, AdamW",
    kind=Numbers(0.01),
    right=lengths,
    because="SGD and Adam leave least squares for ridge with λ = w/2. AdamW, without noise in its "
    "gradients, stays: its coefficients are within 1/w = 2.",
    mistakes=(
        Mistake(
            lambda: lengths(DECAY),
            "You have taken λ = w. PyTorch adds w times the coefficients to the gradient, which "
            "is λ = w/2.",
        ),
        Mistake(
            lambda: lengths()[[0, 1, 1]],
            "You have let AdamW end at ridge as well. Run it: its decay is not part of the "
            "gradient.",
        ),
        Mistake(
            lambda: lengths() ** 2,
            "These are ratios of squared lengths. Take the lengths themselves.",
        ),
    ),
)


# --- Two weights in a row -------------------------------------------------------------------------


@cache
def sparse_table() -> Table:
    """Return the table of the exercise."""
    rng = np.random.default_rng(1)
    X = rng.normal(size=(50, 6))
    return X, X @ np.array([2, -1, 0, 0, 0.1, 0]) + rng.normal(size=50)


def lasso(penalty: float) -> Float[np.ndarray, "6"]:
    """Return the coefficients of the lasso, without an intercept."""
    return Lasso(alpha=penalty, fit_intercept=False, tol=1e-12).fit(*sparse_table()).coef_


LASSO = Exercise(
    "ex-lasso",
    asks="six products of two weights each",
    kind=Numbers(0.005),
    right=lambda: lasso(0.2),
    because="It is the lasso, zeros included. The same penalty on a deeper model is another "
    "penalty on the function.",
    mistakes=(
        Mistake(
            lambda: ridge(*sparse_table(), 50 * 0.2),
            "This is ridge regression, with the penalty on the products. Put it on u and v.",
        ),
        Mistake(
            lambda: lasso(0.1),
            "You have added λu and λv to the gradient. The derivative of λu² is 2λu.",
        ),
        Mistake(
            lambda: np.zeros(6),
            "You have started at zero, where the gradients of u and of v are zero and nothing "
            "moves. Start at 1 and ½.",
        ),
        Mistake(
            lambda: minimum_norm(*sparse_table()),
            "This is least squares: the decay of u and v is missing.",
        ),
    ),
)


# --- An ensemble that starts at random ------------------------------------------------------------


@cache
def linear_ensemble(p: int = 50) -> dict[str, float]:
    """Return squared distances from the truth on new people, by what predicts them."""
    rng = np.random.default_rng(4)
    X, new = rng.normal(size=(30, p)), rng.normal(size=(200, p))
    y, starts = X[:, 0] + rng.normal(size=30), rng.normal(size=(p, 10))
    ends = starts + np.linalg.pinv(X) @ (y[:, None] - X @ starts)
    said, truth = new @ ends, new[:, 0]
    return {
        "member": float(np.mean((said - truth[:, None]) ** 2)),
        "ensemble": float(np.mean((said.mean(axis=1) - truth) ** 2)),
        "zero": float(np.mean((new @ np.linalg.pinv(X) @ y - truth) ** 2)),
    }


def ensemble_errors(*names: str, p: int = 50) -> Float[np.ndarray, " names"]:
    """Return test errors, noise included."""
    return 1 + np.array([linear_ensemble(p)[name] for name in names])


ENSEMBLE = Exercise(
    "ex-linear-ensemble",
    asks="three test errors: the mean of the members, the ensemble, the start at zero",
    kind=Numbers(0.005),
    right=lambda: ensemble_errors("member", "ensemble", "zero"),
    because="Members differ in what the data do not see, where they keep their random start. "
    "Averaging ten divides that by about ten; starting at zero does without it.",
    mistakes=(
        Mistake(
            lambda: ensemble_errors("member", "member", "zero"),
            "You have averaged errors twice. An ensemble averages the predictions first.",
        ),
        Mistake(
            lambda: ensemble_errors("member", "ensemble", "zero") - 1,
            "These are squared distances from the truth. New outcomes have noise of variance 1.",
        ),
        Mistake(
            lambda: ensemble_errors("member", "ensemble", "zero", p=5),
            "You have five predictors, with which all members are the same. Take 50.",
        ),
        Mistake(
            lambda: ensemble_errors("zero", "zero", "zero"),
            "All of yours started at zero. Start each member at coefficients of its own.",
        ),
    ),
)


# --- The key of a questionnaire -------------------------------------------------------------------

RIGHT_KEY, WRONG_KEY = np.repeat(np.arange(5), 12), np.tile(np.arange(5), 12)
PENALTIES = np.geomspace(1, 10_000, 17)


def ask(n: int, rng: np.random.Generator) -> Table:
    """Return the answers of some people to 60 items, and their outcomes."""
    traits = rng.normal(size=(n, 5))
    items = 0.6 * traits[:, RIGHT_KEY] + 0.8 * rng.normal(size=(n, 60))
    return items, traits @ [0.5, -0.3, 0.2, 0, 0] + 0.8 * rng.normal(size=n)


def add_up(items: Float[np.ndarray, "n 60"], key: Int[np.ndarray, "60"]) -> np.ndarray:
    """Return the five sums of a key."""
    return np.column_stack([items[:, key == scale].sum(axis=1) for scale in range(5)])


@cache
def explained() -> dict[str, Float[np.ndarray, "20"]]:
    """Return the explained shares of 20 samples, by what predicts."""
    shares = []
    for seed in range(20):
        rng = np.random.default_rng(seed)
        (items, y), (new, new_y) = ask(100, rng), ask(2000, rng)
        sums = {name: (add_up(items, key), add_up(new, key)) for name, key in KEYS.items()}
        on_items = {
            "ridge": RidgeCV(PENALTIES).fit(items, y).score(new, new_y),
            "small penalties": RidgeCV().fit(items, y).score(new, new_y),
            "least squares": LinearRegression().fit(items, y).score(new, new_y),
        }
        on_sums = {
            name: LinearRegression().fit(known, y).score(others, new_y)
            for name, (known, others) in sums.items()
        }
        shares.append(on_items | on_sums)
    return {name: np.array([each[name] for each in shares]) for name in shares[0]}


KEYS = {"right": RIGHT_KEY, "wrong": WRONG_KEY}


def shares_of(*names: str, average: Average = np.median) -> list[float]:
    """Return averages of explained shares."""
    return [float(average(explained()[name])) for name in names]


KEY = Exercise(
    "ex-key",
    asks="three median shares of variance explained: ridge, right key, wrong key",
    kind=Numbers(0.01),
    right=lambda: shares_of("ridge", "right", "wrong"),
    because="A regularizer is worth what its knowledge is worth. Sums with the right key beat "
    "ridge, which never saw a key; with a wrong key they explain next to nothing.",
    mistakes=(
        Mistake(
            lambda: shares_of("least squares", "right", "wrong"),
            "Your first is least squares on the items. Take RidgeCV.",
        ),
        Mistake(
            lambda: shares_of("small penalties", "right", "wrong"),
            "You have left the penalties at 0.1, 1 and 10, which RidgeCV tries unless told "
            "otherwise. If the winner is the largest, try further.",
        ),
        Mistake(
            lambda: shares_of("ridge", "wrong", "right"),
            "The keys are exchanged: in the right one, the first twelve items belong together.",
        ),
        Mistake(
            lambda: shares_of("ridge", "right", "wrong", average=np.mean),
            "These are means over the samples. The exercise asks for medians.",
        ),
    ),
)


# --- Skipped items --------------------------------------------------------------------------------


@cache
def with_skipped_items(
    copies: int = 20, skipped: bool = True, alike: bool = False, factor: float = 1
) -> Float[np.ndarray, "20 3"]:
    """Return explained shares of least squares, of least squares on copies, and of ridge.

    Parameters
    ----------
    copies
        Of each row, with other items skipped in each.
    skipped
        Whether new people skip items.
    alike
        Whether the same items are skipped in all copies of a row.
    factor
        By what the answers of new people are multiplied.
    """
    shares = []
    for seed in range(20):
        rng = np.random.default_rng(seed)
        (items, y), (new, new_y) = ask(100, rng), ask(2000, rng)
        answered = rng.random(new.shape) >= 0.5
        seen = factor * new * (answered if skipped else 1)
        many = np.tile(items, (copies, 1))
        holes = np.tile(rng.random(items.shape), (copies, 1)) if alike else rng.random(many.shape)
        fits = (
            LinearRegression().fit(items, y),
            LinearRegression().fit(many * (holes >= 0.5), np.tile(y, copies)),
            RidgeCV(PENALTIES).fit(items, y),
        )
        shares.append([fit.score(seen, new_y) for fit in fits])
    return np.array(shares)


def typical(average: Average = np.median, **settings: object) -> Float[np.ndarray, "3"]:
    """Return averages over the samples."""
    return np.asarray(average(with_skipped_items(**settings), axis=0))


SKIPPED = Exercise(
    "ex-skipped",
    asks="three median shares explained: least squares, with copies, ridge",
    kind=Numbers(0.02),
    right=typical,
    because="To train with holes is dropout of the inputs, a penalty on squared contributions. "
    "It mends least squares; a ridge that was chosen well does not even need it.",
    mistakes=(
        Mistake(
            lambda: typical(skipped=False),
            "Your new people have answered everything. They skip half of the items too.",
        ),
        Mistake(
            lambda: typical(alike=True),
            "In your copies of a person the same items are skipped. Draw anew for each copy.",
        ),
        Mistake(
            lambda: typical(factor=2),
            "You have doubled what new people answered, to make good for what they skipped. The "
            "copies in training were not doubled.",
        ),
        Mistake(
            lambda: typical(np.mean),
            "These are means over the samples. The exercise asks for medians.",
        ),
    ),
)

check_answer = AnswerCheck(PATIENCE, LOO, NOISE, DECAYS, LASSO, ENSEMBLE, KEY, SKIPPED)
