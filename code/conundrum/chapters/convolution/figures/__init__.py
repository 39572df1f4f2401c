"""Figures of the chapter *Convolution and pooling*: each takes a result and computes nothing."""

from conundrum.chapters.convolution.figures import (
    channels,
    counting,
    edges,
    geometry,
    moving,
    pooling,
    receptive,
    sliding,
    volumes,
)

__all__ = [
    "channels",
    "counting",
    "edges",
    "geometry",
    "moving",
    "pooling",
    "receptive",
    "sliding",
    "volumes",
]
