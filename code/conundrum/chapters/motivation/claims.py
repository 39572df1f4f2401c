"""What the chapter *Motivation* claims."""

from functools import partial

from conundrum.chapters.motivation.experiments import cloud, images, inputs, surface
from conundrum.claims import SAME_DATA, checked, claim

EIGHT = partial(inputs.add_inputs, inputs=(8,), draws=1)
SIXTEEN = partial(inputs.add_inputs, inputs=(16,), draws=1)
SIXTY_FOUR = partial(inputs.add_inputs, inputs=(64,), draws=1)
ALL_PRODUCTS = partial(inputs.add_inputs, inputs=(8,), draws=1, models=("spline of all",))


# --- One input ------------------------------------------------------------------------------------


@claim(cloud.fit_cloud, above=1.05, unit=" times the spline’s")
def the_best_tree_is_worse_than_the_best_spline(fits: cloud.CloudFits) -> float:
    """On 100 observations of the smooth curve x⁴ − 3x² − x + 4, the least test error of trees with
    2 to 16 leaves is more than 1.05 times that of natural splines with 2 to 16 degrees of freedom.
    """
    return fits.tree_error.min() / fits.spline_error.min()


@checked(cloud.fit_cloud, below=0.35, digits=2, unit=" of the line’s")
def a_spline_follows_the_cloud(fits: cloud.CloudFits) -> float:
    """On one input, the least test error of the splines is less than 0.35 of the line's."""
    return fits.spline_error.min() / fits.line_error


@checked(cloud.count_degrees_of_freedom, above=2, unit=" times the leaves")
def a_leaf_costs_more_than_a_coefficient(freedom: cloud.TreeFreedom) -> float:
    """Fitted to outcomes drawn again and again around the same 100 points of the curve, a tree with
    eight leaves uses more than twice eight degrees of freedom.
    """
    return freedom.degrees_of_freedom[8] / 8


@claim(cloud.leave_the_range, above=20, unit="×")
def outside_the_range_every_model_is_wrong(fits: cloud.Extrapolations) -> float:
    """Fitted to ten clouds of 100 observations, a cubic spline, a natural spline, a tree and a
    network each have a root mean squared distance from the curve, from 0.5 to 1 beyond the range of
    the data, that is more than twenty times the one inside (the model for which it grows least; the
    network has two hidden layers of 16 units, trained by 1,000 steps of Adam on all points).
    """
    return fits.least_growth


# --- Two inputs that interact ---------------------------------------------------------------------


@claim(surface.fit_surface, above=1, below=1.2, unit=" times the least possible")
def a_sum_of_splines_is_stuck_at_its_floor(fits: surface.SurfaceFits) -> float:
    """Fitted to 400 observations of two inputs that interact, a sum of two splines has a test error
    within a fifth of the least that any sum of a function of one input and a function of the other
    can have, which is twenty times the noise.
    """
    return fits.test_error["sum of splines"] / fits.floor


@checked(surface.fit_surface, below=0.3)
def a_spline_with_interactions_finds_the_surface(fits: surface.SurfaceFits) -> float:
    """A spline with interactions has a test error below 0.3, of which 0.16 is the noise."""
    return fits.test_error["spline"]


@checked(surface.fit_surface, above=3, unit=" times the spline’s")
def a_tree_is_far_behind_on_a_surface(fits: surface.SurfaceFits) -> float:
    """On two inputs that interact, a tree whose number of leaves is chosen by cross-validation has
    more than three times the test error of the spline with interactions.
    """
    return fits.test_error["tree"] / fits.test_error["spline"]


@checked(surface.fit_surface, above=1.2, unit=" times the spline’s")
def on_two_inputs_the_network_is_not_best(fits: surface.SurfaceFits) -> float:
    """On two inputs, the network, trained by 1,500 steps of Adam with weight decay and mini-batches
    of 100, has more than 1.2 times the test error of the spline with interactions.
    """
    return fits.test_error["network"] / fits.test_error["spline"]


# --- More inputs ----------------------------------------------------------------------------------


@checked(inputs.measure_neighbours, above=0.45, unit=" of the distance to anybody")
def over_sixteen_inputs_nobody_has_a_neighbour(people: inputs.Neighbours) -> float:
    """Of 1,000 people drawn uniformly over sixteen inputs, the one nearest to a new person is more
    than 0.45 times as far away as anybody else (medians, of 500 new people).
    """
    return people.nearest[16]


@checked(inputs.measure_neighbours, above=0.9)
def over_sixteen_inputs_almost_everybody_is_outside(people: inputs.Neighbours) -> float:
    """More than nine tenths of 500 new people are no weighted mean of 1,000 others, drawn uniformly
    over sixteen inputs.
    """
    return people.outside[16]


@claim(SIXTEEN, below=0.3, unit=" times the next best")
def with_sixteen_mixed_inputs_the_network_is_best(more: inputs.MoreInputs) -> float:
    """From 1,000 people and sixteen inputs that mix the traits, a network with three hidden layers
    of 32 units, trained with 1,500 steps of Adam, weight decay and mini-batches of 100, leaves less
    than 0.3 times as much of the variance of the truth of new people unexplained as the best of
    linear regression, spline of pairs and boosted trees.
    """
    left = dict(more.left_mixed(16))
    return left.pop("network") / min(left.values())


@checked(EIGHT, below=0.1)
def eight_inputs_are_few_enough_for_pairs(more: inputs.MoreInputs) -> float:
    """With eight inputs of which six do nothing, the spline of pairs leaves less than a tenth of
    the variance of the truth of new people unexplained.
    """
    return more.left_unmixed(8)["spline of pairs"]


@checked(ALL_PRODUCTS, above=0.85)
def eight_inputs_are_too_many_for_all_products(more: inputs.MoreInputs) -> float:
    """With eight inputs of which six do nothing, the spline with the products of all inputs leaves
    more than 85 % of the variance of the truth of new people unexplained.
    """
    return more.left_unmixed(8)["spline of all"]


@checked(SIXTEEN, above=0.4)
def sixteen_inputs_are_too_many_for_pairs(more: inputs.MoreInputs) -> float:
    """With sixteen inputs of which fourteen do nothing, the spline of pairs leaves more than 40 %
    of the variance of the truth of new people unexplained.
    """
    return more.left_unmixed(16)["spline of pairs"]


@checked(SIXTY_FOUR, below=0.1)
def boosted_trees_ignore_what_does_nothing(more: inputs.MoreInputs) -> float:
    """With 64 inputs of which 62 do nothing, boosted trees leave less than a tenth of the variance
    of the truth of new people unexplained.
    """
    return more.left_unmixed(64)["boosted trees"]


@checked(inputs.follow_cuts, below=0.1)
def useless_inputs_bring_boosted_trees_little(cuts: inputs.TreeCuts) -> float:
    """Fitted to 1,000 people with 64 inputs of which 62 do nothing, boosted trees owe less than a
    tenth of their gain in fit to cuts at those 62.
    """
    return cuts.useless_gain


@checked(SIXTEEN, above=0.6)
def boosted_trees_see_mixed_traits_badly(more: inputs.MoreInputs) -> float:
    """With sixteen inputs that mix the traits, boosted trees leave more than 60 % of the variance
    of the truth of new people unexplained.
    """
    return more.left_mixed(16)["boosted trees"]


@checked(SIXTY_FOUR, above=0.5)
def sixty_four_inputs_are_too_many_for_the_network(more: inputs.MoreInputs) -> float:
    """With 64 inputs, traits or mixtures, the network leaves more than half of the variance of the
    truth of new people unexplained.
    """
    return min(more.left_mixed(64)["network"], more.left_unmixed(64)["network"])


@checked(inputs.predict_diabetes, above=0, rate=0.9, kind=SAME_DATA)
def on_diabetes_a_line_beats_boosted_trees(errors: inputs.DiabetesErrors) -> float:
    """Of 442 patients with ten variables, linear regression usually explains more of the
    progression of diabetes than boosted trees, 100 of 15 leaves or 150 of depth two at half the
    learning rate, in 10-fold cross-validation (difference of the shares explained, from the better
    of the two).
    """
    explained = dict(errors.explained)
    return explained.pop("linear regression") - max(explained.values())


# --- Inputs with a structure ----------------------------------------------------------------------


@claim(images.move_images, above=0.65, kind=SAME_DATA)
def a_moved_image_is_a_stranger_to_itself(moved: images.MovedImages) -> float:
    """More than 65 % of 500 photographs of clothes are further from their own copy, moved two
    pixels to the right, than from the nearest of 5,000 photographs that shows something else.
    """
    return moved.nearer_to_stranger
