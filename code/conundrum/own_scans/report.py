"""The page about an honest test: pictures, numbers, and what they do not show, in one file."""

import base64
import io
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html import escape
from importlib.resources import files
from pathlib import Path

import matplotlib.image
import numpy as np
from jaxtyping import Float
from matplotlib.figure import Figure

from conundrum.data.scans import Scans
from conundrum.evaluation.ranking import Interval
from conundrum.own_scans import figures
from conundrum.own_scans.caveats import caveats
from conundrum.own_scans.honest import AUC, FOLDS, R2, HonestTest, brier
from conundrum.own_scans.predictors import BRIGHTEST
from conundrum.palette import DARK, LIGHT
from conundrum.style import NARROW, WIDE, draw

SHOWN = 24  # scans


@dataclass(frozen=True)
class Made:
    """How a page was made.

    Attributes
    ----------
    command : str
        What a reader types to make it again.
    seed : int
        Of the test.
    cache : str
        Where slices are kept.
    """

    command: str
    seed: int
    cache: str


def claim_place(page: Path, folder: Path) -> Path:
    """Return where to write a page, once it is sure that nothing is lost.

    Raises
    ------
    FileExistsError
        If there is a file already.
    ValueError
        If it would lie in the data set, or in no folder.
    """
    place = page.resolve()
    if place.exists():
        raise FileExistsError(f"{page} exists and is not replaced: name another (--page)")
    if place.is_relative_to(folder.resolve()):
        raise ValueError(f"{page} must not lie in the data set: name another place (--page)")
    if not place.parent.is_dir():
        raise ValueError(f"{page} must lie in a folder that exists")
    return place


def write_page(place: Path, scans: Scans, test: HonestTest | None, made: Made) -> None:
    """Write the page, whole or not at all; without a test, it shows what was read."""
    body = _what_was_read(scans)
    if test is None:
        body += "<p><strong>Nothing has been trained yet.</strong></p>"
    else:
        body += _how_well(scans, test) + _what_it_does_not_show(scans, test)
    text = _document(scans, body + _how_made(scans, made))
    unfinished = place.with_name(f"{place.name}.part")
    unfinished.write_text(text, encoding="utf-8")
    os.replace(unfinished, place)


# --- What was read --------------------------------------------------------------------------------


def _what_was_read(scans: Scans) -> str:
    people = len(scans.names)
    where = ", ".join(f"{height:g}" for height in scans.heights)
    measured = (
        "in the coordinates that the files give"
        if scans.coordinates == "file"
        else "after each head was shifted so that its top and middle lie where those of the "
        "average head lie. It was not turned and not stretched"
    )
    facts = [
        f"{len(scans)} scans of {people} participants, cut at {where} mm above the origin, "
        f"{measured}. 3 mm a pixel.",
        _outcome(scans),
        *([_covariates(scans)] if scans.covariates else []),
    ]
    return (
        "<h2>What was read</h2>"
        + _list(facts)
        + "<h3>Left out, or noticed</h3>"
        + _list(scans.notes or ["Nobody was left out."])
        + "<h3>Scans, as they were read</h3><p>Look at them before you believe any number: is it "
        "the head, does it lie as it should, front at the top, right on the right? Is it the image "
        f"you mean?</p>{_gallery(scans)}"
        + "<h3>Averages</h3><p>Heads that lie alike give a sharp average. If the averages differ "
        "at the edge of the head, so does how the heads lie or how large they are."
        f"</p>{_averages(scans)}"
    )


def _outcome(scans: Scans) -> str:
    name, values = scans.outcome_name, scans.outcome
    if scans.categories:
        counts = [
            f"{len(set(scans.participants[values == code]))} {category}"
            for code, category in enumerate(scans.categories)
        ]
        return f"Outcome: {name}. Participants: {', '.join(counts)}."
    return (
        f"Outcome: {name}, from {values.min():g} to {values.max():g}, mean {values.mean():.3g}, "
        f"standard deviation {values.std():.3g}."
    )


def _covariates(scans: Scans) -> str:
    parts = []
    for name, values in scans.covariates.items():
        if values.dtype == object:
            counts = [f"{np.sum(values == kind)} {kind}" for kind in sorted(set(values))]
            parts.append(f"{name} ({', '.join(counts)})")
        else:
            parts.append(f"{name} ({values.min():g} to {values.max():g})")
    return f"Covariates: {'; '.join(parts)}."


def _gallery(scans: Scans) -> str:
    """Show scans that stand at equal distances in the list, all if they are few."""
    rows = np.linspace(0, len(scans) - 1, min(SHOWN, len(scans))).round().astype(int).tolist()
    return _pictures(
        (
            montage(scans.pixels[row]),
            f"{scans.names[scans.participants[row]]}: {_value(scans, row)}",
        )
        for row in rows
    )


def _averages(scans: Scans) -> str:
    if scans.categories:
        groups = {name: scans.outcome == code for code, name in enumerate(scans.categories)}
    else:
        middle = np.median(scans.outcome)
        groups = {
            f"{scans.outcome_name} up to {middle:g}": scans.outcome <= middle,
            f"above {middle:g}": scans.outcome > middle,
        }
    sites = sorted(set(scans.sites) - {""})
    groups |= {f"site {site}": scans.sites == site for site in sites}
    return _pictures(
        (montage(scans.pixels[rows].mean(axis=0)), f"{name} (n = {rows.sum()})")
        for name, rows in groups.items()
        if rows.any()
    )


def _value(scans: Scans, row: int) -> str:
    if scans.categories:
        return scans.categories[int(scans.outcome[row])]
    return f"{scans.outcome[row]:g}"


def montage(slices: Float[np.ndarray, "heights side side"]) -> Float[np.ndarray, "tall wide"]:
    """Put slices of one scan beside each other, in about as many rows as columns."""
    across = int(np.ceil(np.sqrt(len(slices))))
    black = np.zeros((-len(slices) % across, *slices.shape[1:]), dtype=slices.dtype)
    rows = np.concatenate([slices, black]).reshape(-1, across, *slices.shape[1:])
    return np.concatenate([np.concatenate(list(row), axis=1) for row in rows])


def _pictures(pictures: Iterable[tuple[Float[np.ndarray, "tall wide"], str]]) -> str:
    shown = "".join(
        f'<figure><img src="{_png(pixels)}" alt="Slices, {escape(caption)}">'
        f"<figcaption>{escape(caption)}</figcaption></figure>"
        for pixels, caption in pictures
    )
    return f'<div class="pictures">{shown}</div>'


def _png(pixels: Float[np.ndarray, "tall wide"]) -> str:
    written = io.BytesIO()
    matplotlib.image.imsave(written, pixels, cmap="gray", vmin=0, vmax=1.4, format="png")
    return f"data:image/png;base64,{base64.b64encode(written.getvalue()).decode()}"


# --- How well it is predicted ---------------------------------------------------------------------


def _how_well(scans: Scans, test: HonestTest) -> str:
    return (
        f"<h2>How well is {escape(scans.outcome_name)} predicted?</h2>"
        + _answer(test)
        + f"<p>All predictions are for participants who were held out: {FOLDS} folds, no "
        "participant in two of them, the outcome balanced. Lines are 95 % intervals from drawing "
        "participants. Open circles: the participants of training.</p>"
        + _figure(figures.comparison, test, alt=_said(test))
        + _table(
            ["", *test.predictions[test.model].measures, "in training"],
            [
                [
                    name,
                    *(written(found) for found in prediction.measures.values()),
                    "—" if name == BRIGHTEST else f"{prediction.in_training:.2f}",
                ]
                for name, prediction in test.predictions.items()
            ],
        )
        + _against_chance(test)
        + (_of_probabilities(scans, test) if scans.categories else _scatter(scans, test))
        + (_at_sites(test) if test.sites else "")
    )


def _answer(test: HonestTest) -> str:
    found = test.predictions[test.model]
    values = [f"{_of_name(name)} of {written(value)}" for name, value in found.measures.items()]
    parts = [f"The {test.model}, chosen beforehand, has {' and '.join(values)}."]
    if test.leads:
        more = "larger" if test.measure == AUC else "smaller"
        parts.append(
            f"By how much its {test.measure} is {more}: "
            + "; ".join(
                f"than that of {name}, {written(lead)}" for name, lead in test.leads.items()
            )
            + ". An interval that holds zero does not show that the images say more; one below "
            "zero shows that the simple thing is better."
        )
    return "".join(f'<p class="answer">{escape(part)}</p>' for part in parts)


def _of_name(measure: str) -> str:
    return f"an {measure}" if measure in (AUC, R2) else f"a {measure}"


def written(found: Interval | None) -> str:
    """Write a number with its interval."""
    if found is None:
        return "one category only"
    numbers = f"{found.estimate:z.2f} ({found.low:z.2f} to {found.high:z.2f})"
    return numbers.replace("-", "−")


def _said(test: HonestTest) -> str:
    return f"{test.measure}: " + "; ".join(
        f"{name} {written(prediction.main)}" for name, prediction in test.predictions.items()
    )


def _against_chance(test: HonestTest) -> str:
    draws = test.by_chance.size
    if not draws:
        return "<h3>Against chance</h3><p>No permutations were asked for.</p>"
    text = (
        f"Outcomes were dealt out anew among participants (of the same site, if sites are known), "
        f"and folds and training repeated, {draws} times. A result as good as the real one came "
        f"{round(test.p_value * (draws + 1)) - 1} times: p = {test.p_value:.3f}, and with so "
        f"many repetitions it could not be smaller than {1 / (draws + 1):.3f}."
    )
    return f"<h3>Against chance</h3><p>{text}</p>" + _figure(
        figures.chance, test, alt=f"Histogram of {test.measure} by chance. {text}"
    )


def _of_probabilities(scans: Scans, test: HonestTest) -> str:
    mistake, without = brier(scans, test)
    text = (
        f"Scores were made probabilities of {scans.categories[1]!r} by a logistic curve, fitted to "
        "the scores in the other folds, and never falling. Their mean squared error (Brier score) "
        f"is {mistake:.3f}; always saying the share in this study has {without:.3f}. They hold "
        "where as many people are positive as in this study, and where scanners are like these."
    )
    return f"<h3>Probabilities</h3><p>{escape(text)}</p>" + _figure(
        figures.calibration,
        scans,
        test,
        alt="Share that is positive against mean probability, in five parts of the scans.",
    )


def _scatter(scans: Scans, test: HonestTest) -> str:
    scores = test.predictions[test.model].scores
    slope = np.polyfit(scans.outcome, scores, 1)[0]
    text = (
        f"The slope of predicted on real values is {slope:z.2f}. Below 1, high values are "
        "predicted too low and low ones too high, as with all predictions that are not perfect. So "
        "the difference between predicted and real values depends on the real ones: do not compare "
        "it between groups before that is corrected for."
    )
    return f"<h3>Predicted and real</h3><p>{text.replace('-', '−')}</p>" + _figure(
        figures.predicted, scans, scores, alt=f"Predicted against real values. {text}"
    )


def _at_sites(test: HonestTest) -> str:
    return (
        "<h3>At a site it has not seen</h3><p>Each site was left out of training in turn. That "
        "asks how well it would do at a new site; folds across all sites ask how well for new "
        "people at these.</p>"
        + _table(
            ["site", "participants", f"{test.measure}, left out", f"{test.measure}, all train"],
            [
                [name, str(site.participants), written(site.left_out), written(site.pooled)]
                for name, site in test.sites.items()
            ],
        )
    )


def _what_it_does_not_show(scans: Scans, test: HonestTest) -> str:
    return "<h2>What these numbers do not show</h2>" + _list(caveats(scans, test))


# --- The document ---------------------------------------------------------------------------------


def _how_made(scans: Scans, made: Made) -> str:
    return "<h2>How this page was made</h2>" + _list(
        [
            f"{made.command}",
            f"Seed {made.seed}. The data set was read and not changed.",
            f"Slices of these scans are kept in {made.cache}, so that they are read once. They are "
            "pictures of people, and so is this page: treat both like the scans.",
        ]
    )


def _figure(figure_of: Callable[..., Figure], *results: object, alt: str) -> str:
    wide, narrow = (draw(figure_of, *results, layout=layout, salt=alt) for layout in (WIDE, NARROW))
    return "".join(
        f'<div class="{name}">'
        + svg.replace("<svg ", f'<svg role="img" aria-label="{escape(alt)}" ', 1)
        + "</div>"
        for name, svg in (("wide", wide), ("narrow", narrow))
    )


def _list(sentences: Iterable[str]) -> str:
    return "<ul>" + "".join(f"<li>{escape(sentence)}</li>" for sentence in sentences) + "</ul>"


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    names = "".join(f'<th scope="col">{escape(name)}</th>' for name in head)
    body = "".join(
        "<tr>"
        + "".join(
            f'<th scope="row">{escape(entry)}</th>' if first else f"<td>{escape(entry)}</td>"
            for first, entry in zip([True, *[False] * 99], row, strict=False)
        )
        + "</tr>"
        for row in rows
    )
    return (
        '<div class="scroll" tabindex="0" role="region" aria-label="Table"><table><thead><tr>'
        f"{names}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _document(scans: Scans, body: str) -> str:
    title = f"Own scans: {escape(scans.outcome_name)}"
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{_style()}</style></head>"
        f"<body><main><h1>{title}</h1>{body}</main></body></html>\n"
    )


def _style() -> str:
    fonts = "".join(
        f'@font-face {{font-family: Inter; font-weight: {weight}; src: url("{_font(name)}")}}'
        for name, weight in (("Inter-Regular", 400), ("Inter-SemiBold", 600))
    )
    light, dark = (
        "".join(f"--{role}: {colour};" for role, colour in colours.items())
        for colours in (LIGHT, DARK)
    )
    return (
        f"{fonts}:root {{color-scheme: light dark; {light}}}"
        f"@media (prefers-color-scheme: dark) {{:root {{{dark}}}}}{RULES}"
    )


def _font(name: str) -> str:
    raw = (files("conundrum") / "fonts" / f"{name}.otf").read_bytes()
    return f"data:font/otf;base64,{base64.b64encode(raw).decode()}"


RULES = """
body {margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.55 Inter, sans-serif}
main {max-width: 46rem; margin: 0 auto; padding: 1rem 1.1rem 4rem}
h1, h2, h3 {line-height: 1.25; font-weight: 600}
h2 {margin-top: 2.5rem}
li {overflow-wrap: anywhere; margin: .3rem 0}
.answer {border-left: 4px solid var(--test); padding-left: .8rem}
.pictures {display: grid; grid-template-columns: repeat(auto-fill, minmax(7.5rem, 1fr)); gap: .8rem}
figure {margin: 0}
img {width: 100%; display: block; image-rendering: pixelated}
figcaption {font-size: .8rem; overflow-wrap: anywhere}
.scroll {overflow-x: auto}
table {border-collapse: collapse; font-size: .9rem}
th, td {padding: .3rem .8rem .3rem 0; text-align: left; vertical-align: top}
tr {border-bottom: 1px solid var(--grid)}
svg {width: 100%; height: auto}
.narrow {display: none}
@media (max-width: 34rem) {.wide {display: none} .narrow {display: block}}
"""
