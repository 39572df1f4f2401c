"""A build with anything wrong in it fails, each time, and leaves no site that looks finished."""

import shutil
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.errors import SphinxError

from conundrum.site.drawings import FOLDER


class BuildHasWarningsError(SphinxError):
    """The pages were written, but not without warnings."""

    category = "The book was not built"


def fail_on_warnings(app: Sphinx, exception: Exception | None) -> None:
    """Turn warnings into a failure; Sphinx then forgets what it read, and reads it again.

    Sphinx's own ``-W`` passes the second time, since pages that were read are not read again.
    """
    if exception is None and app._warncount:
        raise BuildHasWarningsError(f"{app._warncount} warning(s), listed above, must be mended")


def remove_unfinished_site(app: Sphinx, exception: Exception | None) -> None:
    """Leave nothing half-written behind."""
    if exception is not None:
        shutil.rmtree(app.outdir, ignore_errors=True)


def begin_afresh(app: Sphinx) -> None:
    """Take away style sheets and scripts of an earlier build.

    Sphinx adds a checksum to links to those that are there already, so that pages of a second build
    would differ from the first's; and what is no longer used would stay.
    """
    shutil.rmtree(Path(app.outdir, "_static"), ignore_errors=True)


def remove_old_pages(app: Sphinx, exception: Exception | None) -> None:
    """Take away the pages of chapters that are no longer in the book."""
    sources = Path(app.outdir, "_sources")
    for source in sources.rglob("*.md"):
        docname = source.relative_to(sources).with_suffix("").as_posix()
        if docname not in app.env.found_docs:
            for old in (source, source.with_suffix(".ipynb"), Path(app.outdir, f"{docname}.html")):
                old.unlink(missing_ok=True)
            shutil.rmtree(Path(app.outdir, FOLDER, docname), ignore_errors=True)


def setup(app: Sphinx) -> None:
    """Connect all of it; the removal of what is unfinished comes last."""
    app.connect("builder-inited", begin_afresh, priority=100)
    app.connect("build-finished", remove_old_pages)
    app.connect("build-finished", fail_on_warnings, priority=900)
    app.connect("build-finished", remove_unfinished_site, priority=901)
