"""What the landing page claims."""

from functools import partial

from conundrum.chapters.index import experiments
from conundrum.chapters.index.experiments import Interpolations
from conundrum.claims import checked

ONE_DRAW = partial(experiments.interpolate, draws=1)


@checked(ONE_DRAW, below=0.1, rate=0.9)
def the_network_passes_through_every_point(interpolations: Interpolations) -> float:
    """After 20,000 steps of Adam a network of 1,024 units passes within 0.1 of each of 20 points,
    whose noise has a standard deviation of 0.3 (the point farthest off).
    """
    return interpolations.farthest_miss


@checked(ONE_DRAW, below=0.45)
def and_predicts_new_ones(interpolations: Interpolations) -> float:
    """Its expected squared error on a new observation is below 0.45, where always predicting zero
    has 0.62 and the sine itself 0.09.
    """
    return max(draw.test_error["network"] for draw in interpolations.draws)


@checked(ONE_DRAW, below=1, rate=0.9, unit=" times that of the spline")
def and_better_than_the_spline(interpolations: Interpolations) -> float:
    """The same network has a smaller expected squared error than the natural spline of 21 evenly
    spaced knots that passes through the same points with the least slope.
    """
    return max(
        draw.test_error["network"] / draw.test_error["spline"] for draw in interpolations.draws
    )
