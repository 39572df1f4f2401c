"""What hidden units are to a regression: the columns of a table, before training and after."""

from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float
from sklearn.linear_model import RidgeCV

from conundrum.data.surfaces import mixed
from conundrum.data.tables import Table
from conundrum.experiment import experiment
from conundrum.models.networks import ReLUNetwork, predict, to_tensor
from conundrum.seeds import seeds_from
from conundrum.training.fleet import fit_fleet

PENALTIES = tuple(10.0 ** np.arange(-3, 4))


@dataclass(frozen=True)
class HiddenColumns:
    """How well an outcome can be read off the last hidden layer, before training and after.

    All are squared distances from the truth, as shares of the variance of the truth, for new
    people: 0 is perfect, 1 as good as the mean.

    Attributes
    ----------
    start
        Ridge regression on the hidden units as they start.
    refitted
        Ridge regression on the hidden units of the trained network.
    network
        The trained network, with its own readout.
    inputs
        Ridge regression on the inputs themselves.
    """

    start: float
    refitted: float
    network: float
    inputs: float

    @property
    def gain_of_training(self) -> float:
        """What regression on untrained units leaves unexplained over that on trained ones."""
        return self.start / self.refitted

    @property
    def distance_of_readouts(self) -> float:
        """How far the trained readout is from the regression on the same units."""
        return abs(self.network - self.refitted)


@experiment
def regress_on_hidden_units(
    *,
    seed: int,
    inputs: int = 8,
    units: int = 32,
    layers: int = 3,
    n: int = 1000,
    steps: int = 1500,
) -> HiddenColumns:
    """Train a network on `n` people whose inputs mix two traits; regress on its last hidden layer.

    It is trained by Adam with mini-batches of 100 and some weight decay.
    """
    mixing_seed, sample_seed, new_seed, start_seed, batch_seed = seeds_from(seed, 5)
    population = mixed(inputs, seed=mixing_seed)
    sample, new = population.sample(n, seed=sample_seed), population.sample(1000, seed=new_seed)
    truth = population.truth(new.X)
    network = ReLUNetwork((inputs, *[units] * layers, 1), seed=start_seed)

    def unexplained(predicted: Float[np.ndarray, " n"]) -> float:
        return float(((predicted - truth) ** 2).mean() / truth.var())

    def regression_on_units() -> float:
        columns, new_columns = hidden_units(network, sample.X), hidden_units(network, new.X)
        return unexplained(_regress(Table(columns, sample.y), new_columns))

    start = regression_on_units()
    fit_fleet(
        [network],
        sample.X,
        sample.y[:, None],
        steps=steps,
        learning_rate=0.01,
        weight_decay=0.1,
        batch_size=100,
        seeds=[batch_seed],
    )
    return HiddenColumns(
        start=start,
        refitted=regression_on_units(),
        network=unexplained(predict(network, new.X)[:, 0]),
        inputs=unexplained(_regress(sample, new.X)),
    )


def hidden_units(network: ReLUNetwork, X: Float[np.ndarray, "n p"]) -> Float[np.ndarray, "n units"]:
    """Return the last hidden layer: a row for each row of `X`, a column for each unit."""
    h = to_tensor(X, network)
    with torch.no_grad():
        for layer in network.layers[:-1]:
            h = torch.relu(layer(h))
    return h.numpy().astype(float)


def _regress(sample: Table, X: Float[np.ndarray, "n p"]) -> Float[np.ndarray, " n"]:
    """Fit a ridge regression whose penalty leaving out one chooses, and predict.

    By least squares, units that are on for a few people only can get huge coefficients.
    """
    return RidgeCV(PENALTIES).fit(sample.X, sample.y).predict(X)
