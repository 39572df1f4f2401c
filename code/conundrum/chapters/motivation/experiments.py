"""What the chapter *Motivation* computes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from jaxtyping import Float, Int
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.metrics.pairwise import euclidean_distances
from sklearn.model_selection import GridSearchCV
from sklearn.tree import DecisionTreeRegressor

from conundrum.data.curves import QUARTIC, Curve, Sample
from conundrum.data.images import Images, fashion_mnist, shift
from conundrum.data.surfaces import REACH, TwoTraits, mixed, unmixed
from conundrum.data.tables import Table
from conundrum.evaluation.cloud import fit_even_spline, fit_small_tree
from conundrum.evaluation.risk import risk
from conundrum.experiment import experiment
from conundrum.models.linear import minimum_norm
from conundrum.models.networks import ReLUNetwork, predict
from conundrum.models.splines import bend_basis, cardinal_basis, uniform_knots
from conundrum.models.tensor_splines import fit_tensor_spline
from conundrum.seeds import seeds_from
from conundrum.training.fleet import fit_fleet

CLOUD_SIZE = 100
PIECES = tuple(range(2, 17))
SLICES = tuple(np.linspace(0, 1.6, 9).round(1))
INPUTS = (2, 4, 8, 16)
LEAVES = (4, 8, 16, 32, 64, 128)

Model = Literal["spline", "tree", "boosted trees", "network"]
Grid = Float[np.ndarray, " grid"]
Fitted = Callable[[Float[np.ndarray, "n p"]], Float[np.ndarray, " n"]]


# --- One input ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CloudFits:
    """Splines and trees of growing size, fitted to the same cloud.

    Attributes
    ----------
    sample
        The cloud.
    x, truth
        The grid, and the curve behind the cloud, there.
    pieces
        Degrees of freedom of the spline, leaves of the tree.
    spline, tree
        Predictions on the grid. The spline of two degrees of freedom is a straight line.
    noise
        The standard deviation of the outcome around the curve.
    """

    sample: Sample
    x: Grid
    truth: Grid
    pieces: Int[np.ndarray, " m"]
    spline: Float[np.ndarray, "m grid"]
    tree: Float[np.ndarray, "m grid"]
    noise: float

    @property
    def spline_error(self) -> Float[np.ndarray, " m"]:
        """Expected squared error on a new observation."""
        return risk(self.spline, self.truth, self.noise)

    @property
    def tree_error(self) -> Float[np.ndarray, " m"]:
        """Expected squared error on a new observation."""
        return risk(self.tree, self.truth, self.noise)

    @property
    def line_error(self) -> float:
        """The test error of the straight line."""
        return float(self.spline_error[0])

    @property
    def best_spline_size(self) -> int:
        """Degrees of freedom of the spline with the least test error."""
        return int(self.pieces[self.spline_error.argmin()])

    @property
    def best_tree_size(self) -> int:
        """Leaves of the tree with the least test error."""
        return int(self.pieces[self.tree_error.argmin()])


@dataclass(frozen=True)
class CloudFit:
    """One position of the slider: a spline and a tree of the same size."""

    fits: CloudFits
    chosen: int


@experiment
def fit_cloud(*, seed: int, curve: Curve = QUARTIC) -> CloudFits:
    """Fit splines of 2 to 16 degrees of freedom and trees of 2 to 16 leaves to one cloud.

    The cloud are `CLOUD_SIZE` observations of the curve.
    """
    sample = curve.sample(CLOUD_SIZE, seed=seed)
    x = curve.grid(321)
    splines = [fit_even_spline(curve, sample, pieces)(x) for pieces in PIECES]
    trees = [fit_small_tree(sample, pieces, seed=seed)(x) for pieces in PIECES]
    return CloudFits(
        sample,
        x,
        curve.function(x),
        np.array(PIECES),
        np.array(splines),
        np.array(trees),
        curve.noise,
    )


# --- Two inputs that interact ---------------------------------------------------------------------


@dataclass(frozen=True)
class SurfaceFits:
    """Models of two inputs that interact.

    Attributes
    ----------
    x
        The first input, a grid.
    slices
        Values of the second input.
    truth
        The surface at both, without noise.
    predictions
        Of ``"sum of splines"`` (one of each input), ``"spline"`` (with interactions), ``"tree"``
        and ``"network"``, there.
    test_error
        Expected squared error on a new observation, of each.
    """

    x: Grid
    slices: Float[np.ndarray, " slices"]
    truth: Float[np.ndarray, "slices grid"]
    predictions: dict[str, Float[np.ndarray, "slices grid"]]
    test_error: dict[str, float]


@dataclass(frozen=True)
class Slice:
    """One position of the slider: all models at one value of the second input."""

    surface: SurfaceFits
    chosen: int


@experiment
def fit_surface(*, seed: int, n: int = 400, interaction: float = 3.0) -> SurfaceFits:
    """Fit four models to `n` observations of a surface.

    Without `interaction`, the factor of (uv)², the surface is a sum of functions of single inputs.
    """
    population = unmixed(2, interaction)
    sample = population.sample(n, seed=seed)
    middles = (np.arange(100) + 0.5) / 100 * 2 * REACH - REACH
    everywhere = np.stack(np.meshgrid(middles, middles), axis=-1).reshape(-1, 2)
    x, slices = np.linspace(-REACH, REACH, 161), np.array(SLICES)
    places = np.stack(np.meshgrid(x, slices), axis=-1).reshape(-1, 2)
    truth = population.truth(everywhere)
    predictions, test_error = {}, {}
    for name, predict_at in (
        ("sum of splines", fit_additive_spline(sample)),
        ("spline", fit_interacting_spline(sample)),
        ("tree", fit_tree(sample, seed=seed)),
        ("network", fit_network(sample, seed=seed)),
    ):
        predictions[name] = predict_at(places).reshape(len(slices), len(x))
        test_error[name] = float(risk(predict_at(everywhere)[None], truth, population.noise)[0])
    return SurfaceFits(
        x, slices, population.truth(places).reshape(len(slices), len(x)), predictions, test_error
    )


def additive_floor(noise: float) -> float:
    """Return the least test error of any sum of a function of u and a function of v.

    What no sum can be is −3 (u² − m)(v² − m), with m the mean of u². Its variance is nine times
    the squared variance of u², which is 4 a⁴ / 45 for u uniform between −a and a.
    """
    return 9 * (4 * REACH**4 / 45) ** 2 + noise**2


def fit_additive_spline(sample: Table) -> Fitted:
    """Fit a spline of each input, added up, by least squares."""
    basis = cardinal_basis(uniform_knots(-REACH, REACH, 8))

    def features(X: Float[np.ndarray, "n 2"]) -> Float[np.ndarray, "n 16"]:
        return np.concatenate([basis(x) for x in X.T], axis=1)

    coefficients = minimum_norm(features(sample.X), sample.y)
    return lambda X: features(X) @ coefficients


def fit_interacting_spline(sample: Table) -> Fitted:
    """Fit a spline with all interactions; its penalty is chosen by leaving out one."""
    reach = max(REACH, np.abs(sample.X).max())
    return fit_tensor_spline(bend_basis(uniform_knots(-reach, reach, 8)), sample.X, sample.y)


def fit_tree(sample: Table, *, seed: int) -> Fitted:
    """Fit a tree; its leaves are counted by 5-fold cross-validation."""
    tree = DecisionTreeRegressor(random_state=seed)
    return GridSearchCV(tree, {"max_leaf_nodes": LEAVES}, cv=5).fit(sample.X, sample.y).predict


def fit_boosted_trees(sample: Table, *, seed: int) -> Fitted:
    """Fit a sum of trees, each to what those before it left over, with scikit-learn's settings."""
    boosted = HistGradientBoostingRegressor(random_state=seed)
    return boosted.fit(sample.X, sample.y).predict


def fit_network(sample: Table, *, seed: int) -> Fitted:
    """Train a network with two hidden layers of 64 units and some weight decay."""
    network = ReLUNetwork((sample.X.shape[1], 64, 64, 1), seed=seed)
    fit_fleet(
        [network], sample.X, sample.y[:, None], steps=1000, learning_rate=0.01, weight_decay=0.03
    )
    return lambda X: predict(network, X)[:, 0].astype(float)


# --- More inputs ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class MoreInputs:
    """Test error as inputs are added, while the same two traits decide the outcome.

    Attributes
    ----------
    inputs
        How many there are.
    unmixed, mixed
        For each model, its squared distance from the truth as a share of the variance of the
        truth: 0 is perfect, 1 is as good as the mean. Inputs are traits, or mixtures of them.
    """

    inputs: Int[np.ndarray, " p"]
    unmixed: dict[Model, Float[np.ndarray, "draws p"]]
    mixed: dict[Model, Float[np.ndarray, "draws p"]]

    def left_unmixed(self, inputs: int) -> dict[Model, float]:
        """Return what each model leaves unexplained where so many inputs are traits."""
        return self._at(inputs, self.unmixed)

    def left_mixed(self, inputs: int) -> dict[Model, float]:
        """Return what each model leaves unexplained where so many inputs mix traits."""
        return self._at(inputs, self.mixed)

    def _at(self, inputs: int, shares: dict[Model, np.ndarray]) -> dict[Model, float]:
        [at] = np.flatnonzero(self.inputs == inputs)
        return {model: float(share[:, at].mean()) for model, share in shares.items()}


@experiment
def add_inputs(
    *, seed: int, draws: int = 1, inputs: tuple[int, ...] = INPUTS, n: int = 1000
) -> MoreInputs:
    """Fit four models to `n` people with more and more inputs, as they are and mixed."""
    seeds = seeds_from(seed, draws)
    plain = [[_left_by_each(unmixed(p), n, s) for p in inputs] for s in seeds]
    turned = [[_left_by_each(mixed(p, seed=s), n, s) for p in inputs] for s in seeds]
    return MoreInputs(np.array(inputs), _by_model(plain), _by_model(turned))


def _left_by_each(population: TwoTraits, n: int, seed: int) -> dict[Model, float]:
    sample_seed, new_seed = seeds_from(seed, 2)
    sample, new = population.sample(n, seed=sample_seed), population.sample(1000, seed=new_seed)
    truth = population.truth(new.X)
    models = {
        "spline": fit_interacting_spline(sample),
        "tree": fit_tree(sample, seed=seed),
        "boosted trees": fit_boosted_trees(sample, seed=seed),
        "network": fit_network(sample, seed=seed),
    }
    return {name: _unexplained(predict_at(new.X), truth) for name, predict_at in models.items()}


@dataclass(frozen=True)
class TurnedOutcome:
    """What the spline leaves unexplained of two outcomes of the same people.

    Attributes
    ----------
    along, across
        Its squared distance from the truth as a share of the variance of the truth, where two of
        the inputs decide the outcome, and where two directions across all inputs do.
    """

    along: float
    across: float


@experiment
def turn_outcome(*, seed: int, inputs: int = 8, n: int = 1000) -> TurnedOutcome:
    """Fit the spline with interactions to the same inputs and two outcomes."""
    sample_seed, new_seed, noise_seed = seeds_from(seed, 3)
    X = unmixed(inputs).sample(n, seed=sample_seed).X
    new = unmixed(inputs).sample(1000, seed=new_seed).X
    noise = np.random.default_rng(noise_seed).standard_normal(n)
    unexplained = []
    for population in (unmixed(inputs), mixed(inputs, seed=seed)):
        sample = Table(X, population.truth(X) + population.noise * noise)
        truth = population.truth(new)
        unexplained.append(_unexplained(fit_interacting_spline(sample)(new), truth))
    return TurnedOutcome(*unexplained)


def _unexplained(predicted: Float[np.ndarray, " n"], truth: Float[np.ndarray, " n"]) -> float:
    return float(((predicted - truth) ** 2).mean() / truth.var())


def _by_model(draws: list[list[dict[Model, float]]]) -> dict[Model, Float[np.ndarray, "draws p"]]:
    return {model: np.array([[e[model] for e in draw] for draw in draws]) for model in draws[0][0]}


# --- Inputs with a structure ----------------------------------------------------------------------


@dataclass(frozen=True)
class MovedImages:
    """How far an image is from itself, moved, and from images of something else.

    Attributes
    ----------
    images
        Some photographs of clothes.
    moved
        The same, two pixels further right.
    strangers
        For each, the nearest image of another class.
    to_itself, to_stranger
        Euclidean distance over all pixels, from each image to itself moved and to the stranger.
    changed
        Share of pixels that the move changes by more than a tenth of the range from black to white.
    """

    images: Images
    moved: Float[np.ndarray, "n 1 28 28"]
    strangers: Images
    to_itself: Float[np.ndarray, " n"]
    to_stranger: Float[np.ndarray, " n"]
    changed: Float[np.ndarray, " n"]

    @property
    def nearer_to_stranger(self) -> float:
        """Share of photographs that are further from themselves, moved, than from the stranger."""
        return float((self.to_itself > self.to_stranger).mean())


@experiment
def move_images(*, seed: int, n: int = 500, right: int = 2) -> MovedImages:
    """Move some of the photographs of clothes by two pixels, and look for strangers nearer by."""
    every, _ = fashion_mnist()
    chosen, _ = every.split(n, seed=seed)
    moved = shift(chosen.pixels, down=0, right=right)
    flat, candidates = (images.pixels.reshape(len(images), -1) for images in (chosen, every))
    distance = euclidean_distances(flat, candidates)
    distance[chosen.labels[:, None] == every.labels] = np.inf
    nearest = distance.argmin(axis=1)
    difference = np.abs(moved - chosen.pixels)
    return MovedImages(
        chosen,
        moved,
        every[nearest],
        np.sqrt((difference**2).sum(axis=(1, 2, 3))),
        distance.min(axis=1),
        (difference > 0.1).mean(axis=(1, 2, 3)),
    )
