"""What the chapter on validation computes.

Where real people do, they are the 442 of scikit-learn's diabetes data. Where the truth must be
known, people are simulated; their linear model's error on new people then has a closed form.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from functools import partial

import numpy as np
from jaxtyping import Bool, Float, Int
from sklearn.base import RegressorMixin
from sklearn.datasets import load_diabetes
from sklearn.feature_selection import SelectKBest, f_regression
from sklearn.linear_model import LinearRegression
from sklearn.metrics import r2_score
from sklearn.model_selection import (
    GroupKFold,
    KFold,
    LeaveOneOut,
    RepeatedKFold,
    ShuffleSplit,
    StratifiedKFold,
    cross_val_predict,
    cross_val_score,
)
from sklearn.neighbors import KNeighborsRegressor
from sklearn.pipeline import make_pipeline
from sklearn.tree import DecisionTreeRegressor

from conundrum.data.tables import LinearPeople, unrelated_sessions
from conundrum.evaluation.splits import (
    Bootstrap,
    Rows,
    Splitter,
    corrected_t_test,
    held_out_errors,
    linear_coefficients,
    linear_errors,
    rows_used,
)
from conundrum.experiment import experiment
from conundrum.seeds import seeds_from

MAE = "neg_mean_absolute_error"
HELD_OUT = 0.2


def mean_absolute_errors(
    model: RegressorMixin, X: np.ndarray, y: np.ndarray, splitter: Splitter
) -> Float[np.ndarray, " splits"]:
    """Score a model on what each split holds out, by scikit-learn."""
    return -cross_val_score(model, X, y, cv=splitter, scoring=MAE)


# --- One number, and a number with a spread -------------------------------------------------------


@dataclass(frozen=True)
class Split:
    """One train/validation split of the diabetes data.

    Attributes
    ----------
    seed
        That decided who is held out.
    y, predictions
        Outcome of the people held out, and what linear regression on the others says.
    """

    seed: int
    y: Float[np.ndarray, " held_out"]
    predictions: Float[np.ndarray, " held_out"]

    @property
    def error(self) -> float:
        """Mean absolute error."""
        return float(np.abs(self.y - self.predictions).mean())


@experiment
def split_once(*, seed: int) -> Split:
    """Hold out a fifth of the diabetes data and predict it by linear regression."""
    X, y = load_diabetes(return_X_y=True)
    [(train, held_out)] = ShuffleSplit(1, test_size=HELD_OUT, random_state=seed).split(X)
    model = LinearRegression().fit(X[train], y[train])
    return Split(seed, y[held_out], model.predict(X[held_out]))


@dataclass(frozen=True)
class Repeats:
    """The same data and model, split again and again.

    Attributes
    ----------
    single
        Mean absolute error of each single train/validation split.
    folds
        The same in each fold of k-fold cross-validation, for each shuffle of the rows.
    """

    single: Float[np.ndarray, " splits"]
    folds: Float[np.ndarray, "shuffles k"]

    @property
    def k_fold(self) -> Float[np.ndarray, " shuffles"]:
        """The cross-validated error of each shuffle."""
        return self.folds.mean(axis=1)

    @property
    def spread_of_folds(self) -> Float[np.ndarray, " shuffles"]:
        """The standard deviation of the error over the folds of each shuffle."""
        return self.folds.std(axis=1, ddof=1)

    @property
    def quartiles(self) -> tuple[float, float]:
        """The first and the third quartile of the errors of single splits."""
        low, high = np.quantile(self.single, (0.25, 0.75))
        return float(low), float(high)

    @property
    def shuffle_share(self) -> float:
        """Standard deviation of k-fold over shuffles, as a share of that of single splits."""
        return float(self.k_fold.std() / self.single.std())


@experiment
def repeat(*, seed: int, splits: int = 500, shuffles: int = 100, k: int = 10) -> Repeats:
    """Split the diabetes data many times in two, and many times in k folds."""
    X, y = load_diabetes(return_X_y=True)
    single = ShuffleSplit(splits, test_size=HELD_OUT, random_state=seed)
    folds = RepeatedKFold(n_splits=k, n_repeats=shuffles, random_state=seed)
    return Repeats(
        linear_errors(X, y, rows_used(single, len(y))),
        linear_errors(X, y, rows_used(folds, len(y))).reshape(shuffles, k),
    )


# --- Who is held out ------------------------------------------------------------------------------


@dataclass(frozen=True)
class HeldOut:
    """What six procedures do with the same 20 people.

    Attributes
    ----------
    patient
        Who of the 20 is a patient.
    family
        Which of five families they belong to.
    rows
        Of each procedure, by name.
    """

    patient: Bool[np.ndarray, " n"]
    family: Int[np.ndarray, " n"]
    rows: dict[str, Rows]


@experiment
def hold_out(*, seed: int) -> HeldOut:
    """Ask scikit-learn's splitters, and the bootstrap, whom of 20 people they hold out."""
    n = 20
    patient, family = np.arange(n) >= n - 5, np.arange(n) // 4
    shuffled = {"n_splits": 5, "shuffle": True, "random_state": seed}
    rows = {
        "one split": rows_used(ShuffleSplit(1, test_size=HELD_OUT, random_state=seed), n),
        "5-fold": rows_used(KFold(**shuffled), n),
        "leave-one-out": rows_used(LeaveOneOut(), n),
        "bootstrap": rows_used(Bootstrap(5, seed=seed), n),
        "stratified 5-fold": rows_used(StratifiedKFold(**shuffled), n, y=patient),
        "grouped 5-fold": rows_used(GroupKFold(**shuffled), n, groups=family),
    }
    return HeldOut(patient, family, rows)


# --- Stratification -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Stratification:
    """How many patients each of five folds of 100 people holds, over many shuffles.

    Attributes
    ----------
    plain, stratified
        Number of patients among the people held out.
    """

    plain: Int[np.ndarray, "shuffles k"]
    stratified: Int[np.ndarray, "shuffles k"]

    @property
    def without_patients(self) -> float:
        """Share of plain shuffles that leave at least one fold without a patient."""
        return float((self.plain.min(axis=1) == 0).mean())


@experiment
def stratify(*, seed: int, shuffles: int = 400, patients: int = 10) -> Stratification:
    """Split 100 people, few of them patients, into five folds, by chance and stratified."""
    patient = np.arange(100) < patients

    def count(splitter: type[KFold] | type[StratifiedKFold]) -> Int[np.ndarray, "shuffles k"]:
        rows = (
            rows_used(splitter(5, shuffle=True, random_state=shuffle), 100, patient)
            for shuffle in seeds_from(seed, shuffles)
        )
        return np.array([used.held_out[:, patient].sum(axis=1) for used in rows])

    return Stratification(count(KFold), count(StratifiedKFold))


# --- Which procedure estimates best ---------------------------------------------------------------

PROCEDURES = ("one split", "5-fold", "10-fold", "leave-one-out", "bootstrap")
SMALL = 60


@dataclass(frozen=True)
class Procedures:
    """Estimates of the error of a linear model on new people, for many samples.

    Attributes
    ----------
    estimates
        Of the mean absolute error, by the names of `PROCEDURES`.
    standard_error
        Standard deviation over the ten folds divided by the root of ten.
    truth
        The error of the model fitted to the whole sample, on all people there could be.
    """

    estimates: dict[str, Float[np.ndarray, " draws"]]
    standard_error: Float[np.ndarray, " draws"]
    truth: Float[np.ndarray, " draws"]

    @property
    def bias(self) -> dict[str, float]:
        """Mean estimate minus mean truth, as a share of the mean truth."""
        return self._as_share_of_truth(lambda estimate: estimate.mean() - self.truth.mean())

    @property
    def standard_deviation(self) -> dict[str, float]:
        """Of the estimates over samples, as a share of the mean truth."""
        return self._as_share_of_truth(lambda estimate: estimate.std(ddof=1))

    @property
    def typical_error(self) -> dict[str, float]:
        """Root mean squared distance of an estimate from the truth, as a share of its mean."""
        return self._as_share_of_truth(
            lambda estimate: np.sqrt(((estimate - self.truth) ** 2).mean())
        )

    @property
    def coverage(self) -> float:
        """Share of samples whose truth lies within two standard errors of 10-fold's estimate."""
        distance = np.abs(self.estimates["10-fold"] - self.truth)
        return float((distance < 2 * self.standard_error).mean())

    def _as_share_of_truth(self, summary: Callable[..., float]) -> dict[str, float]:
        mean = self.truth.mean()
        return {name: float(summary(values) / mean) for name, values in self.estimates.items()}


@experiment
def judge_procedures(
    fit: Callable[..., Float[np.ndarray, "splits p_and_1"]] = linear_coefficients,
    *,
    seed: int,
    draws: int = 400,
    weights: Sequence[float] = (0.3,) * 10,
) -> Procedures:
    """Estimate the error of a linear model on 60 simulated people, by each procedure.

    Parameters
    ----------
    fit
        Takes predictors, outcome and how often each row trains in each split; returns an intercept
        and weights for each split.
    weights
        What each predictor contributes to the outcome.
    """
    people = LinearPeople(np.array(weights))
    # people are in random order, so that the same rows may be held out of every sample
    folds = [rows_used(splitter, SMALL) for splitter in (KFold(5), KFold(10), LeaveOneOut())]
    estimates, standard_error, truth = [], [], []
    for draw in seeds_from(seed, draws):
        table = people.sample(SMALL, seed=draw)
        split = ShuffleSplit(1, test_size=HELD_OUT, random_state=draw)
        used = [rows_used(split, SMALL), *folds, rows_used(Bootstrap(50, seed=draw), SMALL)]
        errors = [
            held_out_errors(fit(table.X, table.y, rows.trains), table.X, table.y, rows.held_out)
            for rows in used
        ]
        estimates.append([error.mean() for error in errors])
        standard_error.append(errors[2].std(ddof=1) / np.sqrt(10))
        [everybody] = fit(table.X, table.y, np.ones((1, SMALL)))
        truth.append(people.mean_absolute_error(everybody[1:], everybody[0]))
    by_procedure = dict(zip(PROCEDURES, np.transpose(estimates), strict=True))
    return Procedures(by_procedure, np.array(standard_error), np.array(truth))


def best_predictor_coefficients(
    X: Float[np.ndarray, "n p"], y: Float[np.ndarray, " n"], trains: np.ndarray
) -> Float[np.ndarray, "splits p_and_1"]:
    """Regress on the one predictor that correlates most with the outcome, in each split.

    Which one it is may change with a single person: the fit is unstable.
    """
    share = trains / trains.sum(axis=1, keepdims=True)
    mean_X, mean_y = share @ X, share @ y
    covariance = share @ (X * y[:, None]) - mean_X * mean_y[:, None]
    variance = share @ X**2 - mean_X**2
    best = (covariance**2 / variance).argmax(axis=1)
    split = np.arange(len(trains))
    slope = (covariance / variance)[split, best]
    coefficients = np.zeros((len(trains), X.shape[1] + 1))
    coefficients[:, 0] = mean_y - slope * mean_X[split, best]
    coefficients[split, best + 1] = slope
    return coefficients


judge_on_unstable = partial(judge_procedures, best_predictor_coefficients, weights=(0.3,) * 20)


# --- The rule of thumb ----------------------------------------------------------------------------

SIZES = (50, 100, 200, 500, 1000, 2000, 5000, 10000)


@dataclass(frozen=True)
class Sizes:
    """How far estimates lie from the truth, by sample size.

    Attributes
    ----------
    n
        Number of people.
    single, k_fold
        Estimated mean absolute error by one split, and by k-fold cross-validation.
    truth
        That of the model fitted to the whole sample.
    """

    n: Int[np.ndarray, " sizes"]
    single: Float[np.ndarray, "draws sizes"]
    k_fold: Float[np.ndarray, "draws sizes"]
    truth: Float[np.ndarray, "draws sizes"]

    @property
    def single_distance(self) -> dict[int, float]:
        """Root mean squared distance of one split from the truth, as a share, by sample size."""
        return self._typical_distance(self.single)

    @property
    def k_fold_distance(self) -> dict[int, float]:
        """Root mean squared distance of k-fold from the truth, as a share, by sample size."""
        return self._typical_distance(self.k_fold)

    @property
    def gain(self) -> dict[int, float]:
        """How many times as far from the truth as k-fold one split is, by sample size."""
        k_fold = self.k_fold_distance
        return {n: single / k_fold[n] for n, single in self.single_distance.items()}

    def _typical_distance(self, estimates: Float[np.ndarray, "draws sizes"]) -> dict[int, float]:
        distance = np.sqrt(((estimates / self.truth - 1) ** 2).mean(axis=0))
        return dict(zip(self.n.tolist(), distance.tolist(), strict=True))

    @staticmethod
    def expected(held_out: np.ndarray) -> np.ndarray:
        """Give the standard error of a mean of absolute normal errors, as a share of the mean."""
        return np.sqrt((np.pi / 2 - 1) / held_out)


@experiment
def grow(*, seed: int, draws: int = 100, sizes: Sequence[int] = SIZES, k: int = 5) -> Sizes:
    """Estimate the error of linear regression by one split and by k-fold, for growing samples.

    There are four predictors of weight 0.5. The split holds out as many people as one fold.
    """
    people = LinearPeople(np.full(4, 0.5))
    rows = {n: rows_used(KFold(k), n) for n in sizes}
    results = []
    for draw in seeds_from(seed, draws):
        for n in sizes:
            table = people.sample(n, seed=draw)
            folds = linear_errors(table.X, table.y, rows[n])
            [fit] = linear_coefficients(table.X, table.y, np.ones((1, n)))
            # people are in random order, so that the first fold is a split like any other
            results.append((folds[0], folds.mean(), people.mean_absolute_error(fit[1:], fit[0])))
    single, k_fold, truth = np.moveaxis(np.reshape(results, (draws, len(sizes), 3)), -1, 0)
    return Sizes(np.array(sizes), single, k_fold, truth)


# --- Selection and evaluation ---------------------------------------------------------------------

TRIED = (1, 2, 5, 10, 20, 50, 100, 200, 500)
MANY_PREDICTORS = LinearPeople(np.full(40, 0.15))


@dataclass(frozen=True)
class Selection:
    """The best of many models, chosen on validation people.

    Attributes
    ----------
    tried
        How many models the best was chosen from.
    validation, test, truth
        Mean absolute error of the model chosen: on the people it was chosen on, on people kept
        for the end, and on all people there could be.
    """

    tried: Int[np.ndarray, " m"]
    validation: Float[np.ndarray, "draws m"]
    test: Float[np.ndarray, "draws m"]
    truth: Float[np.ndarray, "draws m"]

    @property
    def mean_validation(self) -> dict[int, float]:
        """The validation error, on average over draws, by how many models were tried."""
        return self._by_tried(self.validation)

    @property
    def mean_test(self) -> dict[int, float]:
        """The test error, on average over draws, by how many models were tried."""
        return self._by_tried(self.test)

    @property
    def mean_truth(self) -> dict[int, float]:
        """The true error, on average over draws, by how many models were tried."""
        return self._by_tried(self.truth)

    @property
    def optimism(self) -> dict[int, float]:
        """By how much the validation error is too small, on average over draws."""
        return self._by_tried(self.truth - self.validation)

    def _by_tried(self, values: Float[np.ndarray, "draws m"]) -> dict[int, float]:
        return dict(zip(self.tried.tolist(), values.mean(axis=0).tolist(), strict=True))


def _questionnaires(count: int, rng: np.random.Generator) -> Int[np.ndarray, "count 5"]:
    """Choose five of the forty predictors, for each of many models."""
    return rng.permuted(np.tile(np.arange(40), (count, 1)), axis=1)[:, :5]


def _fit_subsets(
    X: Float[np.ndarray, "n p"],
    y: Float[np.ndarray, " n"],
    subsets: Int[np.ndarray, "m q"],
) -> tuple[Float[np.ndarray, " m"], Float[np.ndarray, "m p"]]:
    """Fit a linear regression on each subset of predictors; return intercepts and weights."""
    mean, centre = X.mean(axis=0), y.mean()
    gram, moments = (X - mean).T @ (X - mean), (X - mean).T @ (y - centre)
    solved = np.linalg.solve(
        gram[subsets[:, :, None], subsets[:, None, :]], moments[subsets][..., None]
    )
    weights = np.zeros((len(subsets), X.shape[1]))
    np.put_along_axis(weights, subsets, solved[..., 0], axis=1)
    return centre - weights @ mean, weights


def _errors(
    X: Float[np.ndarray, "n p"],
    y: Float[np.ndarray, " n"],
    fits: tuple[Float[np.ndarray, " m"], Float[np.ndarray, "m p"]],
) -> Float[np.ndarray, " m"]:
    """Mean absolute error of each of many fits."""
    intercepts, weights = fits
    return np.abs(intercepts[:, None] + weights @ X.T - y).mean(axis=1)


@experiment
def select(*, seed: int, draws: int = 200, tried: Sequence[int] = TRIED) -> Selection:
    """Choose among models of five predictors each, out of forty that are all equally good.

    There are 90 people to train on, 30 to choose the model on and 30 to test it on.
    """
    results = []
    for draw in seeds_from(seed, draws):
        rng = np.random.default_rng(draw)
        table = MANY_PREDICTORS.sample(150, seed=draw)
        train, validation, test = slice(90), slice(90, 120), slice(120, 150)
        fits = _fit_subsets(table.X[train], table.y[train], _questionnaires(max(tried), rng))
        scores = _errors(table.X[validation], table.y[validation], fits)
        held_back = _errors(table.X[test], table.y[test], fits)
        truth = MANY_PREDICTORS.mean_absolute_error(fits[1], fits[0])
        chosen = [scores[:m].argmin() for m in tried]
        results.append((scores[chosen], held_back[chosen], truth[chosen]))
    validation, test, truth = np.moveaxis(np.array(results), 1, 0)
    return Selection(np.array(tried), validation, test, truth)


@dataclass(frozen=True)
class Nesting:
    """Error reported for a model chosen by cross-validation among many.

    Attributes
    ----------
    best_score
        The cross-validated error by which the model was chosen.
    nested
        The error of choosing and fitting, each time without the people it is measured on.
    truth
        That of the model chosen and fitted on everybody, on all people there could be.
    """

    best_score: Float[np.ndarray, " draws"]
    nested: Float[np.ndarray, " draws"]
    truth: Float[np.ndarray, " draws"]

    @property
    def best_score_bias(self) -> float:
        """Mean best score minus mean truth, as a share of the mean truth."""
        return float(self.best_score.mean() / self.truth.mean() - 1)

    @property
    def nested_bias(self) -> float:
        """Mean nested estimate minus mean truth, as a share of the mean truth."""
        return float(self.nested.mean() / self.truth.mean() - 1)


def _choose(
    X: Float[np.ndarray, "n p"], y: Float[np.ndarray, " n"], subsets: Int[np.ndarray, "m q"]
) -> tuple[float, tuple[Float[np.ndarray, " 1"], Float[np.ndarray, "1 p"]]]:
    """Choose a subset by 5-fold cross-validation and fit it to everybody given."""
    scores = np.mean(
        [
            _errors(X[held_out], y[held_out], _fit_subsets(X[train], y[train], subsets))
            for train, held_out in KFold(5).split(X)
        ],
        axis=0,
    )
    best = scores.argmin()
    return float(scores[best]), _fit_subsets(X, y, subsets[best : best + 1])


@experiment
def nest(*, seed: int, draws: int = 100, models: int = 200) -> Nesting:
    """Choose one of 200 models by 5-fold cross-validation on 100 people, alone and nested."""
    results = []
    for draw in seeds_from(seed, draws):
        table = MANY_PREDICTORS.sample(100, seed=draw)
        subsets = _questionnaires(models, np.random.default_rng(draw))
        best_score, chosen = _choose(table.X, table.y, subsets)
        outer = [
            _errors(
                table.X[held_out],
                table.y[held_out],
                _choose(table.X[train], table.y[train], subsets)[1],
            )
            for train, held_out in KFold(5).split(table.X)
        ]
        [truth] = MANY_PREDICTORS.mean_absolute_error(chosen[1], chosen[0])
        results.append((best_score, np.mean(outer), truth))
    return Nesting(*np.transpose(results))


# --- Leakage --------------------------------------------------------------------------------------

WIDTHS = (20, 100, 1000, 5000)


@dataclass(frozen=True)
class Leak:
    """Skill that cross-validation reports on pure noise.

    Attributes
    ----------
    predictors
        Number of them; none has to do with the outcome.
    before, inside
        Cross-validated R² when the best ten are picked before splitting, and when they are picked
        anew inside each training set.
    """

    predictors: Int[np.ndarray, " m"]
    before: Float[np.ndarray, "draws m"]
    inside: Float[np.ndarray, "draws m"]

    @property
    def mean_before(self) -> dict[int, float]:
        """R² on average over draws, picked before splitting, by number of predictors."""
        return dict(zip(self.predictors.tolist(), self.before.mean(axis=0).tolist(), strict=True))

    @property
    def mean_inside(self) -> dict[int, float]:
        """R² on average over draws, picked in each training set, by number of predictors."""
        return dict(zip(self.predictors.tolist(), self.inside.mean(axis=0).tolist(), strict=True))


@experiment
def leak(*, seed: int, draws: int = 12, predictors: Sequence[int] = WIDTHS) -> Leak:
    """Pick the ten best of many useless predictors for 100 people, before or after splitting."""
    before, inside = [], []
    for draw in seeds_from(seed, draws):
        rng = np.random.default_rng(draw)
        y = rng.standard_normal(100)
        for width in predictors:
            X = rng.standard_normal((100, width))
            pick = SelectKBest(f_regression, k=10)
            predicted = cross_val_predict(LinearRegression(), pick.fit_transform(X, y), y, cv=5)
            before.append(r2_score(y, predicted))
            predicted = cross_val_predict(make_pipeline(pick, LinearRegression()), X, y, cv=5)
            inside.append(r2_score(y, predicted))
    shape = draws, len(predictors)
    return Leak(np.array(predictors), np.reshape(before, shape), np.reshape(inside, shape))


@dataclass(frozen=True)
class Acquaintance:
    """Skill at predicting an outcome that has nothing to do with the predictors.

    Attributes
    ----------
    sessions
        Number of sessions per person.
    shuffled, grouped
        Cross-validated R² when folds are made of sessions, and when they are made of persons.
    """

    sessions: Int[np.ndarray, " m"]
    shuffled: Float[np.ndarray, "draws m"]
    grouped: Float[np.ndarray, "draws m"]

    @property
    def mean_shuffled(self) -> dict[int, float]:
        """R² on average over draws, with folds of sessions, by sessions per person."""
        return dict(zip(self.sessions.tolist(), self.shuffled.mean(axis=0).tolist(), strict=True))

    @property
    def mean_grouped(self) -> dict[int, float]:
        """R² on average over draws, with folds of persons, by sessions per person."""
        return dict(zip(self.sessions.tolist(), self.grouped.mean(axis=0).tolist(), strict=True))


@experiment
def meet_again(
    *, seed: int, draws: int = 20, sessions: Sequence[int] = (1, 2, 5, 10)
) -> Acquaintance:
    """Predict 40 people, measured repeatedly, from the three sessions most like each."""
    shuffled, grouped = [], []
    model = KNeighborsRegressor(3)
    for draw in seeds_from(seed, draws):
        for count in sessions:
            drawn = unrelated_sessions(40, count, 20, seed=draw)
            by_session = KFold(5, shuffle=True, random_state=draw)
            predicted = cross_val_predict(model, drawn.X, drawn.y, cv=by_session)
            shuffled.append(r2_score(drawn.y, predicted))
            by_person = list(GroupKFold(5).split(drawn.X, groups=drawn.person))
            predicted = cross_val_predict(model, drawn.X, drawn.y, cv=by_person)
            grouped.append(r2_score(drawn.y, predicted))
    shape = draws, len(sessions)
    return Acquaintance(np.array(sessions), np.reshape(shuffled, shape), np.reshape(grouped, shape))


# --- Is it better than nothing, and than something else? ------------------------------------------


@dataclass(frozen=True)
class Permutations:
    """Cross-validated error with the outcome as it is, and shuffled among people.

    Attributes
    ----------
    n
        Number of people.
    error
        Mean absolute error with the outcome as it is.
    shuffled
        The same for each shuffle of the outcome.
    """

    n: int
    error: float
    shuffled: Float[np.ndarray, " permutations"]

    @property
    def p_value(self) -> float:
        """Share of shuffles, the real order counted among them, that do at least as well."""
        return float((1 + (self.shuffled <= self.error).sum()) / (1 + len(self.shuffled)))

    @property
    def middle(self) -> tuple[float, float]:
        """Between which two errors the middle 95 % of the shuffles lie."""
        low, high = np.quantile(self.shuffled, (0.025, 0.975))
        return float(low), float(high)


@experiment
def permute(*, seed: int, n: int = 442, permutations: int = 500) -> Permutations:
    """Shuffle the outcome among `n` people of the diabetes data and cross-validate each time."""
    X, y = load_diabetes(return_X_y=True)
    rng = np.random.default_rng(seed)
    chosen = rng.permutation(len(y))[:n]
    X, y = X[chosen], y[chosen]
    rows = rows_used(KFold(5), n)

    def error(outcome: Float[np.ndarray, " n"]) -> float:
        return float(linear_errors(X, outcome, rows).mean())

    return Permutations(
        n, error(y), np.array([error(rng.permutation(y)) for _ in range(permutations)])
    )


@dataclass(frozen=True)
class Comparison:
    """Two models on the same ten folds of the diabetes data.

    Attributes
    ----------
    linear, tree
        Mean absolute error of each in each fold.
    """

    linear: Float[np.ndarray, " k"]
    tree: Float[np.ndarray, " k"]

    @property
    def difference(self) -> Float[np.ndarray, " k"]:
        """By how much the tree's error is larger, in each fold."""
        return self.tree - self.linear

    @property
    def wins(self) -> int:
        """Number of folds in which linear regression has the smaller error."""
        return int((self.difference > 0).sum())


@experiment
def compare(*, seed: int) -> Comparison:
    """Compare linear regression with a regression tree of eight leaves, fold by fold."""
    X, y = load_diabetes(return_X_y=True)
    folds = KFold(10, shuffle=True, random_state=seed)
    tree = DecisionTreeRegressor(max_leaf_nodes=8, random_state=seed)
    return Comparison(
        mean_absolute_errors(LinearRegression(), X, y, folds),
        mean_absolute_errors(tree, X, y, folds),
    )


@dataclass(frozen=True)
class FalseAlarms:
    """p-values of tests between two models that are equally good.

    Attributes
    ----------
    once, repeated, corrected
        Of the t test on the differences of ten folds; on those of ten shuffles into ten folds;
        and of the corrected test on the latter.
    """

    once: Float[np.ndarray, " draws"]
    repeated: Float[np.ndarray, " draws"]
    corrected: Float[np.ndarray, " draws"]

    @property
    def rates(self) -> dict[str, float]:
        """Share of tests below 5 %."""
        return {
            field.name: float((getattr(self, field.name) < 0.05).mean()) for field in fields(self)
        }


@experiment
def raise_alarms(*, seed: int, draws: int = 400, repeats: int = 10) -> FalseAlarms:
    """Compare two linear regressions, each on its own half of equally good predictors.

    There are 100 people and twenty predictors. Over samples the two have the same expected error.
    Ten folds are shuffled `repeats` times.
    """
    people = LinearPeople(np.full(20, 0.3))
    rows = rows_used(RepeatedKFold(n_splits=10, n_repeats=repeats, random_state=seed), 100)
    differences = []
    for draw in seeds_from(seed, draws):
        table = people.sample(100, seed=draw)
        first, second = (linear_errors(half, table.y, rows) for half in np.hsplit(table.X, 2))
        differences.append(first - second)
    differences = np.array(differences)
    return FalseAlarms(
        corrected_t_test(differences[:, :10], 0),
        corrected_t_test(differences, 0),
        corrected_t_test(differences, 1 / 9),
    )
