"""What the network says about the reserved images."""

import numpy as np
from matplotlib.figure import Figure

from conundrum.chapters.cnn.experiments.testing import Answers
from conundrum.data.images import FASHION_CLASSES
from conundrum.pictures import gallery
from conundrum.style import fields, panels


def confusion(answers: Answers) -> Figure:
    """How often each class of images was given each name."""
    figure, [axes] = panels(1, height=4.5)
    counts = answers.confusion
    fields(
        axes,
        [[f"{count}" if count else "" for count in row] for row in counts],
        answers.strength,
        np.where(np.eye(len(counts)), "convolution", "test"),
    )
    axes.set_xticks(range(len(counts)), FASHION_CLASSES, rotation=90)
    axes.set_yticks(range(len(counts)), FASHION_CLASSES)
    axes.set_xlabel("what the network says")
    axes.set_ylabel("what it is")
    return figure


def mistakes(answers: Answers) -> Figure:
    """The wrong answers of which the network is surest."""
    figure, [axes] = panels(1, height=4.6, narrow_height=2.75)
    surest = answers.missed[:8]
    gallery(
        axes,
        answers.images.pixels[surest, 0],
        [
            f"{FASHION_CLASSES[answers.images.labels[i]]}:\n"
            f"“{FASHION_CLASSES[answers.predicted[i]]}”"
            for i in surest
        ],
        across=4,
    )
    return figure
