"""What the cells of a chapter call to put a figure or a claim on the page."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any
from xml.etree import ElementTree

from matplotlib.figure import Figure

from conundrum.claims import Claim
from conundrum.style import NARROW, WIDE, draw, draw_frames

CLAIM_MIME_TYPE = "application/vnd.conundrum.claim+json"


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


def check(claim: Claim, result: Any) -> "CheckedClaim":
    """Measure a claim on a result of this build.

    Raises
    ------
    FalseClaimError
        When the claim does not hold; this stops the build.
    """
    return CheckedClaim(claim, claim.check(result))


@dataclass(frozen=True)
class CheckedClaim:
    """A claim with the value measured in this build."""

    claim: Claim
    value: float

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        claim = self.claim
        shown = {
            "chapter": claim.chapter,
            "name": claim.name,
            "sentence": claim.sentence,
            "value": claim.show(self.value),
            "expectation": claim.expectation,
            "promise": claim.promise,
            "source": claim.source,
        }
        summary = (
            f"{claim.sentence} Here: {shown['value']}; it must be {claim.expectation}, "
            f"and {claim.promise}."
        )
        return {
            CLAIM_MIME_TYPE: shown,
            "text/html": f"<p><strong>Claim.</strong> {escape(summary)}</p>",
            "text/plain": summary,
        }


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
