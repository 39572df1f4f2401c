"""What the chapter *One neuron, then many* computes, a module for each part of the page.

Functions of one or two inputs, small enough to be known exactly: where they bend, into how many
pieces, and how close to a given curve they can be brought.
"""

from conundrum.chapters.networks.experiments import (
    cloud,
    columns,
    curves,
    layers,
    neurons,
    pieces,
    plane,
)

__all__ = ["cloud", "columns", "curves", "layers", "neurons", "pieces", "plane"]
