"""Symptoms of mistakes, the check on one batch, and a mistake that no curve shows."""

import numpy as np
from matplotlib.figure import Figure

from conundrum.chapters.training.experiments.digits import GUESSING
from conundrum.chapters.training.experiments.symptoms import (
    OneBatch,
    ScalingComparison,
    Symptoms,
)
from conundrum.shading import learning_curve
from conundrum.style import (
    COLOUR,
    DASHED,
    DOTTED,
    log_y,
    name_line,
    name_rows,
    panels,
    reference,
)

TITLES = {
    "too_small": "rate too small",
    "too_large": "rate too large",
    "no_zero_grad": "no zero_grad",
    "shuffled_labels": "labels shuffled",
    "in_order": "batches sorted",
}
TOPS = {"too_large": 1e6, "no_zero_grad": 1e6}


def symptoms(result: Symptoms) -> Figure:
    """Six symptoms, each produced by its cause."""
    figure, axes = panels(6, columns=3, height=2.4)
    for panel, (name, title) in zip(axes, TITLES.items(), strict=False):
        curve = getattr(result, name)
        learning_curve(panel, curve.train, curve.validation, top=TOPS.get(name, 10))
        reference(panel, y=GUESSING)
        panel.set_title(title)
    panel = axes[-1]
    [raw] = panel.plot(np.minimum(result.raw.train, 1e4), color=COLOUR["train"], ls=DASHED)
    [scaled] = panel.plot(result.scaled.train, color=COLOUR["train"])
    log_y(panel, (1, 10, 100))
    panel.set_ylim(0.08, 1e3)
    panel.set_xlim(0, len(result.raw.train) - 1)
    name_line(raw, "raw units", x=40, offset=(0, 6))
    name_line(scaled, "standardised", x=40, offset=(0, -7))
    panel.set_title("inputs not scaled")
    panel.set_xlabel("epoch")
    panel.set_ylabel("train loss")
    return figure


def one_batch(losses: OneBatch) -> Figure:
    """Loss on one batch for five programs."""
    figure, [axes] = panels(1, height=3.2)
    log_y(axes)
    axes.set_ylim(0.005, 1e6)
    axes.yaxis.set_ticks([0.01, 1, 100, 1e4, 1e6])
    axes.set_xlim(0, len(losses.correct) - 1)
    lines = (
        ("wrong_sign", "wrong sign", "muted", DOTTED, 25, (8, 0)),
        ("dead", "", "test", DASHED, 0, (0, 1)),
        ("pairs_torn", "pairs torn apart, dead units", "test", "-", 110, (0, 8)),
        ("labels_shuffled", "labels shuffled once", "train", DASHED, 90, (6, 6)),
        ("correct", "correct", "train", "-", 60, (-6, -8)),
    )
    for name, text, role, style, step, offset in lines:
        [line] = axes.plot(np.minimum(getattr(losses, name), 1e7), color=COLOUR[role], ls=style)
        name_line(line, text, x=step, offset=offset)
    axes.set_xlabel("step")
    axes.set_ylabel("loss on one batch of 20")
    return figure


def scaling(result: ScalingComparison) -> Figure:
    """Test error with new data scaled by the training data and by themselves."""
    figure, [axes] = panels(1, height=2.7)
    rows = {
        "same laboratory,\nby the training data": result.by_training,
        "same laboratory,\nby themselves": result.by_itself,
        "another laboratory,\nby the training data": result.shifted_by_training,
        "another laboratory,\nby themselves": result.shifted_by_itself,
    }
    axes.barh(range(len(rows)), list(rows.values()), color=COLOUR["test"], height=0.62)
    name_rows(axes, rows)
    axes.set_xlabel("mean squared test error")
    return figure
