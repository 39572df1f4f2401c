"""Figures that compare a model with nothing, and with another model."""

import numpy as np
from matplotlib.figure import Figure

from conundrum.chapters.validation.experiments.comparing import (
    Baselines,
    Comparison,
    FalseAlarms,
    Permutations,
)
from conundrum.style import COLOUR, label, log_x, name_line, panels, percent, reference


def permutations(results: list[Permutations]) -> Figure:
    """Errors with the outcome shuffled among people, and with the outcome as it is."""
    figure, axes = panels(len(results), height=2.6, sharex=True)
    for panel, result in zip(axes, results, strict=True):
        panel.hist(result.shuffled, bins=np.arange(40, 130, 2), color=COLOUR["muted"], alpha=0.5)
        panel.axvline(result.error, color=COLOUR["test"], lw=2.4)
        panel.set_title(f"{result.n} people")
        panel.set_xlabel("cross-validated error")
        label(
            panel,
            result.error,
            panel.get_ylim()[1] * 0.98,
            "as it is ",
            "test",
            ha="right",
            va="top",
            rotation=90,
        )
        label(
            panel,
            result.shuffled.max() + 1,
            panel.get_ylim()[1] * 0.5,
            "shuffled",
            "muted",
            va="center",
        )
    axes[0].set_ylabel("shuffles")
    return figure


def baselines(result: Baselines) -> Figure:
    """R² with the outcome shuffled in two ways, and with the outcome as it is."""
    figure, axes = panels(len(result.shuffled), columns=1, height=1.8, sharex=True)
    everything = np.concatenate([*result.shuffled.values(), [result.skill]])
    bins = np.arange(np.floor(everything.min() * 20) / 20, everything.max() + 0.05, 0.025)
    for panel, (name, values) in zip(axes, result.shuffled.items(), strict=True):
        panel.hist(values, bins=bins, color=COLOUR["muted"], alpha=0.5)
        panel.axvline(result.skill, color=COLOUR["test"], lw=2.4)
        panel.set_title(f"shuffled: {name}")
        panel.set_ylabel("shuffles")
    label(axes[0], result.skill, axes[0].get_ylim()[1] * 0.6, "as it is ", "test", ha="right")
    axes[-1].set_xlabel("cross-validated R²")
    return figure


def comparison(result: Comparison) -> Figure:
    """Error of two models in each fold, a line a fold."""
    figure, [axes] = panels(1, height=3.0)
    for linear, tree in zip(result.linear, result.tree, strict=True):
        axes.plot([0, 1], [linear, tree], color=COLOUR["muted"], lw=1)
    axes.plot(np.zeros(len(result.linear)), result.linear, "o", color=COLOUR["ink"], ms=6)
    axes.plot(np.ones(len(result.tree)), result.tree, "o", color=COLOUR["tree"], ms=6)
    axes.set_xticks([0, 1], ["linear regression", "tree"])
    axes.set_xlim(-0.4, 1.4)
    axes.set_ylabel("mean absolute error of a fold")
    axes.grid(axis="y")
    return figure


def false_alarms(result: FalseAlarms) -> Figure:
    """How often each test finds a difference between models that are equally good."""
    figure, [axes] = panels(1, height=3.1)
    reference(axes, y=0.05, role="truth")
    log_x(axes, result.repeats)
    axes.set_ylim(-0.1, 1)
    for rates, name, role, offset in (
        (result.plain_rate, "t test", "variance", (-1, 8)),
        (result.other_people_rate, "t test, new people instead", "linear", (-1, 8)),
        (result.corrected_rate, "corrected test", "test", (-1, -9)),
    ):
        [line] = axes.plot(result.repeats, list(rates.values()), "o-", color=COLOUR[role], ms=5)
        name_line(line, name, offset=offset)
    percent(axes.yaxis)
    axes.set_xlabel("shuffles into ten folds")
    axes.set_ylabel("tests that find a difference\nwhere there is none")
    axes.grid(axis="y")
    return figure
