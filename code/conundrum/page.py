"""What the cells of a chapter call to put a figure or a claim on the page."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from html import escape
from importlib import import_module
from inspect import getsourcefile, getsourcelines, unwrap
from numbers import Real
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
from matplotlib.figure import Figure
from myst_nb import glue

import conundrum
from conundrum.claims import Statement
from conundrum.experiment import Origin, origin_of
from conundrum.notation import number
from conundrum.palette import LIGHT
from conundrum.style import NARROW, WIDE, draw, draw_frames

STATEMENTS_MIME_TYPE = "application/vnd.conundrum.statements+json"
CODE_MIME_TYPE = "application/vnd.conundrum.code+json"
LIVE_DATA_MIME_TYPE = "application/vnd.conundrum.live-data+json"

# What a slider does when it is moved. It is part of the output, so that the slider works on the
# page and in a notebook alike, with nothing else loaded.
MOVE = """
const explorer = this.closest('.explorer'), position = this.valueAsNumber;
const frames = explorer.frames ??= JSON.parse(explorer.querySelector('script').textContent);
const alt = frames.alts[position], value = frames.values[position];
explorer.querySelector('output').value = value;
explorer.querySelector('.reading').textContent = alt;
this.setAttribute('aria-valuetext', value);
for (const layout of ['wide', 'narrow']) {
  const drawing = explorer.querySelector(`.${layout} svg`);
  drawing.setAttribute('aria-label', alt);
  for (const [name, part] of Object.entries(frames[layout][position]))
    drawing.querySelector(`[id='${name}']`).outerHTML = part;
}
""".strip().replace("\n", " ")

# A notebook may be dark and wide, and does not know the book's style: there a figure has paper of
# its own, and is no larger than on a page.
FIGURE_STYLE = (
    f"background: var(--figure-paper, {LIGHT['paper']}); max-width: var(--figure-width, 46rem)"
)
SLIDER_STYLE = "width: var(--slider-width, 20rem)"


def show(figure_of: Callable[..., Figure], *results: Any, alt: str) -> "ComputedFigure":
    """Draw a figure for the page.

    Parameters
    ----------
    figure_of
        A figure function of a chapter.
    *results
        The results it draws.
    alt
        What the figure shows, for readers who do not see it.

    Raises
    ------
    ValueError
        When `alt` is empty.
    """
    _require_alternative_text(alt)
    return ComputedFigure(
        wide=draw(figure_of, *results, layout=WIDE, salt=alt),
        narrow=draw(figure_of, *results, layout=NARROW, salt=alt),
        alt=alt,
        code=Code.of(figure_of, results),
    )


@dataclass(frozen=True)
class Place:
    """Where a function of the package is written.

    Attributes
    ----------
    name
        Of the function.
    file
        Below the folder that the package lies in.
    line
        Counted from 1.
    """

    name: str
    file: str
    line: int

    @classmethod
    def of(cls, function: Callable) -> "Place | None":
        """Look where a function is written; None where that is not in the package."""
        function = unwrap(function.func if isinstance(function, partial) else function)
        if not function.__module__.startswith("conundrum."):
            return None
        file = Path(getsourcefile(function)).relative_to(Path(conundrum.__file__).parents[1])
        return cls(function.__qualname__, file.as_posix(), getsourcelines(function)[1])


@dataclass(frozen=True)
class Code:
    """The code behind a figure: the function that draws it, the experiments it draws."""

    figure: Place | None
    experiments: list[Place]

    @classmethod
    def of(cls, figure_of: Callable[..., Figure], results: Any) -> "Code":
        """Look up what draws these results, and what made them."""
        names = dict.fromkeys(origin.experiment for origin in _origins(results))
        own = [name for name in names if name.startswith("conundrum.")]
        return cls(Place.of(figure_of), [Place.of(_function(name)) for name in own])


def _origins(results: Any) -> Iterator[Origin]:
    if origin := origin_of(results):
        yield origin
    elif isinstance(results, list | tuple | dict):
        for part in results.values() if isinstance(results, dict) else results:
            yield from _origins(part)


def _function(name: str) -> Callable:
    module, _, function = name.rpartition(".")
    return getattr(import_module(module), function)


@dataclass(frozen=True)
class ComputedFigure:
    """A figure as SVG for two widths, with its alternative text, which is its text elsewhere."""

    wide: str
    narrow: str
    alt: str
    code: Code

    def __repr__(self) -> str:
        return self.alt

    def _repr_html_(self) -> str:
        return _in_both_widths(self.wide, self.narrow, self.alt)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return {"text/html": self._repr_html_(), CODE_MIME_TYPE: asdict(self.code)}


def explore(
    figure_of: Callable[..., Figure],
    frames: Sequence[Any],
    *,
    slider: str,
    values: Sequence[Any],
    alts: Sequence[str],
    start: int = 0,
) -> "Explorer":
    """Draw a figure once for each position of a slider; the page needs no server to move it.

    The figure function marks what differs between frames with `conundrum.style.moving`; the rest
    (axes, limits, labels) is drawn once.

    Parameters
    ----------
    figure_of
        A figure function of one result.
    frames
        The result to draw at each position of the slider.
    slider
        What the slider sets, its label.
    values
        The value of the slider at each position.
    alts
        What the figure shows at each position; read out when the slider moves.
    start
        The position at which the page opens.

    Raises
    ------
    ValueError
        When `values` or `alts` do not match `frames`, or `start` is no position.
    """
    if not len(frames) == len(values) == len(alts):
        raise ValueError(
            f"frames={len(frames)}, values={len(values)}, alts={len(alts)} must be equally many"
        )
    if start not in range(len(frames)):
        raise ValueError(f"start={start} must be a position from 0 to {len(frames) - 1}")
    for alt in alts:
        _require_alternative_text(alt)
    drawings = {
        layout.name: draw_frames(figure_of, frames, layout=layout, salt=slider, start=start)
        for layout in (WIDE, NARROW)
    }
    code = Code.of(figure_of, list(frames))
    return Explorer(drawings, slider, [str(value) for value in values], list(alts), start, code)


@dataclass(frozen=True)
class Explorer:
    """A figure with a slider: one drawing for each position, all but the moving parts shared."""

    drawings: dict[str, list[str]]
    slider: str
    values: list[str]
    alts: list[str]
    start: int
    code: Code

    def __repr__(self) -> str:
        return self.alts[self.start]

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return {"text/html": self._repr_html_(), CODE_MIME_TYPE: asdict(self.code)}

    def _repr_html_(self) -> str:
        figure = _in_both_widths(
            self.drawings["wide"][self.start],
            self.drawings["narrow"][self.start],
            self.alts[self.start],
        )
        frames = {
            "values": self.values,
            "alts": self.alts,
            **{name: [_moving_parts(svg) for svg in svgs] for name, svgs in self.drawings.items()},
        }
        return (
            f'<div class="explorer">{figure}'
            f'<label class="slider"><span>{escape(self.slider)}</span> '
            f'<input type="range" style="{SLIDER_STYLE}" min="0" max="{len(self.values) - 1}"'
            f' value="{self.start}" aria-valuetext="{escape(self.values[self.start])}"'
            # JupyterLab would take the arrow keys for shortcuts of its own.
            f' data-lm-suppress-shortcuts="true" oninput="{escape(MOVE)}"> '
            f"<output>{escape(self.values[self.start])}</output></label>"
            f'<p class="reading" aria-live="polite">{escape(self.alts[self.start])}</p>'
            f'<script type="application/json">{_json_in_html(frames)}</script></div>'
        )


def check(result: Any, *statements: Statement) -> "CheckedResult":
    """Measure claims and checks on a result of this build.

    Parameters
    ----------
    result
        What an experiment returned.
    *statements
        Claims and checks about that experiment.

    Raises
    ------
    FalseClaimError
        When one does not hold; this stops the build.
    ValueError
        When a statement is about another experiment.
    """
    return CheckedResult(
        origin_of(result), [(statement, statement.check(result)) for statement in statements]
    )


@dataclass(frozen=True)
class CheckedResult:
    """Claims and checks with the values measured in this build."""

    origin: Origin
    measured: list[tuple[Statement, float]]

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        shown = [
            {
                "chapter": statement.chapter,
                "name": statement.name,
                "value": value,
                "tested_with": differences(self.origin, statement.origin),
            }
            for statement, value in self.measured
        ]
        summaries = [
            f"{statement.sentence} Here: {statement.show(value)}; "
            f"it must be {statement.expectation}."
            for statement, value in self.measured
        ]
        return {
            STATEMENTS_MIME_TYPE: shown,
            "text/html": "".join(f"<p>{escape(summary)}</p>" for summary in summaries),
            "text/plain": "\n".join(summaries),
        }


def differences(here: Origin, tested: Origin) -> str:
    """Say in words where the evidence is drawn with other arguments than the figure on the page.

    Returns
    -------
    str
        As ``"3 draws (here 5), 7 of 14 widths and noise 0.1 (here 0.2)"``; empty when nothing
        differs.
    """
    parts = []
    for name, value in tested.arguments.items():
        shown = here.arguments.get(name)
        if _plain(value) == _plain(shown):
            continue
        words = name.replace("_", " ")
        counts = words.endswith("s") and not words.endswith("ss")
        one, other = _size(value), _size(shown)
        if one == other or value is None or shown is None:
            parts.append(f"other {words}")
        elif isinstance(_plain(value), list) and isinstance(_plain(shown), list) and counts:
            parts.append(f"{one} of {other} {words}")
        elif isinstance(_plain(value), int) and counts:
            parts.append(f"{one} {words if one != '1' else words[:-1]} (here {other})")
        else:
            parts.append(f"{words} {one} (here {other})")
    return " and ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))


def _size(value: Any) -> str:
    """Say how much an argument asks for: a number, or how many values."""
    plain = _plain(value)
    if isinstance(plain, list):
        return str(len(plain))
    if isinstance(plain, Real) and not isinstance(plain, bool):
        return number(plain, digits=4)
    return getattr(plain, "__name__", str(plain)).replace("_", " ")


def _plain(value: Any) -> Any:
    """Make lists of arrays, ranges and tuples, so that they can be compared."""
    if hasattr(value, "tolist"):
        return value.tolist()
    if isinstance(value, range | list | tuple):
        return [_plain(part) for part in value]
    return value


def quote(**scalars: Any) -> None:
    """Let the text of the page quote numbers and words: ``{glue:text}`name:.2f```.

    Parameters
    ----------
    **scalars
        By the names the text uses. NumPy's and torch's scalars become Python's.

    Raises
    ------
    ValueError
        When a value is neither a single number nor a text.
    """
    for name, value in scalars.items():
        if np.size(value) != 1 or isinstance(value, list | tuple | dict):
            raise ValueError(f"{name}={value!r} must be a single number or a text")
        glue(name, value.item() if hasattr(value, "item") else value, display=False)


def supply(figure: str, data: Mapping[str, Any]) -> "LiveData":
    """Give a live figure what the package computed for it; the reader's browser loads it with it.

    Parameters
    ----------
    figure
        The name of the live figure; ``"kernel-bench"``.
    data
        What can be written as JSON.
    """
    return LiveData(figure, data)


@dataclass(frozen=True)
class LiveData:
    """What a live figure reads."""

    figure: str
    data: Mapping[str, Any]

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return {
            LIVE_DATA_MIME_TYPE: {"figure": self.figure, "data": self.data},
            "text/plain": f"data of the live figure {self.figure}",
        }


def table(rows: Mapping[str, Mapping[str, str]], *, corner: str) -> "Table":
    """Put results into a table.

    Parameters
    ----------
    rows
        By the name of a row, its entries by the name of their column, as readers see them; all
        rows have the same columns.
    corner
        What the names of the rows are.

    Raises
    ------
    ValueError
        When there is no row, or a row has other columns than the first.
    """
    if not rows:
        raise ValueError("rows={} must hold at least one row")
    columns = list(next(iter(rows.values())))
    for name, entries in rows.items():
        if list(entries) != columns:
            raise ValueError(f"rows[{name!r}]={list(entries)} must have the columns {columns}")
    return Table(corner, columns, {name: list(entries.values()) for name, entries in rows.items()})


@dataclass(frozen=True)
class Table:
    """Rows of text with names of rows and columns."""

    corner: str
    columns: list[str]
    rows: dict[str, list[str]]

    def __repr__(self) -> str:
        lines = [[self.corner, *self.columns], *([name, *row] for name, row in self.rows.items())]
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        return "\n".join("  ".join(map(str.ljust, line, widths)).rstrip() for line in lines)

    def _repr_html_(self) -> str:
        head = "".join(f'<th scope="col">{escape(name)}</th>' for name in self.columns)
        body = "".join(
            f'<tr><th scope="row">{escape(name)}</th>'
            + "".join(f"<td>{escape(entry)}</td>" for entry in entries)
            + "</tr>"
            for name, entries in self.rows.items()
        )
        return (
            '<div class="pst-scrollable-table-container"><table class="table results"><thead><tr>'
            f'<th scope="col">{escape(self.corner)}</th>{head}</tr></thead>'
            f"<tbody>{body}</tbody></table></div>"
        )


def _require_alternative_text(alt: str) -> None:
    if not alt.strip():
        raise ValueError(f"alt={alt!r} must say in words what the figure shows")


def _in_both_widths(wide: str, narrow: str, alt: str) -> str:
    return (
        '<div class="computed-figure">'
        f'<div class="wide">{_with_alternative_text(wide, alt)}</div>'
        f'<div class="narrow" hidden>{_with_alternative_text(narrow, alt)}</div>'
        "</div>"
    )


def _with_alternative_text(svg: str, alt: str) -> str:
    opening = f'<svg role="img" aria-label="{escape(alt)}" style="{FIGURE_STYLE}" '
    return svg.replace("<svg ", opening, 1)


def _moving_parts(svg: str) -> dict[str, str]:
    parts = {}
    for element in ElementTree.fromstring(svg).iter():
        name = element.get("id", "")
        if name.startswith("moving-"):  # whole, since a picture is an element with nothing inside
            part = ElementTree.tostring(element, encoding="unicode").strip()
            parts[name] = part.replace(' xmlns="http://www.w3.org/2000/svg"', "")
    return parts


def _json_in_html(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")
