"""What the chapter on validation claims."""

from conundrum.chapters.validation.experiments import (
    classifying,
    comparing,
    estimating,
    leaking,
    reporting,
    selecting,
    splitting,
)
from conundrum.claims import SAME_DATA, checked, claim

# --- Who is held out ------------------------------------------------------------------------------


@checked(splitting.repeat, below=0.1, kind=SAME_DATA, unit=" times that of single splits")
def k_fold_hardly_depends_on_the_shuffle(repeats: splitting.Repeats) -> float:
    """Over 100 shuffles of the 442 people of the diabetes data, the 10-fold estimate of the mean
    absolute error of linear regression has a standard deviation less than a tenth of that of 500
    single splits, which hold out a fifth.
    """
    return repeats.shuffle_share


@checked(splitting.repeat, above=12, kind=SAME_DATA, unit=" points apart")
def single_splits_disagree(repeats: splitting.Repeats) -> float:
    """The smallest and the largest of 500 single-split errors of linear regression, from the same
    442 people, lie more than 12 points of the outcome apart.
    """
    return repeats.single.max() - repeats.single.min()


@checked(splitting.stratify, above=0.3, kind=SAME_DATA)
def chance_leaves_folds_without_patients(stratification: splitting.Stratification) -> float:
    """With ten patients among 100 people, more than three in ten shuffles leave at least one of
    five folds without a patient (share of 400 shuffles).
    """
    return stratification.without_patients


# --- Estimates and the truth ----------------------------------------------------------------------


@claim(estimating.judge_procedures, below=1.0, unit=" times that of 5-fold")
def leave_one_out_varies_less_for_a_stable_model(procedures: estimating.Procedures) -> float:
    """For linear regression on ten predictors and 60 people, leave-one-out estimates have a smaller
    standard deviation over 400 samples than 5-fold ones.
    """
    deviation = procedures.standard_deviation
    return deviation["leave-one-out"] / deviation["5-fold"]


@checked(estimating.judge_on_unstable, above=1.0, unit=" times that of 5-fold")
def leave_one_out_varies_more_for_an_unstable_model(procedures: estimating.Procedures) -> float:
    """For 60 people and a regression on one of 20 predictors, the one that is best in the training
    set, picked anew in each, leave-one-out estimates have a larger standard deviation over 400
    samples than 5-fold ones.
    """
    deviation = procedures.standard_deviation
    return deviation["leave-one-out"] / deviation["5-fold"]


@checked(estimating.judge_procedures, above=1.4, unit=" times as far")
def one_split_lies_further_from_the_truth_than_k_fold(procedures: estimating.Procedures) -> float:
    """With 60 people, the estimate of one split lies more than 1.4 times as far from the true
    error as that of 5-fold cross-validation (root mean square over 400 samples).
    """
    return procedures.typical_error["one split"] / procedures.typical_error["5-fold"]


@checked(estimating.judge_procedures, above=-0.03, below=0.03)
def leave_one_out_is_almost_unbiased(procedures: estimating.Procedures) -> float:
    """For linear regression on 60 people, the mean leave-one-out estimate of 400 samples is within
    3 % of the mean true error.
    """
    return procedures.bias["leave-one-out"]


@checked(estimating.judge_procedures, above=0.05)
def the_bootstrap_is_pessimistic(procedures: estimating.Procedures) -> float:
    """For the same regression, the out-of-bag bootstrap's estimate is on average more than 5 % too
    large.
    """
    return procedures.bias["out-of-bag"]


@checked(estimating.judge_procedures, above=-0.03, below=0.03)
def the_bias_is_that_of_training_sets(procedures: estimating.Procedures) -> float:
    """The out-of-bag bootstrap's bias is within 3 percentage points of how much worse, truly and on
    average, the models that it fits are than the model fitted to everybody (400 samples).
    """
    return procedures.bias["out-of-bag"] - procedures.bias_of_training_sets["out-of-bag"]


@claim(estimating.judge_procedures, below=0.2)
def an_estimate_does_not_follow_its_own_sample(procedures: estimating.Procedures) -> float:
    """Over 400 samples of 60 people, the correlation of the 10-fold estimate with the true error of
    the linear regression fitted to the same sample is below 0.2.
    """
    return procedures.correlation


@checked(reporting.cover, below=0.94)
def two_standard_errors_of_folds_cover_too_little(intervals: reporting.Intervals) -> float:
    """With 60 people, the 10-fold estimate plus or minus two standard errors over folds holds the
    true error in fewer than 94 % of 400 samples.
    """
    return intervals.coverage_of_folds[60]


@checked(reporting.cover, above=0.88)
def with_250_people_an_interval_over_people_is_near_enough(
    intervals: reporting.Intervals,
) -> float:
    """With 250 people as with 500, the 10-fold estimate plus or minus two standard errors over
    people holds the true error in more than 88 % of 400 samples (the smaller share).
    """
    return min(intervals.coverage_of_people[n] for n in (250, 500))


@claim(estimating.grow, above=1.5, unit=" times as far")
def one_split_is_further_off_at_every_size(sizes: estimating.Sizes) -> float:
    """At each of eight sample sizes from 50 to 10,000 people, the estimate of one split, which
    holds out a fifth, lies more than 1.5 times as far from the true error as that of 5-fold
    cross-validation (root mean square over 100 samples, at the size where the ratio is smallest).
    """
    return min(sizes.gain.values())


@checked(estimating.grow, below=0.025)
def with_ten_thousand_one_split_is_enough(sizes: estimating.Sizes) -> float:
    """With 10,000 people, one split's estimate is less than 2.5 % off the true error (root mean
    square over 100 samples).
    """
    return sizes.single_distance[10_000]


@checked(estimating.grow, above=0.12)
def with_a_hundred_one_split_is_not(sizes: estimating.Sizes) -> float:
    """With 100 people, one split's estimate is more than 12 % off the true error (root mean square
    over 100 samples).
    """
    return sizes.single_distance[100]


# --- Classes --------------------------------------------------------------------------------------


@checked(classifying.classify, above=0.75)
def patients_are_ranked_well(classification: classifying.Classification) -> float:
    """Logistic regression on five predictors, in each of which patients score 0.6 standard
    deviations higher, has an area under the ROC curve above 0.75 (100 patients among 1,000 people,
    ten folds).
    """
    return classification.auc


@checked(classifying.classify, below=0.025)
def accuracy_hardly_notices(classification: classifying.Classification) -> float:
    """At a threshold of one half its accuracy is less than 2.5 percentage points above that of
    calling everybody healthy.
    """
    return classification.gain_in_accuracy


# --- Selection ------------------------------------------------------------------------------------


@claim(selecting.select, above=0.15)
def five_hundred_models_make_much_optimism(selection: selecting.Selection) -> float:
    """Of 500 regressions on five predictors each, the one with the smallest error on 30 validation
    people has a validation error more than 0.15 below its true error, which is about 1.1 (mean of
    200 samples).
    """
    return selection.optimism[selection.tried.max()]


@checked(selecting.select, above=0.8, below=1.2, unit=" of what was worked out")
def luck_can_be_worked_out(selection: selecting.Selection) -> float:
    """With 500 models, the optimism is within 20 % of the expected largest of 500 independent
    normal numbers, times the standard deviation, among the models of a sample, of validation minus
    true error (means of 200 samples).
    """
    return selection.optimism[500] / selection.expected_optimism[500]


@checked(selecting.select, above=-0.05, below=0.05)
def the_test_error_stays_honest(selection: selecting.Selection) -> float:
    """After 500 models were tried, the mean test error of the one chosen is within 0.05 of its mean
    true error (means of 200 samples).
    """
    return selection.mean_test[500] - selection.mean_truth[500]


@checked(selecting.nest, below=-0.07)
def the_best_cross_validated_score_is_optimistic(nesting: selecting.Nesting) -> float:
    """Of 200 regressions on five of 40 predictors, the one with the smallest cross-validated error
    on 100 people has an error that is on average more than 7 % smaller than its true one (mean of
    100 samples).
    """
    return nesting.best_score_bias


@checked(selecting.nest, above=-0.04, below=0.07)
def nested_cross_validation_is_not(nesting: selecting.Nesting) -> float:
    """For the same choice, the nested estimate is on average at most 4 % too small and at most 7 %
    too large.
    """
    return nesting.nested_bias


# --- Leaks ----------------------------------------------------------------------------------------


@claim(leaking.leak, above=0.3)
def picking_before_splitting_finds_skill_in_noise(leak: leaking.Leak) -> float:
    """With 5,000 useless predictors of 100 people, of which the ten that correlate most with the
    outcome are picked before splitting, cross-validated linear regression has an R² above 0.3
    (mean of 12 samples).
    """
    return leak.mean_before[leak.predictors.max()]


@checked(leaking.leak, below=0.0)
def picking_inside_finds_none(leak: leaking.Leak) -> float:
    """Picked anew in each training set, the ten best of 5,000 useless predictors have an R² below
    zero (mean of 12 samples).
    """
    return leak.mean_inside[5000]


@claim(leaking.meet_again, above=0.6)
def folds_of_sessions_find_skill_where_none_is(acquaintance: leaking.Acquaintance) -> float:
    """With ten sessions of each of 40 people and folds made of sessions, the three nearest sessions
    predict an outcome that has nothing to do with the predictors with an R² above 0.6 (mean of 20
    samples).
    """
    return acquaintance.mean_shuffled[acquaintance.sessions.max()]


@checked(leaking.meet_again, below=0.0)
def folds_of_persons_find_none(acquaintance: leaking.Acquaintance) -> float:
    """With ten sessions a person and folds made of persons, R² is below zero (mean of 20
    samples).
    """
    return acquaintance.mean_grouped[10]


# --- Rivals ---------------------------------------------------------------------------------------


@checked(comparing.permute, below=0.005, kind=SAME_DATA)
def diabetes_is_predicted_better_than_by_chance(permutations: comparing.Permutations) -> float:
    """With the outcome of the diabetes data shuffled 500 times among the 442 people, fewer than
    five in a thousand orders, the real one counted among them, reach its 5-fold cross-validated
    error of linear regression (the p-value).
    """
    return permutations.p_value


@claim(comparing.permute_sessions, above=0.5)
def shuffling_sessions_hides_a_leak(baselines: comparing.Baselines) -> float:
    """With ten sessions of each of 40 people, an outcome that has nothing to do with the predictors
    and folds made of sessions, the mean R² of 200 shuffles is more than 0.5 higher if the outcomes
    of whole persons are shuffled than if those of single sessions are.
    """
    return baselines.mean["persons"] - baselines.mean["sessions"]


@checked(comparing.permute_sessions, below=0.01)
def shuffled_sessions_make_it_significant(baselines: comparing.Baselines) -> float:
    """With the outcomes of single sessions shuffled, the leak is significant: p is below 0.01."""
    return baselines.p_value["sessions"]


@checked(comparing.permute_picks, above=0.2)
def picks_must_be_made_anew(baselines: comparing.Baselines) -> float:
    """For the best ten of 1,000 useless predictors of 100 people, picked before splitting, the mean
    R² of 99 shuffled outcomes is more than 0.2 higher if each has its own pick than if all keep
    that of the real outcome.
    """
    return baselines.mean["picked anew"] - baselines.mean["picked once"]


@checked(comparing.compare, above=5.5, kind=SAME_DATA, unit=" of 10 folds")
def linear_regression_beats_the_tree(comparison: comparing.Comparison) -> float:
    """On the diabetes data, linear regression has a smaller error than a tree of eight leaves in
    more than half of ten folds.
    """
    return comparison.wins


@claim(comparing.raise_alarms, above=0.5)
def repeating_folds_makes_false_alarms(alarms: comparing.FalseAlarms) -> float:
    """For two linear regressions that are equally good over samples, a t test on their differences
    in twenty shuffles into ten folds, which promises to find a difference in 5 % of samples, finds
    one in more than half (of 400 samples of 100 people).
    """
    return alarms.plain_rate[alarms.repeats.max()]


@checked(comparing.raise_alarms, below=0.12)
def the_corrected_test_keeps_them_rare(alarms: comparing.FalseAlarms) -> float:
    """The corrected test on the same differences does so in fewer than 12 % of samples."""
    return alarms.corrected_rate[20]


@checked(comparing.raise_alarms, below=0.25)
def with_other_people_they_are_rare(alarms: comparing.FalseAlarms) -> float:
    """A t test on as many differences, from ten folds of each of twenty samples instead of twenty
    shuffles of one, does so in fewer than a quarter of 400 tests, which share their 400 samples.
    """
    return alarms.other_people_rate[20]
