"""What readers get told about their answers is what the package would say."""

import numpy as np
from scipy.stats import binomtest
from sklearn.metrics import roc_auc_score

from conundrum.chapters.brains.experiments.prevalence import Screening

SETTINGS = 200


def answers(rng: np.random.Generator) -> dict:
    """Draw people, scores with ties, and what they are worth."""
    ill = rng.permutation(np.arange(20) < rng.integers(1, 20))
    scores = rng.integers(0, 4, size=20)
    hits, of = int(ill[scores > 1].sum()), 20
    interval = binomtest(hits, of).proportion_ci(method="wilson")
    prevalence, sensitivity, specificity = rng.uniform(0.001, 0.999, size=3)
    screening = Screening(prevalence, sensitivity, specificity)
    return {
        "ill": ill.tolist(),
        "scores": scores.tolist(),
        "auc": roc_auc_score(ill, scores),
        "hits": hits,
        "interval": [interval.low, interval.high],
        "prevalence": prevalence,
        "sensitivity": sensitivity,
        "alarms": 1 - specificity,
        "counts": list(screening.counts.values()),
        "positive": screening.positive_predictive_value,
    }


def test_areas_intervals_and_predictive_values_are_those_of_the_package(node_test):
    rng = np.random.default_rng(1)
    node_test("be-the-reader", [answers(rng) for _ in range(SETTINGS)])
