"""Links from the pages to the book's repository.

A fork's pages must lead to the fork, so the repository's address is written down nowhere: GitHub
Actions says what it is building, and at home the checkout knows where it was cloned from.
"""

import os
import re
from configparser import ConfigParser
from configparser import Error as ConfigParserError
from functools import cache
from pathlib import Path, PurePosixPath

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config

GITHUB = "https://github.com"
BINDER = "https://mybinder.org"

# https://token@github.com/owner/name, git@github.com:owner/name.git, and GitHub's way through a
# firewall, ssh://git@ssh.github.com:443/owner/name.git
GITHUB_REMOTE = re.compile(
    r"(?:https://|ssh://)?(?:[^@/]+@)?(?:ssh\.)?github\.com(?::\d+)?[:/]"
    r"(?P<name>[\w.-]+/[\w.-]+?)(?:\.git)?/?"
)

THEME_OPTIONS = (
    "repository_url",
    "repository_provider",
    "repository_branch",
    "path_to_docs",
    "use_repository_button",
    "use_issues_button",
    "launch_buttons",
)


def repository_url(root: Path) -> str | None:
    """Return the address of the repository that a checkout belongs to.

    It is the one GitHub Actions builds (``GITHUB_REPOSITORY``, ``GITHUB_SERVER_URL``), or else the
    remote ``origin`` of the checkout, if that is on GitHub.

    Parameters
    ----------
    root
        The checkout's top folder.

    Returns
    -------
    str or None
        As ``https://github.com/owner/name``, or None where neither is known.

    Raises
    ------
    ValueError
        If ``GITHUB_REPOSITORY`` is not ``owner/name``.
    """
    name = os.environ.get("GITHUB_REPOSITORY")
    if name:
        if not re.fullmatch(r"[\w.-]+/[\w.-]+", name):
            raise ValueError(f"GITHUB_REPOSITORY is {name!r}; it must be owner/name")
        return f"{os.environ.get('GITHUB_SERVER_URL') or GITHUB}/{name}"
    remote = GITHUB_REMOTE.fullmatch(_origin(root))
    return f"{GITHUB}/{remote['name']}" if remote else None


def source_url(root: Path, module_file: str | Path, line: int) -> str | None:
    """Return the address of a line of the package's source.

    Parameters
    ----------
    root
        The checkout's top folder.
    module_file
        A file below `root`, as a module's ``__file__`` names it.
    line
        A line of that file, counted from 1.

    Returns
    -------
    str or None
        None where the repository is not known.

    Raises
    ------
    ValueError
        If `module_file` is not below `root`, or `line` is not positive.
    """
    root, module_file = Path(root).resolve(), Path(module_file).resolve()
    if not module_file.is_relative_to(root):
        raise ValueError(f"module_file is {str(module_file)!r}; it must be below {str(root)!r}")
    if line < 1:
        raise ValueError(f"line is {line}; lines are counted from 1")
    url = repository_url(root)
    if url is None:
        return None
    return f"{url}/blob/{_branch()}/{module_file.relative_to(root).as_posix()}#L{line}"


def archive_url(root: Path) -> str | None:
    """Return where the whole repository can be had as an archive, for which nobody needs git."""
    url = repository_url(root)
    return f"{url}/archive/{_branch()}.zip" if url else None


def binder_url(root: Path, notebook: str) -> str | None:
    """Return where Binder opens a notebook of its image, or None if it cannot see the repository.

    Parameters
    ----------
    root
        The checkout's top folder.
    notebook
        The notebook's place below it, in Binder's image.
    """
    url = repository_url(root)
    if url is None or not url.startswith(f"{GITHUB}/"):  # not a university's own GitHub
        return None
    return (
        f"{BINDER}/v2/gh/{url.removeprefix(f'{GITHUB}/')}/{_branch()}?urlpath=lab/tree/{notebook}"
    )


def configure(app: Sphinx, config: Config) -> None:
    """Tell the theme where the repository is, or take away all links to it.

    A handler of Sphinx's event ``config-inited``, for sphinx-book-theme. The documents' folder has
    to be the checkout's top folder.
    """
    options = config.html_theme_options
    for option in THEME_OPTIONS:
        options.pop(option, None)
    url = repository_url(Path(app.srcdir))
    if url is None:
        return
    options.update(
        repository_url=url,
        repository_provider="github",
        repository_branch=_branch(),
        path_to_docs="",
        use_repository_button=True,
        use_issues_button=True,
    )
    if url.startswith(f"{GITHUB}/"):  # Binder cannot see into a university's own GitHub
        options["launch_buttons"] = {
            "binderhub_url": BINDER,
            "notebook_interface": "jupyterlab",
        }


def open_notebooks(
    app: Sphinx, pagename: str, templatename: str, context: dict, doctree: nodes.document | None
) -> None:
    """Lead to the notebook that Binder makes of a chapter, where the theme leads to its source."""
    source = f"lab/tree/{pagename}.md"
    notebook = f"lab/tree/notebooks/{PurePosixPath(pagename).name}.ipynb"
    for group in context.get("header_buttons", []):
        for button in group.get("buttons", []):
            if "url" in button:
                button["url"] = button["url"].replace(source, notebook)


def setup(app: Sphinx) -> None:
    """Tell the theme before it is set up, and mend what it wrote."""
    app.connect("config-inited", configure)
    app.connect("html-page-context", open_notebooks, priority=502)  # the theme's own has 501


def _branch() -> str:
    """Return the branch that GitHub Actions builds, or HEAD, GitHub's and Binder's default one."""
    ref = os.environ.get("GITHUB_REF", "")
    branch = ref.removeprefix("refs/heads/")
    return branch if branch != ref else "HEAD"


@cache  # each claim and each figure has a link
def _origin(root: Path) -> str:
    """Return the address of the checkout's remote `origin`, empty if it has none.

    It is read from git's settings, since the program git need not be there: desktop programs and
    archives of a whole folder come without it.
    """
    place = root / ".git"
    if place.is_file():  # a second working tree, or a submodule: the folder is elsewhere
        place = root / place.read_text(encoding="utf-8").removeprefix("gitdir:").strip()
    if (shared := place / "commondir").is_file():
        place = place / shared.read_text(encoding="utf-8").strip()
    settings = ConfigParser(strict=False, allow_no_value=True, interpolation=None)
    try:
        settings.read(place / "config", encoding="utf-8")
    except (ConfigParserError, UnicodeDecodeError):
        return ""
    return (settings.get('remote "origin"', "url", fallback="") or "").strip('"')
