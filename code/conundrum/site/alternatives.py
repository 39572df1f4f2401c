"""A picture without words for readers who do not see it is an error."""

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging

logger = logging.getLogger(__name__)


def require_alternative_text(app: Sphinx, doctree: nodes.document) -> None:
    """Warn of each image that has no alternative text; warnings stop the build."""
    for image in doctree.findall(nodes.image):
        if not image.get("alt", "").strip():
            logger.warning("image %s has no alternative text", image["uri"], location=image)


def setup(app: Sphinx) -> None:
    """Look at each page after it is read."""
    app.connect("doctree-read", require_alternative_text)
