"""Figures of the chapter *One neuron, then many*: each takes a result and computes nothing."""

from conundrum.chapters.networks.figures import cloud, curves, layers, neurons, pieces, plane

__all__ = ["cloud", "curves", "layers", "neurons", "pieces", "plane"]
