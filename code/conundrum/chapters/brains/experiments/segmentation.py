"""Which pixels are lesion? A 1 × 1 convolution on the feature maps of the trained network."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Bool, Float
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from torch import Tensor
from torch.nn.functional import interpolate

from conundrum.chapters.brains.experiments.lesions import surroundings
from conundrum.data.brains import MM, SIDE, Slices
from conundrum.models.convnets import ConvNet

COARSE, FINE, BRIGHT = METHODS = ("last maps only", "maps of all stages", "bright pixels")
LEVELS = {COARSE: (2,), FINE: (0, 1, 2)}  # stages whose maps are read
OTHERS = 6_000  # pixels that are no lesion, to learn from
OUTLINED = 60  # slices to learn from
AT_ONCE = 10  # slices; a row for each of their pixels takes memory
Masks = Bool[np.ndarray, "n 64 64"]


@dataclass(frozen=True)
class Segmentation:
    """How well lesions of new patients are outlined.

    Attributes
    ----------
    pixels
        Slices of patients of the test.
    lesions
        Share of each pixel that is lesion.
    found
        By method: which pixels are called lesion.
    """

    pixels: Float[np.ndarray, "n 64 64"]
    lesions: Float[np.ndarray, "n 64 64"]
    found: dict[str, Masks]

    @property
    def truth(self) -> Masks:
        """Pixels that are lesion for the most part."""
        return self.lesions > 0.5

    @property
    def around(self) -> Float[np.ndarray, "n 64 64"]:
        """For each slice: 1 where a lesion is or begins at the next pixel, else less."""
        return surroundings(self.lesions)

    @property
    def area(self) -> Float[np.ndarray, " n"]:
        """How large lesions are, in cm²: all of a slice together."""
        return self.truth.sum(axis=(1, 2)) * (MM / 10) ** 2

    @property
    def dice(self) -> dict[str, Float[np.ndarray, " n"]]:
        """By method: the Dice coefficient in each slice."""
        return {method: dice(found, self.truth) for method, found in self.found.items()}

    @property
    def mean_dice(self) -> dict[str, float]:
        """By method: the mean over slices."""
        return {method: float(values.mean()) for method, values in self.dice.items()}

    @property
    def by_size(self) -> dict[str, dict[str, float]]:
        """By method: mean Dice in the third with the smallest lesions, and with the largest."""
        low, high = np.quantile(self.area, (1 / 3, 2 / 3))
        return {
            method: {
                "smallest": float(values[self.area <= low].mean()),
                "largest": float(values[self.area >= high].mean()),
            }
            for method, values in self.dice.items()
        }

    @property
    def lead_over_brightness(self) -> float:
        """By how much the mean Dice with the maps of all stages is above that of brightness."""
        return self.mean_dice[FINE] - self.mean_dice[BRIGHT]

    @property
    def gain_of_early_maps(self) -> float:
        """By how much it is above that with the maps of the last stage alone."""
        return self.mean_dice[FINE] - self.mean_dice[COARSE]


def dice(found: Masks, truth: Masks) -> Float[np.ndarray, " n"]:
    """Return twice the pixels that are in both, as a share of the pixels of the two together."""
    both = (found & truth).sum(axis=(1, 2))
    return 2 * both / np.maximum(found.sum(axis=(1, 2)) + truth.sum(axis=(1, 2)), 1)


def outline_lesions(network: ConvNet, train: Slices, test: Slices, *, seed: int) -> Segmentation:
    """Learn from outlined lesions which pixels are lesion, and outline those of new patients.

    The network stays as it is. What is learned is a 1 × 1 convolution: for each pixel, a logistic
    regression of the feature maps there, enlarged to the size of the image, and of its brightness.

    Parameters
    ----------
    network
        A trained detector.
    train
        Slices of the participants it was trained on; lesions are outlined in sixty of patients.
    test
        Slices of others.
    seed
        Of the pixels that are learned from: all of lesions, and a sample of others.
    """
    known, patients = (slices[slices.patients == 1] for slices in (train, test))
    known = known[:OUTLINED]
    found = {BRIGHT: patients.pixels[:, 0] > _best_threshold(known)}
    for method, levels in LEVELS.items():
        found[method] = _by_maps(network, levels, known, patients, seed)
    return Segmentation(
        patients.pixels[:, 0], patients.lesions, {method: found[method] for method in METHODS}
    )


def _by_maps(
    network: ConvNet, levels: Sequence[int], known: Slices, new: Slices, seed: int
) -> Masks:
    """Call pixels of new slices lesion by a logistic regression of the maps of some stages."""
    truth = (known.lesions > 0.5).ravel()
    others = np.random.default_rng(seed).choice(np.flatnonzero(~truth), OTHERS, replace=False)
    chosen = np.sort(np.concatenate([np.flatnonzero(truth), others]))
    parts, start = [], 0
    for maps in _feature_maps(network, levels, known):
        inside = chosen[(chosen >= start) & (chosen < start + len(maps))] - start
        parts.append(maps[inside])
        start += len(maps)
    one_by_one = make_pipeline(StandardScaler(), LogisticRegression(max_iter=200))
    one_by_one.fit(np.concatenate(parts), truth[chosen])
    # Others were thinned out: lesions are as much rarer as others are more.
    rarer = np.log(OTHERS / (~truth).sum())
    scores = [one_by_one.decision_function(maps) for maps in _feature_maps(network, levels, new)]
    return (np.concatenate(scores) + rarer > 0).reshape(-1, SIDE, SIDE)


def _feature_maps(
    network: ConvNet, levels: Sequence[int], slices: Slices
) -> Iterator[Float[np.ndarray, "rows maps"]]:
    """Yield, for some slices at a time, a row for each pixel: the maps there and its brightness."""
    for start in range(0, len(slices), AT_ONCE):
        pixels = torch.as_tensor(slices.pixels[start : start + AT_ONCE])
        maps, read = pixels, [pixels]
        with torch.no_grad():
            for level, stage in enumerate(network.stages):
                maps = stage(maps)
                if level in levels:
                    read.append(_enlarged(maps))
        yield torch.cat(read, dim=1).permute(0, 2, 3, 1).flatten(0, 2).numpy()


def _enlarged(maps: Float[Tensor, "n c h w"]) -> Float[Tensor, "n c side side"]:
    """Return feature maps of the size of the image, straight between the middles of pixels."""
    return interpolate(maps.contiguous(), (SIDE, SIDE), mode="bilinear", align_corners=False)


def _best_threshold(known: Slices) -> float:
    """Return the brightness above which pixels of the training slices are best called lesion."""
    truth = known.lesions > 0.5
    return max(
        np.linspace(0.4, 1.2, 33),
        key=lambda level: dice(known.pixels[:, 0] > level, truth).mean(),
    )
