"""What the chapter *Convolution and pooling* computes, a module for each of its parts."""

from conundrum.chapters.convolution.experiments import (
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
