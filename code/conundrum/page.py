"""What the cells of a chapter call to put a figure or a claim on the page."""

import json
from collections.abc import Callable, Mapping, Sequence, Sized
from dataclasses import dataclass
from html import escape
from typing import Any
from xml.etree import ElementTree

import numpy as np
from matplotlib.figure import Figure
from myst_nb import glue

from conundrum.claims import Statement
from conundrum.experiment import Origin, origin_of
from conundrum.style import NARROW, WIDE, draw, draw_frames

STATEMENTS_MIME_TYPE = "application/vnd.conundrum.statements+json"


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
    )


@dataclass(frozen=True)
class ComputedFigure:
    """A figure as SVG for two widths, with its alternative text."""

    wide: str
    narrow: str
    alt: str

    def _repr_html_(self) -> str:
        return (
            '<div class="computed-figure">'
            f'<div class="wide">{_with_alternative_text(self.wide, self.alt)}</div>'
            f'<div class="narrow" hidden>{_with_alternative_text(self.narrow, self.alt)}</div>'
            "</div>"
        )


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
        layout.name: draw_frames(figure_of, frames, layout=layout, salt=slider)
        for layout in (WIDE, NARROW)
    }
    return Explorer(drawings, slider, [str(value) for value in values], list(alts), start)


@dataclass(frozen=True)
class Explorer:
    """A figure with a slider: one drawing for each position, all but the moving parts shared."""

    drawings: dict[str, list[str]]
    slider: str
    values: list[str]
    alts: list[str]
    start: int

    def _repr_html_(self) -> str:
        figure = ComputedFigure(
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
            f'<div class="explorer">{figure._repr_html_()}'
            f'<label class="slider"><span>{escape(self.slider)}</span>'
            f'<input type="range" min="0" max="{len(self.values) - 1}" value="{self.start}"'
            f' aria-valuetext="{escape(self.values[self.start])}" disabled>'
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
        As ``"3 draws (here 5), 7 widths (here 14)"``; empty when nothing differs.
    """
    return ", ".join(
        f"{_amount(name, value)} (here {_amount(name, here.arguments.get(name))})"
        for name, value in tested.arguments.items()
        if _differ(value, here.arguments.get(name))
    )


def _amount(name: str, value: Any) -> str:
    words = name.replace("_", " ")
    if isinstance(value, Sized) and not isinstance(value, str):
        return f"{len(value)} {words}"
    return f"{words} {value}"


def _differ(one: Any, other: Any) -> bool:
    return not np.array_equal(np.asarray(one), np.asarray(other))


def quote(**scalars: Any) -> None:
    """Let the text of the page quote numbers and words: ``{glue:text}`name:.2f```.

    Parameters
    ----------
    **scalars
        By the names the text uses. NumPy's and torch's scalars become Python's.

    Raises
    ------
    ValueError
        When a value is an array of more than one number.
    """
    for name, value in scalars.items():
        if getattr(value, "size", 1) != 1 and not isinstance(value, str):
            raise ValueError(f"{name}={value!r} must be a single number or a text")
        glue(name, value.item() if hasattr(value, "item") else value, display=False)


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

    def _repr_html_(self) -> str:
        head = "".join(f'<th scope="col">{escape(name)}</th>' for name in self.columns)
        body = "".join(
            f'<tr><th scope="row">{escape(name)}</th>'
            + "".join(f"<td>{escape(entry)}</td>" for entry in entries)
            + "</tr>"
            for name, entries in self.rows.items()
        )
        return (
            f'<table class="table results"><thead><tr><th scope="col">{escape(self.corner)}</th>'
            f"{head}</tr></thead><tbody>{body}</tbody></table>"
        )


def _require_alternative_text(alt: str) -> None:
    if not alt.strip():
        raise ValueError(f"alt={alt!r} must say in words what the figure shows")


def _with_alternative_text(svg: str, alt: str) -> str:
    return svg.replace("<svg ", f'<svg role="img" aria-label="{escape(alt)}" ', 1)


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
