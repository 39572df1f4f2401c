"""A build with anything wrong in it fails, each time, and leaves no site that looks finished."""

import shutil

from sphinx.application import Sphinx
from sphinx.errors import SphinxError


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


def setup(app: Sphinx) -> None:
    """Connect both to the end of the build, the removal last."""
    app.connect("build-finished", fail_on_warnings, priority=900)
    app.connect("build-finished", remove_unfinished_site, priority=901)
