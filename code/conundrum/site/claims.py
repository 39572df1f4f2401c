"""Claims on the page: a box where a chapter states one, and the page that lists all of them."""

from pathlib import Path, PurePosixPath
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx.util.nodes import make_refnode

from conundrum.claims import Claim, all_claims
from conundrum.page import CLAIM_MIME_TYPE
from conundrum.site.links import source_url

logger = logging.getLogger(__name__)


class ClaimRenderer:
    """Turn a claim checked in a cell into a box of its page, and note it for the list."""

    mime_priority_overrides = (("*", CLAIM_MIME_TYPE, 1),)

    @staticmethod
    def handle_mime(renderer: Any, data: Any, inline: bool) -> list[nodes.Element] | None:
        """Render a claim; anything else is left to others."""
        if data.mime_type != CLAIM_MIME_TYPE or inline:
            return None
        claim, page = data.content, renderer.renderer
        env, anchor = page.sphinx_env, _anchor(claim["name"])
        env.checked_claims[anchor] = (env.docname, claim["value"])
        env.get_domain("std").note_hyperlink_target(anchor, env.docname, anchor, claim["sentence"])
        sentence = nodes.paragraph(classes=["claim-sentence"])
        with page.current_node_context(sentence):
            page.nested_render_text(claim["sentence"], data.line or 0, inline=True)
        evidence = nodes.paragraph(classes=["claim-check"])
        evidence += nodes.strong("", claim["value"], classes=["claim-value"])
        evidence += nodes.Text(f" in this build; it must be {claim['expectation']}. ")
        with page.current_node_context(evidence):
            tested = f"{{ref}}`Tested <claims>`: {claim['promise']}."
            page.nested_render_text(tested, data.line or 0, inline=True)
        return [nodes.container("", sentence, evidence, ids=[anchor], classes=["claim"])]


class ValueInThisBuild(nodes.inline):
    """Stands on the list for a value that a chapter measures; known when all pages are read."""


class ClaimList(SphinxDirective):
    """``{claims}``: every claim of every chapter, with its value, its promise and its source."""

    def run(self) -> list[nodes.Node]:
        """Write the list; values come later, from the chapters."""
        lists = {}
        for claim in sorted(all_claims(), key=self.place_in_book):
            self.env.note_dependency(str(claim.where[0]))
            lists.setdefault(claim.chapter, nodes.enumerated_list(classes=["claims"])).append(
                self.item(claim)
            )
        self.env.pages_with_claims.add(self.env.docname)
        shown = []
        for chapter, items in lists.items():
            reference, _ = self.parse_inline(f"{{doc}}`{chapter}`", lineno=self.lineno)
            shown += [nodes.paragraph("", "", *reference, classes=["claims-of"]), items]
        return shown

    def place_in_book(self, claim: Claim) -> int:
        """Count the pages before the chapter of a claim."""
        pages = [PurePosixPath(page).stem for page in self.env.external_site_map]
        return pages.index(claim.chapter) if claim.chapter in pages else len(pages)

    def item(self, claim: Claim) -> nodes.list_item:
        """Write one entry of the list."""
        sentence, _ = self.parse_inline(claim.sentence, lineno=self.lineno)
        evidence = nodes.paragraph("", "In this build ", classes=["claim-check"])
        evidence += ValueInThisBuild("", "", name=claim.name, chapter=claim.chapter)
        evidence += nodes.Text(f"; it must be {claim.expectation}. Tested: {claim.promise}.")
        if claim.reason_for_few_seeds:
            evidence += nodes.Text(f" Fewer seeds, because {claim.reason_for_few_seeds}.")
        if claim.source:
            source, _ = self.parse_inline(
                f" Source: {{cite:t}}`{claim.source}`.", lineno=self.lineno
            )
            evidence += source
        if url := source_url(Path(self.env.srcdir), *claim.where):
            evidence += [
                nodes.Text(" "),
                nodes.reference("", "The check", refuri=url),
                nodes.Text("."),
            ]
        return nodes.list_item("", nodes.paragraph("", "", *sentence), evidence)


def fill_in_values(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Put the value each chapter measured into the list, linked to where the claim stands."""
    for place in doctree.findall(ValueInThisBuild):
        page, value = app.env.checked_claims.get(_anchor(place["name"]), (None, None))
        if page is None:
            logger.warning(
                "claim '%s' of chapter '%s' is checked on no page",
                place["name"],
                place["chapter"],
                location=docname,
            )
            continue
        place += make_refnode(
            app.builder, docname, page, _anchor(place["name"]), nodes.strong("", value)
        )


def forget_page(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    """Drop what a page claimed before it is read again."""
    env.checked_claims = {
        name: where for name, where in env.checked_claims.items() if where[0] != docname
    }
    env.pages_with_claims.discard(docname)


def begin(app: Sphinx) -> None:
    """Make room in the environment for what chapters claim."""
    for attribute, empty in (("checked_claims", {}), ("pages_with_claims", set())):
        if not hasattr(app.env, attribute):
            setattr(app.env, attribute, empty)


def write_lists_again(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Write the list whenever anything is read: it shows values of other pages."""
    return sorted(env.pages_with_claims)


def setup(app: Sphinx) -> None:
    """Connect claims to the build."""
    app.add_directive("claims", ClaimList)
    app.add_node(ValueInThisBuild)
    app.connect("builder-inited", begin)
    app.connect("env-purge-doc", forget_page)
    app.connect("env-updated", write_lists_again)
    app.connect("doctree-resolved", fill_in_values)


def _anchor(name: str) -> str:
    return f"claim-{name.replace('_', '-')}"
