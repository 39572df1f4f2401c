"""What the chapter on validation claims."""

from functools import partial

import numpy as np

from conundrum.chapters.validation import experiments
from conundrum.chapters.validation.experiments import (
    PROCEDURES,
    Acquaintance,
    Comparison,
    FalseAlarms,
    Leak,
    Nesting,
    Permutations,
    Procedures,
    Repeats,
    Selection,
    Sizes,
    Stratification,
)
from conundrum.claims import claim

judge_linear = partial(experiments.judge_procedures, draws=200)
judge_unstable = partial(experiments.judge_on_unstable, draws=200)
stratify = partial(experiments.stratify, shuffles=200)
leak_much = partial(experiments.leak, draws=6, predictors=(5000,))
meet_often = partial(experiments.meet_again, draws=10, sessions=(10,))
raise_alarms = partial(experiments.raise_alarms, draws=200)


def _of(procedure: str, values: np.ndarray) -> float:
    return float(values[PROCEDURES.index(procedure)])


@claim(experiments.repeat, above=12, unit=" points apart")
def single_splits_disagree(repeats: Repeats) -> float:
    """The smallest and the largest of 500 single-split errors, from the same people and the same
    model, lie more than 12 points apart.
    """
    return float(np.ptp(repeats.single))


@claim(experiments.repeat, below=0.1, unit=" times that of single splits")
def k_fold_hardly_depends_on_the_shuffle(repeats: Repeats) -> float:
    """Over shuffles, the standard deviation of the 10-fold estimate is less than a tenth of that
    of the single-split error.
    """
    return float(repeats.k_fold.std() / repeats.single.std())


@claim(stratify, above=0.3)
def chance_leaves_folds_without_patients(stratification: Stratification) -> float:
    """With ten patients among 100 people, more than three in ten shuffles leave at least one of
    five folds without a patient (as a share of shuffles).
    """
    return float((stratification.plain.min(axis=1) == 0).mean())


@claim(stratify, below=0.5, unit=" patients away from two")
def stratified_folds_hold_two_patients_each(stratification: Stratification) -> float:
    """Stratified, every fold of every shuffle holds two of the ten patients (the largest
    deviation).
    """
    return float(np.abs(stratification.stratified - 2).max())


@claim(judge_linear, above=1.4, unit=" times as far")
def one_split_lies_further_from_the_truth_than_k_fold(procedures: Procedures) -> float:
    """With 60 people, the estimate of one split lies typically more than 1.4 times as far from the
    true error as that of 5-fold cross-validation.
    """
    return _of("one split", procedures.typical_error) / _of("5-fold", procedures.typical_error)


@claim(judge_linear, above=-0.03, below=0.03)
def leave_one_out_is_almost_unbiased(procedures: Procedures) -> float:
    """For linear regression on 60 people, the bias of leave-one-out is within 3 % of the true
    error.
    """
    return _of("leave-one-out", procedures.bias)


@claim(judge_linear, above=0.05)
def the_bootstrap_is_pessimistic(procedures: Procedures) -> float:
    """For the same regression, the bootstrap's estimate is on average more than 5 % too large."""
    return _of("bootstrap", procedures.bias)


@claim(judge_linear, below=1.0, unit=" times that of 5-fold")
def leave_one_out_varies_less_for_a_stable_model(procedures: Procedures) -> float:
    """For linear regression, leave-one-out estimates vary less over samples than 5-fold ones."""
    deviation = procedures.standard_deviation
    return _of("leave-one-out", deviation) / _of("5-fold", deviation)


@claim(judge_unstable, above=1.03, unit=" times that of 5-fold")
def leave_one_out_varies_more_for_an_unstable_model(procedures: Procedures) -> float:
    """For a regression on the single best predictor, leave-one-out estimates vary more over
    samples than 5-fold ones.
    """
    deviation = procedures.standard_deviation
    return _of("leave-one-out", deviation) / _of("5-fold", deviation)


@claim(judge_linear, above=0.75, below=0.94)
def two_standard_errors_cover_too_little(procedures: Procedures) -> float:
    """The 10-fold estimate plus or minus two standard errors over folds holds the true error in
    fewer than 94 % of samples (as a share of samples).
    """
    return procedures.coverage


@claim(experiments.grow, above=1.6, below=2.8, unit=" times as far")
def a_fifth_held_out_is_twice_as_far(sizes: Sizes) -> float:
    """At every size, on average, one split's estimate lies about twice as far from the true error
    as that of 5-fold cross-validation.
    """
    ratio = sizes.typical_error(sizes.single) / sizes.typical_error(sizes.k_fold)
    return float(np.exp(np.log(ratio).mean()))


@claim(experiments.grow, below=0.025)
def with_ten_thousand_one_split_is_enough(sizes: Sizes) -> float:
    """With 10,000 people, one split's estimate lies typically within 2.5 % of the true error."""
    return float(sizes.typical_error(sizes.single)[-1])


@claim(experiments.grow, above=0.12)
def with_a_hundred_one_split_is_not(sizes: Sizes) -> float:
    """With 100 people, one split's estimate lies typically more than 12 % off the true error."""
    return float(sizes.typical_error(sizes.single)[sizes.n == 100][0])


@claim(experiments.select, above=0.0)
def optimism_grows_with_the_models_tried(selection: Selection) -> float:
    """From each number of models tried to the next, the chosen model's validation error becomes
    more optimistic (the smallest step).
    """
    return float(np.diff(selection.optimism).min())


@claim(experiments.select, above=0.12)
def five_hundred_models_make_much_optimism(selection: Selection) -> float:
    """After 500 models were tried, the chosen one's validation error is more than 0.12 below its
    true error, which is about 1.1.
    """
    return float(selection.optimism[-1])


@claim(experiments.select, above=-0.05, below=0.05)
def the_test_error_stays_honest(selection: Selection) -> float:
    """After 500 models were tried, the chosen one's test error is its true error, give or take
    0.05 on average.
    """
    return float((selection.test - selection.truth).mean(axis=0)[-1])


@claim(experiments.nest, below=-0.07)
def the_best_cross_validated_score_is_optimistic(nesting: Nesting) -> float:
    """Chosen among 200 by cross-validation, a model's own cross-validated error is more than 7 %
    too small.
    """
    return float(nesting.best_score.mean() / nesting.truth.mean() - 1)


@claim(experiments.nest, above=-0.04, below=0.07)
def nested_cross_validation_is_not(nesting: Nesting) -> float:
    """For the same choice, the nested estimate is on average at most 4 % too small and at most 7 %
    too large.
    """
    return float(nesting.nested.mean() / nesting.truth.mean() - 1)


@claim(leak_much, above=0.25)
def picking_before_splitting_finds_skill_in_noise(leak: Leak) -> float:
    """With 5000 useless predictors, of which the ten best are picked before splitting,
    cross-validation reports an R² above 0.25 on average.
    """
    return float(leak.before.mean(axis=0)[-1])


@claim(leak_much, below=0.0)
def picking_inside_finds_none(leak: Leak) -> float:
    """Picked anew in each training set, the same predictors have an R² below zero."""
    return float(leak.inside.mean(axis=0)[-1])


@claim(meet_often, above=0.5)
def folds_of_sessions_find_skill_where_none_is(acquaintance: Acquaintance) -> float:
    """With ten sessions a person and folds made of sessions, an outcome that has nothing to do
    with the predictors is predicted with an R² above 0.5.
    """
    return float(acquaintance.shuffled.mean(axis=0)[-1])


@claim(meet_often, below=0.0)
def folds_of_persons_find_none(acquaintance: Acquaintance) -> float:
    """With folds made of persons, R² is below zero."""
    return float(acquaintance.grouped.mean(axis=0)[-1])


@claim(experiments.permute, below=0.005)
def diabetes_is_predicted_better_than_by_chance(permutations: Permutations) -> float:
    """With the outcome shuffled among 442 people, fewer than five in a thousand shuffles reach the
    error of the real order (the p-value).
    """
    return permutations.p_value


@claim(experiments.compare, above=6.5, unit=" of 10 folds")
def linear_regression_beats_the_tree(comparison: Comparison) -> float:
    """On the diabetes data, linear regression has a smaller error than a tree of eight leaves in
    at least seven of ten folds.
    """
    return float((comparison.linear < comparison.tree).sum())


@claim(raise_alarms, above=0.4)
def repeating_folds_makes_false_alarms(alarms: FalseAlarms) -> float:
    """A t test on the differences of 10 × 10 folds finds a difference between models that are
    equally good in more than 40 % of samples, where it promises 5 %.
    """
    return alarms.rates["repeated"]


@claim(raise_alarms, below=0.12)
def the_corrected_test_keeps_them_rare(alarms: FalseAlarms) -> float:
    """The corrected test on the same differences does so in fewer than 12 % of samples."""
    return alarms.rates["corrected"]
