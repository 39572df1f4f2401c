"""Who trains and who is held out: one split, folds, and other ways to divide the same people."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Int
from sklearn.datasets import load_diabetes
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import (
    GroupKFold,
    KFold,
    LeaveOneOut,
    RepeatedKFold,
    ShuffleSplit,
    StratifiedKFold,
)

from conundrum.evaluation.splits import Bootstrap, Rows, linear_errors, rows_used
from conundrum.experiment import experiment
from conundrum.seeds import seeds_from

HELD_OUT = 0.2

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
    def first_plain(self) -> Int[np.ndarray, "shuffles k"]:
        """What the folds of the first 40 plain shuffles hold."""
        return self.plain[:40]

    @property
    def first_stratified(self) -> Int[np.ndarray, "shuffles k"]:
        """What the folds of the first 40 stratified shuffles hold."""
        return self.stratified[:40]

    @property
    def first_without_patients(self) -> int:
        """How many of the first 40 plain shuffles leave at least one fold without a patient."""
        return int((self.first_plain.min(axis=1) == 0).sum())

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
