"""The links to the repository, as functions and on pages that the theme has written."""

import re
import subprocess
from html import unescape
from pathlib import Path

import pytest
from sphinx.cmd.build import build_main

from conundrum.site import links

PAGE = """---
jupytext:
  text_representation:
    extension: .md
    format_name: myst
kernelspec:
  display_name: Python 3
  name: python3
---

# The conundrum
"""

# The theme options are what Jupyter Book may have put there: they must not survive.
CONF = """
from conundrum.site import links

extensions = ["myst_nb", "sphinx_book_theme"]
root_doc = "book/conundrum"
nb_execution_mode = "off"
html_theme = "sphinx_book_theme"
html_theme_options = {
    "repository_url": "https://github.com/stale/address",
    "use_issues_button": True,
    "launch_buttons": {"notebook_interface": "classic"},
}


def setup(app):
    links.setup(app)
"""


@pytest.fixture(autouse=True)
def _outside_github(monkeypatch):
    for name in ("GITHUB_REPOSITORY", "GITHUB_SERVER_URL", "GITHUB_REF"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def checkout(tmp_path):
    """Return a folder and a function that makes it a clone of an address."""

    def clone_of(address):
        subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
        subprocess.run(["git", "-C", tmp_path, "remote", "add", "origin", address], check=True)
        return tmp_path

    return clone_of


@pytest.mark.parametrize(
    "address",
    [
        "https://github.com/teacher/book",
        "https://github.com/teacher/book.git",
        "https://github.com/teacher/book/",
        "https://teacher:secret@github.com/teacher/book.git",
        "git@github.com:teacher/book.git",
        "ssh://git@github.com/teacher/book.git",
        "ssh://git@ssh.github.com:443/teacher/book.git",
    ],
)
def test_origin_names_the_repository(checkout, address):
    assert links.repository_url(checkout(address)) == "https://github.com/teacher/book"


@pytest.mark.parametrize("name", ["t.e-a_c/the.book", "42/book"])
def test_origin_with_an_unusual_name(checkout, name):
    assert links.repository_url(checkout(f"git@github.com:{name}.git")) == (
        f"https://github.com/{name}"
    )


@pytest.mark.parametrize(
    "address",
    [
        "/home/teacher/book",
        "../book.git",
        "https://example.org/teacher/book",
        "https://example.org/github.com/teacher/book",
        "https://notgithub.com/teacher/book",
        "https://github.com/teacher",
    ],
)
def test_origin_elsewhere_is_no_repository(checkout, address):
    assert links.repository_url(checkout(address)) is None


def test_no_origin_is_no_repository(tmp_path):
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
    assert links.repository_url(tmp_path) is None


def test_the_program_git_is_not_asked(checkout, monkeypatch):
    root = checkout("git@github.com:teacher/book.git")
    monkeypatch.setenv("PATH", "")
    assert links.repository_url(root) == "https://github.com/teacher/book"


def test_a_second_working_tree_belongs_to_the_same_repository(checkout, tmp_path):
    root = checkout("https://github.com/teacher/book") / "first"
    subprocess.run(["git", "init", "--quiet", root], check=True)
    git = ["git", "-C", root, "-c", "user.name=a", "-c", "user.email=a@b"]
    subprocess.run([*git, "remote", "add", "origin", "git@github.com:a/other.git"], check=True)
    subprocess.run([*git, "commit", "--quiet", "--allow-empty", "-m", "first"], check=True)
    subprocess.run([*git, "worktree", "add", "--quiet", tmp_path / "second"], check=True)
    assert links.repository_url(tmp_path / "second") == "https://github.com/a/other"


@pytest.mark.parametrize(
    "settings", ["", "[core", "url = https://github.com/a/b", '[remote "origin"]\n\turl', b"\xff"]
)
def test_settings_that_name_no_origin(tmp_path, settings):
    (tmp_path / ".git").mkdir()
    raw = settings if isinstance(settings, bytes) else settings.encode()
    (tmp_path / ".git" / "config").write_bytes(raw)
    assert links.repository_url(tmp_path) is None


def test_an_archive_inside_another_repository_is_not_that_repository(checkout):
    archive = checkout("https://github.com/somebody/else") / "book"
    archive.mkdir()
    assert links.repository_url(archive) is None


def test_github_actions_goes_before_origin(checkout, monkeypatch):
    root = checkout("https://github.com/teacher/book")
    monkeypatch.setenv("GITHUB_REPOSITORY", "student/fork")
    assert links.repository_url(root) == "https://github.com/student/fork"
    monkeypatch.setenv("GITHUB_SERVER_URL", "https://github.example.edu")
    assert links.repository_url(root) == "https://github.example.edu/student/fork"


def test_the_whole_repository_can_be_had_as_an_archive(tmp_path, monkeypatch):
    assert links.archive_url(tmp_path) is None
    monkeypatch.setenv("GITHUB_REPOSITORY", "student/fork")
    assert links.archive_url(tmp_path) == "https://github.com/student/fork/archive/HEAD.zip"


def test_binder_opens_a_notebook_of_the_repository(tmp_path, monkeypatch):
    assert links.binder_url(tmp_path, "notebooks/a.ipynb") is None
    monkeypatch.setenv("GITHUB_REPOSITORY", "student/fork")
    assert links.binder_url(tmp_path, "notebooks/a.ipynb") == (
        "https://mybinder.org/v2/gh/student/fork/HEAD?urlpath=lab/tree/notebooks/a.ipynb"
    )
    monkeypatch.setenv("GITHUB_SERVER_URL", "https://github.example.edu")
    assert links.binder_url(tmp_path, "notebooks/a.ipynb") is None


@pytest.mark.parametrize("name", ["book", "a/b/c", "https://github.com/a/b", "a/b c"])
def test_github_repository_that_is_no_name(tmp_path, monkeypatch, name):
    monkeypatch.setenv("GITHUB_REPOSITORY", name)
    with pytest.raises(ValueError, match=re.escape(f"GITHUB_REPOSITORY is {name!r}")):
        links.repository_url(tmp_path)


@pytest.mark.parametrize(
    ("ref", "branch"),
    [
        (None, "HEAD"),
        ("refs/heads/main", "main"),
        ("refs/heads/spring/2027", "spring/2027"),
        ("refs/pull/7/merge", "HEAD"),
        ("refs/tags/v1", "HEAD"),
    ],
)
def test_source_url(tmp_path, monkeypatch, ref, branch):
    monkeypatch.setenv("GITHUB_REPOSITORY", "teacher/book")
    if ref:
        monkeypatch.setenv("GITHUB_REF", ref)
    claims = tmp_path / "code" / "conundrum" / "chapters" / "capacity" / "claims.py"
    assert links.source_url(tmp_path, str(claims), 12) == (
        f"https://github.com/teacher/book/blob/{branch}"
        "/code/conundrum/chapters/capacity/claims.py#L12"
    )


def test_source_url_without_a_repository(tmp_path):
    assert links.source_url(tmp_path, tmp_path / "claims.py", 12) is None


def test_source_url_refuses_what_is_no_line_of_the_checkout(tmp_path):
    with pytest.raises(ValueError, match=r"module_file is .*elsewhere\.py"):
        links.source_url(tmp_path / "book", tmp_path / "elsewhere.py", 1)
    with pytest.raises(ValueError, match="line is 0"):
        links.source_url(tmp_path, tmp_path / "claims.py", 0)


def external_links(root: Path) -> set[str]:
    """Return the addresses outside that the page of a one-chapter book at `root` links to."""
    (root / "conf.py").write_text(CONF)
    (root / "book").mkdir()
    (root / "book" / "conundrum.md").write_text(PAGE)
    assert build_main(["-q", "-W", str(root), str(root / "html")]) == 0
    html = (root / "html" / "book" / "conundrum.html").read_text()
    links_out = re.findall(r'<a [^>]*href="(https?://[^"]+)"', html)
    return {unescape(link) for link in links_out if "sphinx" not in link}


def expected_links(url: str) -> set[str]:
    issue = "title=Issue%20on%20page%20%2Fbook/conundrum.html&body=Your%20issue%20content%20here."
    return {url, f"{url}/issues/new?{issue}"}


def binder_link(name: str, branch: str) -> str:
    return f"https://mybinder.org/v2/gh/{name}/{branch}?urlpath=lab/tree/notebooks/conundrum.ipynb"


def test_pages_of_a_clone_lead_to_its_origin(checkout):
    root = checkout("git@github.com:teacher/book.git")
    assert external_links(root) == expected_links("https://github.com/teacher/book") | {
        binder_link("teacher/book", "HEAD")
    }


def test_pages_of_a_fork_lead_to_the_fork(checkout, monkeypatch):
    root = checkout("https://github.com/teacher/book")
    monkeypatch.setenv("GITHUB_REPOSITORY", "student/fork")
    monkeypatch.setenv("GITHUB_REF", "refs/heads/autumn")
    assert external_links(root) == expected_links("https://github.com/student/fork") | {
        binder_link("student/fork", "autumn")
    }


def test_pages_do_not_send_binder_where_it_cannot_see(tmp_path, monkeypatch):
    monkeypatch.setenv("GITHUB_REPOSITORY", "teacher/book")
    monkeypatch.setenv("GITHUB_SERVER_URL", "https://git.example.edu")
    assert external_links(tmp_path) == expected_links("https://git.example.edu/teacher/book")


def test_pages_without_a_repository_have_no_links(tmp_path):
    assert external_links(tmp_path) == set()
