"""Claims and checks on the page that makes them.

A claim stands in a box where it is made. The checks of a section stand in one folded table at its
end, and a small mark after the paragraph they belong to leads there.
"""

from importlib import import_module
from itertools import chain
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging

from conundrum.claims import EXACT, Claim, Statement
from conundrum.evidence import FOLDER, Evidence, read_evidence
from conundrum.page import STATEMENTS_MIME_TYPE
from conundrum.site.accessibility import Fold, FoldTitle
from conundrum.site.markup import Tag, html, remove_output, tag
from conundrum.site.strips import DRAWS, strip

logger = logging.getLogger(__name__)

HEADINGS = ("Each draw", "Held", "This build")


class Checks(nodes.General, nodes.Element):
    """Rows for the checks of one cell, until they are moved to the end of their section."""


class StatementRenderer:
    """Turn the statements checked in a cell into boxes and rows, and note their values."""

    mime_priority_overrides = (("*", STATEMENTS_MIME_TYPE, 1),)

    @staticmethod
    def handle_mime(renderer: Any, data: Any, inline: bool) -> list[nodes.Node] | None:
        """Render claims and checks; anything else is left to others."""
        if data.mime_type != STATEMENTS_MIME_TYPE or inline:
            return None
        page = renderer.renderer
        boxes, rows = [], Checks()
        for measured in data.content:
            statement = _statement(measured["chapter"], measured["name"])
            _note(page.sphinx_env, statement, measured["value"])
            evidence = evidence_of(page.sphinx_env, statement)
            if isinstance(statement, Claim):
                boxes.append(_box(page, data.line or 0, statement, evidence, measured))
            else:
                rows += _row(page, data.line or 0, statement, evidence, measured)
        return [*boxes, rows] if rows.children else boxes


def evidence_of(env: BuildEnvironment, statement: Statement) -> Evidence | None:
    """Read the evidence for a statement; the page is read again when it changes."""
    env.note_dependency(str(FOLDER / f"{statement.chapter}.json"))
    return read_evidence(statement.chapter).get(statement.name)


def anchor_of(statement: Statement) -> str:
    """Name the place where a statement stands on its page."""
    return f"claim-{statement.name.replace('_', '-')}"


def entry_of(statement: Statement) -> str:
    """Name the place where a statement stands on the page of all claims."""
    return f"listed-{statement.name.replace('_', '-')}"


def held(statement: Statement, evidence: Evidence | None) -> tuple[str, str]:
    """Say how often a statement held: "40 of 40" and of what, or why nothing is counted."""
    if statement.kind is EXACT:
        return "exact", "nothing in it is random"
    if evidence is None:
        return "not yet measured", f"on {DRAWS[statement.kind]}"
    of_what = DRAWS[statement.kind]
    if statement.rate < 1:
        of_what += f", at least {statement.rate:.0%} claimed".replace("%", " %")
    return f"{evidence.held(statement)} of {len(evidence.values)}", of_what


def drawing(statement: Statement, evidence: Evidence | None, here: float) -> list[nodes.Node]:
    """Draw a strip, where there is evidence of something random."""
    if evidence is None or statement.kind is EXACT:
        return []
    return [html(strip(statement, evidence, here, name=anchor_of(statement)))]


def row(
    what: list[nodes.Node],
    picture: list[nodes.Node],
    counted: tuple[str, str],
    here: list[nodes.Node | str],
    **attributes: str,
) -> Tag:
    """Write one row of a table of claims or checks.

    Parameters
    ----------
    what
        The sentence and what belongs to it.
    picture
        The strip, or nothing.
    counted
        How often it held, and of what.
    here
        The value in this build, and what it must be.
    **attributes
        Of the row, as for `conundrum.site.markup.tag`.
    """
    share, of_what = counted
    return tag(
        "tr",
        tag("th", *what, of="what", scope="row"),
        tag("td", *picture, of="spread"),
        tag("td", tag("strong", share), " ", tag("small", of_what), of="held"),
        tag("td", *here, of="here"),
        **attributes,
    )


def table(what: str, rows: list[Tag]) -> Tag:
    """Write a table of claims or checks."""
    heads = [tag("th", head, scope="col") for head in (what, *HEADINGS)]
    return tag(
        "table",
        tag("thead", tag("tr", *heads)),
        tag("tbody", *rows),
        of="statements",
    )


def gather_checks(app: Sphinx, doctree: nodes.document) -> None:
    """Move the checks of each section into a folded table at its end, and leave marks behind."""
    of_section: dict[nodes.section, list[Tag]] = {}
    of_paragraph: dict[nodes.paragraph, list[Tag]] = {}
    for checks in list(doctree.findall(Checks)):
        rows = [child for child in checks.children if isinstance(child, Tag)]
        of_section.setdefault(_section(checks), []).extend(rows)
        if paragraph := _paragraph_before(checks):
            of_paragraph.setdefault(paragraph, []).extend(rows)
        remove_output(checks)
    for paragraph, rows in of_paragraph.items():
        paragraph += [nodes.Text("\N{NO-BREAK SPACE}"), _mark(rows)]
    for section, rows in of_section.items():
        title = FoldTitle("", f"Checks of this section ({len(rows)})")
        fold = Fold("", title, table("What is checked", rows), classes=["checks"])
        inner = section.first_child_matching_class(nodes.section)
        is_chapter = isinstance(section.parent, nodes.document)
        section.insert(inner if is_chapter and inner is not None else len(section), fold)


def forget_page(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    """Drop what a page measured before it is read again."""
    env.measured = {name: at for name, at in env.measured.items() if at[0] != docname}


def merge(app: Sphinx, env: BuildEnvironment, docnames: list[str], other: BuildEnvironment) -> None:
    """Take over what another process measured on the pages it read."""
    env.measured |= {name: at for name, at in other.measured.items() if at[0] in docnames}


def begin(app: Sphinx) -> None:
    """Make room in the environment for what pages measure: page and value by anchor."""
    if not hasattr(app.env, "measured"):
        app.env.measured = {}


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect claims to the build."""
    app.connect("builder-inited", begin)
    app.connect("env-purge-doc", forget_page)
    app.connect("env-merge-info", merge)
    app.connect("doctree-read", gather_checks)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _statement(chapter: str, name: str) -> Statement:
    return getattr(import_module(f"conundrum.chapters.{chapter}.claims"), name)


def _note(env: BuildEnvironment, statement: Statement, value: float) -> None:
    anchor = anchor_of(statement)
    if anchor in env.measured:
        logger.warning(
            "'%s' of chapter '%s' is checked twice",
            statement.name,
            statement.chapter,
            location=env.docname,
        )
    env.measured[anchor] = (env.docname, value)
    env.get_domain("std").note_hyperlink_target(anchor, env.docname, anchor, statement.sentence)


def _inline(page: Any, line: int, text: str, into: nodes.Element) -> nodes.Element:
    with page.current_node_context(into):
        page.nested_render_text(text, line, inline=True)
    return into


def _box(
    page: Any, line: int, statement: Statement, evidence: Evidence | None, measured: dict
) -> nodes.container:
    here = measured["value"]
    sentence = nodes.paragraph(classes=["claim-sentence"])
    share, of_what = held(statement, evidence)
    words = {
        "exact": "exact: nothing in it is random, so it was computed once",
        "not yet measured": f"{share} {of_what}",
    }.get(share, f"held on {share} {of_what}")
    picture = drawing(statement, evidence, here)
    said = nodes.paragraph(classes=["claim-check"])
    _inline(page, line, f"{{ref}}`{words[0].upper()}{words[1:]} <{entry_of(statement)}>`", said)
    said += nodes.Text(_legend(statement, evidence) if picture else ". This build: ")
    said += nodes.strong("", statement.show(here), classes=["claim-value"])
    said += nodes.Text(f"; it must be {statement.expectation}.{_tested_with(measured)}")
    return nodes.container(
        "",
        _inline(page, line, statement.sentence, sentence),
        *picture,
        said,
        ids=[anchor_of(statement)],
        classes=["claim"],
    )


def _legend(statement: Statement, evidence: Evidence) -> str:
    failed = evidence.held(statement) < len(evidence.values)
    return f" ({'dots; crosses where it did not' if failed else 'dots'}). This build (diamond): "


def _row(
    page: Any, line: int, statement: Statement, evidence: Evidence | None, measured: dict
) -> Tag:
    what = [_inline(page, line, statement.sentence, tag("span", of="sentence"))]
    if smaller := _tested_with(measured):
        what += [nodes.Text(" "), tag("small", smaller.strip())]
    value = tag("strong")
    _inline(
        page, line, f"{{ref}}`{statement.show(measured['value'])} <{entry_of(statement)}>`", value
    )
    return row(
        what,
        drawing(statement, evidence, measured["value"]),
        held(statement, evidence),
        [value, nodes.Text(" "), tag("small", f"must be {statement.expectation}")],
        anchor=anchor_of(statement),
    )


def _tested_with(measured: dict) -> str:
    return f" Evidence was drawn with {measured['tested_with']}." if measured["tested_with"] else ""


def _section(node: nodes.Node) -> nodes.section:
    """Find the section of the chapter that a node stands in; the chapter, if it stands in none."""
    around = [parent for parent in _ancestors(node) if isinstance(parent, nodes.section)]
    return around[-2] if len(around) > 1 else around[-1]


def _ancestors(node: nodes.Node) -> list[nodes.Element]:
    ancestors = []
    while node.parent is not None:
        node = node.parent
        ancestors.append(node)
    return ancestors


def _paragraph_before(node: nodes.Node) -> nodes.paragraph | None:
    """Find the paragraph that a cell follows, in its section; the last one of a list."""
    cell = next(n for n in chain([node], _ancestors(node)) if isinstance(n.parent, nodes.section))
    for before in reversed(cell.parent.children[: cell.parent.index(cell)]):
        if isinstance(before, nodes.paragraph):
            return before
        if isinstance(before, nodes.bullet_list | nodes.enumerated_list):
            return list(before.findall(nodes.paragraph))[-1]
    return None


def _mark(rows: list[Tag]) -> Tag:
    words = f"{len(rows)} checks" if len(rows) > 1 else "1 check"
    return tag(
        "a",
        tag("span", "✓", aria_hidden="true"),
        tag("span", words, of="visually-hidden"),
        of="checked",
        href=f"#{rows[0]['ids'][0]}",
        title=words,
    )
