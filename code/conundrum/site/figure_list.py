"""The page that lists every figure of the book: ``{figures}``."""

from collections.abc import Iterator

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective
from sphinx.util.nodes import make_refnode


class FigureList(nodes.General, nodes.Element):
    """Stands for the list, until all figures have their numbers."""


class FiguresDirective(SphinxDirective):
    """``{figures}``: the number and the caption's first sentence of each figure, by chapter."""

    def run(self) -> list[nodes.Node]:
        """Hold a place for the list, and have the page written again whenever another changes."""
        self.env.note_reread()
        return [FigureList()]


class WriteFigureList(SphinxPostTransform):
    """Replace the place by the list."""

    default_priority = 400
    formats = ("html",)

    def run(self, **kwargs: object) -> None:
        """Write a heading and a list of links for each chapter that has figures."""
        for place in list(self.document.findall(FigureList)):
            sections = [
                self._of_chapter(docname)
                for docname in self.env.external_site_map
                if figures_of(self.env, docname)
            ]
            place.replace_self(sections)

    def _of_chapter(self, docname: str) -> nodes.section:
        title = nodes.title("", "", *self._link(docname, "", self.env.titles[docname].astext()))
        entries = [
            nodes.list_item("", nodes.paragraph("", "", *self._link(docname, anchor, words)))
            for anchor, words in figures_of(self.env, docname)
        ]
        return nodes.section(
            "", title, nodes.bullet_list("", *entries), ids=[f"figures-of-{nodes.make_id(docname)}"]
        )

    def _link(self, docname: str, anchor: str, words: str) -> list[nodes.Node]:
        here = self.env.docname
        return [make_refnode(self.app.builder, here, docname, anchor, nodes.Text(words))]


def figures_of(env: BuildEnvironment, docname: str) -> list[tuple[str, str]]:
    """Return the anchor of each figure of a page, and its number with what it shows."""
    numbers = env.toc_fignumbers.get(docname, {}).get("figure", {})
    captions = dict(_captions(env, docname))
    return [
        (anchor, f"{env.config.numfig_format['figure'] % '.'.join(map(str, number))}: {caption}")
        for anchor, number in numbers.items()
        if (caption := captions.get(anchor))
    ]


def _captions(env: BuildEnvironment, docname: str) -> Iterator[tuple[str, str]]:
    for page, anchor, caption in env.get_domain("std").labels.values():
        if page == docname:
            yield anchor, first_sentence(caption)


def first_sentence(caption: str) -> str:
    """Return what a caption says first."""
    sentence, stop, _ = caption.partition(". ")
    return sentence + stop.strip()


def setup(app: Sphinx) -> dict[str, bool]:
    """Add the directive."""
    app.add_node(FigureList)
    app.add_directive("figures", FiguresDirective)
    app.add_post_transform(WriteFigureList)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
