"""What is right and what is likely wrong in the exercises of the chapter."""

from collections.abc import Callable, Iterator

import numpy as np
from jaxtyping import Float, Int
from scipy import stats
from sklearn.datasets import load_diabetes
from sklearn.feature_selection import SelectKBest, f_regression
from sklearn.linear_model import LinearRegression, Ridge
from sklearn.metrics import r2_score, roc_auc_score
from sklearn.model_selection import KFold, RepeatedKFold, cross_val_predict, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from conundrum.data.tables import LinearPeople
from conundrum.evaluation.splits import linear_errors, rows_used
from conundrum.exercises import AnswerCheck, Exercise, Function, Mistake, Numbers

Patients = tuple[Float[np.ndarray, "n p"], Float[np.ndarray, " n"]]
MAE = "neg_mean_absolute_error"


# --- Sorted people --------------------------------------------------------------------------------


def sorted_patients() -> Patients:
    """Return the patients in the order of their outcomes."""
    X, y = load_diabetes(return_X_y=True)
    order = np.argsort(y)
    return X[order], y[order]


def errors_of_folds(X: np.ndarray, y: np.ndarray, scoring: str = MAE) -> tuple[float, float]:
    """Return the cross-validated error of linear regression in five folds, cut and shuffled."""
    scores = [
        -cross_val_score(LinearRegression(), X, y, cv=folds, scoring=scoring).mean()
        for folds in (KFold(5), KFold(5, shuffle=True, random_state=1))
    ]
    return scores[0], scores[1]


def errors_with_outcomes_torn_off() -> tuple[float, float]:
    """Sort the outcomes and leave the predictors where they are."""
    X, y = load_diabetes(return_X_y=True)
    return errors_of_folds(X, np.sort(y))


SORTED = Exercise(
    "ex-sorted",
    asks="two mean absolute errors, first without shuffling, then with",
    kind=Numbers(),
    right=lambda: errors_of_folds(*sorted_patients()),
    because="Folds that are cut from a sorted file ask about people outside the range seen in "
    "training, which is another and harder question.",
    mistakes=(
        Mistake(
            lambda: errors_of_folds(*sorted_patients())[::-1],
            "These are the two errors in the other order: without shuffling comes first.",
        ),
        Mistake(
            errors_with_outcomes_torn_off,
            "You have sorted the outcomes alone, so that they belong to other people now. Sort "
            "the rows of X by the same order.",
        ),
        Mistake(
            lambda: errors_of_folds(*sorted_patients(), scoring="neg_mean_squared_error"),
            "These are mean squared errors. The chapter measures the mean absolute error: "
            'scoring="neg_mean_absolute_error".',
        ),
        Mistake(
            lambda: tuple(-np.array(errors_of_folds(*sorted_patients(), scoring="r2"))),
            "These are values of R², which cross_val_score returns for a regression unless told "
            'otherwise. Ask for scoring="neg_mean_absolute_error".',
        ),
    ),
)


# --- A screening, by hand -------------------------------------------------------------------------


def screening(students: float, ill: float, sensitivity: float, specificity: float) -> list[float]:
    """Return predictive value, accuracy and balanced accuracy of a screening."""
    found, spared = sensitivity * ill, specificity * (students - ill)
    alarms = students - ill - spared
    return [
        found / (found + alarms),
        (found + spared) / students,
        (sensitivity + specificity) / 2,
    ]


SCREENING = Exercise(
    "ex-screening",
    asks="three shares: predictive value, accuracy, balanced accuracy",
    kind=Numbers(),
    right=lambda: screening(1000, 50, 0.8, 0.9),
    because="Most of those who are called depressed are not. And accuracy cannot tell this "
    "questionnaire from one that calls nobody depressed, which is right for 95 % of the students.",
    mistakes=(
        Mistake(
            lambda: [0.8, *screening(1000, 50, 0.8, 0.9)[1:]],
            "The first is the sensitivity: the share of the depressed who are found. The "
            "predictive value is the share of those called depressed who are.",
        ),
        Mistake(
            lambda: [40 / (40 + 0.1 * 1000), *screening(1000, 50, 0.8, 0.9)[1:]],
            "Your false alarms come from all 1,000 students. Only the 950 who are not depressed "
            "can give one.",
        ),
        Mistake(
            lambda: [screening(1000, 50, 0.8, 0.9)[0], 0.85, 0.85],
            "Your accuracy is the balanced one. The depressed are one student in twenty and count "
            "as much in the accuracy: it lies near the specificity.",
        ),
        Mistake(
            lambda: screening(1000, 500, 0.8, 0.9),
            "You have reckoned with as many depressed students as others. They are 50 of 1,000.",
        ),
    ),
)


# --- The area under the curve, from its definition ------------------------------------------------


def auc(labels: Int[np.ndarray, " n"], scores: Float[np.ndarray, " n"], tie: float = 0.5) -> float:
    """Return the share of pairs in which the patient's score is higher, ties counted as said."""
    difference = scores[labels == 1][:, None] - scores[labels == 0]
    return float(np.mean((difference > 0) + tie * (difference == 0)))


PEOPLE = (
    (np.array([1, 1, 0, 0]), np.array([0.9, 0.8, 0.3, 0.1])),
    (np.array([0, 1, 0, 1, 0]), np.array([0.2, 0.7, 0.6, 0.4, 0.1])),
    (np.array([1, 0, 1, 0, 0, 1]), np.array([3.0, 3.0, 1.0, 1.0, 2.0, 5.0])),
    (np.array([0, 0, 1]), np.array([2.0, 2.0, 2.0])),
)

AUC = Exercise(
    "ex-auc",
    asks="a function of labels (1 for a patient, else 0) and scores",
    kind=Function(PEOPLE),
    right=lambda: roc_auc_score,
    because="It agrees with scikit-learn on all that was tried, ties included. A score that is "
    "the same for everybody has an AUC of one half.",
    mistakes=(
        Mistake(
            lambda: lambda labels, scores: auc(labels, scores, tie=0),
            "Pairs with the same score count as lost in your function. They count one half: "
            "else a score that is the same for everybody would be worse than chance.",
        ),
        Mistake(
            lambda: lambda labels, scores: auc(labels, scores, tie=1),
            "Pairs with the same score count as won in your function. They count one half: else "
            "a score that is the same for everybody would be perfect.",
        ),
        Mistake(
            lambda: lambda labels, scores: auc(1 - labels, scores),
            "Your function has patients and others exchanged: it should give 1 when all patients "
            "score higher.",
        ),
        Mistake(
            lambda: lambda labels, scores: float(np.mean((scores > 0.5) == labels)),
            "This is the accuracy at a threshold of one half. The AUC needs no threshold: compare "
            "each patient with each of the others.",
        ),
    ),
)


# --- How many folds? ------------------------------------------------------------------------------


def simulated_people() -> Iterator[Patients]:
    """Draw 50 samples of 60 people, as the exercise says."""
    rng = np.random.default_rng(1)
    for _ in range(50):
        X = rng.normal(size=(60, 10))
        yield X, X @ np.full(10, 0.3) + rng.normal(size=60)


def least_squares(X: np.ndarray, y: np.ndarray) -> Float[np.ndarray, " coefficients"]:
    """Return the coefficients of linear regression, the intercept last."""
    return np.linalg.lstsq(with_ones(X), y)[0]


def with_ones(X: np.ndarray) -> Float[np.ndarray, "n coefficients"]:
    """Return predictors with a column for the intercept."""
    return np.column_stack([X, np.ones(len(X))])


def error_on_new_people(X: np.ndarray, y: np.ndarray) -> float:
    """Return the mean absolute error of the model on new simulated people."""
    *weights, intercept = least_squares(X, y)
    return float(LinearPeople(np.full(10, 0.3)).mean_absolute_error(weights, intercept))


def train_error(X: np.ndarray, y: np.ndarray) -> float:
    """Return the mean absolute error of the model on the people it was fitted to."""
    return float(np.abs(y - with_ones(X) @ least_squares(X, y)).mean())


def error_of_noise(X: np.ndarray, y: np.ndarray) -> float:
    """Return the mean absolute error of the model with the true coefficients."""
    return float(np.sqrt(2 / np.pi))


def biases(truth: Callable[[np.ndarray, np.ndarray], float]) -> Float[np.ndarray, "2"]:
    """Return by how much 2-fold and 10-fold cross-validation exceed a truth, as a share of it."""
    people = list(simulated_people())
    estimates = [
        [linear_errors(X, y, rows_used(KFold(k), 60)).mean() for k in (2, 10)] for X, y in people
    ]
    return np.mean(estimates, axis=0) / np.mean([truth(X, y) for X, y in people]) - 1


FOLDS = Exercise(
    "ex-folds",
    asks="two biases as shares of the true error (0.05 for 5 %): with two folds, then with ten",
    kind=Numbers(0.03),
    right=lambda: biases(error_on_new_people),
    because="With two folds the model learns from 30 people instead of 60, and its error is that "
    "of a worse model. With ten it learns from 54.",
    mistakes=(
        Mistake(
            lambda: -biases(error_on_new_people),
            "The sign is the other way round: the estimate minus the truth. Cross-validation "
            "errs on the side of caution.",
        ),
        Mistake(
            lambda: biases(train_error),
            "You have compared with the error on the people whom the model was fitted to. The "
            "truth is its error on new people.",
        ),
        Mistake(
            lambda: biases(error_of_noise),
            "You have compared with the error of the true coefficients, which nobody knows. The "
            "truth is the error of the model that was fitted to the 60 people.",
        ),
        Mistake(
            lambda: 100 * biases(error_on_new_people),
            "Yours are per cent. The answer is shares.",
        ),
    ),
)


# --- The .632 bootstrap ---------------------------------------------------------------------------


def left_out(drawn: Int[np.ndarray, "60"]) -> Int[np.ndarray, " n"]:
    """Return the people whom a resample has not drawn."""
    return np.setdiff1d(np.arange(60), drawn)


def everybody(drawn: Int[np.ndarray, "60"]) -> Int[np.ndarray, "60"]:
    """Return all people, drawn or not."""
    return np.arange(60)


def bootstrap_biases(
    weight: float, held_out: Callable[[np.ndarray], np.ndarray] = left_out
) -> Float[np.ndarray, "3"]:
    """Return the bias of train error, bootstrap and mixture, as shares of the true error.

    Parameters
    ----------
    weight
        Of the bootstrap's error in the mixture.
    held_out
        Who is predicted, by who was drawn.
    """
    resample = np.random.default_rng(2)
    errors = []
    for X, y in simulated_people():
        of_resamples = []
        for _ in range(25):
            drawn = resample.integers(60, size=60)
            tested = held_out(drawn)
            off = y[tested] - with_ones(X[tested]) @ least_squares(X[drawn], y[drawn])
            of_resamples.append(np.abs(off).mean())
        train, boot = train_error(X, y), np.mean(of_resamples)
        mixture = (1 - weight) * train + weight * boot
        errors.append([train, boot, mixture, error_on_new_people(X, y)])
    *estimates, truth = np.mean(errors, axis=0)
    return np.array(estimates) / truth - 1


BOOTSTRAP = Exercise(
    "ex-632",
    asks="three biases as shares of the true error: train error, out-of-bag bootstrap, .632",
    kind=Numbers(0.1),  # resamples may be drawn in another way
    right=lambda: bootstrap_biases(0.632),
    because="The two biases nearly cancel here. The weight is a constant and not a law: a model "
    "that fits its training data perfectly has a train error of zero whatever the truth.",
    mistakes=(
        Mistake(
            lambda: bootstrap_biases(0.368),
            "The weights are exchanged: 0.632 belongs to the bootstrap, 0.368 to the train error.",
        ),
        Mistake(
            lambda: bootstrap_biases(0.632, everybody),
            "You have predicted everybody in each resample, also those who were drawn and have "
            "trained the model. Only those who were not drawn are held out.",
        ),
        Mistake(
            lambda: 100 * bootstrap_biases(0.632),
            "Yours are per cent. The answer is three shares.",
        ),
        Mistake(
            lambda: -bootstrap_biases(0.632),
            "The sign is the other way round: the estimate minus the truth.",
        ),
    ),
)


# --- A leak that hardly matters, and a mistake that does ------------------------------------------


def cross_validated(model: object, X: np.ndarray, y: np.ndarray, scoring: str = MAE) -> float:
    """Return the error of a model in forty shuffled folds."""
    folds = KFold(40, shuffle=True, random_state=1)
    return float(-cross_val_score(model, X, y, cv=folds, scoring=scoring).mean())


def error_standardised_apart() -> float:
    """Standardise the people held out with their own means and standard deviations."""
    X, y = load_diabetes(return_X_y=True, scaled=False)
    errors = []
    for train, held_out in KFold(40, shuffle=True, random_state=1).split(X):
        model = Ridge(10).fit(StandardScaler().fit_transform(X[train]), y[train])
        own = StandardScaler().fit_transform(X[held_out])
        errors.append(np.abs(model.predict(own) - y[held_out]).mean())
    return float(np.mean(errors))


def scaling_errors(scoring: str = MAE) -> list[float]:
    """Return the errors with everybody standardised before, and in a pipeline."""
    X, y = load_diabetes(return_X_y=True, scaled=False)
    return [
        cross_validated(Ridge(10), StandardScaler().fit_transform(X), y, scoring),
        cross_validated(make_pipeline(StandardScaler(), Ridge(10)), X, y, scoring),
    ]


def errors_of_scaled_file() -> list[float]:
    """Take the file that scikit-learn has already scaled, to a length of one for each column."""
    X, y = load_diabetes(return_X_y=True)
    return [cross_validated(Ridge(10), X, y)] * 2


SCALING = Exercise(
    "ex-scaling",
    asks="three mean absolute errors: standardised before, in a pipeline, and apart",
    kind=Numbers(0.001),
    right=lambda: [*scaling_errors(), error_standardised_apart()],
    because="The leak changes the error by less than a thousandth of a point, since means and "
    "standard deviations of predictors say nothing about outcomes. Standardising the held-out "
    "people by themselves changes what a predictor means.",
    mistakes=(
        Mistake(
            lambda: [error_standardised_apart(), *scaling_errors()],
            "These are the three errors in another order: before, pipeline, apart.",
        ),
        Mistake(
            lambda: [-error for error in (*scaling_errors(), error_standardised_apart())],
            "scikit-learn maximises scores, and therefore returns minus the error.",
        ),
        Mistake(
            lambda: [*errors_of_scaled_file(), error_standardised_apart()],
            "You have taken the file as scikit-learn scales it, in which every column has a "
            "length of one: there a penalty of 10 is enormous. Ask for scaled=False.",
        ),
    ),
)


# --- Is ridge better? -----------------------------------------------------------------------------


def fold_differences() -> Float[np.ndarray, "100"]:
    """Return ridge minus linear regression: the errors in ten shuffles into ten folds."""
    X, y = load_diabetes(return_X_y=True)
    settings = {"cv": RepeatedKFold(n_repeats=10, n_splits=10, random_state=1), "scoring": MAE}
    return cross_val_score(LinearRegression(), X, y, **settings) - cross_val_score(
        Ridge(0.1), X, y, **settings
    )


def p_values(shares: tuple[float, ...], tails: int = 2) -> list[float]:
    """Return p-values of the mean difference, its variance enlarged by each of the shares."""
    d = fold_differences()
    return [
        float(tails * stats.t.sf(abs(d.mean()) / np.sqrt((0.01 + share) * d.var(ddof=1)), 99))
        for share in shares
    ]


RIDGE = Exercise(
    "ex-ridge-better",
    asks="two p-values, of the plain and of the corrected t test",
    kind=Numbers(0.005),
    right=lambda: p_values((0, 1 / 9)),
    because="The difference is tiny on a scale of hundreds of points, whatever a test says of it. "
    "The plain test is the bolder one by construction: it takes a hundred differences from the "
    "same people for a hundred observations.",
    mistakes=(
        Mistake(
            lambda: p_values((0, 0.1)),
            "Your correction is one tenth, the share of people held out. It is the people held "
            "out over those who trained: one ninth.",
        ),
        Mistake(
            lambda: p_values((0, 1 / 9), tails=1),
            "These are one-sided. You did not know beforehand which model would win.",
        ),
        Mistake(
            lambda: p_values((1 / 9, 0)),
            "These are the two p-values in the other order: the plain test comes first.",
        ),
    ),
)


# --- A leak of your own ---------------------------------------------------------------------------


def wide_patients(noise: int = 2000) -> Patients:
    """Return the patients with columns of noise beside their ten predictors."""
    X, y = load_diabetes(return_X_y=True)
    return np.hstack([X, np.random.default_rng(1).normal(size=(len(X), noise))]), y


def pooled(model: object, X: np.ndarray, y: np.ndarray) -> float:
    """Return R² of the cross-validated predictions of everybody."""
    return float(r2_score(y, cross_val_predict(model, X, y, cv=10)))


def mean_of_folds(model: object, X: np.ndarray, y: np.ndarray) -> float:
    """Return the mean of the folds' own R²."""
    return float(cross_val_score(model, X, y, cv=10).mean())


def leak(
    r2_of: Callable[[object, np.ndarray, np.ndarray], float], X: np.ndarray, y: np.ndarray
) -> list[float]:
    """Return R² with twenty columns picked before splitting, and in each split."""
    pick = SelectKBest(f_regression, k=20)
    return [
        r2_of(LinearRegression(), pick.fit_transform(X, y), y),
        r2_of(make_pipeline(pick, LinearRegression()), X, y),
    ]


def only_noise() -> Patients:
    """Return the patients with the columns of noise alone."""
    X, y = wide_patients()
    return X[:, 10:], y


OWN_LEAK = Exercise(
    "ex-own-leak",
    asks="two values of R², picked before splitting and inside the pipeline",
    kind=Numbers(),
    right=lambda: leak(pooled, *wide_patients()),
    because="The same people chose the columns and judged them. Only the pipeline removes this "
    "leak, whatever the sample size.",
    mistakes=(
        Mistake(
            lambda: leak(pooled, *wide_patients())[::-1],
            "These are the two values in the other order: picked before splitting comes first.",
        ),
        Mistake(
            lambda: leak(mean_of_folds, *wide_patients()),
            "You have averaged the folds' own values of R². Each measures against the mean of "
            "its own 44 people, which makes it lower. Take R² once, over everybody's predictions.",
        ),
        Mistake(
            lambda: leak(pooled, *only_noise()),
            "You have left out the ten real predictors: stack the noise beside them.",
        ),
    ),
)

check_answer = AnswerCheck(SCREENING, AUC, SORTED, FOLDS, BOOTSTRAP, SCALING, RIDGE, OWN_LEAK)
