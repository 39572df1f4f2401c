"""Figures of the chapter on validation: each takes a result and computes nothing."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from conundrum.chapters.validation.experiments import (
    PROCEDURES,
    Acquaintance,
    Comparison,
    FalseAlarms,
    HeldOut,
    Leak,
    Nesting,
    Permutations,
    Procedures,
    Repeats,
    Selection,
    Sizes,
    Split,
    Stratification,
)
from conundrum.evaluation.splits import Rows
from conundrum.style import (
    COLOUR,
    band,
    identity,
    label,
    log_x,
    log_y,
    moving,
    name_line,
    name_rows,
    panels,
    percent,
    reference,
    ticks,
    truth,
)


def split(result: Split) -> Figure:
    """Outcomes of the people held out against what was predicted."""
    figure, [axes] = panels(1, height=3.4)
    identity(axes)
    label(axes, 275, 292, "no error", "muted", ha="right")
    [people] = axes.plot(result.predictions, result.y, "o", color=COLOUR["test"], ms=5, alpha=0.6)
    number = axes.text(
        8, 335, f"MAE = {result.error:.1f}", color=COLOUR["test"], weight="semibold", size=12
    )
    moving(people, number)
    axes.set_xlim(0, 360)
    axes.set_ylim(0, 360)
    axes.set_xlabel("predicted progression")
    axes.set_ylabel("progression a year later")
    return figure


def repeats(result: Repeats) -> Figure:
    """Errors of many single splits, and of the folds of one cross-validation and of many."""
    figure, (above, below) = panels(2, columns=1, height=1.9, sharex=True)
    above.hist(result.single, bins=np.arange(32, 60, 1), color=COLOUR["test"], alpha=0.6)
    above.set_title(f"{len(result.single)} single splits, one number each")
    above.set_ylabel("splits")

    folds, mean = result.folds[0], result.k_fold[0]
    spread = folds.std(ddof=1)
    below.plot(folds, np.ones(len(folds)), "o", color=COLOUR["test"], ms=5, alpha=0.6)
    below.errorbar(mean, 0.45, xerr=spread, fmt="D", color=COLOUR["ink"], ms=6, capsize=4, lw=1.6)
    below.plot(
        result.k_fold, np.full(len(result.k_fold), -0.35), "|", color=COLOUR["test"], ms=11, mew=0.7
    )
    below.set_yticks([1, 0.45, -0.35], ["folds", "mean ± SD", "other\nshuffles"])
    below.set_ylim(-0.9, 1.4)
    below.set_title(f"{len(folds)}-fold: a number with a spread")
    below.set_xlabel("mean absolute error")
    return figure


def held_out(result: HeldOut) -> Figure:
    """Who trains and who is held out: a column a person, a line a split."""
    figure, axes = panels(len(result.rows), columns=2, height=1.75, sharex=True)
    for panel, (name, rows) in zip(axes, result.rows.items(), strict=True):
        _people(panel, rows)
        panel.set_title(name)
        panel.set_ylabel("split" if len(rows.trains) == 1 else "splits")
    by_name = dict(zip(result.rows, axes, strict=True))
    first_patient = int(result.patient.argmax())
    _boundary(by_name["stratified 5-fold"], first_patient)
    by_name["stratified 5-fold"].set_xlabel("people; patients right of the line")
    for first in (np.flatnonzero(np.diff(result.family)) + 1).tolist():
        _boundary(by_name["grouped 5-fold"], first)
    by_name["grouped 5-fold"].set_xlabel("people; lines between families")
    return figure


def _people(axes: Axes, rows: Rows) -> None:
    size = 6 if len(rows.trains) < 10 else 4
    for times in range(1, rows.trains.max() + 1):
        line, person = np.nonzero(rows.trains == times)
        shade = min(0.28 * times, 1)
        axes.plot(person, line, "s", color=COLOUR["train"], alpha=shade, ms=size)
    line, person = np.nonzero(rows.held_out)
    axes.plot(person, line, "s", color=COLOUR["test"], ms=size)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.set_xlim(-0.8, rows.trains.shape[1] - 0.2)
    axes.set_ylim(len(rows.trains) - 0.3, -0.7)
    for spine in axes.spines.values():
        spine.set_visible(False)


def _boundary(axes: Axes, first: int) -> None:
    axes.axvline(first - 0.5, color=COLOUR["ink"], lw=1)


def stratification(result: Stratification) -> Figure:
    """How many patients a fold holds, by chance and stratified."""
    figure, axes = panels(2, height=2.6, sharey=True)
    counts = np.arange(result.plain.max() + 1)
    for panel, held, name in zip(
        axes, (result.plain, result.stratified), ("by chance", "stratified"), strict=True
    ):
        share = np.bincount(held.ravel(), minlength=len(counts)) / held.size
        panel.bar(counts, share, color=COLOUR["test"], width=0.8)
        panel.set_title(name)
        panel.set_xlabel("patients in a fold of 20")
        percent(panel.yaxis)
        ticks(panel.xaxis, counts)
    axes[0].set_ylabel("share of folds")
    return figure


def procedures(result: Procedures) -> Figure:
    """Bias, spread and typical error of each procedure, as shares of the true error."""
    figure, axes = panels(3, height=2.5, sharey=True)
    places = np.arange(len(PROCEDURES))
    for panel, values, title, role in (
        (axes[0], result.bias, "bias", "bias"),
        (axes[1], result.standard_deviation, "standard deviation", "variance"),
        (axes[2], result.typical_error, "distance from truth", "test"),
    ):
        reference(panel, x=0)
        shares = [values[name] for name in PROCEDURES]
        panel.hlines(places, 0, shares, color=COLOUR[role], lw=2.4)
        panel.plot(shares, places, "o", color=COLOUR[role], ms=7)
        panel.set_xlim(-0.03, 0.27)
        percent(panel.xaxis)
        name_rows(panel, PROCEDURES)
        panel.set_title(title)
        panel.set_xlabel("share of true error")
        panel.grid(axis="x")
    return figure


def sizes(result: Sizes) -> Figure:
    """How far estimates lie from the truth, by sample size and by number of fits."""
    figure, [axes] = panels(1, height=3.3)
    log_x(axes, (50, 200, 1000, 10000))
    log_y(axes, (0.01, 0.02, 0.05, 0.1, 0.2))
    for distance, held, name, people, offset in (
        (result.single_distance, result.n / 5, "one split, one fit", 1000, (5, 5)),
        (result.k_fold_distance, result.n, "5-fold, five fits", 500, (-5, -5)),
    ):
        truth(axes, result.n, result.expected(held))
        [line] = axes.plot(result.n, list(distance.values()), "o-", color=COLOUR["test"], ms=5)
        name_line(line, name, x=people, offset=offset)
    percent(axes.yaxis)
    axes.set_xlabel("people")
    axes.set_ylabel("distance from the true error")
    axes.grid(axis="y")
    return figure


def selection(result: Selection) -> Figure:
    """Validation, test and true error of the model chosen, by how many were tried."""
    figure, [axes] = panels(1, height=3.3)
    validation, test, true = (
        values.mean(axis=0) for values in (result.validation, result.test, result.truth)
    )
    log_x(axes, (1, 2, 5, 10, 20, 50, 100, 200, 500))
    axes.set_ylim(0.85, 1.17)
    name_line(truth(axes, result.tried, true), "true error", offset=(-1, -6))
    for values, role, name, tried, offset in (
        (test, "test", "test error", 500, (-1, 7)),
        (validation, "bias", "validation error", 20, (-4, -4)),
    ):
        [line] = axes.plot(result.tried, values, "o-", color=COLOUR[role], ms=5)
        name_line(line, name, x=tried, offset=offset)
    axes.set_xlabel("models tried")
    axes.set_ylabel("mean absolute error\nof the model chosen")
    axes.grid(axis="y")
    return figure


def nesting(result: Nesting) -> Figure:
    """Reported minus true error, of the best score and of nested cross-validation."""
    figure, [axes] = panels(1, height=2.0)
    rows = (
        (result.best_score - result.truth, "best score", "bias"),
        (result.nested - result.truth, "nested", "test"),
    )
    reference(axes, x=0, role="truth")
    for place, (differences, _, role) in enumerate(rows):
        jitter = np.linspace(-0.25, 0.25, len(differences))
        axes.plot(differences, place + jitter, "o", color=COLOUR[role], ms=4, alpha=0.5)
        axes.plot([differences.mean()] * 2, [place - 0.36, place + 0.36], color=COLOUR["ink"], lw=2)
    name_rows(axes, [name for _, name, _ in rows])
    axes.set_xlabel("error reported minus true error")
    return figure


def leak(result: Leak) -> Figure:
    """Skill on pure noise against the number of predictors, picked before and after splitting."""
    figure, [axes] = panels(1, height=3.1)
    _skill(axes, result.predictors, result.before, "picked before splitting", "bias", 20)
    _skill(axes, result.predictors, result.inside, "picked in each training set", "test", -26)
    log_x(axes, result.predictors)
    axes.set_xlabel("useless predictors to pick from")
    axes.set_ylim(-1.25, 1)
    return figure


def acquaintance(result: Acquaintance) -> Figure:
    """Skill against the number of sessions, with folds of sessions and with folds of persons."""
    figure, [axes] = panels(1, height=3.1)
    _skill(axes, result.sessions, result.shuffled, "folds of sessions", "bias", -11)
    _skill(axes, result.sessions, result.grouped, "folds of persons", "test", -6)
    ticks(axes.xaxis, result.sessions)
    axes.set_xlabel("sessions per person")
    axes.set_ylim(-1.25, 1)
    return figure


def _skill(
    axes: Axes, x: np.ndarray, scores: np.ndarray, name: str, role: str, above: float
) -> None:
    reference(axes, y=0, role="truth")
    band(axes, x, scores.min(axis=0), scores.max(axis=0), role)
    [line] = axes.plot(x, scores.mean(axis=0), "o-", color=COLOUR[role], ms=5)
    name_line(line, name, offset=(-1, above))
    axes.set_ylabel("cross-validated R²")


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
    figure, [axes] = panels(1, height=2.0)
    names = ("10 folds,\nt test", "10 × 10 folds,\nt test", "10 × 10 folds,\ncorrected")
    rates = list(result.rates.values())
    places = np.arange(len(rates))
    reference(axes, x=0.05, role="truth")
    axes.hlines(places, 0, rates, color=COLOUR["test"], lw=2.4)
    axes.plot(rates, places, "o", color=COLOUR["test"], ms=7)
    name_rows(axes, names)
    axes.set_xlim(0, 1)
    percent(axes.xaxis)
    axes.set_xlabel("tests that find a difference where there is none")
    axes.grid(axis="x")
    return figure
