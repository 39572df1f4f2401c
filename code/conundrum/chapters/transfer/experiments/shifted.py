"""How far photographs are from themselves, moved: in pixels and in features."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Int
from sklearn.metrics import pairwise_distances
from torch import nn

from conundrum.chapters.transfer.experiments.few_labels import flat
from conundrum.chapters.transfer.experiments.tasks import clothes
from conundrum.data.images import Images, shift
from conundrum.experiment import experiment
from conundrum.models.convnets import predict_images
from conundrum.models.pretrained import pretrained_features
from conundrum.training.classifiers import pooled_network


@dataclass(frozen=True)
class ShiftedDistances:
    """Distances of photographs from themselves, moved, and from the nearest of another class.

    Attributes
    ----------
    ratio
        For each photograph, the first distance divided by the second; above 1 where the nearest
        photograph of another class is nearer than itself. By what distances are measured in:
        ``"pixels"``, ``"untrained"`` (features of the book's convolutional network with random
        weights) and ``"pretrained"`` features.
    """

    ratio: dict[str, Float[np.ndarray, " n"]]

    def farther(self, measured_in: str) -> float:
        """Return the share of photographs that are nearer to another class than to themselves."""
        return float((self.ratio[measured_in] > 1).mean())


@experiment
def shift_photographs(*, seed: int, n: int = 200, by: int = 2) -> ShiftedDistances:
    """Move photographs of clothes, and measure how far that brings them from where they were.

    Parameters
    ----------
    seed
        Decides which of the 1000 photographs, and the weights of the untrained network.
    n
        How many are moved. Each is compared with all of the 1000 that are of another class.
    by
        How far they move to the right, in pixels.
    """
    task = clothes()
    pool = task.pool
    chosen = np.random.default_rng(seed).permutation(len(pool))[:n]
    moved = Images(shift(pool.pixels[chosen], down=0, right=by), pool.labels[chosen])
    untrained = pooled_network(pool, seed=seed)
    untrained.readout = nn.Identity()
    of_another_class = moved.labels[:, None] != pool.labels
    return ShiftedDistances(
        {
            "pixels": ratio_of_distances(flat(pool), chosen, flat(moved), of_another_class),
            "untrained": ratio_of_distances(
                predict_images(untrained, pool.pixels),
                chosen,
                predict_images(untrained, moved.pixels),
                of_another_class,
            ),
            "pretrained": ratio_of_distances(
                task.pool_features, chosen, pretrained_features(moved.pixels), of_another_class
            ),
        }
    )


def ratio_of_distances(
    pool: Float[np.ndarray, "m p"],
    chosen: Int[np.ndarray, " n"],
    moved: Float[np.ndarray, "n p"],
    of_another_class: Bool[np.ndarray, "n m"],
) -> Float[np.ndarray, " n"]:
    """Return the distance of each moved image from where it was, relative to its nearest stranger.

    Parameters
    ----------
    pool
        All images, as rows of numbers.
    chosen
        Which of them were moved.
    moved
        These, moved.
    of_another_class
        Whether the moved one (row) and one of the pool (column) are of different classes.
    """
    from_itself = np.linalg.norm(moved - pool[chosen], axis=1)
    from_others = np.where(of_another_class, pairwise_distances(pool[chosen], pool), np.inf)
    return from_itself / from_others.min(axis=1)
