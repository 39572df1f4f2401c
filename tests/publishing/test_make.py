"""What `make` and continuous integration do, with commands that only note that they ran."""

import os
import shutil
import subprocess
import time
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[2]

NOTE = '#!/bin/sh\necho "$(basename "$0") $*" >> "$NOTES"\n'
FAIL = NOTE + "exit 1\n"

# Makes a virtual environment of commands that note, and in it a Python that does the same.
PYTHON = """#!/bin/sh
[ "$(basename "$0")" = python ] && echo "python $*" >> "$NOTES"
[ "$1 $2" = "-m venv" ] || exit 0
[ "$3" = --without-pip ] && shift
mkdir -p "$3/bin"
cp "$0" "$3/bin/python"
for name in pip pip-audit jupyter-book pytest playwright npm; do
  cp "$NOTE" "$3/bin/$name"
done
"""

BUILD = "jupyter-book build ."
INSTALL_BOOK = "pip install -r requirements.txt"
TEST = "pytest --numprocesses 2 --dist loadgroup"
INSTALL_TESTS = "pip install -r tests/requirements.txt"
INSTALL_LIVE = "npm --prefix live ci --ignore-scripts"
INSTALL_OTTER = (
    "pip --python .venv/otter/bin/python install --no-deps -r assignments/requirements.txt"
)
MAKE_OTTER = [
    "python -m venv --without-pip .venv/otter",
    INSTALL_OTTER,
    "python assignments/layer.py .venv/otter",
]


class Done(NamedTuple):
    """What came of a command: its exit status, what the noting commands noted, what it printed."""

    status: int
    notes: list[str]
    output: str
    errors: str


class Machine:
    """A checkout's parts that `make` reads, and a PATH with nothing on it but what tests put there.

    Parameters
    ----------
    home
        An empty folder.
    """

    def __init__(self, home: Path):
        self.root = home / "book"
        self.commands = home / "commands"
        self.notes = home / "notes"
        self.commands.mkdir()
        for folder in ("tests", "live", "assignments", ".ci"):
            (self.root / folder).mkdir(parents=True)
        for name in (
            "Makefile",
            "requirements.txt",
            "pyproject.toml",
            "tests/requirements.txt",
            "assignments/requirements.txt",
            "live/package-lock.json",
        ):
            shutil.copy(ROOT / name, self.root / name)
        shutil.copy(ROOT / ".ci" / "run", self.root / ".ci" / "run")
        for name in ("basename", "bash", "cp", "dirname", "make", "mkdir", "rm", "touch"):
            (self.commands / name).symlink_to(shutil.which(name))
        self.add("note")
        self.add("python3", PYTHON)

    def add(self, name: str, script: str = NOTE) -> None:
        """Put a command on the PATH."""
        self.write(self.commands / name, script)

    def write(self, path: Path, script: str) -> None:
        """Write a command, in the place of another if there is one."""
        path.unlink(missing_ok=True)
        path.write_text(script)
        path.chmod(0o755)

    def run(self, *command: str | Path) -> Done:
        """Run a command in the checkout."""
        self.notes.write_text("")
        places = {"PATH": self.commands, "NOTES": self.notes, "NOTE": self.commands / "note"}
        done = subprocess.run(
            command,
            cwd=self.root,
            env={name: str(place) for name, place in places.items()},
            capture_output=True,
            text=True,
            check=False,
        )
        notes = self.notes.read_text().splitlines()
        return Done(done.returncode, notes, done.stdout, done.stderr)

    def make(self, *arguments: str) -> Done:
        """Run make."""
        return self.run(self.commands / "make", *arguments)


@pytest.fixture
def machine(tmp_path):
    return Machine(tmp_path)


def test_make_book_installs_once_builds_and_says_where_the_page_is(machine):
    first = machine.make("book")
    assert first.status == 0, first.errors
    assert first.notes == [INSTALL_BOOK, BUILD]
    assert first.output.endswith(f"file://{machine.root}/_build/html/index.html\n")
    assert machine.make("book").notes == [BUILD]


@pytest.mark.parametrize(
    ("changed", "installed"),
    [
        ("requirements.txt", [INSTALL_BOOK, INSTALL_TESTS, INSTALL_LIVE, INSTALL_OTTER]),
        ("pyproject.toml", [INSTALL_BOOK, INSTALL_TESTS, INSTALL_LIVE, INSTALL_OTTER]),
        ("assignments/requirements.txt", [INSTALL_OTTER]),
        ("tests/requirements.txt", [INSTALL_TESTS, INSTALL_LIVE]),
        ("live/package-lock.json", [INSTALL_LIVE]),
        ("Makefile", []),
    ],
)
def test_only_what_changed_is_installed_again(machine, changed, installed):
    machine.add("chromium")
    machine.make("test")
    later = time.time() + 10
    os.utime(machine.root / changed, (later, later))
    notes = machine.make("test").notes
    assert [note for note in notes if note.startswith(("pip", "npm"))] == installed


def test_a_failed_build_fails_make_and_nothing_is_tested(machine):
    machine.add("chromium")
    machine.make("test")
    machine.write(machine.root / ".venv" / "bin" / "jupyter-book", FAIL)
    failed = machine.make("test")
    assert failed.status != 0
    assert failed.notes == [BUILD]


def test_a_build_that_fails_early_leaves_no_old_site(machine):
    machine.make("book")
    old = machine.root / "_build" / "html" / "index.html"
    old.parent.mkdir(parents=True)
    old.touch()
    assert machine.make("book").status == 0
    assert old.exists()
    machine.write(machine.root / ".venv" / "bin" / "jupyter-book", FAIL)
    assert machine.make("book").status != 0
    assert not old.exists()


def test_make_test_builds_the_book_and_ends_with_pytest(machine):
    machine.add("chromium")
    done = machine.make("test")
    assert done.status == 0, done.errors
    assert done.notes == [INSTALL_BOOK, BUILD, INSTALL_TESTS, INSTALL_LIVE, *MAKE_OTTER, TEST]


@pytest.mark.parametrize("browser", ["chromium", "chromium-browser", "google-chrome"])
def test_make_test_uses_a_browser_that_is_there(machine, browser):
    machine.add(browser)
    assert "playwright install chromium" not in machine.make("test").notes


def test_make_test_fetches_a_browser_where_there_is_none(machine):
    assert machine.make("test").notes[-2:] == ["playwright install chromium", TEST]


def test_failing_tests_fail_make(machine):
    machine.make("test")
    machine.write(machine.root / ".venv" / "bin" / "pytest", FAIL)
    assert machine.make("test").status != 0


def test_make_links_keeps_its_output_apart(machine):
    assert machine.make("links").notes == [
        INSTALL_BOOK,
        "jupyter-book build . --builder linkcheck --path-output _build/links",
    ]


def test_make_site_prints_packs_and_draws_what_was_built_into_the_pages(machine):
    machine.add("chromium")
    machine.add("cp", f'{NOTE}[ "$2" = _build/html ] || exec {shutil.which("cp")} "$@"\n')
    notes = machine.make("site").notes
    made = [note for note in notes if note.startswith(("python -m c", "jupyter-book", "cp _build"))]
    pdf, archive = (f"_build/deep-learning-conundrum.{ending}" for ending in ("pdf", "zip"))
    assert made == [
        BUILD,
        f"python -m conundrum.publishing.paper _build/html {pdf}",
        "python -m conundrum.publishing.slides _build/html",
        f"python -m conundrum.publishing.archive _build/html {archive}",
        "python -m conundrum.publishing.assignments _build/html _build/assignments",
        "python -m conundrum.publishing.pictures _build/html",
        f"cp {pdf} {archive} _build/html",
    ]


@pytest.mark.parametrize("deadline", ["", "2027-02-05T12:00"])
def test_make_assignments_says_when_they_are_due(machine, deadline):
    done = machine.make("assignments", f"DEADLINE={deadline}")
    assert done.status == 0, done.errors
    *installed, made = done.notes
    assert installed == [INSTALL_BOOK, BUILD, *MAKE_OTTER]
    command = "python -m conundrum.publishing.assignments _build/html _build/assignments"
    assert made.split() == [*command.split(), *(["--deadline", deadline] if deadline else [])]


def test_make_zip_needs_no_browser(machine):
    assert machine.make("zip").notes[:2] == [INSTALL_BOOK, BUILD]
    assert not machine.notes.read_text().count("playwright")


def test_make_audit_looks_at_what_is_installed(machine):
    *_, python, node = machine.make("audit").notes
    assert python.startswith("pip-audit --strict --skip-editable --path .venv/lib/")
    assert " --path .venv/otter/lib/" in python
    assert node == "npm --prefix live audit"


def test_make_live_checks_and_builds(machine):
    assert machine.make("live").notes[-2:] == [
        "npm --prefix live run check",
        "npm --prefix live run build",
    ]


@pytest.mark.parametrize(
    ("target", "measured"),
    [
        ("evidence", "python -m conundrum.evidence"),
        ("new-seeds", "python -m conundrum.evidence --report"),
    ],
)
def test_claims_are_measured_without_a_build(machine, target, measured):
    assert machine.make(target).notes == [INSTALL_BOOK, measured]


def test_an_old_python_is_refused_by_name(machine):
    machine.add("python3.9", "#!/bin/sh\nexit 1\n")
    done = machine.make("book", "PYTHON=python3.9")
    assert done.status != 0
    assert "The book needs Python 3.11 or newer, and python3.9 is not" in done.errors
    assert not (machine.root / ".venv").exists()


@pytest.mark.parametrize("fails", ["book", "test", None])
def test_continuous_integration_runs_both_commands_and_nothing_after(machine, fails):
    machine.add("chromium")
    machine.add("bwrap")
    machine.add("apt-get")
    machine.add("make", f'{NOTE}[ "$1" != {fails} ]\n')
    done = machine.run(machine.root / ".ci" / "run")
    assert (done.status == 0) == (fails is None)
    assert done.notes == (["make book"] if fails == "book" else ["make book", "make test"])


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can install")
@pytest.mark.parametrize(
    ("there", "installed"),
    [([], "chromium bubblewrap"), (["chromium"], "bubblewrap"), (["bwrap"], "chromium")],
)
def test_continuous_integration_installs_what_is_missing(machine, there, installed):
    for name in ("apt-get", "make", *there):
        machine.add(name)
    assert machine.run(machine.root / ".ci" / "run").notes == [
        "apt-get update",
        f"apt-get install --yes {installed}",
        "make book",
        "make test",
    ]
