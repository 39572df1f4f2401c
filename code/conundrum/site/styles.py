"""One style sheet for all pages, of the rules that they use, in place of nine.

The theme's alone have half a megabyte, most of it for what the book has nowhere. When all pages are
written, a rule is kept if what it names (a class, an id) stands in some page or script. A browser
waits for style sheets before it paints anything.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from sphinx.application import Sphinx

SHEET = "site.css"
# In the order in which one overrules the other; below `_static`.
SOURCES = (
    "basic.css",
    "styles/pydata-sphinx-theme.css",
    "pygments.css",
    "styles/sphinx-book-theme.css",
    "mystnb.*.css",
    "exercise.css",
    "sphinx-design.min.css",
    "palette.css",
    "book.css",
)

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
TOKEN = re.compile(
    r"""(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|url\([^"')]*\)|[^{};"'])+|[{};]""", re.DOTALL
)
# Rules inside these are looked at one by one; others (fonts, animations) are kept as they are.
CONDITIONS = ("@media", "@supports", "@layer", "@container")
CHOICE = re.compile(r":(?:not|is|where|has)\([^()]*(?:\([^()]*\)[^()]*)*\)")
NAME = re.compile(r"[.#](-?[A-Za-z_](?:[\w-]|\\.)*)")


def names_in_page(page: str) -> set[str]:
    """List the classes and ids of a page."""
    return set(" ".join(re.findall(r'\b(?:class|id)="([^"]*)"', page)).split())


def names_in_script(script: str) -> set[str]:
    """List the words of a script, which may be classes that it gives or ids that it looks for."""
    return set(re.findall(r"[\w-]+", script))


def keep_used(css: str, names: set[str]) -> str:
    """Leave out of a style sheet what applies nowhere, and comments and spaces.

    Parameters
    ----------
    css
        A style sheet.
    names
        Classes and ids that there are. Elements and attributes are taken to be there.
    """
    tokens = TOKEN.findall(COMMENT.sub("", css))
    return "".join(_rules(iter(tokens), names))


def _rules(tokens: Iterator[str], names: set[str]) -> Iterator[str]:
    """Go through rules until the block around them ends."""
    head = ""
    for token in tokens:
        if token == "}":
            return
        if token == ";":
            yield f"{head};" if head else ""
            head = ""
        elif token == "{":
            if head.startswith(CONDITIONS):
                inside = "".join(_rules(tokens, names))
                yield f"{head}{{{inside}}}" if inside else ""
            else:
                block = _block(tokens)
                kept = head if head.startswith("@") else _selectors(head, names)
                yield f"{kept}{{{block}}}" if kept and block else ""
            head = ""
        else:
            head = re.sub(r"\s+", " ", token).strip()


def _block(tokens: Iterator[str]) -> str:
    """Return what stands up to the end of a block, with blocks inside it."""
    parts: list[str] = []
    for token in tokens:
        if token == "}":
            break
        if token == "{":
            parts += ["{", _block(tokens), "}"]
        elif text := re.sub(r"\s+", " ", token).strip():
            parts.append(re.sub(r"^([\w-]+) ?: ", r"\1:", text))
    return "".join(parts).removesuffix(";")


def _selectors(head: str, names: set[str]) -> str:
    """Keep the selectors of a rule that can match something."""
    selectors = re.split(r",(?![^(\[]*[)\]])", head)
    used = (s.strip() for s in selectors if set(NAME.findall(CHOICE.sub("", s))) <= names)
    return ",".join(used)


def gather(static: Path) -> Iterator[str]:
    """Read all style sheets; addresses in them become as seen from `SHEET`."""
    for pattern in SOURCES:
        for file in sorted(static.glob(pattern)):
            folder = file.parent.relative_to(static).as_posix()
            css = file.read_text("utf-8")
            yield re.sub(r"(url\(['\"]?)(?!['\"]|data:|#)", rf"\g<1>{folder}/", css)


def write_sheet(app: Sphinx, exception: Exception | None) -> None:
    """Write the style sheet when all pages are written."""
    if exception is not None or app.builder.format != "html":
        return
    out = Path(app.outdir)
    static = out / "_static"
    pages = [page for page in out.rglob("*.html") if static not in page.parents]
    scripts = [*static.glob("*.js"), *static.glob("live/*.js")]
    names = set().union(
        *(names_in_page(page.read_text("utf-8")) for page in pages),
        *(names_in_script(script.read_text("utf-8")) for script in scripts),
    )
    sheet = "".join(keep_used(css, names) for css in gather(static))
    (static / SHEET).write_text(sheet, encoding="utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    """Act when everything else is written."""
    app.connect("build-finished", write_sheet, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
