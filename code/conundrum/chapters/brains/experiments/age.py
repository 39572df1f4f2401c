"""How old is this brain? And what the gap between predicted and real age means."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from sklearn.linear_model import RidgeCV
from sklearn.model_selection import cross_val_predict

from conundrum.data.brains import draw_slices
from conundrum.experiment import experiment

RANGE = (20.0, 80.0)  # years
PENALTIES = np.logspace(0, 4, 9)
Years = Float[np.ndarray, " n"]


@dataclass(frozen=True)
class BrainAge:
    """Predicted ages of healthy people whom a model has not seen.

    Attributes
    ----------
    age
        How old they are, in years.
    predicted
        What ridge regression of the pixels predicts.
    mean_age
        Of the participants it was trained on.
    intercept, slope
        Of the line of predicted on real age, fitted to out-of-fold predictions for the participants
        of training.
    """

    age: Years
    predicted: Years
    mean_age: float
    intercept: float
    slope: float

    @property
    def error(self) -> float:
        """The mean absolute error in years."""
        return float(np.abs(self.predicted - self.age).mean())

    @property
    def baseline(self) -> float:
        """The mean absolute error in years of predicting the mean age for everybody."""
        return float(np.abs(self.mean_age - self.age).mean())

    @property
    def gap(self) -> Years:
        """How much older the brain looks than it is."""
        return self.predicted - self.age

    @property
    def corrected(self) -> Years:
        """How much older it looks than is usual at this age."""
        return self.predicted - (self.intercept + self.slope * self.age)

    @property
    def line(self) -> tuple[Float[np.ndarray, "2"], Float[np.ndarray, "2"]]:
        """The gap that is usual at the youngest and at the oldest age."""
        ages = np.array(RANGE)
        return ages, self.intercept + (self.slope - 1) * ages

    @property
    def gap_by_age(self) -> float:
        """The correlation of the gap with age."""
        return float(np.corrcoef(self.gap, self.age)[0, 1])

    @property
    def corrected_by_age(self) -> float:
        """The correlation of the corrected gap with age."""
        return float(np.corrcoef(self.corrected, self.age)[0, 1])

    @property
    def difference(self) -> float:
        """Mean gap of those above fifty minus that of the younger, in years."""
        return _difference(self.gap, self.age)

    @property
    def corrected_difference(self) -> float:
        """The same for the corrected gap."""
        return _difference(self.corrected, self.age)


@experiment
def predict_age(*, seed: int, participants: int = 300, test: int = 200) -> BrainAge:
    """Predict age from registered slices of healthy people with ridge regression.

    Parameters
    ----------
    seed
        Of the participants.
    participants
        How many are trained on.
    test
        How many others it is tested on.
    """
    rng = np.random.default_rng(seed)
    n = 2 * (participants + test)  # half of them are patients
    ages = rng.uniform(*RANGE, n)
    slices = draw_slices(n, misplacement=0.0, ages=ages, seed=seed)
    healthy = slices.patients == 0
    X, y = slices.pixels[healthy].reshape(n // 2, -1), ages[healthy]
    train, new = slice(participants), slice(participants, None)
    model = RidgeCV(PENALTIES)
    out_of_fold = cross_val_predict(model, X[train], y[train], cv=5)
    slope, intercept = np.polyfit(y[train], out_of_fold, 1)
    predicted = model.fit(X[train], y[train]).predict(X[new]).astype(float)
    return BrainAge(y[new], predicted, float(y[train].mean()), float(intercept), float(slope))


def _difference(gap: Years, age: Years) -> float:
    older = age > np.mean(RANGE)
    return float(gap[older].mean() - gap[~older].mean())
