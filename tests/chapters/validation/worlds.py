"""For each claim of the chapter, a world in which it is false."""

from functools import partial

import numpy as np

from conundrum.chapters.validation.experiments import comparing, estimating, leaking, selecting
from conundrum.evaluation.splits import linear_coefficients


def misled(X, y, trains):
    """Regress on the first predictor or the second, as a quirk of the whole sample decides.

    All folds of a sample are misled alike, so that its estimates know whether it was a lucky one.
    """
    column = 0 if X.mean() > 0 else 1
    coefficients = np.zeros((len(trains), X.shape[1] + 1))
    coefficients[:, [0, column + 1]] = linear_coefficients(X[:, [column]], y, trains)
    return coefficients


WORLDS = {
    # an unstable model
    "leave_one_out_varies_less_for_a_stable_model": partial(
        estimating.judge_on_unstable, seed=1, draws=400
    ),
    # the first predictor matters, and some samples use another one
    "an_estimate_does_not_follow_its_own_sample": partial(
        estimating.judge_procedures, misled, seed=1, draws=200, weights=(1.0, 0.0)
    ),
    # two folds rather than five: a gain of the root of two
    "one_split_is_further_off_at_every_size": partial(estimating.grow, seed=1, k=2),
    # no choice
    "five_hundred_models_make_much_optimism": partial(selecting.select, seed=1, tried=(1,)),
    # nothing to pick from
    "picking_before_splitting_finds_skill_in_noise": partial(
        leaking.leak, seed=1, predictors=(10,)
    ),
    # nobody comes back
    "folds_of_sessions_find_skill_where_none_is": partial(
        leaking.meet_again, seed=1, sessions=(1,)
    ),
    # nobody comes back: sessions are persons
    "shuffling_sessions_hides_a_leak": partial(comparing.permute_sessions, seed=1, sessions=1),
    # the folds are not repeated
    "repeating_folds_makes_false_alarms": partial(comparing.raise_alarms, seed=1, repeats=(1,)),
}
