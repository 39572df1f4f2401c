"""The notebooks that readers download, and that Binder opens: chapters in plain Markdown.

JupyterLab, VS Code and others know nothing of the book's boxes, references and quoted numbers. Here
they are written out, with what the build knows of them, so that a notebook reads the same
everywhere. Its outputs are those of the pages, whether these were run in this build or an earlier.
"""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import nbformat
from jupyter_cache import get_cache
from myst_nb.core.read import create_nb_reader
from nbformat import NotebookNode, v4
from pybtex.database import Entry
from pybtex.richtext import Text
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging

from conundrum.site.freshness import cache_of, has_cells
from conundrum.site.links import archive_url

logger = logging.getLogger(__name__)

OPENING = re.compile(r"(?P<fence>`{3,}|:{3,})\{(?P<name>[\w:-]+)\}[ \t]*(?P<argument>.*)")
FENCE = re.compile(r"`{3,}|~{3,}")
OPTION = re.compile(r":([\w-]+):\s*(.*)")
INLINE = re.compile(
    r"^(?P<block>`{3,}|~{3,}).*?^(?P=block)"
    r"|^\$\$(?P<formula>(?:(?!\$\$).)+)\$\$(?: *\((?P<equation>[\w-]+)\))?"
    r"|\{(?P<role>[\w:]+)\}`(?P<content>[^`]+)`"
    r"|(?P<code>`+)(?!`).+?(?<!`)(?P=code)(?!`)"
    r"|\[\^(?P<note>[\w-]+)\]:?"
    r"|(?<!!)\[(?P<text>[^\]]*)\]\((?P<target>[\w.-]+)\)",
    re.MULTILINE | re.DOTALL,
)
TITLED = re.compile(r"(?P<text>.*?)\s*<(?P<target>[^>]+)>", re.DOTALL)
LABEL = re.compile(r"^\([\w-]+\)=\n", re.MULTILINE)
GLUED = "application/papermill.record/"
SHOWN_BY_ALL = ("text/", "image/")

FIRST_CELL = """\
# This chapter computes with the package of the book. In a fresh environment, with Python 3.11 to
# 3.14, take the # away below and run this cell once.

# %pip install {what}"""


class PlainMarkdown:
    """Writes the Markdown of one page without anything that only the book's own pages know.

    Parameters
    ----------
    env
        Knows titles, numbers and references of all pages.
    docname
        The page.
    quoted
        By name, what the text quotes.
    """

    def __init__(self, env: BuildEnvironment, docname: str, quoted: dict[str, str]):
        self.env, self.docname, self.quoted = env, docname, quoted
        self.notes: list[str] = []  # footnotes, in the order in which the text refers to them

    def write(self, markdown: str) -> str:
        """Return a text with its boxes, roles and links written out."""
        written, plain = [], []
        lines = iter(LABEL.sub("", markdown).splitlines())
        for line in lines:
            if opening := OPENING.fullmatch(line):
                written += [self._inline("\n".join(plain)), *self._box(opening, lines)]
                plain = [""]  # or what follows would be a part of the box
            elif fence := FENCE.match(line):
                plain += [line, *_inside(fence[0], lines), fence[0]]
            else:
                plain.append(line)
        return "\n".join([*written, self._inline("\n".join(plain))]).strip("\n")

    def _box(self, opening: re.Match, lines: Iterator[str]) -> list[str]:
        name, argument = opening["name"], self._inline(opening["argument"])
        inside, options = _inside(opening["fence"], lines), {}
        while inside and (option := OPTION.fullmatch(inside[0])):
            options[option[1]] = option[2]
            inside = inside[1:]
        body = "\n".join(inside).strip("\n")
        if name == "math":
            return [self._formula(body, options.get("label"))]
        if name in ("solution-end", "citation", "downloads"):  # the last two lead on from a page
            return []
        if name == "solution-start":
            return [f"**Solution of {self._exercise(argument).lower()}**"]
        body = self.write(body)
        if name == "exercise":
            return [f"**{self._exercise(options['label'])}. {argument}**", "", body]
        if name == "live":
            return [f"*On the book's own page this figure moves.* {body}"]
        title = argument or name.capitalize()
        if "dropdown" in options.get("class", ""):
            return ["<details>", f"<summary>{title}</summary>", "", body, "", "</details>"]
        if name not in ("admonition", "note", "tip", "warning", "important", "seealso"):
            self._warn(f"directive {name}")
        return [f"> {line}".rstrip() for line in f"**{title}**\n\n{body}".splitlines()]

    def _inline(self, text: str) -> str:
        return INLINE.sub(self._part, text)

    def _part(self, part: re.Match) -> str:
        """Write out a role, a numbered formula, a footnote or a link; code stays as it is."""
        if part["role"]:
            return self._role(part["role"], part["content"])
        if part["equation"]:
            return self._formula(part["formula"].strip(), part["equation"])
        if part["note"]:
            return f"<sup>{self._note(part['note'])}</sup>"
        if part["target"] and (title := self._label(part["target"])):
            return part["text"] or title
        return part[0]

    def _role(self, name: str, content: str) -> str:
        titled = TITLED.fullmatch(content)
        text, target = (titled["text"], titled["target"]) if titled else ("", content)
        match name:
            case "glue:text":
                return self._quoted(content)
            case "term":
                return text or target
            case "doc":
                return f"*{text or self._label(target)}*"
            case "ref":
                return text or self._label(target)
            case "numref":
                return self._number("figure", target)
            case "question":
                return f"Question {content}"
            case "eq":
                return f"({self._equation(target)})"
            case "cite:t" | "cite:p":
                return self._cited([key.strip() for key in content.split(",")], name[-1])
        self._warn(f"role {name}")
        return content

    def _quoted(self, content: str) -> str:
        name, _, form = content.partition(":")
        if name not in self.quoted:
            self._warn(f"number {name}")
            return content
        return format(ast.literal_eval(self.quoted[name]), form)

    def _label(self, target: str) -> str:
        """Return the title of a place or a page of the book; empty if there is none."""
        if named := self.env.get_domain("std").labels.get(target.lower()):
            return named[2]
        page = self.env.relfn2path(target, self.docname)[0].removesuffix(".md")
        return self.env.titles[page].astext() if page in self.env.titles else ""

    def _number(self, kind: str, label: str) -> str:
        page, anchor = self.env.get_domain("std").anonlabels.get(label, (self.docname, label))[:2]
        numbers = self.env.toc_fignumbers.get(page, {}).get(kind, {})
        if anchor not in numbers:
            self._warn(f"{kind} {label}")
            return label
        number = ".".join(map(str, numbers[anchor]))
        return self.env.config.numfig_format[kind] % number

    def _exercise(self, label: str) -> str:
        return self._number("exercise", label)

    def _note(self, name: str) -> int:
        if name not in self.notes:
            self.notes.append(name)
        return self.notes.index(name) + 1

    def _formula(self, formula: str, label: str | None) -> str:
        number = f" \\tag{{{self._equation(label)}}}" if label else ""
        return f"$$\n{formula}{number}\n$$"

    def _equation(self, label: str) -> str:
        _, number = self.env.get_domain("math").equations[label]
        return str(number)

    def _cited(self, keys: list[str], form: str) -> str:
        entries = self.env.get_domain("cite").bibdata.data.entries
        works = [(_authors(entries[key]), entries[key].fields.get("year", "")) for key in keys]
        if form == "t":
            return ", ".join(f"{authors} ({year})" for authors, year in works)
        return "(" + "; ".join(f"{authors}, {year}" for authors, year in works) + ")"

    def caption(self, cell: NotebookNode) -> str:
        """Return the caption of the figure that a cell makes; empty where it makes none."""
        figure = cell.metadata.get("mystnb", {}).get("figure")
        if not figure:
            return ""
        number = self._number("figure", figure["name"])
        return f"**{number}.** {self._inline(figure['caption'])}"

    def _warn(self, what: str) -> None:
        logger.warning("%s cannot be written out for notebooks", what, location=self.docname)


def notebook_of(app: Sphinx, docname: str) -> NotebookNode:
    """Return a page as a notebook that reads the same in every program for notebooks."""
    env = app.env
    file = Path(env.doc2path(docname))
    source = file.read_text(encoding="utf-8")
    read = create_nb_reader(str(file), env.myst_config, env.mystnb_config, source).read(source)
    _, run = get_cache(cache_of(app, docname, source)).merge_match_into_notebook(read)
    plain = PlainMarkdown(env, docname, _quoted_in(run))
    cells = [v4.new_code_cell(FIRST_CELL.format(what=_package(app)))]
    for cell in run.cells:
        if cell.cell_type == "code":
            cells.append(_shown(cell))
            if caption := plain.caption(cell):
                cells.append(v4.new_markdown_cell(caption))
        else:
            cells.append(v4.new_markdown_cell(plain.write(cell.source)))
    for place, cell in enumerate(cells):
        cell["id"] = f"cell-{place}"  # or it would be drawn at random
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})


def write_notebooks(app: Sphinx, exception: Exception | None) -> None:
    """Write the notebook of each page that has something to run, over what the theme puts there."""
    if exception is not None or app.builder.name != "html":
        return
    for docname in sorted(app.env.found_docs):
        if has_cells(Path(app.env.doc2path(docname)).read_text("utf-8")):
            file = Path(app.outdir, "_sources", f"{docname}.ipynb")
            file.parent.mkdir(parents=True, exist_ok=True)
            nbformat.write(notebook_of(app, docname), file)


def setup(app: Sphinx) -> None:
    """Act when all pages are written, before warnings are counted."""
    app.connect("build-finished", write_notebooks)


def _inside(fence: str, lines: Iterator[str]) -> list[str]:
    """Take lines up to the one that closes a fence."""
    inside = []
    for line in lines:
        closing = line.strip()
        if closing and set(closing) == {fence[0]} and len(closing) >= len(fence):
            break
        inside.append(line)
    return inside


def _quoted_in(notebook: NotebookNode) -> dict[str, str]:
    """List what cells have stored for the text to quote."""
    return {
        output.metadata["scrapbook"]["name"]: output.data[f"{GLUED}text/plain"]
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if "scrapbook" in output.get("metadata", {})
    }


def _shown(cell: NotebookNode) -> NotebookNode:
    """Return a cell with the outputs that any program can show; folded if the page folds it."""
    outputs = []
    for output in cell.outputs:
        if "data" in output:
            output.data = {
                kind: data for kind, data in output.data.items() if kind.startswith(SHOWN_BY_ALL)
            }
            if not output.data:
                continue
        outputs.append(output)
    tags = cell.metadata.get("tags", [])
    folded = {"hide-input", "hide-cell", "remove-input", "remove-cell"} & set(tags)
    metadata = {"jupyter": {"source_hidden": True}} if folded else {}
    return v4.new_code_cell(
        cell.source, outputs=outputs, execution_count=cell.execution_count, metadata=metadata
    )


def _package(app: Sphinx) -> str:
    """Say what pip has to install."""
    url = archive_url(Path(app.srcdir))
    return json.dumps(f"conundrum[book] @ {url}") if url else "-e .[book]"


def _authors(entry: Entry) -> str:
    people = entry.persons.get("author") or entry.persons.get("editor") or []
    names = [
        str(Text(" ").join([*person.rich_prelast_names, *person.rich_last_names]))
        for person in people
    ]
    if len(names) > 2:
        return f"{names[0]} et al."
    return " and ".join(names)
