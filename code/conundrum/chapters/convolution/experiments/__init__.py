"""What the chapter *Convolution and pooling* computes, a module for each of its parts."""

from conundrum.chapters.convolution.experiments import (
    bench,
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
    "bench",
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
