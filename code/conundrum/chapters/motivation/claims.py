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
from conundrum.claims import claim

more_inputs = partial(experiments.add_inputs, inputs=(8, 16))


@claim(experiments.fit_cloud, below=0.35, digits=2, unit=" of the line's")
def a_spline_follows_the_cloud(fits: CloudFits) -> float:
    """On one input, the best spline has about a third of the line's test error, or less."""
    return fits.spline_error.min() / fits.spline_error[0]


@claim(experiments.fit_cloud, above=1.05, unit=" times the spline's")
def the_best_tree_is_worse_than_the_best_spline(fits: CloudFits) -> float:
    """On a smooth curve, the best tree predicts worse than the best spline."""
    return fits.tree_error.min() / fits.spline_error.min()


@claim(experiments.fit_surface, above=1, below=1.2, unit=" times the least possible")
def a_sum_of_splines_is_stuck_at_its_floor(surface: SurfaceFits) -> float:
    """A sum of two splines stays above the least test error that any sum of a function of one
    input and a function of the other can have, and comes within a fifth of it.
    """
    return surface.test_error["sum of splines"] / additive_floor(noise=0.4)


@claim(experiments.fit_surface, above=0.16, below=0.3)
def a_spline_with_interactions_finds_the_surface(surface: SurfaceFits) -> float:
    """A spline with interactions has a test error below 0.3, of which 0.16 is the noise."""
    return surface.test_error["spline"]


@claim(experiments.fit_surface, above=3, unit=" times the spline's")
def a_tree_is_far_behind_on_a_surface(surface: SurfaceFits) -> float:
    """On two inputs that interact, a tree has more than three times the test error of the spline
    with interactions.
    """
    return surface.test_error["tree"] / surface.test_error["spline"]


@claim(experiments.fit_surface, above=1.2, unit=" times the spline's")
def on_two_inputs_the_network_is_not_best(surface: SurfaceFits) -> float:
    """On two inputs, the network predicts worse than the spline with interactions."""
    return surface.test_error["network"] / surface.test_error["spline"]


@claim(more_inputs, above=0.85)
def eight_inputs_are_too_many_for_a_spline(more: MoreInputs) -> float:
    """With eight inputs of which six do nothing, the spline with all interactions leaves most of
    the outcome unexplained (as a share of the variance of the truth).
    """
    return more.unmixed["spline"][:, more.at(8)].mean()


@claim(more_inputs, below=0.1)
def boosted_trees_ignore_what_does_nothing(more: MoreInputs) -> float:
    """With sixteen inputs of which fourteen do nothing, boosted trees leave less than a tenth
    unexplained.
    """
    return more.unmixed["boosted trees"][:, more.at(16)].mean()


@claim(more_inputs, above=1, unit=" times the trees'")
def where_inputs_are_traits_boosted_trees_beat_the_network(more: MoreInputs) -> float:
    """With sixteen inputs of which fourteen do nothing, the network leaves more unexplained than
    the boosted trees.
    """
    at = more.at(16)
    return more.unmixed["network"][:, at].mean() / more.unmixed["boosted trees"][:, at].mean()


@claim(more_inputs, above=0.65)
def a_tree_cannot_see_mixed_traits(more: MoreInputs) -> float:
    """With eight inputs that mix the traits, a tree leaves more than two thirds unexplained."""
    return more.mixed["tree"][:, more.at(8)].mean()


@claim(more_inputs, above=0.4)
def boosted_trees_see_mixed_traits_badly(more: MoreInputs) -> float:
    """With eight inputs that mix the traits, boosted trees leave about half or more unexplained."""
    return more.mixed["boosted trees"][:, more.at(8)].mean()


@claim(experiments.turn_outcome, below=0.5, unit=" times as much")
def a_spline_sees_turned_outcomes_better(outcome: TurnedOutcome) -> float:
    """From the same eight inputs, the spline leaves less than half as much unexplained where the
    outcome depends on two directions across all of them as where it depends on two of them.
    """
    return outcome.across / outcome.along


@claim(more_inputs, below=0.15)
def a_network_does_not_mind_eight_mixed_inputs(more: MoreInputs) -> float:
    """With eight inputs that mix the traits, the network leaves less than 15 % unexplained."""
    return more.mixed["network"][:, more.at(8)].mean()


@claim(more_inputs, below=0.7, unit=" times the next best")
def with_sixteen_mixed_inputs_the_network_is_best(more: MoreInputs) -> float:
    """With sixteen inputs that mix the traits, the network leaves far less unexplained than the
    best of the others.
    """
    at = more.at(16)
    others = (more.mixed[model][:, at].mean() for model in more.mixed if model != "network")
    return more.mixed["network"][:, at].mean() / min(others)


@claim(experiments.move_images, above=0.65)
def a_moved_image_is_a_stranger_to_itself(moved: MovedImages) -> float:
    """Moved by two pixels, most photographs of clothes are further from themselves than from a
    photograph of something else (as a share of photographs).
    """
    return (moved.to_itself > moved.to_stranger).mean()
