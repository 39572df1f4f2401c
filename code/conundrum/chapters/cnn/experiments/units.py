"""What units respond to: among images, and by activation maximisation."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import nn
from torch.nn.functional import interpolate

from conundrum.chapters.cnn.experiments.rivals import SIZE, sample, trained
from conundrum.data.images import Images
from conundrum.experiment import experiment
from conundrum.models.convnets import ConvNet
from conundrum.models.networks import to_tensor

Pictures = Float[np.ndarray, "n height width"]

# The second, third and fourth convolution, and how many pixels a unit of each sees across: 10, 18
# or 26, from a place four pixels beside that of its neighbour.
STAGES = {"early": 1, "middle": 2, "late": 3}
RECEPTIVE_FIELD = {"early": 10, "middle": 18, "late": 26}
STRIDE = 4

# Inputs that are made may have any contrast. So that they do not win by that alone, photographs
# compete in several.
CONTRASTS: Mapping[str, Callable[[np.ndarray], np.ndarray]] = {
    "as it is": lambda pixels: pixels,
    "doubled": lambda pixels: np.minimum(2 * pixels, 1),
    "black and white": lambda pixels: (pixels > 0.5).astype(pixels.dtype),
    "negative": lambda pixels: 1 - pixels,
}


@dataclass(frozen=True)
class UnitResponses:
    """What units of three stages respond to.

    A unit is a feature map; its response to an image is the map's maximum.

    Attributes
    ----------
    responses
        The response to each image, by stage, shape (n, units).
    between_classes
        The share of each unit's variance over images that is between classes, by stage.
    shown
        The numbers of the units that are shown, by stage.
    patches
        What each shown unit saw where it responded most, in its best images, by stage, shape
        (units, best, side, side); black beyond the edge.
    maximising
        What each shown unit sees of an input made by gradient ascent on its response, by stage,
        shape (units, side, side).
    maximised_response
        The responses to these inputs, by stage, shape (units,).
    contrast_response
        The largest responses of the shown units to any image in any of `CONTRASTS`, by stage, shape
        (units,).
    """

    responses: Mapping[str, Float[np.ndarray, "n units"]]
    between_classes: Mapping[str, Float[np.ndarray, " units"]]
    shown: Mapping[str, Int[np.ndarray, " shown"]]
    patches: Mapping[str, Float[np.ndarray, "shown best side side"]]
    maximising: Mapping[str, Float[np.ndarray, "shown side side"]]
    maximised_response: Mapping[str, Float[np.ndarray, " shown"]]
    contrast_response: Mapping[str, Float[np.ndarray, " shown"]]

    def gain(self, stage: str) -> Float[np.ndarray, " shown"]:
        """Return how many times the best image's response the maximising input reaches."""
        return self.maximised_response[stage] / self.responses[stage][:, self.shown[stage]].max(0)

    @property
    def median_gain(self) -> float:
        """The median gain of the shown units of the middle and the last stage."""
        return float(np.median(np.concatenate([self.gain(stage) for stage in ("middle", "late")])))

    @property
    def median_gain_over_contrasts(self) -> float:
        """The same, over the best image in the contrast that suits the unit best."""
        gains = [
            self.maximised_response[stage] / self.contrast_response[stage]
            for stage in ("middle", "late")
        ]
        return float(np.median(np.concatenate(gains)))

    def median_between_classes(self, stage: str) -> float:
        """Return the share of variance between classes of the median unit of a stage."""
        return float(np.median(self.between_classes[stage]))


@experiment
def maximise_activations(*, seed: int, size: int = SIZE, steps: int = 60) -> UnitResponses:
    """Train the pooled network, and look for what its units respond to.

    Parameters
    ----------
    seed
        Of the training, of the units that are shown, and of the noise from which ascent starts.
    size
        How many images the network is trained on; at most the first thousand of them are looked at.
    steps
        Of gradient ascent.
    """
    network = trained("pooled", size, seed=seed)
    return find_responses(network, sample(size, seed=seed)[:1000], seed=seed, steps=steps)


def find_responses(
    network: ConvNet, images: Images, *, seed: int, shown: int = 4, best: int = 3, steps: int = 60
) -> UnitResponses:
    """Look for what units respond to: among images, and by gradient ascent from noise.

    Shown are units at random among those that respond to at least a hundredth of the images.
    """
    rng = np.random.default_rng(seed)
    network.eval()
    found = {field.name: {} for field in fields(UnitResponses)}
    for stage, last in STAGES.items():
        maps = _maps(network.stages[: last + 1], images.pixels)
        responses = maps.max(axis=(2, 3))
        alive = np.flatnonzero((responses > 0).mean(axis=0) > 0.01)
        chosen = np.sort(rng.choice(alive, size=min(shown, len(alive)), replace=False))
        patches = [
            _best_patches(maps[:, unit], images.pixels[:, 0], RECEPTIVE_FIELD[stage], best)
            for unit in chosen
        ]
        inputs, maximised = _maximise(network, stage, chosen, steps, seed)
        found["responses"][stage] = responses
        found["between_classes"][stage] = between_classes(responses[:, alive], images.labels)
        found["shown"][stage] = chosen
        found["patches"][stage] = np.array(patches)
        found["maximising"][stage] = inputs
        found["maximised_response"][stage] = maximised
        found["contrast_response"][stage] = np.max(
            [
                _maps(network.stages[: last + 1], change(images.pixels))[:, chosen].max((0, 2, 3))
                for change in CONTRASTS.values()
            ],
            axis=0,
        )
    return UnitResponses(**found)


def between_classes(
    responses: Float[np.ndarray, "n units"], labels: Int[np.ndarray, " n"]
) -> Float[np.ndarray, " units"]:
    """Return the share of each unit's variance that is between classes: η², of an ANOVA."""
    total = responses.var(axis=0)
    classes, of_image = np.unique(labels, return_inverse=True)
    means = np.stack([responses[labels == label].mean(axis=0) for label in classes])
    return means[of_image].var(axis=0) / np.maximum(total, np.finfo(np.float32).tiny)


def _maps(below: nn.Module, pixels: np.ndarray) -> Float[np.ndarray, "n units height width"]:
    with torch.no_grad():
        return np.concatenate(
            [below(to_tensor(part, below)).numpy() for part in np.array_split(pixels, 10)]
        )


def _best_patches(
    maps: Float[np.ndarray, "n rows columns"], pictures: Pictures, side: int, best: int
) -> Float[np.ndarray, "best side side"]:
    """Cut out what a unit saw where it responded most, in the images where it did most."""
    order = np.argsort(maps.max(axis=(1, 2)))[::-1][:best]
    patches = []
    for picture, response in zip(pictures[order], maps[order], strict=True):
        row, column = divmod(int(response.argmax()), response.shape[1])
        patches.append(_seen(picture, (row, column), side))
    return np.array(patches)


def _seen(
    picture: Float[np.ndarray, "height width"], place: tuple[int, int], side: int
) -> Float[np.ndarray, "side side"]:
    """Cut out what a unit at a place of its map sees; black beyond the edge."""
    before = (side - STRIDE) // 2
    padded = np.pad(picture, side)
    top, left = (side + STRIDE * at - before for at in place)
    return padded[top : top + side, left : left + side]


def _maximise(
    network: ConvNet, stage: str, units: Int[np.ndarray, " units"], steps: int, seed: int
) -> tuple[Float[np.ndarray, "units side side"], Float[np.ndarray, " units"]]:
    """Make an input for each unit that maximises its response at the centre of its map.

    By gradient ascent on images with pixels from 0 to 1 that are smooth: drawn at half their size,
    and enlarged. The ReLU is left out, whose gradient is zero where a unit is silent.
    """
    last, side = STAGES[stage], RECEPTIVE_FIELD[stage]
    before_relu = [layer for layer in network.stages[last] if not isinstance(layer, nn.ReLU)]
    below = nn.Sequential(*network.stages[:last], *before_relu)
    generator = torch.Generator().manual_seed(seed)
    free = torch.randn((len(units), 1, 14, 14), generator=generator).mul_(0.1).requires_grad_()
    optimiser = torch.optim.Adam([free], lr=0.2)
    each, chosen = torch.arange(len(units)), torch.as_tensor(units)
    for _ in range(steps):
        image = interpolate(free, scale_factor=2, mode="bilinear").sigmoid()
        optimiser.zero_grad()
        (-below(image)[each, chosen, 3, 3].sum()).backward()
        optimiser.step()
    with torch.no_grad():
        image = interpolate(free, scale_factor=2, mode="bilinear").sigmoid()
        response = below(image)[each, chosen, 3, 3].relu().numpy()
    return np.array([_seen(made, (3, 3), side) for made in image[:, 0].numpy()]), response
