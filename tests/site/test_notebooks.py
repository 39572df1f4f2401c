"""Chapters as notebooks in plain Markdown, which any program can show."""

import json
import re

import pytest
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace

from conundrum.site.notebooks import PlainMarkdown

PAGES = {
    "index": """\
# Book

```{toctree}
networks
```
""",
    "networks": """\
(networks)=
# Networks that see

(how-sure)=
## How sure?

```{math}
:label: eq-loss
a + b
```

```{figure} one.png
:name: fig-one
The first.
```

```{exercise} Sorted people
:label: ex-sorted
Do it.
```
""",
}
REFERENCES = """\
@article{one, author = {Lin, Ada and von Berg, Bo}, title = {A}, journal = {J}, year = {2011}}
@book{team, author = {{The Team} and {\\"U}ber, A. and Xu, B.}, title = {B}, year = {2019a}}
"""


@pytest.fixture(scope="module")
def env(tmp_path_factory):
    """What the build knows of a book with one chapter."""
    folder = tmp_path_factory.mktemp("book")
    for name, text in PAGES.items():
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
    (folder / "one.png").touch()
    (folder / "references.bib").write_text(REFERENCES, encoding="utf-8")
    with docutils_namespace():
        app = Sphinx(
            srcdir=folder,
            confdir=None,
            outdir=folder / "_build",
            doctreedir=folder / "_doctrees",
            buildername="dummy",
            confoverrides={
                "extensions": ["myst_nb", "sphinx_exercise", "sphinxcontrib.bibtex"],
                "bibtex_bibfiles": ["references.bib"],
                "numfig": True,
                "nb_execution_mode": "off",
            },
            status=None,
            warning=None,
        )
        app.build()
    return app.env


@pytest.fixture
def write(env):
    quoted = {"loss": "0.8125", "model": "'spline'", "people": "1234"}
    return PlainMarkdown(env, "networks", quoted).write


@pytest.mark.parametrize(
    ("role", "plain"),
    [
        ("{glue:text}`loss:.2f`", "0.81"),
        ("{glue:text}`people:,`", "1,234"),
        ("{glue:text}`model`", "spline"),
        ("{term}`knot`", "knot"),
        ("{term}`knots <knot>`", "knots"),
        ("{doc}`networks`", "*Networks that see*"),
        ("{doc}`nets <networks>`", "*nets*"),
        ("{ref}`how-sure`", "How sure?"),
        ("{ref}`this check <claim-any>`", "this check"),
        ("{numref}`fig-one`", "Fig. 1"),
        ("{eq}`eq-loss`", "(1)"),
        ("{question}`5`", "Question 5"),
        ("{cite:t}`one`", "Lin and von Berg (2011)"),
        ("{cite:p}`one,team`", "(Lin and von Berg, 2011; The Team et al., 2019a)"),
        ("[this](how-sure)", "this"),
        ("[](how-sure)", "How sure?"),
        ("[a site](https://example.org)", "[a site](https://example.org)"),
        ("$f[x](y)$", "$f[x](y)$"),
        ("so\n\n$$\na + b\n$$ (eq-loss)\n\nand", "so\n\n$$\na + b \\tag{1}\n$$\n\nand"),
        ("$$\na\n$$\n\n$$b$$ (eq-loss)", "$$\na\n$$\n\n$$\nb \\tag{1}\n$$"),
        (
            "One[^why] two[^how].\n\n[^why]: So.",
            "One<sup>1</sup> two<sup>2</sup>.\n\n<sup>1</sup> So.",
        ),
        ("`a` {term}`knot` `[x](how-sure)`", "`a` knot `[x](how-sure)`"),
        ("```python\n[x](how-sure) {a}\n```", "```python\n[x](how-sure) {a}\n```"),
        ("(a-label)=\n# Title", "# Title"),
    ],
)
def test_what_only_the_pages_know_is_written_out(write, role, plain):
    assert write(role) == plain


@pytest.mark.parametrize(
    ("box", "plain"),
    [
        (
            "````{admonition} Is {term}`it`?\n:class: x\nOne\n\n```python\ntwo\n```\n````",
            "> **Is it?**\n>\n> One\n>\n> ```python\n> two\n> ```",
        ),
        (":::{note}\nText.\n:::", "> **Note**\n>\n> Text."),
        (
            "```{admonition} Answer\n:class: dropdown\nYes, {numref}`fig-one`.\n```",
            "<details>\n<summary>Answer</summary>\n\nYes, Fig. 1.\n\n</details>",
        ),
        ("```{math}\n:label: eq-loss\na + b\n```", "$$\na + b \\tag{1}\n$$"),
        ("```{math}\na\n```", "$$\na\n$$"),
        ("```{exercise} Folds\n:label: ex-sorted\nDo it.\n```", "**Exercise 1. Folds**\n\nDo it."),
        ("```{solution-start} ex-sorted\n:class: dropdown\n```", "**Solution of exercise 1**"),
        ("```{solution-end}\n```", ""),
        ("```{downloads}\n```", ""),
        (
            "```{live} valley\n:instead: fig-one\nRoll the ball.\n```",
            "*On the book's own page this figure moves.* Roll the ball.",
        ),
        (
            "`````{admonition} Q\n1. a\n\n````{admonition} A\n"
            ":class: dropdown\nb\n````\n`````\nEnd.",
            "> **Q**\n>\n> 1. a\n>\n> <details>\n> <summary>A</summary>\n>\n> b\n>\n"
            "> </details>\n\nEnd.",
        ),
    ],
)
def test_boxes_become_quotations_and_folds(write, box, plain):
    assert write(box) == plain


@pytest.mark.parametrize(
    "unknown", ["{kbd}`Ctrl`", "```{mermaid}\na\n```", "{glue:text}`other:.1f`"]
)
def test_what_cannot_be_written_out_is_warned_of(env, monkeypatch, unknown):
    warned = []
    monkeypatch.setattr(PlainMarkdown, "_warn", lambda self, what: warned.append(what))
    PlainMarkdown(env, "networks", {}).write(unknown)
    assert len(warned) == 1


def test_no_chapter_shows_what_only_its_page_can_resolve(site, pages):
    notebooks = {
        file.stem: json.loads(file.read_bytes())["cells"] for file in site.rglob("*.ipynb")
    }
    assert {f"book/{name}.html" for name in notebooks} == {
        name for name, page in pages.items() if page.select(".bd-article div.cell")
    }
    for name, cells in notebooks.items():
        assert "# %pip install" in "".join(cells[0]["source"])
        words = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]
        text = re.sub(r"`[^`{}]*`", "", "\n".join(words))
        assert (
            re.findall(r"\{[\w:-]+\}`.*|^(?:```|:::)\{.*|^\([\w-]+\)=$", text, re.MULTILINE) == []
        ), name
        kinds = [
            kind
            for cell in cells
            for output in cell.get("outputs", [])
            for kind in output.get("data", [])
        ]
        assert "text/html" in kinds, name
        assert {kind.partition("/")[0] for kind in kinds} <= {"text", "image"}
