"""Figures that are not near cost nothing: their drawings lie in files beside the page.

A cell's figure comes with two drawings, for a desk and for a phone, and a slider with one for each
of its positions. On the page only a place of their shape is left, with what they show in words.
``figures.js`` puts the drawing for this width there when it comes near, and all of them before the
page is printed. It reads them from scripts, since pages opened from disk may read no other file.
Without a script, the browser shows the same drawings as pictures.
"""

import json
import re
import shutil
from hashlib import sha256
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.osutil import relative_uri

FOLDER = "drawings"  # not in `_static`, which each build makes anew, without writing all pages
LAYOUTS = ("wide", "narrow")
PHONE = "screen and (max-width: 600px)"  # as in book.css and figures.js

# What conundrum.page writes.
FIGURE = re.compile(
    r'<div class="computed-figure"><div class="wide">(?P<wide><svg.*?</svg>)</div>'
    r'<div class="narrow" hidden>(?P<narrow><svg.*?</svg>)</div></div>',
    re.DOTALL,
)
SLIDER = re.compile(
    r'<label class="slider"><span>(?P<label>.*?)</span> (?P<input><input [^>]*?) oninput="[^"]*"> '
    r"<output>(?P<value>.*?)</output></label>",
    re.DOTALL,
)
FRAMES = re.compile(r'<script type="application/json">(.*?)</script>', re.DOTALL)

# What Matplotlib writes into each drawing; on a page book.css says it, for all.
STYLE = re.compile(r"<defs>\s*<style[^>]*>[^<]*</style>\s*</defs>\s*")


class Drawings:
    """The drawings of a page: taken out of what cells put out, and written into files."""

    def __init__(self) -> None:
        self.scripts: dict[str, Any] = {layout: [] for layout in LAYOUTS}
        self.pictures: dict[str, str] = {}

    def take_out(self, output: str, folder: str) -> str:
        """Leave places in an output where its drawings stood.

        Parameters
        ----------
        output
            HTML of a cell, as `conundrum.page` writes it.
        folder
            Where the drawings will lie, as seen from the page.
        """

        def place(found: re.Match) -> str:
            return self._place(found, folder)

        output = FIGURE.sub(place, output)
        number = len(self.scripts["wide"]) - 1

        def keep(found: re.Match) -> str:
            self._keep_frames(number, json.loads(found[1]))
            return ""

        name = f"slider-{number}"
        return SLIDER.sub(
            rf'<div class="slider"><label for="{name}">\g<label></label>\g<input> id="{name}">'
            rf'<output for="{name}">\g<value></output></div>',
            FRAMES.sub(keep, output),
        )

    def write(self, folder: Path) -> None:
        """Write the files of a page, and nothing where it has no figure."""
        if not self.pictures:
            return
        folder.mkdir(parents=True)
        for name, data in self.scripts.items():
            text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
            code = f"(globalThis.drawings ??= {{}})[{json.dumps(name)}] = {text};\n"
            (folder / f"{name}.js").write_text(code, encoding="utf-8")
        for name, svg in self.pictures.items():
            (folder / f"{name}.svg").write_text(svg, encoding="utf-8")

    def _place(self, found: re.Match, folder: str) -> str:
        number = len(self.scripts["wide"])
        alt = re.search(r'aria-label="([^"]*)"', found["wide"])[1]
        shapes = {}
        for layout in LAYOUTS:
            svg = shorten(found[layout])
            self.pictures[f"{layout}-{number}"] = svg
            self.scripts[layout].append(STYLE.sub("", svg, count=1))
            *_, width, height = re.search(r'viewBox="([^"]*)"', svg)[1].split()
            shapes[layout] = (f"{float(width):.0f}", f"{float(height):.0f}")
        ratios = "; ".join(f"--{name}: {' / '.join(shape)}" for name, shape in shapes.items())
        sizes = {name: f'width="{w}" height="{h}"' for name, (w, h) in shapes.items()}
        return (
            f'<div class="computed-figure" role="img" aria-label="{alt}" style="{ratios}"'
            f' data-drawing="{number}" data-folder="{folder}"><noscript><picture>'
            f'<source media="{PHONE}" srcset="{folder}/narrow-{number}.svg" {sizes["narrow"]}>'
            f'<img src="{folder}/wide-{number}.svg" alt="{alt}" {sizes["wide"]}>'
            f"</picture></noscript></div>"
        )

    def _keep_frames(self, number: int, frames: dict[str, list]) -> None:
        for layout in LAYOUTS:
            parts = [
                {name: shorten(part) for name, part in frame.items()} for frame in frames[layout]
            ]
            words = {"values": frames["values"], "alts": frames["alts"]}
            self.scripts[f"{layout}-{number}"] = {**words, "parts": parts}


def shorten(svg: str) -> str:
    """Write a drawing in fewer letters: places to a tenth of a point, no line breaks in paths."""
    svg = re.sub(r'(?<= d=")[^"]*', lambda path: _shorten_path(path[0]), svg)
    svg = re.sub(r'(?<= (?:x|y)=")(-?\d+\.\d)\d+(?=")', r"\1", svg)
    return re.sub(r">\s*\n\s*<", "><", svg)


def _shorten_path(path: str) -> str:
    path = re.sub(r"-?\d+\.\d+", lambda number: f"{float(number[0]):.1f}", path)
    path = re.sub(r"\.0\b", "", path)
    return re.sub(r"\s*([A-Za-z])\s*", r"\1", path).strip()


def put_into_files(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Take the drawings of a page out of it, into a folder that is named after what is drawn."""
    if app.builder.format != "html":
        return
    outputs = [node for node in doctree.findall(nodes.raw) if "computed-figure" in node.astext()]
    digest = sha256("".join(node.astext() for node in outputs).encode()).hexdigest()[:8]
    of_page = f"{FOLDER}/{docname}"
    folder = relative_uri(app.builder.get_target_uri(docname), f"{of_page}/{digest}")
    drawings = Drawings()
    for node in outputs:
        text = drawings.take_out(node.astext(), folder)
        node.replace_self(nodes.raw("", text, format="html"))
    shutil.rmtree(Path(app.outdir, of_page), ignore_errors=True)
    drawings.write(Path(app.outdir, of_page, digest))


def setup(app: Sphinx) -> dict[str, bool]:
    """Act on each page before it is written."""
    app.connect("doctree-resolved", put_into_files)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
