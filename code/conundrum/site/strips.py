"""A strip: how close a claim came to being false, on every fresh seed, at a glance.

A dot is a seed, a cross a seed on which the claim did not hold, the diamond this build; what is
not allowed is hatched. A strip is SVG whose places across are percentages and whose heights are
pixels, so that letters and dots keep their size when it gets narrower.
"""

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import combinations

import numpy as np
from matplotlib.ticker import MaxNLocator

from conundrum.claims import EXACT, FRESH_SAMPLES, SAME_DATA, Statement
from conundrum.evidence import Evidence
from conundrum.notation import number

DRAWS = {
    FRESH_SAMPLES: "new samples",
    SAME_DATA: "new splits or starts of the same data",
    EXACT: "computations",
}

NARROWEST = 200  # pixels, in which everything must have room
LETTER = 7.2  # pixels; a digit is as wide, most letters are less
LINE = 15  # pixels, of a line of text
EDGE = 2  # per cent from either end, where what lies beyond the axis is drawn
MARGIN = 6  # per cent from either end, where the axis begins
FAR = 100  # times the spread of the dots: a bound so far away is not drawn to scale


@dataclass(frozen=True)
class Axis:
    """Which number stands where.

    Attributes
    ----------
    low, high
        Its ends, in the numbers themselves.
    logarithmic
        Whether equal distances are equal ratios.
    """

    low: float
    high: float
    logarithmic: bool

    def place(self, value: float) -> float:
        """Return where a number stands, in per cent of the width; at an edge if beyond the axis."""
        if self.logarithmic and value <= 0:
            return EDGE
        low, high = self.scale(self.low), self.scale(self.high)
        share = (self.scale(value) - low) / (high - low)
        return min(max(MARGIN + share * (100 - 2 * MARGIN), EDGE), 100 - EDGE)

    def covers(self, value: float) -> bool:
        """Whether a number stands on the axis."""
        return self.low <= value <= self.high

    @property
    def scale(self) -> Callable[[float], float]:
        """What makes equal steps of the numbers equal distances."""
        return math.log10 if self.logarithmic else float


def strip(statement: Statement, evidence: Evidence, here: float, *, name: str) -> str:
    """Draw the values of a statement on fresh seeds and in this build.

    Parameters
    ----------
    statement
        Gives the bounds and the unit.
    evidence
        The values on fresh seeds.
    here
        The value in this build.
    name
        Makes the identifiers in the drawing unique on its page.

    Returns
    -------
    str
        An ``<svg>`` element with its content in words, the same bytes for the same input.
    """
    values = finite(evidence)
    axis = choose_axis(statement, [*values, here])
    places = [axis.place(value) for value in values]
    radius = 3 if len(values) <= 60 else 2.2
    half = 16 if len(values) <= 40 else 22
    labels = _bound_labels(statement, axis)
    top = LINE * (1 + max((row for *_, row in labels), default=0)) + 2
    middle, ground = top + half, top + 2 * half + 5
    height = ground + LINE + 6
    drawn = [
        f'<svg class="strip" role="img" aria-label="{escape(in_words(statement, evidence, here))}"'
        f' width="100%" height="{height}">',
        *_forbidden(statement, axis, top, ground, name),
        f'<line class="axis" x1="0" x2="100%" y1="{ground}" y2="{ground}"/>',
        *_ticks(axis, [*values, here], ground),
        *(
            f'<text class="bound" x="{x:.4g}%" dx="{dx}" y="{11 + LINE * row}"'
            f' text-anchor="{anchor}">{escape(text)}</text>'
            for text, x, dx, anchor, row in labels
        ),
    ]
    dots = []
    for value, place, rise in zip(
        values, places, swarm(places, radius, half - radius), strict=True
    ):
        if statement.holds(value):
            dots.append((round(10 * place), middle + rise))
        else:
            drawn.append(
                f'<svg class="failed" x="{place:.4g}%" y="{middle + rise:g}">'
                '<path d="M-3.5-3.5l7 7m0-7l-7 7"/></svg>'
            )
    if dots:
        drawn.append(
            f'<svg viewBox="0 0 1000 {height}" preserveAspectRatio="none">'
            f'<path class="dots" stroke-width="{2 * radius:g}" d="{_path(dots)}"/></svg>'
        )
    drawn.append(
        f'<svg class="here" x="{axis.place(here):.4g}%" y="{ground}">'
        '<path d="M0-7L7 0 0 7-7 0z"/></svg></svg>'
    )
    return "".join(drawn)


def _path(dots: list[tuple[int, float]]) -> str:
    """Write dots, from left to right, as lines that go nowhere and have round ends."""
    moves, x, y = [], 0, 0.0
    for right, down in sorted(dots):
        moves.append(f"m{right - x} {down - y:g}h0")
        x, y = right, down
    return "".join(moves)


def in_words(statement: Statement, evidence: Evidence, here: float) -> str:
    """Say what a strip shows, for readers who do not see it."""
    values, count = finite(evidence), len(evidence.values)
    held = evidence.held(statement)
    spread = "none gave a number"
    if values:
        low, high = statement.show(min(values)), statement.show(max(values))
        spread = f"all {low}" if low == high else f"values from {low} to {high}"
    lost = count - len(values)
    numberless = f", {lost} without a number" if values and lost else ""
    allowed = "all" if held == count else f"{held} of {count}"
    return (
        f"{count} {DRAWS[statement.kind]}: {spread}{numberless}, "
        f"{allowed} allowed ({statement.expectation}). This build: {statement.show(here)}."
    )


def closeness(statement: Statement, evidence: Evidence | None) -> float:
    """Return how far the worst value on fresh seeds lies from its bound, in spreads of the values.

    Returns
    -------
    float
        Distances are ratios where the strip is logarithmic; negative where the statement failed on
        a seed, infinite where nothing varies or nothing was measured.
    """
    if evidence is None or statement.kind is EXACT:
        return math.inf
    values = finite(evidence)
    if len(values) < len(evidence.values):
        return -math.inf
    scale = choose_axis(statement, values).scale
    spots = [scale(value) for value in values]
    margins = []
    if math.isfinite(statement.above) and (scale is float or statement.above > 0):
        margins.append(min(spots) - scale(statement.above))
    if math.isfinite(statement.below):
        margins.append(scale(statement.below) - max(spots))
    spread = max(spots) - min(spots)
    return min(margins, default=math.inf) / spread if spread else math.inf


def finite(evidence: Evidence) -> list[float]:
    """List the values that are numbers, by seed."""
    return [value for value in evidence.values.values() if value is not None]


def choose_axis(statement: Statement, values: Sequence[float]) -> Axis:
    """Choose an axis on which the values and, if it can be, the bounds stand.

    It is logarithmic for ratios, and for positive numbers that lie more than a factor of 30 apart.
    A value a hundred times farther out than the middle half of them is wide is left out, and so is
    a bound a hundred times farther away than the values are spread.
    """
    bounds = [bound for bound in (statement.above, statement.below) if math.isfinite(bound)]
    positive = [bound for bound in bounds if bound > 0]
    logarithmic = min(values) > 0 and (
        statement.unit.lstrip().startswith(("×", "times"))
        or max([*values, *positive]) / min([*values, *positive]) >= 30
    )
    scale = math.log10 if logarithmic else float
    low, high = _bulk([scale(value) for value in values])
    spread = high - low
    for bound in positive if logarithmic else bounds:
        at = scale(bound)
        away = max(low - at, at - high, 0)
        if away <= FAR * spread or spread < 1e-9 * away:
            low, high = min(low, at), max(high, at)
    room = 0.12 * (high - low) or abs(high) / 2 or 1
    low, high = low - room, high + room
    if logarithmic:
        return Axis(10 ** max(low, -300), 10 ** min(high, 300), True)
    return Axis(low, high, False)


def swarm(places: Sequence[float], radius: float, half: float) -> list[float]:
    """Move dots up or down until none covers another, where there is room.

    Parameters
    ----------
    places
        Where the dots stand, in per cent of the width.
    radius
        Of a dot, in pixels.
    half
        How far a dot may be moved, in pixels.

    Returns
    -------
    list of float
        How far down each is moved, in pixels.
    """
    x = np.asarray(places) * NARROWEST / 100
    y = np.zeros(len(x))
    steps = np.arange(0, half + 0.01, radius / 2)
    candidates = np.stack([steps, -steps], axis=1).ravel()[1:]
    order = np.argsort(x, kind="stable")
    for position, dot in enumerate(order):
        placed = order[:position]
        placed = placed[x[dot] - x[placed] < 2 * radius]
        gaps = np.hypot(x[dot] - x[placed], candidates[:, None] - y[placed])
        nearest = gaps.min(axis=1, initial=np.inf)
        free = np.flatnonzero(nearest >= 2 * radius)
        y[dot] = candidates[free[0] if free.size else nearest.argmax()]
    return [float(f"{rise:.3g}") for rise in y]


def _bulk(spots: Sequence[float]) -> tuple[float, float]:
    """Return the ends of the values without those that would press all others together."""
    first, third = np.quantile(spots, (0.25, 0.75))
    if third - first <= 0:
        return min(spots), max(spots)
    reach = FAR * (third - first)
    kept = [spot for spot in spots if first - reach <= spot <= third + reach]
    return min(kept), max(kept)


def _forbidden(
    statement: Statement, axis: Axis, top: float, ground: float, name: str
) -> Iterator[str]:
    sides = []
    if math.isfinite(statement.above):
        sides.append((0, axis.place(statement.above), statement.above))
    if math.isfinite(statement.below):
        sides.append((axis.place(statement.below), 100, statement.below))
    yield (
        f'<defs><pattern id="hatch-{name}" width="6" height="6" patternUnits="userSpaceOnUse"'
        ' patternTransform="rotate(45)"><path d="M3 0V6"/></pattern></defs>'
    )
    for left, right, bound in sides:
        yield (
            f'<rect class="forbidden" x="{left:.4g}%" y="{top}" width="{right - left:.4g}%"'
            f' height="{ground - top}"/>'
            f'<rect fill="url(#hatch-{name})" x="{left:.4g}%" y="{top}"'
            f' width="{right - left:.4g}%" height="{ground - top}"/>'
        )
        if axis.covers(bound):
            x = f"{axis.place(bound):.4g}%"
            yield f'<line class="bound" x1="{x}" x2="{x}" y1="{top - 2}" y2="{ground}"/>'


def _bound_labels(statement: Statement, axis: Axis) -> list[tuple[str, float, int, str, int]]:
    """Place the bounds: text, per cent, pixels aside, anchor, row; none covers the other.

    A bound has its unit where there is room.
    """
    labels: list[tuple[str, float, int, str, int]] = []
    taken: list[tuple[int, tuple[float, float]]] = []
    for bound, outwards in ((statement.above, "end"), (statement.below, "start")):
        if not math.isfinite(bound):
            continue
        place = axis.place(bound)
        inwards = "start" if outwards == "end" else "end"
        full, bare = _label(axis, bound, statement.unit), _label(axis, bound, "")
        beside = [(place, {"start": 4, "end": -4}[side], side) for side in (outwards, inwards)]
        at_an_end = [(0, 0, "start"), (100, 0, "end")]
        free = (
            ((row, span), (text, at, aside, anchor, row))
            for text, places in ((full, beside), (bare, beside), (bare, at_an_end))
            for row in (0, 1)
            for at, aside, anchor in places
            if _fits(span := _span(text, at, anchor, aside))
            and not any(row == other and _overlap(span, used) for other, used in taken)
        )
        used, label = next(free)
        taken.append(used)
        labels.append(label)
    return labels


def _label(axis: Axis, bound: float, unit: str) -> str:
    text = f"{_short(bound)}{unit}"
    if axis.covers(bound):
        return text
    return f"← {text}" if axis.place(bound) < 50 else f"{text} →"


def _ticks(axis: Axis, values: Sequence[float], ground: float) -> Iterator[str]:
    """Write few numbers below the axis, and the farthest value where one lies beyond it."""
    taken = []
    for value, text, x, anchor in (
        (min(values), f"← {_short(min(values))}", 0, "start"),
        (max(values), f"{_short(max(values))} →", 100, "end"),
    ):
        if not axis.covers(value):
            taken.append(_span(text, x, anchor))
            yield f'<text x="{x}%" y="{ground + LINE + 1}" text-anchor="{anchor}">{text}</text>'
    for value in _tick_values(axis, taken):
        x = f"{axis.place(value):.4g}%"
        yield (
            f'<line class="axis" x1="{x}" x2="{x}" y1="{ground}" y2="{ground + 4}"/>'
            f'<text x="{x}" y="{ground + LINE + 1}" text-anchor="middle">{_short(value)}</text>'
        )


def _tick_values(axis: Axis, taken: Sequence[tuple[float, float]]) -> list[float]:
    """Choose the most of at most four round numbers that have room on the axis."""
    best: list[float] = []
    for candidates in _round_numbers(axis):
        spans = {
            value: span
            for value in candidates
            if axis.covers(value)
            and _fits(span := _span(_short(value), axis.place(value), "middle"))
            and not any(_overlap(span, other) for other in taken)
        }
        apart = not any(_overlap(one, other) for one, other in combinations(spans.values(), 2))
        if len(best) < len(spans) <= 4 and apart:
            best = list(spans)
    return best


def _round_numbers(axis: Axis) -> Iterator[list[float]]:
    low, high = axis.low, axis.high
    if axis.logarithmic:
        first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
        step = 1
        while (last - first) / step > 1:
            yield [10.0**power for power in range(first, last + 1) if power % step == 0]
            step += 1
        for steps in ((1, 3), (1, 2, 5)):
            yield [step * 10.0**power for power in range(first, last + 1) for step in steps]
        if last - first > 3:
            return
    for count in (1, 2, 3, 4):
        yield MaxNLocator(count, steps=[1, 2, 5, 10]).tick_values(low, high).tolist()


def _short(value: float) -> str:
    """Write a number in little room: 10⁻⁹ rather than 1 × 10⁻⁹."""
    return re.sub("^(−?)1 × ", r"\1", number(value, digits=8))


def _span(text: str, place: float, anchor: str, aside: float = 0) -> tuple[float, float]:
    """Return from where to where a text reaches in the narrowest strip, in pixels."""
    width, x = LETTER * len(text), place * NARROWEST / 100 + aside
    left = {"start": x, "middle": x - width / 2, "end": x - width}[anchor]
    return left, left + width


def _fits(span: tuple[float, float]) -> bool:
    return span[0] >= 0 and span[1] <= NARROWEST


def _overlap(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return min(one[1], other[1]) - max(one[0], other[0]) > -LETTER
