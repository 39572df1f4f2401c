"""Batch sizes: noise of the gradient, and progress by epoch."""

import numpy as np
from matplotlib.figure import Figure

from conundrum.chapters.training.experiments.batch_size import BatchSizeComparison, GradientNoise
from conundrum.shading import shades
from conundrum.style import COLOUR, DASHED, log_x, log_y, name_line, panels, ticks


def noise_and_progress(noise: GradientNoise, batches: BatchSizeComparison) -> Figure:
    """Noise against batch size, and the loss epoch by epoch for several sizes."""
    figure, (noises, losses) = panels(2, height=3.2)
    log_x(noises, (1, 4, 16, 64, 256))
    log_y(noises, (0.5, 1, 2, 4))
    falling = noise.noise[0] / np.sqrt(noise.sizes)
    [line] = noises.plot(noise.sizes, falling, color=COLOUR["muted"], lw=1, ls=DASHED)
    noises.plot(noise.sizes, noise.noise, "o", color=COLOUR["train"], ms=6)
    name_line(line, "falls like 1/√B", x=8, offset=(10, 4))
    noises.set_xlabel("batch size B")
    noises.set_ylabel("noise / length of the gradient")
    noises.set_title("noise of the gradient")
    log_y(losses, (0.001, 0.01, 0.1, 1))
    losses.set_ylim(0.0007, 4)
    losses.set_xlim(0, 17.5)
    ticks(losses.xaxis, (0, 5, 10, 15))
    for size, look in zip(batches.curves, shades(len(batches.curves)), strict=True):
        [line] = losses.plot(batches.curves[size].train[:16], color=COLOUR["train"], **look)
        name_line(line, f"{size}", offset=(5, {4: -5, 20: 5}.get(size, 0)))
    losses.set_xlabel("epoch")
    losses.set_ylabel("train loss")
    losses.set_title("progress, by batch size")
    return figure
