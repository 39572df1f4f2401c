"""What is right and what is likely wrong in the exercises of the chapter."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache, partial

import numpy as np
from jaxtyping import Float
from scipy.interpolate import CubicSpline

from conundrum.data.curves import SINE, Curve, Sample
from conundrum.evaluation.least_norm import LeastNormFits, fit_least_norm
from conundrum.evaluation.risk import risk
from conundrum.evaluation.twenty_points import BasisOn, spline_basis
from conundrum.exercises import AnswerCheck, Exercise, Function, Mistake, Numbers
from conundrum.models.linear import ridge
from conundrum.models.splines import (
    NaturalSpline,
    bend_basis,
    cardinal_basis,
    fit_spline,
    slope_basis,
)

Average = Callable[[Float[np.ndarray, " draws"]], float]


# --- Two thirds, and one --------------------------------------------------------------------------


def cost_of_weights(*weights: Sequence[float]) -> Float[np.ndarray, " predictions"]:
    """Return the test errors of weighted sums of responses, in units of the noise's variance."""
    return np.array([1 + np.square(each).sum() for each in weights])


NEIGHBOURS = ([1.0], [1 / 2] * 2, [1 / 5] * 5)

THIRDS = Exercise(
    "ex-thirds",
    asks="three test errors as multiples of σ²: of one neighbour, of two, of five",
    kind=Numbers(0.005),
    right=lambda: cost_of_weights(*NEIGHBOURS),
    because="The noise of the new observation cannot be avoided; that of the old ones is divided "
    "by their number. Averaging costs less than any perfect fit, and is no perfect fit.",
    mistakes=(
        Mistake(
            lambda: cost_of_weights(*NEIGHBOURS) - 1,
            "These are the variances of the predictions. The new observation has noise of its "
            "own: add one σ².",
        ),
        Mistake(
            lambda: [1 + np.linalg.norm(each) for each in NEIGHBOURS],
            "You have added standard deviations: σ/√k for a mean of k. The test error is in "
            "squared units, and the variance of the mean is σ²/k.",
        ),
        Mistake(
            lambda: [1 + sum(each) for each in NEIGHBOURS],
            "You have added up the weights, which sum to one each time. Add up their squares.",
        ),
        Mistake(
            lambda: [2, 5 / 3, 1.2],
            "The second is the cost of the line between two observations, whose weights change "
            "along the way. The mean has weights ½ and ½ everywhere.",
        ),
    ),
)


# --- Least norm without a decomposition -----------------------------------------------------------


def least_norm(X: np.ndarray, y: np.ndarray) -> Float[np.ndarray, " d"]:
    """Return the least-norm coefficients by solving one equation for each observation."""
    return X.T @ np.linalg.solve(X @ X.T, y)


def weights_of_rows(X: np.ndarray, y: np.ndarray) -> Float[np.ndarray, " n"]:
    """Stop before the weights of the rows are turned into coefficients."""
    return np.linalg.solve(X @ X.T, y)


def first_columns(X: np.ndarray, y: np.ndarray) -> Float[np.ndarray, " d"]:
    """Fit perfectly with as many columns as there are observations, and leave the rest at zero."""
    n, d = X.shape
    return np.concatenate([np.linalg.solve(X[:, :n], y), np.zeros(d - n)])


def _wide_table(n: int, d: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(d)
    return rng.normal(size=(n, d)), rng.normal(size=n)


INVERSE = Exercise(
    "ex-inverse",
    asks="a function of X, with more columns than rows, and y that returns a coefficient a column",
    kind=Function((_wide_table(3, 7), _wide_table(5, 20), _wide_table(8, 40))),
    right=lambda: least_norm,
    because="The coefficients are a weighted sum of the rows of X, and the n weights are what is "
    "solved for.",
    mistakes=(
        Mistake(
            lambda: weights_of_rows,
            "These are the weights of the observations, one a row. Multiply by the transpose of "
            "X, and they become coefficients, one a column.",
        ),
        Mistake(
            lambda: first_columns,
            "Yours fits perfectly, but not with the least norm: it leaves all columns beyond the "
            "first n at zero. Least norm uses all of them a little.",
        ),
        Mistake(
            lambda: partial(ridge, penalty=1.0),
            "This is ridge regression with a penalty of 1: it does not fit perfectly. Leave out "
            "the penalty.",
        ),
        Mistake(
            lambda: lambda X, y: X.T @ y,
            "You have left out the inverse of X Xᵀ: these are sums of products, and no fit.",
        ),
    ),
)


# --- Splines on many draws ------------------------------------------------------------------------


@cache
def fits_to_draws(
    basis_on: BasisOn, knots: int, n: int = 20, curve: Curve = SINE, draws: int = 50
) -> LeastNormFits:
    """Fit least-norm splines on even knots to the draws of seeds 0, 1, 2 and so on."""
    samples = [curve.sample_stratified(n, seed=seed) for seed in range(draws)]
    return fit_least_norm(spline_basis(basis_on, knots), curve, samples)


# --- The peak moves with the data -----------------------------------------------------------------


def errors_by_size(
    basis_on: BasisOn = slope_basis, average: Average = np.median
) -> Float[np.ndarray, "3"]:
    """Return test errors of splines of 31 knots on 20, 30 and 60 points."""
    return np.array([average(fits_to_draws(basis_on, 31, n).test_error) for n in (20, 30, 60)])


MOVE = Exercise(
    "ex-move",
    asks="three median test errors: with 20, 30 and 60 observations",
    kind=Numbers(),
    right=errors_by_size,
    because="Ten more observations make this model about ten times as bad, and thirty more after "
    "them make it good. A model of fixed size can get worse with more data, if these bring it to "
    "its peak.",
    mistakes=(
        Mistake(
            lambda: errors_by_size(average=np.mean),
            "These are means. One draw at the peak has an error of thousands and decides them: "
            "take medians.",
        ),
        Mistake(
            lambda: errors_by_size(bend_basis),
            "This is the least bend. Take the slope basis.",
        ),
        Mistake(
            lambda: errors_by_size(cardinal_basis),
            "This is the least norm of the heights at the knots, from the cardinal basis. Take "
            "the slope basis.",
        ),
        Mistake(
            lambda: errors_by_size() - SINE.noise**2,
            "These are squared distances from the sine. New observations have noise: add 0.09.",
        ),
    ),
)


# --- A step in place of a sine --------------------------------------------------------------------


def square_wave(x: Float[np.ndarray, " n"]) -> Float[np.ndarray, " n"]:
    """Return the sign of the sine."""
    return np.sign(np.sin(x))


STEP_CURVE = Curve(square_wave, -5.0, 5.0, 0.1)
NOISY_STEP = replace(STEP_CURVE, noise=0.6)


def small_and_large(
    curve: Curve = STEP_CURVE, average: Average = np.median, basis_on: BasisOn = slope_basis
) -> Float[np.ndarray, "2"]:
    """Return the error of the best number of knots from 4 to 19, and that of 161 knots."""
    small = [average(fits_to_draws(slope_basis, d, curve=curve).test_error) for d in range(4, 20)]
    large = fits_to_draws(basis_on, 161, curve=curve).test_error
    return np.array([min(small), average(large)])


def best_of_each_draw() -> list[float]:
    """Choose another number of knots for each draw, by its test error."""
    errors = [fits_to_draws(slope_basis, d, curve=STEP_CURVE).test_error for d in range(4, 20)]
    return [np.median(np.min(errors, axis=0)), small_and_large()[1]]


STEP = Exercise(
    "ex-step",
    asks="two median test errors with σ = 0.1: the least of 4 to 19 knots, and that of 161",
    kind=Numbers(),
    right=small_and_large,
    because="No small spline comes near a step, and lines between the observations do. There the "
    "second descent pays.",
    mistakes=(
        Mistake(
            lambda: small_and_large(NOISY_STEP),
            "These are the errors with σ = 0.6.",
        ),
        Mistake(
            lambda: small_and_large(average=np.mean),
            "These are means over the draws. The exercise asks for medians.",
        ),
        Mistake(
            lambda: small_and_large(basis_on=bend_basis),
            "Your spline of 161 knots has the least bend. Take the slope basis.",
        ),
        Mistake(
            best_of_each_draw,
            "You have picked the best number of knots for each draw by itself, looking at its "
            "test error. Take the median at each number of knots first, then the least of these.",
        ),
        Mistake(
            lambda: small_and_large() - STEP_CURVE.noise**2,
            "These are squared distances from the wave. New observations have noise: add 0.01.",
        ),
    ),
)


# --- Same splines, different pick -----------------------------------------------------------------

DRAW = SINE.sample_stratified(20, seed=2)
BASES = (cardinal_basis, slope_basis, bend_basis)


def ranges(bases: Sequence[BasisOn], x: np.ndarray) -> Float[np.ndarray, "3 n"]:
    """Return how far the fits of some bases are apart, with 8, 20 and 42 knots."""
    return np.array(
        [
            np.ptp([fit_spline(spline_basis(on, d), DRAW.x, DRAW.y)(x) for on in bases], axis=0)
            for d in (8, 20, 42)
        ]
    )


BASIS = Exercise(
    "ex-basis",
    asks="three largest differences between the fits: with 8, 20 and 42 knots",
    kind=Numbers(),
    right=lambda: ranges(BASES, SINE.grid()).max(axis=1),
    because="Up to 20 knots the observations single out one spline. Beyond, each basis measures "
    "the norm in its own way, and picks another of the many perfect fits.",
    mistakes=(
        Mistake(
            lambda: ranges(BASES, DRAW.x).max(axis=1),
            "You have compared the fits at the observations, where all of them agree. Compare "
            "them on the grid.",
        ),
        Mistake(
            lambda: ranges(BASES, SINE.grid()).mean(axis=1),
            "These are the mean differences over the grid. The exercise asks for the largest.",
        ),
        Mistake(
            lambda: ranges(BASES[1:], SINE.grid()).max(axis=1),
            "You have compared the slope with the bend basis. The cardinal basis is the third.",
        ),
    ),
)


# --- Two people almost alike ----------------------------------------------------------------------

Interpolate = Callable[[np.ndarray, np.ndarray], Callable[[np.ndarray], np.ndarray]]


def draw_ages(seed: int, spread: bool = False) -> Sample:
    """Draw the 20 people of the exercise, at random or one in each twentieth."""
    rng = np.random.default_rng(seed)
    places = rng.random(20)
    x = -5 + 10 * ((np.arange(20) + places) / 20 if spread else np.sort(places))
    return Sample(x, np.sin(x) + 0.3 * rng.standard_normal(20))


def dots(x: np.ndarray, y: np.ndarray) -> Callable[[np.ndarray], np.ndarray]:
    """Connect the dots."""
    return lambda new: np.interp(new, x, y)


natural = partial(CubicSpline, bc_type="natural")


def perfect_fits(
    cubic: Interpolate = natural,
    average: Average = np.median,
    spread: bool = False,
    ends: tuple[float, float] | None = None,
) -> Float[np.ndarray, "2"]:
    """Return the test errors of connected dots and of a cubic through all points.

    Parameters
    ----------
    cubic
        Makes a cubic spline through points.
    average
        Of the errors of the 100 draws.
    spread
        Whether there is one person in each twentieth.
    ends
        Where the grid begins and ends; the outermost people unless given.
    """
    errors = []
    for person in range(100):
        people = draw_ages(person, spread)
        x = np.linspace(*(ends or people.x[[0, -1]]), 401)
        fits = np.array([fit(people.x, people.y)(x) for fit in (dots, cubic)])
        errors.append(risk(fits, np.sin(x), 0.3))
    return average(errors, axis=0)


ALIKE = Exercise(
    "ex-alike",
    asks="two median test errors: connected dots, cubic spline",
    kind=Numbers(0.005),
    right=perfect_fits,
    because="Between two people of nearly the same x the cubic must be steep, and it swings far "
    "before it can turn. Lines cannot: they stay between the two outcomes.",
    mistakes=(
        Mistake(
            lambda: perfect_fits(spread=True),
            "Your people are spread out, one in each twentieth. Draw them at random: the two who "
            "are almost alike are the point.",
        ),
        Mistake(
            lambda: perfect_fits(average=np.mean),
            "These are means. A few draws with two people very close decide them.",
        ),
        Mistake(
            lambda: perfect_fits(CubicSpline),
            'Without bc_type="natural", SciPy makes another cubic spline, which bends more '
            "towards the ends.",
        ),
        Mistake(
            lambda: perfect_fits(ends=(-5, 5)),
            "Your grid goes from −5 to 5, beyond the outermost people, where SciPy continues the "
            "last cubic. Measure between the outermost people.",
        ),
        Mistake(
            lambda: perfect_fits() - 0.09,
            "These are squared distances from the sine. New observations have noise: add 0.09.",
        ),
    ),
)


# --- A little ridge -------------------------------------------------------------------------------

PENALTIES = tuple(10.0**k for k in range(-4, 3))


@cache
def candidates() -> dict[str, Float[np.ndarray, "errors models draws"]]:
    """Return leave-one-out, train and test errors of splines by knots, and by penalties."""
    samples = [SINE.sample_stratified(20, seed=seed) for seed in range(30)]
    large = spline_basis(bend_basis, 161)
    models = {
        "knots": [(spline_basis(cardinal_basis, d), 1e-12) for d in range(4, 20)],
        "penalties": [(large, penalty) for penalty in PENALTIES],
    }
    return {
        name: np.array([[smooth(s, *model) for s in samples] for model in each]).transpose(2, 0, 1)
        for name, each in models.items()
    }


def smooth(sample: Sample, basis: NaturalSpline, penalty: float) -> list[float]:
    """Return leave-one-out, train and test error of ridge regression on a basis."""
    x, features = SINE.grid(), basis(sample.x)
    weights = ridge(features, np.eye(len(sample.y)), penalty)
    off = sample.y - features @ weights @ sample.y
    alone = off / (1 - np.einsum("ij,ji->i", features, weights))
    [error] = risk((basis(x) @ weights @ sample.y)[None], SINE.function(x), SINE.noise)
    return [np.mean(alone**2), np.mean(off**2), error]


LEAVE_ONE_OUT, TRAIN, TEST = range(3)


def chosen(by: int, report: int = TEST, average: Average = np.median) -> list[float]:
    """Return an error of the model with the least of some error, for knots and for penalties."""
    return [
        float(average(errors[report][errors[by].argmin(axis=0), np.arange(30)]))
        for errors in candidates().values()
    ]


RIDGE = Exercise(
    "ex-ridge",
    asks="two median test errors: knots chosen by leaving one out, penalty chosen so",
    kind=Numbers(),
    right=lambda: chosen(LEAVE_ONE_OUT),
    because="With a penalty nobody has to choose the number of knots. The care has moved to the "
    "penalty, and both choices come out about equally well.",
    mistakes=(
        Mistake(
            lambda: chosen(TRAIN),
            "You have chosen by the train error, which falls with more knots and with smaller "
            "penalties, down to a perfect fit.",
        ),
        Mistake(
            lambda: chosen(LEAVE_ONE_OUT, LEAVE_ONE_OUT),
            "These are the leave-one-out errors themselves. Say how well the chosen splines "
            "predict new observations.",
        ),
        Mistake(
            lambda: chosen(TEST),
            "You have chosen by the test error, which nobody knows who has only 20 observations.",
        ),
        Mistake(
            lambda: chosen(LEAVE_ONE_OUT, average=np.mean),
            "These are means over the draws. The exercise asks for medians.",
        ),
    ),
)

check_answer = AnswerCheck(THIRDS, INVERSE, MOVE, STEP, BASIS, ALIKE, RIDGE)
