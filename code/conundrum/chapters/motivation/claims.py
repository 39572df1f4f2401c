"""What the chapter *Motivation* claims."""

from functools import partial

from conundrum.chapters.motivation import experiments
from conundrum.chapters.motivation.experiments import (
    CloudFits,
    MoreInputs,
    MovedImages,
    SurfaceFits,
    TurnedOutcome,
    additive_floor,
)
from conundrum.claims import SAME_DATA, checked, claim

more_inputs = partial(experiments.add_inputs, inputs=(8, 16))
too_many_inputs = partial(experiments.add_inputs, inputs=(32,))


@claim(experiments.fit_cloud, above=1.05, unit=" times the spline’s")
def the_best_tree_is_worse_than_the_best_spline(fits: CloudFits) -> float:
    """On 100 observations of the smooth curve x⁴ − 3x² − x + 4, the least test error of trees with
    2 to 16 leaves is more than 1.05 times that of natural splines with 2 to 16 degrees of freedom.
    """
    return fits.tree_error.min() / fits.spline_error.min()


@checked(experiments.fit_cloud, below=0.35, digits=2, unit=" of the line’s")
def a_spline_follows_the_cloud(fits: CloudFits) -> float:
    """On one input, the least test error of the splines is less than 0.35 of the line's."""
    return fits.spline_error.min() / fits.line_error


@claim(experiments.fit_surface, above=1, below=1.2, unit=" times the least possible")
def a_sum_of_splines_is_stuck_at_its_floor(surface: SurfaceFits) -> float:
    """Fitted to 400 observations of two inputs that interact, a sum of two splines has a test error
    within a fifth of the least that any sum of a function of one input and a function of the other
    can have, which is twenty times the noise.
    """
    return surface.test_error["sum of splines"] / additive_floor(noise=0.4)


@checked(experiments.fit_surface, below=0.3)
def a_spline_with_interactions_finds_the_surface(surface: SurfaceFits) -> float:
    """A spline with interactions has a test error below 0.3, of which 0.16 is the noise."""
    return surface.test_error["spline"]


@checked(experiments.fit_surface, above=3, unit=" times the spline’s")
def a_tree_is_far_behind_on_a_surface(surface: SurfaceFits) -> float:
    """On two inputs that interact, a tree, its leaves counted by cross-validation, has more than
    three times the test error of the spline with interactions.
    """
    return surface.test_error["tree"] / surface.test_error["spline"]


@checked(experiments.fit_surface, above=1.2, unit=" times the spline’s")
def on_two_inputs_the_network_is_not_best(surface: SurfaceFits) -> float:
    """On two inputs, the network, trained with 1,000 steps of Adam, has more than 1.2 times the
    test error of the spline with interactions.
    """
    return surface.test_error["network"] / surface.test_error["spline"]


@claim(more_inputs, below=0.7, unit=" times the next best")
def with_sixteen_mixed_inputs_the_network_is_best(more: MoreInputs) -> float:
    """From 1,000 people and sixteen inputs that mix the traits, a network with two hidden layers of
    64 units, trained with 1,000 steps of Adam, leaves less than 0.7 times as much unexplained as
    the best of spline with interactions, tree and boosted trees.
    """
    left = more.left_mixed(16)
    return left["network"] / min(left["spline"], left["tree"], left["boosted trees"])


@checked(more_inputs, above=0.85)
def eight_inputs_are_too_many_for_a_spline(more: MoreInputs) -> float:
    """With eight inputs of which six do nothing, the spline with all interactions leaves more than
    85 % of the variance of the truth unexplained.
    """
    return more.left_unmixed(8)["spline"]


@checked(more_inputs, below=0.1)
def boosted_trees_ignore_what_does_nothing(more: MoreInputs) -> float:
    """With sixteen inputs of which fourteen do nothing, boosted trees leave less than a tenth
    unexplained.
    """
    return more.left_unmixed(16)["boosted trees"]


@checked(more_inputs, above=1, unit=" times the trees’")
def where_inputs_are_traits_boosted_trees_beat_the_network(more: MoreInputs) -> float:
    """With sixteen inputs of which fourteen do nothing, the network leaves more unexplained than
    the boosted trees.
    """
    return more.left_unmixed(16)["network"] / more.left_unmixed(16)["boosted trees"]


@checked(more_inputs, above=0.65)
def a_tree_cannot_see_mixed_traits(more: MoreInputs) -> float:
    """With eight inputs that mix the traits, a tree leaves more than 65 % unexplained."""
    return more.left_mixed(8)["tree"]


@checked(more_inputs, above=0.4)
def boosted_trees_see_mixed_traits_badly(more: MoreInputs) -> float:
    """With eight inputs that mix the traits, boosted trees leave more than 40 % unexplained."""
    return more.left_mixed(8)["boosted trees"]


@checked(experiments.turn_outcome, below=0.5, unit=" times as much")
def a_spline_sees_turned_outcomes_better(outcome: TurnedOutcome) -> float:
    """From the same eight inputs, the spline leaves less than half as much unexplained where the
    outcome depends on two directions across all of them as where it depends on two of them.
    """
    return outcome.across / outcome.along


@checked(more_inputs, below=0.15)
def a_network_does_not_mind_eight_mixed_inputs(more: MoreInputs) -> float:
    """With eight inputs that mix the traits, the network leaves less than 15 % unexplained."""
    return more.left_mixed(8)["network"]


@checked(too_many_inputs, above=0.5)
def thirty_two_mixed_inputs_are_too_many_for_the_network(more: MoreInputs) -> float:
    """With 32 inputs that mix the traits, the network leaves more than half unexplained."""
    return more.left_mixed(32)["network"]


@claim(experiments.move_images, above=0.65, kind=SAME_DATA)
def a_moved_image_is_a_stranger_to_itself(moved: MovedImages) -> float:
    """Moved by two pixels, more than 65 % of 500 photographs of clothes are further from themselves
    than from the nearest of 5,000 photographs that shows something else.
    """
    return moved.nearer_to_stranger
