"""Predicting who is a patient, and what is measured beside accuracy."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score, roc_curve
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from conundrum.experiment import experiment


@dataclass(frozen=True)
class Decision:
    """What comes of calling everybody a patient whose probability lies above a threshold.

    Attributes
    ----------
    patient
        Who is one.
    probability
        Of being one, predicted for people held out.
    threshold
        Above which somebody is called a patient.
    """

    patient: Bool[np.ndarray, " n"]
    probability: Float[np.ndarray, " n"]
    threshold: float

    @property
    def called(self) -> Bool[np.ndarray, " n"]:
        """Who is called a patient."""
        return self.probability > self.threshold

    @property
    def sensitivity(self) -> float:
        """Share of the patients who are called patients."""
        return float(self.called[self.patient].mean())

    @property
    def specificity(self) -> float:
        """Share of the others who are not called patients."""
        return float(1 - self.called[~self.patient].mean())

    @property
    def accuracy(self) -> float:
        """Share of all people who are called what they are."""
        return float((self.called == self.patient).mean())

    @property
    def balanced_accuracy(self) -> float:
        """Mean of sensitivity and specificity."""
        return (self.sensitivity + self.specificity) / 2

    @property
    def predictive_value(self) -> float:
        """Share of patients among those who are called so; not a number where nobody is."""
        return float(self.patient[self.called].mean()) if self.called.any() else float("nan")

    @property
    def false_alarm_rate(self) -> float:
        """Share of the others who are called patients."""
        return 1 - self.specificity

    @property
    def curve(self) -> dict[str, Float[np.ndarray, " thresholds"]]:
        """The ``"false alarms"`` and the ``"sensitivity"`` at every threshold: the ROC curve."""
        false_alarms, sensitivity, _ = roc_curve(
            self.patient, self.probability, drop_intermediate=False
        )
        return {"false alarms": false_alarms, "sensitivity": sensitivity}


@dataclass(frozen=True)
class Classification:
    """Probabilities of being a patient, predicted for people held out.

    Attributes
    ----------
    patient
        Who is one.
    probability
        Of being one, by logistic regression fitted to the other folds.
    """

    patient: Bool[np.ndarray, " n"]
    probability: Float[np.ndarray, " n"]

    def at(self, threshold: float) -> Decision:
        """Call everybody a patient whose probability lies above a threshold."""
        return Decision(self.patient, self.probability, threshold)

    @property
    def auc(self) -> float:
        """Area under the ROC curve."""
        return float(roc_auc_score(self.patient, self.probability))

    @property
    def accuracy_of_calling_nobody(self) -> float:
        """The share of people who are no patients: the accuracy of calling everybody healthy."""
        return float(1 - self.patient.mean())

    @property
    def gain_in_accuracy(self) -> float:
        """Accuracy at a threshold of one half minus that of calling everybody healthy."""
        return self.at(0.5).accuracy - self.accuracy_of_calling_nobody


@experiment
def classify(
    *, seed: int, n: int = 1000, share: float = 0.1, difference: float = 0.6
) -> Classification:
    """Predict who of `n` simulated people is a patient, by logistic regression in ten folds.

    Parameters
    ----------
    seed, n : int
    share : float
        Of patients among the people: their base rate.
    difference : float
        By how many standard deviations patients score higher in each of five predictors.
    """
    rng = np.random.default_rng(seed)
    patient = np.arange(n) < round(share * n)
    X = rng.standard_normal((n, 5)) + difference * patient[:, None]
    folds = StratifiedKFold(10, shuffle=True, random_state=seed)
    probability = cross_val_predict(
        LogisticRegression(), X, patient, cv=folds, method="predict_proba"
    )
    return Classification(patient, probability[:, 1])
