"""Networks of two inputs: how hidden units make an interaction, and the regions of a plane."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int
from torch import Tensor, nn

from conundrum.data.surfaces import REACH, least_additive_error, unmixed
from conundrum.evaluation.risk import risk
from conundrum.experiment import experiment
from conundrum.models.networks import ReLUNetwork, network_of, predict
from conundrum.models.regions import Regions, activation_regions
from conundrum.seeds import seeds_from
from conundrum.training.fit import fit

Grid = Float[np.ndarray, " grid"]


def all_pairs(x: Grid) -> Float[np.ndarray, "pairs 2"]:
    """Pair each value of the second input with each of the first; the first runs faster."""
    return np.stack(np.meshgrid(x, x), axis=-1).reshape(-1, 2)


def middles(cells: int) -> Grid:
    """Return the middles of equal cells between −1.6 and 1.6, over which averages are taken."""
    return (np.arange(cells) + 0.5) / cells * 2 * REACH - REACH


def on_grid(network: nn.Module, x: Grid) -> Float[np.ndarray, "grid grid"]:
    """Return a network's output at ``x[i]`` (second input) and ``x[j]`` (first input)."""
    return predict(network, all_pairs(x)).reshape(len(x), len(x)).astype(float)


# --- An interaction -------------------------------------------------------------------------------


@dataclass(frozen=True)
class FourPlanes:
    """Four folded planes that add up to an interaction.

    Attributes
    ----------
    network
        With the widths 2, 4, 1.
    x
        A grid along either side of the square.
    heights
        The output at ``x[i]`` (second input) and ``x[j]`` (first input).
    regions
        Where which units are above zero.
    slices
        The output along the first input, by the value of the second.
    """

    network: ReLUNetwork
    x: Grid
    heights: Float[np.ndarray, "grid grid"]
    regions: Regions
    slices: dict[int, Grid]


@experiment
def fold_four_planes() -> FourPlanes:
    """Compute ½ (|u + v| − |u − v|), where each absolute value is a sum of two ReLUs."""
    network = network_of(
        ([[1, 1], [-1, -1], [1, -1], [-1, 1]], np.zeros(4)), ([[0.5, 0.5, -0.5, -0.5]], [0])
    )
    x = np.linspace(-2, 2, 81)
    slices = {v: predict(network, np.column_stack([x, np.full_like(x, v)]))[:, 0] for v in SLICES}
    return FourPlanes(
        network, x, on_grid(network, x), activation_regions(network, -2.0, 2.0), slices
    )


SLICES = (-1, 0, 1)


@dataclass(frozen=True)
class InteractionLearned:
    """Networks trained on a surface of two inputs that interact, and the best that a sum can do.

    Attributes
    ----------
    x
        A grid along either side of the square.
    truth
        The surface at ``x[i]`` (second input) and ``x[j]`` (first input).
    output
        What the network whose units see both inputs predicts there.
    regions
        Its regions.
    test_error
        Expected squared error on a new observation, of networks whose hidden units see
        ``"both inputs"`` or ``"one input each"``.
    floor
        The least test error of any sum of a function of one input and a function of the other.
    """

    x: Grid
    truth: Float[np.ndarray, "grid grid"]
    output: Float[np.ndarray, "grid grid"]
    regions: Regions
    test_error: dict[str, float]
    floor: float

    @property
    def both_below_floor(self) -> float:
        """The test error with units that see both inputs, over the floor of sums."""
        return self.test_error["both inputs"] / self.floor

    @property
    def one_over_both(self) -> float:
        """The test error with units that see one input each, over that with units that see both."""
        return self.test_error["one input each"] / self.test_error["both inputs"]


class OneInputEach(nn.Module):
    """A hidden layer in which half of the units see the first input and half the second."""

    def __init__(self, units: int, *, seed: int) -> None:
        super().__init__()
        self.parts = nn.ModuleList(
            ReLUNetwork((1, units // 2, 1), seed=s) for s in seeds_from(seed, 2)
        )

    def forward(self, x: Float[Tensor, "n 2"]) -> Float[Tensor, "n 1"]:
        """Return the sum of what both halves make of their input."""
        return sum(part(x[:, [i]]) for i, part in enumerate(self.parts))


@experiment
def learn_interaction(
    *, seed: int, n: int = 400, units: int = 32, steps: int = 1500
) -> InteractionLearned:
    """Train two networks with one hidden layer on `n` observations of the surface by Adam."""
    population = unmixed(2)
    sample_seed, start_seed = seeds_from(seed, 2)
    sample = population.sample(n, seed=sample_seed)
    networks = {
        "both inputs": ReLUNetwork((2, units, 1), seed=start_seed),
        "one input each": OneInputEach(units, seed=start_seed),
    }
    places = all_pairs(middles(100))
    test_error = {}
    for name, network in networks.items():
        fit(network, sample.X, sample.y[:, None], steps=steps, learning_rate=0.02)
        predicted = predict(network, places).T.astype(float)
        test_error[name] = float(risk(predicted, population.truth(places), population.noise)[0])
    both = networks["both inputs"]
    x = np.linspace(-REACH, REACH, 81)
    return InteractionLearned(
        x,
        population.truth(all_pairs(x)).reshape(len(x), len(x)),
        on_grid(both, x),
        activation_regions(both, -REACH, REACH),
        test_error,
        least_additive_error(population.noise),
    )


# --- Regions --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class RegionCounts:
    """Regions of random networks of two inputs with one hidden layer and with three.

    Attributes
    ----------
    shallow, deep
        Regions between −3 and 3.
    """

    shallow: Int[np.ndarray, " draws"]
    deep: Int[np.ndarray, " draws"]

    @property
    def ratio(self) -> float:
        """Mean number of regions of the deep networks over that of the shallow ones."""
        return float(self.deep.mean() / self.shallow.mean())


SHALLOW, DEEP = (2, 24, 1), (2, 8, 8, 8, 1)


@experiment
def count_regions(*, seed: int, draws: int = 10, deep: Sequence[int] = DEEP) -> RegionCounts:
    """Count regions of random networks that have 24 units in one layer, and of deep ones.

    The deep ones have the same units in three layers, unless other widths are given.
    """

    def count(widths: Sequence[int]) -> Int[np.ndarray, " draws"]:
        networks = (ReLUNetwork(widths, seed=s) for s in seeds_from(seed, draws))
        return np.array([len(activation_regions(network, -3.0, 3.0)) for network in networks])

    return RegionCounts(count(SHALLOW), count(deep))


def map_regions(*, seed: int) -> tuple[Regions, Regions]:
    """Divide a square by one random network of either shape."""
    shallow, deep = (
        activation_regions(ReLUNetwork(widths, seed=seed), -3.0, 3.0) for widths in (SHALLOW, DEEP)
    )
    return shallow, deep


@experiment
def draw_folds(*, seed: int) -> Regions:
    """Divide a square by a small random network with two hidden layers."""
    return activation_regions(ReLUNetwork((2, 5, 4, 1), seed=seed), -3.0, 3.0)
