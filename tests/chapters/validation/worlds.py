"""For each claim of the chapter, a world in which it is false."""

from functools import partial

from conundrum.chapters.validation import experiments

WORLDS = {
    # two folds rather than ten: which half trains matters
    "k_fold_hardly_depends_on_the_shuffle": partial(
        experiments.repeat, seed=1, splits=100, shuffles=40, k=2
    ),
    # an unstable model
    "leave_one_out_varies_less_for_a_stable_model": partial(
        experiments.judge_on_unstable, seed=1, draws=400
    ),
    # two folds rather than five: a gain of the root of two
    "a_fifth_held_out_is_twice_as_far": partial(experiments.grow, seed=1, k=2),
    # no choice
    "five_hundred_models_make_much_optimism": partial(experiments.select, seed=1, tried=(1,)),
    # nothing to pick from
    "picking_before_splitting_finds_skill_in_noise": partial(
        experiments.leak, seed=1, predictors=(10,)
    ),
    # nobody comes back
    "folds_of_sessions_find_skill_where_none_is": partial(
        experiments.meet_again, seed=1, sessions=(1,)
    ),
    # the folds are not repeated
    "repeating_folds_makes_false_alarms": partial(experiments.raise_alarms, seed=1, repeats=1),
}
