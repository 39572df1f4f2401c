"""A hidden scale cut into answers, and what three endings make of simulated answers."""

from itertools import pairwise

import numpy as np
from matplotlib.figure import Figure

from conundrum.chapters.losses.experiments.ordered import AnswerPredictions, HiddenScale
from conundrum.style import COLOUR, DASHED, DOTTED, label, moving, name_rows, panels, reference


def hidden_scale(result: HiddenScale) -> Figure:
    """Where a person may be on the hidden scale, and the answers; for a slider that moves her."""
    figure, (scale, answers) = panels(2, height=2.8)
    [density] = scale.plot(result.grid, result.density, color=COLOUR["network"], lw=2.4)
    for threshold in result.thresholds:
        reference(scale, x=threshold)
    ends = [result.grid[0], *result.thresholds, result.grid[-1]]
    for answer, (low, high) in enumerate(pairwise(ends), 1):
        label(scale, (low + high) / 2, 0.285, str(answer), "muted", ha="center")
    bars = answers.bar(
        np.arange(len(result.probabilities)) + 1, result.probabilities, color=COLOUR["network"]
    )
    scale.set_xlim(-8, 8)
    scale.set_ylim(0, 0.32)
    scale.set_yticks([])
    scale.set_xlabel("hidden scale, cut at four thresholds")
    scale.set_ylabel("density")
    answers.set_ylim(0, 1)
    answers.set_xlabel("answer")
    answers.set_ylabel("probability")
    answers.grid(axis="y")
    moving(density, *bars)
    return figure


def answers(result: AnswerPredictions) -> Figure:
    """How often each answer is given and predicted, and by how much each ending is wrong."""
    figure, (shares, cost) = panels(2, height=3)
    looks = {
        "cumulative": {"color": COLOUR["network"], "ls": "-", "lw": 2.4},
        "softmax": {"color": COLOUR["network"], "ls": DOTTED, "lw": 2.2},
        "squared error": {"color": COLOUR["linear"], "ls": DASHED, "lw": 2},
    }
    steps = np.arange(len(result.true_share)) + 1
    shares.bar(steps, result.true_share, color=COLOUR["truth"], alpha=0.25, width=0.8)
    for name, look in looks.items():
        shares.plot(steps, result.share[name], **look)
        row = list(looks).index(name)
        cost.barh(row, result.divergence[name], height=0.5, color=look["color"])
    shares.set_xlabel("answer")
    shares.set_ylabel("share of new people")
    label(shares, 0.6, 0.37, "solid: ordinal\ndotted: softmax", "network", va="center")
    label(shares, 0.6, 0.3, "dashed: squared error", "linear", va="center")
    label(shares, 0.6, 0.26, "bars: simulated", "muted", va="center")
    name_rows(cost, ("ordinal", *list(looks)[1:]))
    cost.set_xlabel("cross-entropy above the least possible")
    cost.grid(axis="x")
    return figure
