"""What Jupyter Book's pages lack for WCAG 2.2 AA, mended where it is written."""

from docutils import nodes
from myst_nb.sphinx_ import HideCodeCellNode
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.writers.html5 import HTML5Translator


class Fold(nodes.General, nodes.Element):
    """A box that opens and closes without a script."""


class FoldTitle(nodes.General, nodes.TextElement):
    """What stands on a closed `Fold`; not a link, since a click opens the box."""


class FoldDropdowns(SphinxPostTransform):
    """Make each admonition that has a title and class ``dropdown``, solutions too, a `Fold`."""

    default_priority = 30  # after sphinx-exercise has written the titles of its solutions
    formats = ("html",)

    def run(self, **kwargs: object) -> None:
        """Replace the dropdowns of a page."""
        for box in list(self.document.findall(nodes.Admonition)):
            if "dropdown" not in box["classes"] or not isinstance(box[0], nodes.title):
                continue
            title, *content = box.children
            for link in list(title.findall(nodes.reference)):
                link.replace_self(link.children)
            fold = Fold("", ids=box["ids"], classes=["admonition", *box["classes"]])
            fold += [FoldTitle("", "", *title.children), *content]
            box.replace_self(fold)


class UnwrapExercises(SphinxPostTransform):
    """Take away the sections inside exercises and solutions, which all have the same id."""

    default_priority = 31
    formats = ("html",)

    def run(self, **kwargs: object) -> None:
        """Keep what is in such a section, in its place."""
        for section in list(self.document.findall(nodes.section)):
            if isinstance(section.parent, nodes.Admonition | Fold):
                section["ids"] = []  # or the first child would inherit them
                section.replace_self(section.children)


def open_fold(writer: HTML5Translator, node: Fold) -> None:
    """Begin a box that opens and closes."""
    writer.body.append(writer.starttag(node, "details"))


def open_hidden_cell(writer: HTML5Translator, node: HideCodeCellNode) -> None:
    """Begin a hidden cell; MyST-NB names it "Toggle hidden content", whatever it says it shows."""
    show, hide = writer.encode(node["prompt_show"]), writer.encode(node["prompt_hide"])
    writer.body.append(
        f'<details class="hidden-cell"><summary><span class="collapsed">{show}</span>'
        f'<span class="expanded">{hide}</span></summary>\n'
    )


def close_details(writer: HTML5Translator, node: nodes.Element) -> None:
    """End either."""
    writer.body.append("</details>\n")


def open_title(writer: HTML5Translator, node: FoldTitle) -> None:
    """Begin what is clicked."""
    writer.body.append('<summary class="admonition-title">')


def close_title(writer: HTML5Translator, node: FoldTitle) -> None:
    """End it."""
    writer.body.append("</summary>\n")


def open_citation(writer: HTML5Translator, node: nodes.citation) -> None:
    """Begin an entry of the bibliography; Docutils gives it a role that ARIA has withdrawn."""
    if not isinstance(node.previous_sibling(), nodes.citation):
        writer.body.append('<div role="list" class="citation-list">\n')
    writer.body.append(writer.starttag(node, "div", CLASS="citation", role="listitem"))


def setup(app: Sphinx) -> dict:
    """Connect all of it to the build."""
    app.add_node(Fold, html=(open_fold, close_details))
    app.add_node(FoldTitle, html=(open_title, close_title))
    app.add_node(HideCodeCellNode, override=True, html=(open_hidden_cell, close_details))
    close_citation = HTML5Translator.depart_citation
    app.add_node(nodes.citation, override=True, html=(open_citation, close_citation))
    app.add_post_transform(FoldDropdowns)
    app.add_post_transform(UnwrapExercises)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
