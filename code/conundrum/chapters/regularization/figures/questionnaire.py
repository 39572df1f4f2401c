"""A questionnaire that predicts an outcome."""

from matplotlib.figure import Figure

from conundrum.chapters.regularization.experiments.questionnaire import (
    LEAST_SQUARES,
    ONE_ERROR,
    RIDGE,
    SUMS,
    Questionnaire,
)
from conundrum.style import (
    COLOUR,
    DASHED,
    band,
    label,
    log_x,
    name_line,
    panels,
    reference,
)

LOOKS = {
    SUMS: ("polynomial", "-", 70, (0, 6)),
    RIDGE: ("linear", "-", 70, (0, -4)),
    ONE_ERROR: ("linear", DASHED, 100, (6, -6)),
    LEAST_SQUARES: ("test", "-", 400, (-2, 8)),
}


def weighed(result: Questionnaire) -> Figure:
    """The error of each λ over the folds of one sample; what is explained, by sample size."""
    figure, (left, right) = panels(2, height=3.3)
    log_x(left)
    low, high = result.folds - result.standard_error, result.folds + result.standard_error
    left.vlines(result.penalty, low, high, color=COLOUR["train"], lw=1)
    left.plot(result.penalty, result.folds, "o", color=COLOUR["train"], ms=5)
    left.set_ylim(low.min() - 0.02, 2 * low.min())
    reference(left, y=result.folds[result.lowest] + result.standard_error[result.lowest])
    for place, text, right_of in (
        (result.lowest, "least", False),
        (result.largest_within, "one SE", True),
    ):
        reference(left, x=result.penalty[place])
        left.annotate(
            text,
            (result.penalty[place], 1.9 * low.min()),
            xytext=(4 if right_of else -4, 0),
            textcoords="offset points",
            ha="left" if right_of else "right",
            color=COLOUR["muted"],
        )
    left.set_xlabel("penalty λ")
    left.set_ylabel("squared error in held-out folds")
    log_x(right, result.people)
    right.set_ylim(-0.05, 0.32)
    reference(right, y=result.possible, role="truth")
    label(right, result.people[-1], result.possible, "possible", "truth", ha="right", va="bottom")
    reference(right, y=0)
    for way, (role, style, at, offset) in LOOKS.items():
        low, median, high = result.quartiles(way)
        band(right, result.people, low, high, role)
        [line] = right.plot(result.people, median, color=COLOUR[role], ls=style, lw=2.2)
        name_line(line, way, x=at, offset=offset)
    right.set_xlabel("people")
    right.set_ylabel("variance explained, new people")
    return figure
