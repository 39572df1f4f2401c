"""What is right and what is likely wrong in the exercises of the chapter."""

from collections.abc import Callable
from functools import cache
from math import comb

import numpy as np
from jaxtyping import Float
from sklearn.decomposition import PCA
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.model_selection import KFold, cross_val_predict
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import SplineTransformer
from sklearn.tree import DecisionTreeRegressor

from conundrum.data.curves import QUARTIC
from conundrum.data.images import digits, shift
from conundrum.data.surfaces import mixed, unmixed
from conundrum.exercises import AnswerCheck, Exercise, Function, Mistake, Numbers

NOISE = 0.16  # variance of the cloud and of the surfaces


# --- Columns of a questionnaire -------------------------------------------------------------------

COLUMNS = Exercise(
    "ex-motivation-columns",
    asks="two numbers of columns, without and with the products of pairs",
    kind=Numbers(1e-6),
    right=lambda: [20 * 4, 20 * 4 + comb(20, 2) * 4 * 4],
    because="Curves cost little, pairs of curves very much: 3,120 columns for 20 items. With 200 "
    "people there is nothing left to estimate them from.",
    mistakes=(
        Mistake(
            lambda: [20 * 4, 20 * 4 + comb(20, 2)],
            "You have one product for each pair of items. Each of the four columns of one item "
            "is multiplied by each of the four of the other.",
        ),
        Mistake(
            lambda: [20 * 4, 20 * 4 + comb(80, 2)],
            "You have multiplied columns of the same item as well. Pairs are of two items.",
        ),
        Mistake(
            lambda: [20 * 4, 20 * 4 + 20 * 19 * 4 * 4],
            "You have counted each pair of items twice: the product of a and b is that of b and a.",
        ),
        Mistake(
            lambda: [20 * 4, comb(20, 2) * 4 * 4],
            "These are the products alone. The columns of the single items stay in the table.",
        ),
    ),
)


# --- A spline of your own -------------------------------------------------------------------------


def spline_of(degree: int, first_power: int = 0) -> Callable[..., Float[np.ndarray, " new"]]:
    """Return a function that fits a spline of some degree and predicts new inputs."""

    def columns(x: np.ndarray, knots: np.ndarray) -> np.ndarray:
        powers = [x**k for k in range(first_power, degree + 1)]
        return np.column_stack(powers + [np.maximum(0, x - t) ** degree for t in knots])

    def predict(x: np.ndarray, y: np.ndarray, knots: np.ndarray, new: np.ndarray) -> np.ndarray:
        return columns(new, knots) @ np.linalg.lstsq(columns(x, knots), y)[0]

    return predict


def cubic(x: np.ndarray, y: np.ndarray, knots: np.ndarray, new: np.ndarray) -> np.ndarray:
    """Fit one cubic to everything."""
    return np.polyval(np.polyfit(x, y, 3), new)


def _cloud(seed: int) -> tuple[np.ndarray, ...]:
    cloud = QUARTIC.sample(40, seed=seed)
    return cloud.x, cloud.y, np.array([-0.8, 0.0, 0.8]), np.array([-1.2, 0.1, 1.3])


SPLINE = Exercise(
    "ex-motivation-spline",
    asks="a function of x, y, knots and new that returns the predictions at new",
    kind=Function((_cloud(1), _cloud(2))),
    right=lambda: spline_of(3),
    because="The powers draw one cubic, and each knot adds a change of its third derivative.",
    mistakes=(
        Mistake(
            lambda: spline_of(1),
            "Your pieces are straight lines. Raise what lies beyond a knot to the third power, "
            "and add x² and x³.",
        ),
        Mistake(
            lambda: spline_of(3, first_power=1),
            "You have no column of ones: your curve has to go through zero at x = 0.",
        ),
        Mistake(
            lambda: cubic,
            "This is one cubic for everything. Each knot t adds the column max(0, x − t)³.",
        ),
    ),
)


# --- How many pieces? -----------------------------------------------------------------------------


def _splines() -> dict[int, Pipeline]:
    """Return the splines by their degrees of freedom."""
    return {
        k + 2: make_pipeline(SplineTransformer(n_knots=k), LinearRegression()) for k in range(2, 15)
    }


@cache
def errors_of_splines() -> dict[str, dict[int, float]]:
    """Return cross-validated, train and test errors of the splines by degrees of freedom."""
    cloud, grid = QUARTIC.sample(100, seed=1), np.linspace(-1.6, 1.6, 321)
    x, folds = cloud.x[:, None], KFold(10, shuffle=True, random_state=1)
    errors: dict[str, dict[int, float]] = {"validated": {}, "train": {}, "test": {}}
    for freedom, model in _splines().items():
        held_out = cross_val_predict(model, x, cloud.y, cv=folds)
        model.fit(x, cloud.y)
        off = model.predict(grid[:, None]) - QUARTIC.function(grid)
        errors["validated"][freedom] = float(((held_out - cloud.y) ** 2).mean())
        errors["train"][freedom] = float(((model.predict(x) - cloud.y) ** 2).mean())
        errors["test"][freedom] = float((off**2).mean() + NOISE)
    return errors


def chosen_by(error: str, reported: str = "test") -> list[float]:
    """Return the degrees of freedom with the least of one error, and another error there."""
    errors = errors_of_splines()
    best = min(errors[error], key=errors[error].get)
    return [best, errors[reported][best]]


CHOOSE = Exercise(
    "ex-motivation-choose",
    asks="the degrees of freedom that cross-validation chooses, and their test error",
    kind=Numbers(0.001),
    right=lambda: chosen_by("validated"),
    because="Here it is the very best number, by some luck: the valley is flat, and any number in "
    "it predicts nearly as well.",
    mistakes=(
        Mistake(
            lambda: chosen_by("train"),
            "You have chosen by the train error, which always falls with more pieces. Choose by "
            "the error of people held out.",
        ),
        Mistake(
            lambda: [chosen_by("validated")[0] - 2, chosen_by("validated")[1]],
            "This is the number of knots. A cubic spline with k knots of scikit-learn, two of "
            "them at the ends, has k + 2 degrees of freedom.",
        ),
        Mistake(
            lambda: chosen_by("validated", reported="validated"),
            "The second is the cross-validated error. The question is what the choice costs on "
            "new observations: the mean squared distance from the curve, plus 0.16 of noise.",
        ),
        Mistake(
            lambda: [*chosen_by("validated")[:1], chosen_by("validated")[1] - NOISE],
            "This is the distance from the curve alone. New outcomes have noise: add 0.16.",
        ),
    ),
)


# --- A tree grown to the end ----------------------------------------------------------------------


@cache
def errors_of_trees(leaf: int = 1) -> tuple[float, float]:
    """Return train and test error of trees with so many observations in a leaf, over 50 clouds."""
    grid, errors = np.linspace(-1.6, 1.6, 2001), []
    for seed in range(50):
        cloud = QUARTIC.sample(100, seed=seed)
        tree = DecisionTreeRegressor(min_samples_leaf=leaf).fit(cloud.x[:, None], cloud.y)
        off = tree.predict(grid[:, None]) - QUARTIC.function(grid)
        fitted = tree.predict(cloud.x[:, None])
        errors.append([((fitted - cloud.y) ** 2).mean(), (off**2).mean() + NOISE])
    train, test = np.mean(errors, axis=0)
    return float(train), float(test)


TREE = Exercise(
    "ex-motivation-full-tree",
    asks="two mean squared errors over the 50 clouds: train and test",
    kind=Numbers(),
    right=errors_of_trees,
    because="The tree repeats the outcome of a neighbour, with its noise; the new outcome has its "
    "own. That is twice 0.16, and a little for the distance between the two.",
    mistakes=(
        Mistake(
            lambda: (0.0, errors_of_trees()[1] - NOISE),
            "This is the distance from the curve. New outcomes have noise of their own: add 0.16.",
        ),
        Mistake(
            lambda: errors_of_trees(leaf=5),
            "Your leaves hold five observations. Let the tree grow until each holds one.",
        ),
        Mistake(
            lambda: (0.0, 0.0),
            "A train error of zero says nothing of new outcomes: the tree has learned the noise "
            "by heart.",
        ),
    ),
)


# --- If you know the interaction ------------------------------------------------------------------


def all_six(X: np.ndarray) -> Float[np.ndarray, "n 6"]:
    """Return the columns of the exercise."""
    u, v = X.T
    return np.column_stack([np.ones_like(u), u, u**2, u**4, v**2, (u * v) ** 2])


def without_product(X: np.ndarray) -> Float[np.ndarray, "n 5"]:
    """Leave out the column in which the two inputs meet."""
    return all_six(X)[:, :-1]


def error_of_columns(columns: Callable[[np.ndarray], np.ndarray]) -> float:
    """Return the test error of linear regression on some columns of the surface."""
    sample, new = unmixed(2).sample(400, seed=1), unmixed(2).sample(10_000, seed=2)
    weights = np.linalg.lstsq(columns(sample.X), sample.y)[0]
    off = columns(new.X) @ weights - unmixed(2).truth(new.X)
    return float((off**2).mean() + NOISE)


def train_error_of_columns() -> float:
    """Return the error on the 400 observations that the columns were fitted to."""
    sample = unmixed(2).sample(400, seed=1)
    weights = np.linalg.lstsq(all_six(sample.X), sample.y)[0]
    return float(((all_six(sample.X) @ weights - sample.y) ** 2).mean())


KNOWN = Exercise(
    "ex-motivation-known",
    asks="a test error, noise included",
    kind=Numbers(0.005),
    right=lambda: error_of_columns(all_six),
    because="Six coefficients reach the noise. Knowing the right columns is worth more than any "
    "flexible model; with pixels nobody knows them.",
    mistakes=(
        Mistake(
            lambda: error_of_columns(without_product),
            "Your columns are those of a sum: the product u²v² is missing, in which the two "
            "inputs meet.",
        ),
        Mistake(
            lambda: error_of_columns(all_six) - NOISE,
            "This is the distance from the truth. New outcomes have noise: add 0.16.",
        ),
        Mistake(
            train_error_of_columns,
            "This is the error on the 400 observations themselves. Predict the 10,000 new ones.",
        ),
    ),
)


# --- Turn the inputs back -------------------------------------------------------------------------


Seen = tuple[Float[np.ndarray, "n k"], Float[np.ndarray, "m k"]]


def two_components(sample: np.ndarray, new: np.ndarray) -> Seen:
    """Return the first two principal components of the sample, for both groups of people."""
    components = PCA(2).fit(sample)
    return components.transform(sample), components.transform(new)


def all_components(sample: np.ndarray, new: np.ndarray) -> Seen:
    """Return all components."""
    components = PCA().fit(sample)
    return components.transform(sample), components.transform(new)


def own_components(sample: np.ndarray, new: np.ndarray) -> Seen:
    """Return the components of each group of people by itself."""
    return PCA(2).fit_transform(sample), PCA(2).fit_transform(new)


def inputs_themselves(sample: np.ndarray, new: np.ndarray) -> Seen:
    """Return the inputs as they are."""
    return sample, new


@cache
def unexplained(see: Callable[[np.ndarray, np.ndarray], Seen]) -> list[float]:
    """Return the shares that trees leave, with equal traits and with two that are stretched."""
    population = mixed(8, seed=1)
    sample, new = population.sample(1000, seed=2), population.sample(2000, seed=3)
    truth, mixing, shares = population.truth(new.X), population.mixing, []
    for size in (1, 3):
        stretch = mixing.T @ np.diag([size, size, *[1] * 6]) @ mixing
        seen, seen_new = see(sample.X @ stretch, new.X @ stretch)
        trees = HistGradientBoostingRegressor(random_state=0).fit(seen, sample.y)
        shares.append(float(((trees.predict(seen_new) - truth) ** 2).mean() / truth.var()))
    return shares


TURN = Exercise(
    "ex-motivation-turn",
    asks="two unexplained shares of the truth's variance: equal traits, then three times as large",
    kind=Numbers(0.02),
    right=lambda: unexplained(two_components),
    because="Components look for variance. They help where what matters for the outcome also "
    "varies most, and nothing says that it does.",
    mistakes=(
        Mistake(
            lambda: [1 - share for share in unexplained(two_components)],
            "These are the shares explained. Say what is left: one minus these.",
        ),
        Mistake(
            lambda: unexplained(all_components),
            "You have kept all eight components. Keep the first two.",
        ),
        Mistake(
            lambda: unexplained(inputs_themselves),
            "Your trees have seen the inputs themselves. Let them see two components.",
        ),
        Mistake(
            lambda: unexplained(own_components),
            "You have found new components for the new people: they are other directions. "
            "Transform the new people by the components of the 1,000.",
        ),
    ),
)


# --- One pixel to the side ------------------------------------------------------------------------


@cache
def accuracy_of_digits() -> dict[str, float]:
    """Return the accuracy of logistic regression on digits as they are and as they are moved."""
    train, test = digits().split(1000, seed=1)
    model = LogisticRegression(max_iter=2000)
    model.fit(train.pixels.reshape(1000, -1), train.labels)

    def score(pixels: np.ndarray, labels: np.ndarray) -> float:
        return float(model.score(pixels.reshape(len(pixels), -1), labels))

    return {
        "train": score(train.pixels, train.labels),
        "still": score(test.pixels, test.labels),
        "right": score(shift(test.pixels, down=0, right=1), test.labels),
        "down": score(shift(test.pixels, down=1, right=0), test.labels),
    }


def accuracies(*names: str) -> list[float]:
    """Return some of the accuracies."""
    return [accuracy_of_digits()[name] for name in names]


PIXEL = Exercise(
    "ex-motivation-pixel",
    asks="two accuracies as shares: new digits as they are, and moved to the right by one pixel",
    kind=Numbers(0.005),
    right=lambda: accuracies("still", "right"),
    because="Nothing has changed for you. For the model every column means something else.",
    mistakes=(
        Mistake(
            lambda: accuracies("train", "right"),
            "The first is the accuracy on the digits that the model was trained on.",
        ),
        Mistake(
            lambda: accuracies("still", "down"),
            "You have moved the digits down. Move them to the right.",
        ),
        Mistake(
            lambda: [1 - share for share in accuracies("still", "right")],
            "These are the shares of errors. The accuracy is the share that is classified "
            "correctly.",
        ),
    ),
)

check_answer = AnswerCheck(COLUMNS, SPLINE, CHOOSE, TREE, KNOWN, TURN, PIXEL)
