"""The page that lists everything the book claims: ``{claims}``."""

from functools import cache
from itertools import groupby
from pathlib import Path, PurePosixPath

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx.util.nodes import make_refnode

from conundrum.claims import Check, Claim, Kind, Statement, all_statements
from conundrum.evidence import Evidence, read_evidence
from conundrum.site.accessibility import Fold, FoldTitle
from conundrum.site.claims import anchor_of, drawing, entry_of, evidence_of, held, row, table
from conundrum.site.links import source_url
from conundrum.site.markup import Tag, tag
from conundrum.site.strips import closeness

logger = logging.getLogger(__name__)


class Later(nodes.General, nodes.Element):
    """Stands for what is known when all pages are read: a title, a strip, a value of this build."""


class ClaimList(SphinxDirective):
    """``{claims}``: every claim and check, by chapter, with evidence, value, source and code."""

    def run(self) -> list[nodes.Node]:
        """Write the list; values come later, from the chapters."""
        statements = sorted(all_statements(), key=self._place_in_book)
        evidence = {s: evidence_of(self.env, s) for s in statements}
        self.env.pages_with_claims.add(self.env.docname)
        ranks = {
            statement: rank
            for rank, statement in enumerate(
                sorted(statements, key=lambda s: closeness(s, evidence[s]))
            )
        }
        chapters = {
            chapter: list(of_chapter)
            for chapter, of_chapter in groupby(statements, key=lambda s: s.chapter)
        }
        shown: list[nodes.Node] = [_counts(statements, evidence), _overview(chapters)]
        for chapter, of_chapter in chapters.items():
            claims, checks = (
                [self._row(s, evidence[s], ranks[s]) for s in of_chapter if isinstance(s, form)]
                for form in (Claim, Check)
            )
            title, _ = self.parse_inline(f"{{doc}}`{chapter}`", lineno=self.lineno)
            anchor = group_of(chapter)
            self.env.get_domain("std").note_hyperlink_target(
                anchor, self.env.docname, anchor, f"Claims of {chapter}"
            )
            group = tag("div", tag("h2", *title), of="claims-of", anchor=anchor)
            if claims:
                group += table("What is claimed", claims)
            if checks:
                summary = FoldTitle("", f"Checks ({len(checks)})")
                group += Fold("", summary, table("What is checked", checks), classes=["checks"])
            shown.append(group)
        return [tag("div", *shown, of="all-claims")]

    def _place_in_book(self, statement: Statement) -> int:
        """Count the pages before the chapter of a statement."""
        pages = [PurePosixPath(page).stem for page in self.env.external_site_map]
        return pages.index(statement.chapter) if statement.chapter in pages else len(pages)

    def _row(self, statement: Statement, evidence: Evidence | None, rank: int) -> Tag:
        sentence, _ = self.parse_inline(statement.sentence, lineno=self.lineno)
        more: list[nodes.Node] = [tag("span", _later("title", statement), of="chapter")]
        if url := source_url(Path(self.env.srcdir), *statement.where):
            more.append(
                tag(
                    "a",
                    "Code",
                    tag("span", f" of {statement.name}", of="visually-hidden"),
                    href=url,
                )
            )
        if statement.source:
            source = f"Source: {{cite:t}}`{statement.source}`"
            more.append(tag("span", *self.parse_inline(source, lineno=self.lineno)[0]))
        entry = entry_of(statement)
        self.env.get_domain("std").note_hyperlink_target(
            entry, self.env.docname, entry, statement.sentence
        )
        return row(
            [
                tag("span", *sentence, of="sentence"),
                nodes.Text(" "),
                tag("small", *more, of="more"),
            ],
            [_later("strip", statement)],
            held(statement, evidence),
            [
                _later("value", statement),
                nodes.Text(" "),
                tag("small", f"must be {statement.expectation}"),
            ],
            anchor=entry,
            data_rank=str(rank),
            data_kind=statement.kind.value,
            data_chapter=statement.chapter,
        )


def group_of(chapter: str) -> str:
    """Name the place where the claims of a chapter begin."""
    return f"claims-of-{chapter}"


def fill_in(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Put what the chapters measured into the list, linked to where it stands."""
    env = app.env
    evidence_in = cache(read_evidence)
    statements = cache(lambda: {anchor_of(s): s for s in all_statements()})
    titles = {PurePosixPath(page).stem: title.astext() for page, title in env.titles.items()}
    for place in list(doctree.findall(Later)):
        anchor, chapter = place["anchor"], place["chapter"]
        if place["part"] == "title":
            place.replace_self(nodes.Text(titles.get(chapter, chapter)))
            continue
        statement = statements()[anchor]
        page, value = env.measured.get(anchor, (None, None))
        if page is None:
            if place["part"] == "value":
                logger.warning(
                    "'%s' of chapter '%s' is checked on no page",
                    statement.name,
                    chapter,
                    location=docname,
                )
            place.parent.remove(place)
        elif place["part"] == "strip":
            evidence = evidence_in(chapter).get(statement.name)
            place.replace_self(drawing(statement, evidence, value))
        else:
            shown = nodes.strong("", statement.show(value))
            place.replace_self(make_refnode(app.builder, docname, page, anchor, shown))


def add_script(
    app: Sphinx, pagename: str, templatename: str, context: dict, doctree: nodes.document | None
) -> None:
    """Let readers filter and sort the list; other pages need no script for that."""
    if pagename in app.env.pages_with_claims:
        app.add_js_file("claims.js", defer="defer")


def forget_page(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    """Forget that a page lists the claims before it is read again."""
    env.pages_with_claims.discard(docname)


def merge(app: Sphinx, env: BuildEnvironment, docnames: list[str], other: BuildEnvironment) -> None:
    """Take over from another process which of the pages it read list the claims."""
    env.pages_with_claims |= other.pages_with_claims & set(docnames)


def write_lists_again(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Write the list whenever anything is read: it shows values of other pages."""
    return sorted(env.pages_with_claims)


def begin(app: Sphinx) -> None:
    """Make room in the environment for the pages that list the claims."""
    if not hasattr(app.env, "pages_with_claims"):
        app.env.pages_with_claims = set()


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect the list to the build."""
    app.add_directive("claims", ClaimList)
    app.add_node(Later)
    app.connect("builder-inited", begin)
    app.connect("env-purge-doc", forget_page)
    app.connect("env-merge-info", merge)
    app.connect("env-updated", write_lists_again)
    app.connect("doctree-resolved", fill_in)
    app.connect("html-page-context", add_script)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _counts(statements: list[Statement], evidence: dict[Statement, Evidence | None]) -> Tag:
    """Say how much the book claims, and on how many fresh draws that rests."""
    claims, checks = (sum(isinstance(s, form) for s in statements) for form in (Claim, Check))
    measured = [e for e in evidence.values() if e is not None]
    draws = {(e.experiment, seed) for e in measured for seed in e.values}
    values = sum(len(e.values) for e in measured)
    return tag(
        "p",
        f"In all, {claims:,} claims and {checks:,} checks. Their evidence is {values:,} values, "
        f"measured on {len(draws):,} fresh draws of "
        f"{len({e.experiment for e in measured}):,} experiments.",
        of="counts",
    )


def _overview(chapters: dict[str, list[Statement]]) -> Tag:
    """Count by chapter and kind; each chapter leads to its part of the list."""
    heads = [
        "Chapter",
        "Claims",
        "Checks",
        *(kind.value.split(",")[0].capitalize() for kind in Kind),
    ]
    rows = []
    for chapter, statements in chapters.items():
        counts = [
            *(sum(isinstance(s, form) for s in statements) for form in (Claim, Check)),
            *(sum(s.kind is kind for s in statements) for kind in Kind),
        ]
        link = tag("a", _later("title", statements[0]), href=f"#{group_of(chapter)}")
        cells = (tag("td", str(count)) for count in counts)
        rows.append(tag("tr", tag("th", link, scope="row"), *cells))
    return tag(
        "div",
        tag(
            "table",
            tag("thead", tag("tr", *(tag("th", head, scope="col") for head in heads))),
            tag("tbody", *rows),
            of="table results",
        ),
        of="pst-scrollable-table-container",
    )


def _later(part: str, statement: Statement) -> Later:
    return Later("", part=part, anchor=anchor_of(statement), chapter=statement.chapter)
