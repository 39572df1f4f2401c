"""What the chapter on validation claims."""

from conundrum.chapters.validation import experiments
from conundrum.chapters.validation.experiments import (
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
from conundrum.claims import SAME_DATA, checked, claim


@claim(experiments.repeat, below=0.1, kind=SAME_DATA, unit=" times that of single splits")
def k_fold_hardly_depends_on_the_shuffle(repeats: Repeats) -> float:
    """Over 100 shuffles of the 442 people, the standard deviation of the 10-fold estimate is less
    than a tenth of that of the errors of 500 single splits.
    """
    return repeats.shuffle_share


@checked(experiments.repeat, above=12, kind=SAME_DATA, unit=" points apart")
def single_splits_disagree(repeats: Repeats) -> float:
    """The smallest and the largest of 500 single-split errors, from the same people and the same
    model, lie more than 12 points apart.
    """
    return repeats.single.max() - repeats.single.min()


@checked(experiments.stratify, above=0.3, kind=SAME_DATA)
def chance_leaves_folds_without_patients(stratification: Stratification) -> float:
    """With ten patients among 100 people, more than three in ten shuffles leave at least one of
    five folds without a patient (share of 400 shuffles).
    """
    return stratification.without_patients


@claim(experiments.judge_procedures, below=1.0, unit=" times that of 5-fold")
def leave_one_out_varies_less_for_a_stable_model(procedures: Procedures) -> float:
    """For linear regression on ten predictors and 60 people, leave-one-out estimates have a smaller
    standard deviation over 400 samples than 5-fold ones.
    """
    deviation = procedures.standard_deviation
    return deviation["leave-one-out"] / deviation["5-fold"]


@checked(experiments.judge_on_unstable, above=1.0, unit=" times that of 5-fold")
def leave_one_out_varies_more_for_an_unstable_model(procedures: Procedures) -> float:
    """For a regression on the single best of 20 predictors, leave-one-out estimates have a larger
    standard deviation over 400 samples than 5-fold ones.
    """
    deviation = procedures.standard_deviation
    return deviation["leave-one-out"] / deviation["5-fold"]


@checked(experiments.judge_procedures, above=1.4, unit=" times as far")
def one_split_lies_further_from_the_truth_than_k_fold(procedures: Procedures) -> float:
    """With 60 people, the estimate of one split lies more than 1.4 times as far from the true
    error as that of 5-fold cross-validation (root mean square over 400 samples).
    """
    return procedures.typical_error["one split"] / procedures.typical_error["5-fold"]


@checked(experiments.judge_procedures, above=-0.03, below=0.03)
def leave_one_out_is_almost_unbiased(procedures: Procedures) -> float:
    """For linear regression on 60 people, the mean leave-one-out estimate of 400 samples is within
    3 % of the mean true error.
    """
    return procedures.bias["leave-one-out"]


@checked(experiments.judge_procedures, above=0.05)
def the_bootstrap_is_pessimistic(procedures: Procedures) -> float:
    """For the same regression, the bootstrap's estimate is on average more than 5 % too large."""
    return procedures.bias["bootstrap"]


@checked(experiments.judge_procedures, below=0.94)
def two_standard_errors_cover_too_little(procedures: Procedures) -> float:
    """The 10-fold estimate plus or minus two standard errors over folds holds the true error in
    fewer than 94 % of 400 samples.
    """
    return procedures.coverage


@claim(experiments.grow, above=1.5, unit=" times as far")
def a_fifth_held_out_is_twice_as_far(sizes: Sizes) -> float:
    """At each of eight sample sizes from 50 to 10,000 people, one split's estimate lies more than
    1.5 times as far from the true error as that of 5-fold cross-validation (root mean square over
    100 samples, at the size where the ratio is smallest).
    """
    return min(sizes.gain.values())


@checked(experiments.grow, below=0.025)
def with_ten_thousand_one_split_is_enough(sizes: Sizes) -> float:
    """With 10,000 people, one split's estimate lies typically within 2.5 % of the true error."""
    return sizes.single_distance[10_000]


@checked(experiments.grow, above=0.12)
def with_a_hundred_one_split_is_not(sizes: Sizes) -> float:
    """With 100 people, one split's estimate lies typically more than 12 % off the true error."""
    return sizes.single_distance[100]


@claim(experiments.select, above=0.15)
def five_hundred_models_make_much_optimism(selection: Selection) -> float:
    """Of 500 regressions on five predictors each, the one with the smallest error on 30 validation
    people has a validation error more than 0.15 below its true error, which is about 1.1 (mean of
    200 samples).
    """
    return selection.optimism[selection.tried.max()]


@checked(experiments.select, above=-0.05, below=0.05)
def the_test_error_stays_honest(selection: Selection) -> float:
    """After 500 models were tried, the test error of the one chosen is its true error, give or take
    0.05 on average over 200 samples.
    """
    return selection.mean_test[500] - selection.mean_truth[500]


@checked(experiments.nest, below=-0.07)
def the_best_cross_validated_score_is_optimistic(nesting: Nesting) -> float:
    """Chosen among 200 by cross-validation, a model's own cross-validated error is on average more
    than 7 % too small.
    """
    return nesting.best_score_bias


@checked(experiments.nest, above=-0.04, below=0.07)
def nested_cross_validation_is_not(nesting: Nesting) -> float:
    """For the same choice, the nested estimate is on average at most 4 % too small and at most 7 %
    too large.
    """
    return nesting.nested_bias


@claim(experiments.leak, above=0.3)
def picking_before_splitting_finds_skill_in_noise(leak: Leak) -> float:
    """With 5,000 useless predictors of 100 people, of which the ten that correlate most with the
    outcome are picked before splitting, cross-validated linear regression has an R² above 0.3
    (mean of 12 samples).
    """
    return leak.mean_before[leak.predictors.max()]


@checked(experiments.leak, below=0.0)
def picking_inside_finds_none(leak: Leak) -> float:
    """Picked anew in each training set, the ten best of 5,000 useless predictors have an R² below
    zero.
    """
    return leak.mean_inside[5000]


@claim(experiments.meet_again, above=0.6)
def folds_of_sessions_find_skill_where_none_is(acquaintance: Acquaintance) -> float:
    """With ten sessions of each of 40 people and folds made of sessions, the three nearest sessions
    predict an outcome that has nothing to do with the predictors with an R² above 0.6 (mean of 20
    samples).
    """
    return acquaintance.mean_shuffled[acquaintance.sessions.max()]


@checked(experiments.meet_again, below=0.0)
def folds_of_persons_find_none(acquaintance: Acquaintance) -> float:
    """With ten sessions a person and folds made of persons, R² is below zero."""
    return acquaintance.mean_grouped[10]


@checked(experiments.permute, below=0.005, kind=SAME_DATA)
def diabetes_is_predicted_better_than_by_chance(permutations: Permutations) -> float:
    """With the outcome shuffled among 442 people, fewer than five in a thousand shuffles reach the
    error of the real order (the p-value).
    """
    return permutations.p_value


@checked(experiments.compare, above=6.5, kind=SAME_DATA, unit=" of 10 folds")
def linear_regression_beats_the_tree(comparison: Comparison) -> float:
    """On the diabetes data, linear regression has a smaller error than a tree of eight leaves in
    at least seven of ten folds.
    """
    return comparison.wins


@claim(experiments.raise_alarms, above=0.4)
def repeating_folds_makes_false_alarms(alarms: FalseAlarms) -> float:
    """For two linear regressions that are equally good, a t test on their differences in 10 × 10
    folds, which promises to find a difference in 5 % of samples, finds one in more than 40 % (of
    400 samples of 100 people).
    """
    return alarms.rates["repeated"]


@checked(experiments.raise_alarms, below=0.12)
def the_corrected_test_keeps_them_rare(alarms: FalseAlarms) -> float:
    """The corrected test on the same differences does so in fewer than 12 % of samples."""
    return alarms.rates["corrected"]
