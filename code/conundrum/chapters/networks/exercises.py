"""What is right and what is likely wrong in the exercises of the chapter."""

from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise

import numpy as np
from jaxtyping import Float

from conundrum.chapters.networks.experiments.pieces import sawtooth
from conundrum.data.curves import QUARTIC
from conundrum.exercises import AnswerCheck, Exercise, Function, Mistake, Numbers
from conundrum.models.networks import ReLUNetwork, breakpoints, network_of, predict

# --- By hand, then by code ------------------------------------------------------------------------


def kinks_of_hat(cut_at: float) -> Float[np.ndarray, " kinks"]:
    """Return the kinks of the hat, cut off below a height."""
    hat = network_of(([[1], [1], [1]], [1, 0, -1]), ([[1, -2, 1]], [-cut_at]), ([[1]], [0]))
    return breakpoints(hat, -3, 3)


BY_HAND = Exercise(
    "ex-by-hand",
    asks="the places x of all kinks, from left to right",
    kind=Numbers(1e-3),
    right=lambda: kinks_of_hat(0.5),
    because="The kinks of the hat at −1 and 1 lie where the outer neuron is off, and are gone; "
    "its own two take their place.",
    mistakes=(
        Mistake(
            lambda: [-1, 0, 1],
            "These are the kinks of the hat without the outer neuron. Where the hat is lower than "
            "½ the outer neuron is off: its kinks there are gone.",
        ),
        Mistake(
            lambda: [-1, -0.5, 0, 0.5, 1],
            "At −1 and 1 the outer neuron is off, so that the function is zero on both sides: no "
            "kink there.",
        ),
        Mistake(
            lambda: [-0.5, 0.5],
            "You have the two places where the outer neuron switches. Between them the function "
            "is the hat, and has its top.",
        ),
    ),
)


# --- A network in three lines ---------------------------------------------------------------------


def forward(activation: Callable[[np.ndarray], np.ndarray]) -> Callable[..., np.ndarray]:
    """Return a function that computes a network of one hidden layer with some activation."""
    return lambda x, weights, biases, readout, constant: (
        activation(x @ weights.T + biases) @ readout + constant
    )


def without_constants(
    x: np.ndarray, weights: np.ndarray, biases: np.ndarray, readout: np.ndarray, constant: float
) -> np.ndarray:
    """Forget all biases."""
    return relu(x @ weights.T) @ readout


def relu_too_late(
    x: np.ndarray, weights: np.ndarray, biases: np.ndarray, readout: np.ndarray, constant: float
) -> np.ndarray:
    """Cut off the output instead of the neurons."""
    return relu((x @ weights.T + biases) @ readout + constant)


def relu_on_everything(*network: np.ndarray | float) -> np.ndarray:
    """Cut off the neurons, and the output as well."""
    return relu(forward(relu)(*network))


def relu(x: np.ndarray) -> np.ndarray:
    """Replace what is negative by zero."""
    return np.maximum(0, x)


def _people_and_weights(seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, float]:
    rng = np.random.default_rng(seed)
    return (
        rng.normal(size=(5, 3)),
        rng.normal(size=(4, 3)),
        rng.normal(size=4),
        rng.normal(size=4),
        float(rng.normal()),
    )


FORWARD = Exercise(
    "ex-forward",
    asks="a function of x, weights, biases, readout and constant that returns an output a person",
    kind=Function(tuple(_people_and_weights(seed) for seed in (4, 8, 10))),
    right=lambda: forward(relu),
    because="That is all a network of one hidden layer is.",
    mistakes=(
        Mistake(
            lambda: forward(lambda sums: sums),
            "Nothing is cut off in your network: it is a linear regression. Replace what is "
            "negative in the hidden layer by zero.",
        ),
        Mistake(
            lambda: relu_on_everything,
            "You cut off the output too. Only the neurons of the hidden layer cut off their sums; "
            "the readout does not.",
        ),
        Mistake(
            lambda: relu_too_late,
            "You cut off the output. Each neuron of the hidden layer cuts off its own sum; the "
            "readout does not.",
        ),
        Mistake(
            lambda: without_constants,
            "Your network has no biases and no constant: all its neurons switch at zero.",
        ),
    ),
)


# --- Without the cut ------------------------------------------------------------------------------

LECTURE = (np.array([2.0, -1.0, 3.0]), np.array([-1.0, 2.0, 0.5]), np.array([1.0, 2.0, -1.0]), 0.5)


def line_of(
    slopes: np.ndarray, biases: np.ndarray, readout: np.ndarray, constant: float
) -> list[float]:
    """Return slope and intercept of a network whose neurons do not cut off."""
    return [float(readout @ slopes), float(readout @ biases + constant)]


COLLAPSE = Exercise(
    "ex-no-cut",
    asks="slope and intercept of the line",
    kind=Numbers(1e-3),
    right=lambda: line_of(*LECTURE),
    because="Sums of lines are lines, however many layers of them are stacked. The cut is what "
    "makes a network more than a regression.",
    mistakes=(
        Mistake(
            lambda: [line_of(*LECTURE)[0], line_of(*LECTURE)[1] - LECTURE[3]],
            "You have left out the constant of the readout, ½.",
        ),
        Mistake(
            lambda: [float(LECTURE[0].sum()), float(LECTURE[1].sum() + LECTURE[3])],
            "You have added the neurons without the weights that the readout gives them.",
        ),
        Mistake(
            lambda: [line_of(*LECTURE)[0], LECTURE[3]],
            "The biases of the neurons reach the output as well, each times its readout weight.",
        ),
    ),
)


# --- The same budget ------------------------------------------------------------------------------


def parameters(widths: Sequence[int]) -> int:
    """Count weights and biases of a network."""
    return sum((before + 1) * after for before, after in pairwise(widths))


def weights(widths: Sequence[int]) -> int:
    """Count the weights alone."""
    return sum(before * after for before, after in pairwise(widths))


def widest(count: Callable[[Sequence[int]], int], inputs: int = 10) -> list[int]:
    """Return the largest widths of one and of five layers within the budget of two of 64."""
    budget = count((inputs, 64, 64, 1))
    widths = []
    for depth in (1, 5):
        width = 1
        while count((inputs, *[width + 1] * depth, 1)) <= budget:
            width += 1
        widths.append(width)
    return [budget, *widths]


BUDGET = Exercise(
    "ex-budget",
    asks="three whole numbers: parameters, width of one layer, width of each of five layers",
    kind=Numbers(1e-6),
    right=lambda: widest(parameters),
    because="Weights between two wide layers are what is dear, and a single layer has none.",
    mistakes=(
        Mistake(
            lambda: widest(weights),
            "You have counted the weights alone. Each neuron has a bias as well, and so has the "
            "output.",
        ),
        Mistake(
            lambda: [widest(parameters)[0], widest(parameters)[1] + 1, widest(parameters)[2] + 1],
            "One neuron less in each layer: yours are just over the budget.",
        ),
        Mistake(
            lambda: widest(parameters, inputs=1),
            "You have counted with one input. There are ten.",
        ),
    ),
)


# --- Better places for the kinks ------------------------------------------------------------------


def gain(
    density_of: Callable[[np.ndarray], np.ndarray], width: int = 64, reach: float = 1.6
) -> float:
    """Return how much smaller the largest error is where dots are placed by a density."""
    x = np.linspace(-reach, reach, 20_001)
    curve, upto = QUARTIC.function(x), np.cumsum(density_of(x))
    even = np.linspace(-reach, reach, width + 1)
    placed = np.interp(np.linspace(upto[0], upto[-1], width + 1), upto, x)
    largest = [
        np.abs(np.interp(x, dots, np.interp(dots, x, curve)) - curve).max()
        for dots in (even, placed)
    ]
    return float(largest[0] / largest[1])


def bend(x: np.ndarray) -> np.ndarray:
    """Return the size of the second derivative."""
    return np.abs(12 * x**2 - 6)


PLACES = Exercise(
    "ex-places",
    asks="how many times smaller the largest error is, with 64 pieces",
    kind=Numbers(0.02),
    right=lambda: gain(lambda x: np.sqrt(bend(x))),
    because="It is a constant factor. Twice the units still give a quarter of the error: that "
    "comes from the pieces being straight.",
    mistakes=(
        Mistake(
            lambda: 1 / gain(lambda x: np.sqrt(bend(x))),
            "This is the error of placed dots over that of even ones. Say how many times smaller.",
        ),
        Mistake(
            lambda: 1 - 1 / gain(lambda x: np.sqrt(bend(x))),
            "This is the share by which the error falls. Say how many times smaller it gets.",
        ),
        Mistake(
            lambda: gain(lambda x: np.sqrt(bend(x)), reach=1),
            "Your dots lie between −1 and 1. The curve of the figure goes from −1.6 to 1.6.",
        ),
        Mistake(
            lambda: gain(bend),
            "You have made the integral of |f''| the same between neighbours, without the root: "
            "too many dots lie where the curve bends most.",
        ),
        Mistake(
            lambda: gain(lambda x: np.abs(4 * x**3 - 6 * x - 1)),
            "You have placed the dots by the slope. A straight piece follows a steep line as well "
            "as a flat one; it is the bend that it misses.",
        ),
    ),
)


# --- Does training make pieces? -------------------------------------------------------------------


def count_pieces(network: ReLUNetwork, low: float, high: float) -> int:
    """Return how many straight pieces a network has between two places."""
    return len(breakpoints(network, low, high)) + 1


def count_turns(network: ReLUNetwork, low: float, high: float) -> int:
    """Count where the network turns from rising to falling or back, and not where it bends."""
    x = np.linspace(low, high, 4001)
    rises = np.sign(np.diff(predict(network, x[:, None]).ravel()))
    return int(np.count_nonzero(np.diff(rises))) + 1


PIECES = Exercise(
    "ex-trained-pieces",
    asks="a function of a network, low and high that returns the number of pieces",
    kind=Function(
        tuple(
            (ReLUNetwork(widths, seed=seed), -1.6, 1.6)
            for widths in ((1, 64, 1), (1, 16, 16, 16, 16, 1))
            for seed in (100, 101)
        )
    ),
    right=lambda: count_pieces,
    because="Between two neighbouring kinks lies one piece, and one lies beyond the last.",
    mistakes=(
        Mistake(
            lambda: lambda network, low, high: count_pieces(network, low, high) - 1,
            "This is the number of kinks. There is one piece more.",
        ),
        Mistake(
            lambda: lambda network, low, high: count_pieces(network, -100, 100),
            "You count on the whole line. Kinks outside the interval do not bend what is in it.",
        ),
        Mistake(
            lambda: count_turns,
            "You count where the network turns from rising to falling or back. It has a new piece "
            "wherever its slope changes.",
        ),
    ),
)


# --- Can training find the sawtooth? --------------------------------------------------------------


SAWTOOTH = Exercise(
    "ex-find-sawtooth",
    asks="a function of x, a column of numbers from 0 to 1, that is within 0.02 of the sawtooth",
    kind=Function(((np.linspace(0, 1, 33)[:, None],),), tolerance=0.02),
    right=lambda: partial(predict, sawtooth(3)),
    because="Eight neurons a layer can find what two could be. Room to spare helps training, even "
    "where the function does not need it.",
    mistakes=(
        Mistake(
            lambda: partial(predict, sawtooth(2)),
            "This sawtooth has four pieces. Apply the layer three times.",
        ),
        Mistake(
            lambda: lambda x: np.full_like(x, 0.5),
            "This predicts the mean: a start that got nowhere. Take the best of the 20 networks.",
        ),
        Mistake(
            lambda: lambda x: predict(sawtooth(3), x).ravel(),
            "Yours has the values in a row. Keep the shape of x, a column.",
        ),
    ),
)

check_answer = AnswerCheck(BY_HAND, FORWARD, COLLAPSE, BUDGET, PLACES, PIECES, SAWTOOTH)
