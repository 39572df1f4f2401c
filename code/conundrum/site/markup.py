"""HTML elements that Docutils has no node for, such as tables whose cells say what heads them."""

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator


class Tag(nodes.General, nodes.TextElement):
    """An HTML element; Docutils allows links only in elements with text."""


def tag(
    name: str, *content: nodes.Node | str, of: str = "", anchor: str = "", **attributes: str
) -> Tag:
    """Make an HTML element.

    Parameters
    ----------
    name
        As ``"tr"``.
    *content
        Nodes and text inside it.
    of
        Its classes, separated by spaces.
    anchor
        Its id, if it has one.
    **attributes
        Further attributes; an underscore stands for a hyphen.
    """
    element = Tag("", classes=of.split(), ids=[anchor] if anchor else [], tag=name)
    element["attributes"] = {key.replace("_", "-"): value for key, value in attributes.items()}
    element += [nodes.Text(part) if isinstance(part, str) else part for part in content]
    return element


def html(markup: str) -> nodes.raw:
    """Put HTML on the page as it is."""
    return nodes.raw("", markup, format="html")


def remove_output(node: nodes.Node) -> None:
    """Take what a cell put out away, and what is left empty by it: that cell leaves no gap."""
    parent = node.parent
    parent.remove(node)
    if parent.children:
        return
    bundle = parent.parent  # one container a form of the same output; the others are not shown
    parent = bundle.parent
    parent.remove(bundle)
    while not parent.children:
        node, parent = parent, parent.parent
        parent.remove(node)


def open_tag(writer: HTML5Translator, node: Tag) -> None:
    """Write where an element begins."""
    writer.body.append(writer.starttag(node, node["tag"], "", **node["attributes"]))


def close_tag(writer: HTML5Translator, node: Tag) -> None:
    """Write where an element ends."""
    writer.body.append(f"</{node['tag']}>")


def setup(app: Sphinx) -> dict[str, bool]:
    """Let the pages be written with such elements."""
    app.add_node(Tag, html=(open_tag, close_tag))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
