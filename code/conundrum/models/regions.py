"""The regions of the plane on which a ReLU network of two inputs is linear, exactly."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float

from conundrum.checks import interval
from conundrum.models.networks import ROUNDING, ReLUNetwork

Polygon = Float[np.ndarray, "_ 2"]
Segment = Float[np.ndarray, "2 2"]


@dataclass(frozen=True)
class Region:
    """A convex part of the plane on which the same hidden units are active.

    Attributes
    ----------
    corners : ndarray, shape (corners, 2)
        In order around the region.
    active : ndarray of bool, shape (units,)
        Which hidden units, layer by layer, are above zero inside.
    """

    corners: Polygon
    active: Bool[np.ndarray, " units"]


@dataclass(frozen=True)
class Regions:
    """A square, divided along the lines at which hidden units switch on or off.

    Attributes
    ----------
    regions : list of Region
        They fill the square and do not overlap. Across a border one unit switches.
    folds : list of ndarray, one for each hidden layer, shape (segments, 2, 2)
        Where its units switch: both ends of each stretch inside a region of the layers below.
    """

    regions: list[Region]
    folds: list[Float[np.ndarray, "_ 2 2"]]

    def __len__(self) -> int:
        return len(self.regions)


def activation_regions(network: ReLUNetwork, low: float, high: float) -> Regions:
    """Divide the square from `low` to `high` into the regions of a network of two inputs.

    Within a region of the layers below, every unit is an affine function of the inputs, so it
    switches along a straight line, which divides the region in two (Hanin and Rolnick 2019).

    Parameters
    ----------
    network : ReLUNetwork
        Of any depth, with two inputs.
    low, high : float
        Ends of both sides of the square.

    Raises
    ------
    ValueError
        If `network` does not have two inputs, or `low` is not below `high`.
    """
    if network.widths[0] != 2:
        raise ValueError(f"network must have two inputs, got widths {network.widths}")
    low, high = interval(low, high)
    square = np.array([[low, low], [high, low], [high, high], [low, high]])
    # each region with the affine map from the inputs to the units of the layer below
    mapped = [(Region(square, np.zeros(0, dtype=bool)), np.eye(2), np.zeros(2))]
    folds = []
    *hidden, _ = network.layers
    for layer in hidden:
        weight, bias = (p.detach().cpu().double().numpy() for p in (layer.weight, layer.bias))
        finer, segments = [], []
        for region, slopes, intercepts in mapped:
            slopes, intercepts = weight @ slopes, weight @ intercepts + bias
            parts, cuts = _divided(region.corners, slopes, intercepts)
            segments.extend(cuts)
            for corners in parts:
                on = slopes @ corners.mean(axis=0) + intercepts > 0
                part = Region(corners, np.concatenate([region.active, on]))
                finer.append((part, slopes * on[:, None], intercepts * on))
        mapped = finer
        folds.append(np.reshape(segments, (-1, 2, 2)))
    return Regions([region for region, *_ in mapped], folds)


def _divided(
    polygon: Polygon, slopes: Float[np.ndarray, "units 2"], intercepts: Float[np.ndarray, " units"]
) -> tuple[list[Polygon], list[Segment]]:
    """Cut a polygon along each line slope @ x + intercept = 0."""
    parts, cuts = [polygon], []
    for slope, intercept in zip(slopes, intercepts, strict=True):
        halves = []
        for part in parts:
            heights = part @ slope + intercept
            rounding = ROUNDING * (np.abs(part) @ np.abs(slope) + abs(intercept)).max()
            if heights.min() < -rounding and heights.max() > rounding:
                ends = np.array(list(_crossings(part, heights)))
                cuts.append(ends)
                halves += [_side(part, heights, ends), _side(part, -heights, ends)]
            else:
                halves.append(part)
        parts = halves
    return parts, cuts


def _crossings(polygon: Polygon, heights: Float[np.ndarray, " corners"]) -> Iterator[np.ndarray]:
    """Yield the two points at which the border passes through zero."""
    for corner, following, height, next_height in zip(
        polygon, np.roll(polygon, -1, axis=0), heights, np.roll(heights, -1), strict=True
    ):
        if (height > 0) != (next_height > 0):
            yield corner + (following - corner) * (height / (height - next_height))


def _side(polygon: Polygon, heights: Float[np.ndarray, " corners"], ends: Segment) -> Polygon:
    """Return the part of a convex polygon above zero, cut off at `ends`."""
    corners = np.concatenate([polygon[heights > 0], ends])
    around = corners - corners.mean(axis=0)
    return corners[np.argsort(np.arctan2(around[:, 1], around[:, 0]))]
