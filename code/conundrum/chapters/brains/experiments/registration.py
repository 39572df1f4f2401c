"""How large are the ventricles? What registration takes out of the image, and what it throws away.

The outcome is the same throughout: the area of the ventricles in cm², in the participant's own
head.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from sklearn.linear_model import RidgeCV
from sklearn.metrics import r2_score
from torch.nn.functional import mse_loss

from conundrum.data.brains import draw_slices
from conundrum.experiment import experiment
from conundrum.models.convnets import ConvNet, GlobalAverage, predict_images
from conundrum.training.detectors import SHAPE, WIDTHS
from conundrum.training.minibatches import fit_batches

UNREGISTERED, REGISTERED, WITH_SIZE = IMAGES = (
    "unregistered",
    "registered",
    "registered, with head size",
)
RIDGE, NETWORK = MODELS = ("ridge", "network")
Pixels = Float[np.ndarray, "n 1 64 64"]
Areas = Float[np.ndarray, " n"]


@dataclass(frozen=True)
class Ventricles:
    """How well the area of ventricles in a participant's own head is read from slices.

    Attributes
    ----------
    outcome
        The area of each new participant, in cm².
    predicted
        What is predicted, by images (of `IMAGES`) and model (of `MODELS`).
    """

    outcome: Areas
    predicted: dict[str, dict[str, Areas]]

    @property
    def explained(self) -> dict[str, dict[str, float]]:
        """R² on new participants, by images and model."""
        return {
            images: {model: float(r2_score(self.outcome, areas)) for model, areas in models.items()}
            for images, models in self.predicted.items()
        }

    @property
    def head_size_helps(self) -> float:
        """What the size of the head adds to R² on registered images: the smaller gain."""
        explained = self.explained
        return min(explained[WITH_SIZE][m] - explained[REGISTERED][m] for m in MODELS)

    @property
    def registration_helps_ridge(self) -> float:
        """What registration adds to the R² of ridge regression, the size of the head given back."""
        return self.explained[WITH_SIZE][RIDGE] - self.explained[UNREGISTERED][RIDGE]

    @property
    def unregistered_lead(self) -> float:
        """By how much the network's R² is above that of ridge regression on unregistered images."""
        return self.explained[UNREGISTERED][NETWORK] - self.explained[UNREGISTERED][RIDGE]

    @property
    def registered_lead(self) -> float:
        """The same on registered images, the size of the head given back."""
        return self.explained[WITH_SIZE][NETWORK] - self.explained[WITH_SIZE][RIDGE]


@experiment
def measure_ventricles(
    *, seed: int, participants: int = 200, test: int = 200, misplacement: float = 1.0
) -> Ventricles:
    """Regress the area of ventricles on pixels, of registered and of unregistered heads.

    Registration is perfect here: heads are not turned, not shifted, and all as large as the
    average. With head size, models learn the area in the registered head, and what they predict is
    enlarged again as much as registration made the brain smaller.

    Parameters
    ----------
    seed
        Of the participants, and of the weights and order of training.
    participants
        How many models are trained on, one slice each.
    test
        How many others they are tested on.
    misplacement
        How differently heads lie, and how different in size they are, before registration.
    """
    free, registered = (
        draw_slices(participants + test, misplacement=amount, seed=seed)
        for amount in (misplacement, 0.0)
    )
    outcome, enlarged = free.ventricles, free.brains / registered.brains
    settings = {
        UNREGISTERED: (free.pixels, outcome, np.ones(len(free))),
        REGISTERED: (registered.pixels, outcome, np.ones(len(free))),
        WITH_SIZE: (registered.pixels, outcome / enlarged, enlarged),
    }
    train, new = slice(participants), slice(participants, None)
    predicted = {
        images: {
            model: predict(pixels[train], areas[train], pixels[new], seed) * size[new]
            for model, predict in PREDICTORS.items()
        }
        for images, (pixels, areas, size) in settings.items()
    }
    return Ventricles(outcome[new], predicted)


def _by_ridge(pixels: Pixels, area: Areas, new: Pixels, _: int) -> Areas:
    """Predict areas with ridge regression, its penalty chosen by leave-one-out."""
    ridge = RidgeCV(np.logspace(-1, 3, 9)).fit(pixels.reshape(len(pixels), -1), area)
    return ridge.predict(new.reshape(len(new), -1)).astype(float)


def _by_network(pixels: Pixels, area: Areas, new: Pixels, seed: int) -> Areas:
    """Predict areas with a convolutional network that averages over the whole image."""
    mean, deviation = area.mean(), area.std()
    network = ConvNet(SHAPE, WIDTHS, GlobalAverage(), outputs=1, seed=seed)
    fit_batches(
        network,
        pixels,
        ((area - mean) / deviation)[:, None],
        loss=mse_loss,
        epochs=20,
        batch_size=16,
        learning_rate=0.03,
        seed=seed,
    )
    return (mean + deviation * predict_images(network, new)[:, 0]).astype(float)


PREDICTORS: dict[str, Callable[..., Areas]] = {RIDGE: _by_ridge, NETWORK: _by_network}
