"""What is right and what is likely wrong in the exercises of the chapter."""

from collections.abc import Callable, Sequence
from functools import cache

import numpy as np
from jaxtyping import Float, Int
from scipy.linalg import qr
from sklearn.datasets import load_diabetes, load_digits
from sklearn.neighbors import KNeighborsClassifier
from sklearn.preprocessing import StandardScaler

from conundrum.chapters.double_descent.experiments import people
from conundrum.chapters.double_descent.experiments.epochs import descend_on_two_scales
from conundrum.data.curves import SINE
from conundrum.evaluation.risk import RiskCurve, risk
from conundrum.exercises import AnswerCheck, Exercise, Mistake, Numbers
from conundrum.models.linear import minimum_norm
from conundrum.models.polynomials import legendre_basis

Average = Callable[..., float | np.ndarray]


# --- Count the neighbours -------------------------------------------------------------------------


def effective(*weights: Sequence[float], n: int = 400) -> Float[np.ndarray, " ways"]:
    """Return n times the sum of squared weights of each way to predict."""
    return np.array([n * np.square(each).sum() for each in weights])


BY_DISTANCE, ITSELF = [3 / 4, 1 / 4], [1, 0]


def forest(shared: float) -> float:
    """Return the effective parameters of two trees that share a leaf's digit so often."""
    alone, apart = effective([1], [1 / 2, 1 / 2])
    return float(shared * alone + (1 - shared) * apart)


NEIGHBOURS = Exercise(
    "ex-neighbours",
    asks="three effective numbers of parameters: new digit, training digit, two trees",
    kind=Numbers(0.005),
    right=lambda: [*effective(BY_DISTANCE, ITSELF), forest(0.5)],
    because="Weights that are spread out have small squares. Neighbours weighted by distance "
    "use every parameter to return their own labels, and fewer for anybody new.",
    mistakes=(
        Mistake(
            lambda: [*effective(BY_DISTANCE, ITSELF, n=1), forest(0.5) / 400],
            "These are the sums of squares. Multiply by the number of training digits, 400.",
        ),
        Mistake(
            lambda: [*effective([1, 1 / 3], ITSELF), forest(0.5)],
            "You have taken the inverse distances as they are, 1 and ⅓. Votes are shares: divide "
            "them by their sum.",
        ),
        Mistake(
            lambda: [*effective(BY_DISTANCE, BY_DISTANCE), forest(0.5)],
            "A training digit is its own neighbour at no distance, and has all of the weight.",
        ),
        Mistake(
            lambda: [*effective(BY_DISTANCE, ITSELF), forest(0)],
            "In your forest no two trees ever name the same training digit. For half of the new "
            "digits they do, and all of the weight is on one.",
        ),
        Mistake(
            lambda: [400] * 3,
            "You have added up the weights, which always sum to one. Add up their squares.",
        ),
    ),
)


# --- Your own peak --------------------------------------------------------------------------------


def voxels_at_peak(means: int, trials: int = 120, runs: int = 6) -> int:
    """Return with how many voxels a regression fits the other runs, if so many means are fitted."""
    return trials * (runs - 1) // runs - means


PEAK = Exercise(
    "ex-own-peak",
    asks="three numbers of voxels: as it is, with each run's mean removed, with pairs averaged",
    kind=Numbers(1e-6),
    right=lambda: [voxels_at_peak(1), voxels_at_peak(5), voxels_at_peak(1, trials=60)],
    because="What counts is how many trials the model learns from, less the means that are taken "
    "out. Averaging trials moves the peak to half as many voxels.",
    mistakes=(
        Mistake(
            lambda: [voxels_at_peak(0), voxels_at_peak(5), voxels_at_peak(0, trials=60)],
            "You have forgotten the intercept, which is a coefficient as well.",
        ),
        Mistake(
            lambda: [119, 114, 59],
            "You have counted all trials. One run is held out, and the model does not see it.",
        ),
        Mistake(
            lambda: [voxels_at_peak(1), voxels_at_peak(6), voxels_at_peak(1, trials=60)],
            "The second is one too small: once the mean of each run is gone the intercept has "
            "nothing to do, and does not count any more.",
        ),
        Mistake(
            lambda: [voxels_at_peak(1), voxels_at_peak(1), voxels_at_peak(1, trials=60)],
            "Removing the means of five runs takes five dimensions from the trials, as five "
            "columns would.",
        ),
    ),
)


# --- Hasty raters ---------------------------------------------------------------------------------


def through_hasty_labels(chance: float) -> list[float]:
    """Return wrong labels, and errors measured and true, if a redrawn label is right by chance."""
    wrong = 0.3 * (1 - chance)
    return [wrong, 0.7 * 0.1 + wrong, (0.4 - wrong) / 0.7]


RATERS = Exercise(
    "ex-raters",
    asks="three shares: wrong labels, the error measured, the true error",
    kind=Numbers(0.005),
    right=lambda: through_hasty_labels(1 / 5),
    because="Bad test labels hide a good network. They can be reckoned out if one knows how bad "
    "they are, and that their mistakes have nothing to do with the network's.",
    mistakes=(
        Mistake(
            lambda: through_hasty_labels(0),
            "You have taken every guessed label for a wrong one. One in five is right by luck.",
        ),
        Mistake(
            lambda: [0.24, 0.34, 0.16],
            "You have added the two errors. Where the label was guessed, it no longer matters "
            "whether the network is right: count its error for the other 70 %.",
        ),
        Mistake(
            lambda: [0.24, 1 - 0.76 * 0.9, (0.4 - 0.24) / 0.76],
            "You count a picture as an error if the label or the network is wrong. Both may be "
            "wrong and agree.",
        ),
        Mistake(
            lambda: [0.24, 0.1, 0.4],
            "You have measured with right labels. The test pictures have hasty labels too.",
        ),
    ),
)


# --- Not the least norm ---------------------------------------------------------------------------

Choose = Callable[[np.ndarray, np.ndarray], np.ndarray]


def by_pivoting(features: np.ndarray, y: np.ndarray) -> Int[np.ndarray, "20"]:
    """Choose 20 columns, each time the one that differs most from those before."""
    return qr(features, mode="r", pivoting=True)[1][:20]


def by_correlation(features: np.ndarray, y: np.ndarray) -> Int[np.ndarray, "20"]:
    """Choose the 20 columns with the largest products with the responses."""
    return np.argsort(-np.abs(features.T @ y))[:20]


def all_columns(features: np.ndarray, y: np.ndarray) -> Int[np.ndarray, " d"]:
    """Keep all columns."""
    return np.arange(features.shape[1])


@cache
def polynomial_errors(degrees: int, choose: Choose) -> Float[np.ndarray, "50"]:
    """Return the test errors of 50 draws of least-norm fits to columns that are chosen."""
    x, fits = SINE.grid(), []
    for seed in range(50):
        sample = SINE.sample_stratified(20, seed=seed)
        features = legendre_basis(sample.x, degrees, -5, 5)
        kept = choose(features, sample.y)
        found = minimum_norm(features[:, kept], sample.y)
        fits.append(legendre_basis(x, degrees, -5, 5)[:, kept] @ found)
    return risk(fits, SINE.function(x), SINE.noise)


def errors_of_choice(choose: Choose, average: Average = np.median) -> list[float]:
    """Return the errors of 20 chosen from 30 and from 120, and of the least norm of all 120."""
    tried = ((30, choose), (120, choose), (120, all_columns))
    return [float(average(polynomial_errors(*each))) for each in tried]


PIVOT = Exercise(
    "ex-pivot",
    asks="three median test errors: 20 chosen from 30, from 120, and the least norm of 120",
    kind=Numbers(0.005),
    right=lambda: errors_of_choice(by_pivoting),
    because="With the first 20 columns the error is in the millions. A rule that keeps 20, but "
    "may choose, comes back too, though not as far as the least norm.",
    mistakes=(
        Mistake(
            lambda: errors_of_choice(all_columns),
            "You have fitted with all columns. Keep the 20 that come first in the order of qr.",
        ),
        Mistake(
            lambda: errors_of_choice(by_correlation),
            "You have chosen the columns that go with the responses best. Many of them tell the "
            "same; pivoting looks for columns that differ.",
        ),
        Mistake(
            lambda: errors_of_choice(by_pivoting, np.mean),
            "These are means over the draws. The exercise asks for medians.",
        ),
        Mistake(
            lambda: [error - 0.09 for error in errors_of_choice(by_pivoting)],
            "These are squared distances from the sine. New observations have noise: add 0.09.",
        ),
    ),
)


# --- One speed for all ----------------------------------------------------------------------------


course = cache(descend_on_two_scales)


def rises(
    rise: Callable[[RiskCurve], float],
    first: tuple[float, float] = (1, 0.03),
    second: tuple[float, float] = (1, 1),
    part: str = "risk",
    seed: int = 2,
) -> list[float]:
    """Return by how much an error rises in the course of training, for two pairs of scales."""
    courses = (course(seed=seed, scales=first), course(seed=seed, scales=second, last=20_000))
    return [rise(getattr(each, part)) for each in courses]


def hump(curve: RiskCurve) -> float:
    """Return how far the peak is above the least error before it."""
    return curve.highest - curve.lowest


def spread(curve: RiskCurve) -> float:
    """Return how far the largest error is above the least, whichever comes first."""
    return float(np.ptp(curve.median))


ONE_SPEED = Exercise(
    "ex-one-speed",
    asks="two humps: with two scales, and with one",
    kind=Numbers(0.005),
    right=lambda: rises(hump),
    because="With one speed there is one descent, up to a trace, and no second to wait for.",
    mistakes=(
        Mistake(
            lambda: rises(spread),
            "You have taken the largest error minus the least. The largest may be at the start: "
            "a hump is how far the error rises above the least one before.",
        ),
        Mistake(
            lambda: rises(hump, part="train"),
            "This is the train error, which never rises. Take the test error.",
        ),
        Mistake(lambda: rises(hump, seed=1), "This is seed 1, as in the figure. Take seed 2."),
        Mistake(
            lambda: rises(hump, second=(0.03, 0.03)),
            "You have made all features small, so that 20,000 steps do not get anywhere. Make the "
            "small ones large.",
        ),
    ),
)


# --- Votes that weigh -----------------------------------------------------------------------------


@cache
def vote_errors(
    neighbours: int, weights: str, redrawn: int = 60, right_labels: bool = True
) -> tuple[float, float]:
    """Return the mean train and test error of nearest neighbours over five shuffles.

    Parameters
    ----------
    neighbours, weights
        How many of them vote, and how.
    redrawn
        Of how many of the 400 training digits the labels are redrawn.
    right_labels
        Whether training digits are compared with the labels that were given; else with the truth.
    """
    pixels, truth = load_digits(return_X_y=True)
    errors = []
    for seed in range(5):
        rng = np.random.default_rng(seed)
        order = rng.permutation(1797)
        known, new = order[:400], order[400:]
        given = truth[known].copy()
        given[:redrawn] = rng.integers(10, size=redrawn)
        model = KNeighborsClassifier(neighbours, weights=weights).fit(pixels[known], given)
        compared = given if right_labels else truth[known]
        errors.append(
            [
                np.mean(model.predict(pixels[known]) != compared),
                np.mean(model.predict(pixels[new]) != truth[new]),
            ]
        )
    train, test = np.mean(errors, axis=0)
    return float(train), float(test)


def four_errors(**settings: object) -> list[float]:
    """Return train error with equal votes and by distance, test error of one and by distance."""
    equal, near, single = (
        vote_errors(*way, **settings) for way in ((7, "uniform"), (7, "distance"), (1, "uniform"))
    )
    return [equal[0], near[0], single[1], near[1]]


VOTES = Exercise(
    "ex-votes",
    asks="four error shares: train with equal votes, train by distance, test of one, test of seven "
    "by distance",
    kind=Numbers(0.02),
    right=four_errors,
    because="Seven neighbours weighted by distance return every label, the redrawn ones too. For "
    "new digits one such label is outvoted by six others.",
    mistakes=(
        Mistake(
            lambda: four_errors(redrawn=0),
            "Your labels are all right. Redraw the first 60 of the training labels.",
        ),
        Mistake(
            lambda: four_errors(right_labels=False),
            "You have compared the training digits with their true labels. The train error is "
            "about the labels that were given.",
        ),
        Mistake(
            lambda: [1 - share for share in four_errors()],
            "These are shares of digits that are read correctly. The exercise asks for errors.",
        ),
        Mistake(
            lambda: [four_errors()[k] for k in (1, 0, 2, 3)],
            "The first two are exchanged: equal votes come first.",
        ),
    ),
)


# --- Put the best predictors first ----------------------------------------------------------------


def strongest(known: np.ndarray, outcome: np.ndarray) -> Int[np.ndarray, "64"]:
    """Return the predictors by the size of their correlation with the outcome."""
    return np.argsort(-np.abs(np.corrcoef(known.T, outcome)[-1, :-1]))


@cache
def error_of_predictors(
    kept: int | None, order: str = "known", average: Average = np.median
) -> float:
    """Return the error for other patients after 40, in variances, over 20 shuffles.

    Parameters
    ----------
    kept
        How many of the predictors are fitted; None for the least norm of all.
    order
        By whose correlations predictors are ordered: those ``"known"``, ``"all"``, or not.
    average
        Of the shuffles.
    """
    predictors, outcome = people.patients()
    errors = []
    for seed in range(20):
        rows = np.random.default_rng(seed).permutation(len(outcome))
        known, new = rows[:40], rows[300:]
        asked = {"known": known, "all": rows}.get(order)
        use = np.arange(64) if asked is None else strongest(predictors[asked], outcome[asked])
        fit = people.predict_with_first_columns if kept else people.predict_with_least_norm
        columns = use[:kept]
        said = fit(predictors[known][:, columns], outcome[known], predictors[new][:, columns])
        errors.append(np.mean((said - outcome[new]) ** 2) / outcome.var())
    return float(average(errors))


def three_ways(order: str = "known", average: Average = np.median) -> Float[np.ndarray, "3"]:
    """Return the errors of 39 predictors, of five, and of the least norm of all."""
    return np.array([error_of_predictors(kept, order, average) for kept in (39, 5, None)])


ORDER = Exercise(
    "ex-order",
    asks="three logarithms to base 10 of median errors: 39 predictors, five, least norm of 64",
    kind=Numbers(0.01),
    right=lambda: np.log10(three_ways()),
    because="As many coefficients as patients are at the peak, whichever come first. Five, chosen "
    "by the same rule, are better than guessing; the least norm of all 64 is not.",
    mistakes=(
        Mistake(
            lambda: three_ways(),
            "These are the errors themselves. Take logarithms to base 10.",
        ),
        Mistake(
            lambda: np.log(three_ways()),
            "These are natural logarithms. Take np.log10.",
        ),
        Mistake(
            lambda: np.log10(three_ways("table")),
            "Your predictors are in the order of the table. Order them by the size of their "
            "correlations.",
        ),
        Mistake(
            lambda: np.log10(three_ways("all")),
            "You have correlated with the outcomes of all patients, so that those to be predicted "
            "chose the predictors: a leak. Use the 40.",
        ),
        Mistake(
            lambda: np.log10(three_ways(average=np.mean)),
            "These are means over the shuffles. The exercise asks for medians.",
        ),
    ),
)


# --- Random features of ten measures --------------------------------------------------------------


@cache
def squared_errors(width: int, penalty: float = 0.0) -> Float[np.ndarray, "20 2"]:
    """Return mean squared errors for 142 patients after 100, and these patients' variances.

    Parameters
    ----------
    width
        How many of the 1,000 random ReLU features are used.
    penalty
        Of ridge regression; zero for the least norm.
    """
    X, y = load_diabetes(return_X_y=True)
    measures, errors = StandardScaler().fit_transform(X), []
    for seed in range(20):
        rng = np.random.default_rng(seed)
        order = rng.permutation(442)
        known, new = order[:100], order[-142:]
        weights, biases = rng.normal(size=(1000, 10)) / np.sqrt(10), rng.normal(size=1000)
        features = np.maximum(0, measures @ weights.T + biases)[:, :width]
        # through the square of the narrower side, which is faster than singular values
        table, centred = features[known], y[known] - y[known].mean()
        if width < 100:
            found = np.linalg.lstsq(table, centred)[0]
        else:
            square = table @ table.T + penalty * np.eye(100)
            found = table.T @ np.linalg.solve(square, centred)
        off = features[new] @ found + y[known].mean() - y[new]
        errors.append([np.mean(off**2), y[new].var()])
    return np.array(errors)


def at_three_sizes(
    average: Average = np.median, size: int = 1000, penalty: float = 100.0, relative: bool = True
) -> list[float]:
    """Return the errors of 20 features, of a size, and of 1,000 with a penalty."""
    errors = (squared_errors(20), squared_errors(size), squared_errors(1000, penalty))
    return [
        float(average(e / variance if relative else e)) for e, variance in map(np.transpose, errors)
    ]


FEATURES = Exercise(
    "ex-random-features",
    asks="three median errors in variances: 20 features, 1,000, and 1,000 with a penalty of 100",
    kind=Numbers(0.005),
    right=at_three_sizes,
    because="The second descent comes back from the peak, but only to where guessing the mean "
    "would be. The penalty makes the same thousand features better than the best few.",
    mistakes=(
        Mistake(
            lambda: at_three_sizes(np.mean),
            "These are means over the shuffles. The exercise asks for medians.",
        ),
        Mistake(
            lambda: at_three_sizes(relative=False),
            "These are mean squared errors. Divide them by the variance of the outcomes that are "
            "predicted.",
        ),
        Mistake(
            lambda: at_three_sizes(penalty=1.0),
            "Your penalty is 1. Take 100: a thousand features have large sums of squares.",
        ),
        Mistake(
            lambda: at_three_sizes(size=110),
            "The second is the error of 110 features, just past the peak. Go on to 1,000.",
        ),
    ),
)

check_answer = AnswerCheck(NEIGHBOURS, PEAK, RATERS, VOTES, PIVOT, ONE_SPEED, ORDER, FEATURES)
