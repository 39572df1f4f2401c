"""Formulas as MathML, which every current browser draws without a script."""

import html
import re

from docutils import nodes
from math_core import LatexError, LatexToMathML
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number
from sphinx.writers.html5 import HTML5Translator

logger = logging.getLogger(__name__)
converter = LatexToMathML(fancy_error=False)

# Sphinx numbers equations, so an environment that numbers its own lines becomes one that does not.
UNNUMBERED = {"align": "aligned", "split": "aligned", "gather": "gathered", "equation": "gathered"}
ENVIRONMENT = re.compile(r"\\begin\{(?P<name>[a-zA-Z]+\*?)\}.*?\\end\{(?P=name)\}", re.DOTALL)
SIZED_BASE = re.compile(r"(<msu[bp](?:sup)?>)(<mo [^>]*minsize[^>]*>[^<]*</mo>)")


def prepare_display(latex: str) -> str:
    r"""Rewrite what Sphinx allows in a displayed formula into plain LaTeX.

    Parameters
    ----------
    latex
        A formula as Sphinx's ``math`` directive takes it: lines may be broken with ``\\`` or an
        empty line, and aligned at ``&``, without an environment around them.

    Returns
    -------
    str
        The same formula, with an environment around broken lines and none that numbers them.
    """
    for numbered, unnumbered in UNNUMBERED.items():
        latex = re.sub(rf"\\(begin|end)\{{{numbered}\*?\}}", rf"\\\1{{{unnumbered}}}", latex)
    lines = r" \\ ".join(line for line in re.split(r"\n\s*\n", latex) if line.strip())
    if r"\\" in ENVIRONMENT.sub("", lines):
        return rf"\begin{{aligned}} {lines} \end{{aligned}}"
    return lines


def to_mathml(node: nodes.math | nodes.math_block, latex: str) -> str:
    """Convert a formula; a wrong one is warned about with its place, and shown as it was typed."""
    stands_alone = isinstance(node, nodes.math_block)
    try:
        mathml = converter.convert_with_local_state(latex, displaystyle=stands_alone)
    except LatexError as error:
        logger.warning("formula cannot be read: %s\n%s", error, latex, location=node, type="math")
        return f"<code>{html.escape(latex)}</code>"
    # Chromium gives \bigr) its size in a row only, not where it carries an exponent.
    return SIZED_BASE.sub(r"\1<mrow>\2</mrow>", mathml)


class KeepPunctuation(SphinxPostTransform):
    """Hold a formula and the full stop after it together: a browser may break the line there."""

    default_priority = 400
    formats = ("html",)

    def run(self, **kwargs: object) -> None:
        """Put both into one element, which ``book.css`` keeps on a line."""
        for formula in list(self.document.findall(nodes.math)):
            following = formula.next_node(descend=False, siblings=True)
            mark = isinstance(following, nodes.Text) and re.match(r"[^\s\w(\[–—]+", following)
            if mark:
                following.parent.replace(following, nodes.Text(following[mark.end() :]))
                kept = nodes.inline(classes=["unbroken"])
                formula.replace_self(kept)
                kept += [formula, nodes.Text(mark[0])]


def visit_inline(writer: HTML5Translator, node: nodes.math) -> None:
    """Write a formula that stands in a sentence."""
    writer.body.append(to_mathml(node, node.astext()))
    raise nodes.SkipNode


def visit_display(writer: HTML5Translator, node: nodes.math_block) -> None:
    """Write a formula that stands by itself, with its number if it has one."""
    writer.body.append(writer.starttag(node, "div", CLASS="equation"))
    formula = to_mathml(node, prepare_display(node.astext()))
    writer.body.append(f'<div class="formula">{formula}</div>')
    if node["number"]:
        writer.body.append(f'<span class="eqno">({get_node_equation_number(writer, node)})')
        writer.add_permalink_ref(node, "Link to this equation")
        writer.body.append("</span>")
    writer.body.append("</div>\n")
    raise nodes.SkipNode


def setup(app: Sphinx) -> dict:
    """Register the renderer under the name that ``html_math_renderer`` chooses it by."""
    app.add_post_transform(KeepPunctuation)
    app.add_html_math_renderer("mathml", (visit_inline, None), (visit_display, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
