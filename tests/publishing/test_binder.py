"""The image that Binder would build, as far as it can be told without building it."""

import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

# repo2docker imports it under a name of the past.
pytestmark = pytest.mark.filterwarnings("ignore:pythonjsonlogger.jsonlogger:DeprecationWarning")

ROOT = Path(__file__).parents[2]
LOCKS = [ROOT / "requirements.txt", ROOT / "assignments" / "requirements.txt"]


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """Return a clean copy of the repository, and stand in it, as repo2docker does."""
    leave = shutil.ignore_patterns(".git", ".venv", "_build", "__pycache__", ".*_cache")
    copy = shutil.copytree(ROOT, tmp_path / "checkout", ignore=leave)
    monkeypatch.chdir(copy)
    return copy


@pytest.fixture
def build_pack(checkout):
    """Return what repo2docker takes the repository for."""
    from repo2docker.app import Repo2Docker

    app = Repo2Docker()
    candidates = (kind(app.base_image) for kind in app.buildpacks)
    build_pack = next(candidate for candidate in candidates if candidate.detect())
    build_pack.platform = "linux/amd64"
    return build_pack


@pytest.fixture
def installation(checkout, tmp_path, monkeypatch):
    """Run postBuild with commands that only note what they were asked to do, and return that."""
    notes, commands = tmp_path / "notes", tmp_path / "commands"
    notes.mkdir()
    commands.mkdir()
    note = 'printf "%s\\n" "$@" > "$NOTES/$(basename "$0")"\n'
    read = 'while [ "$1" != --constraint ]; do shift; done; cat "$2" > "$NOTES/constraints"\n'
    build = (
        'echo "$LOKY_MAX_CPU_COUNT" > "$NOTES/cores"; mkdir -p _build/html/_sources/book\n'
        "touch _build/html/_sources/book/cnn.ipynb _build/html/_sources/book/index.ipynb\n"
    )
    assign = (
        "mkdir -p _build/assignments/students; touch _build/assignments/students/part-1.ipynb\n"
    )
    scripts = {
        "python": note + assign,
        "pip": note + read,
        "jupyter-book": note + build,
        "jupyter": note,
    }
    for name, script in scripts.items():
        (commands / name).write_text(f"#!/bin/sh\n{script}")
        (commands / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(commands), prepend=os.pathsep)
    monkeypatch.setenv("NOTES", str(notes))
    subprocess.run([checkout / "binder" / "postBuild"], check=True)
    return {path.name: path.read_text().splitlines() for path in notes.iterdir()}


def test_image_has_the_python_that_the_workflows_use(build_pack):
    assert build_pack.python_version == "3.11"
    assert 'python-version: "3.11"' in (ROOT / ".github/workflows/publish.yml").read_text()


def test_image_is_made_by_postbuild_alone_once_the_repository_is_there(build_pack):
    dockerfile = build_pack.render()
    copied = dockerfile.index("COPY --chown=1000:1000 src/ ${REPO_DIR}/")
    assert copied < dockerfile.index("RUN ./binder/postBuild")
    assert "pip install" not in dockerfile  # the root's requirements.txt would bring CUDA


def test_torch_comes_from_the_index_of_cpu_builds(installation):
    arguments = installation["pip"]
    index = arguments.index("--extra-index-url")
    assert arguments[index + 1] == "https://download.pytorch.org/whl/cpu"
    assert any(line.startswith("torch==") for line in installation["constraints"])


def test_only_the_book_its_assignments_and_jupyterlab_are_asked_for(installation):
    arguments = installation["pip"]
    options = ("--extra-index-url", "--constraint", "--requirement")
    values = {arguments.index(option) + 1 for option in options}
    asked = [a for i, a in enumerate(arguments) if i not in values and not a.startswith("--")]
    assert asked == ["install", ".[book,assignments]"]
    pins = ROOT / arguments[arguments.index("--requirement") + 1]
    assert re.fullmatch(r"jupyterlab==[\d.]+\n", pins.read_text())
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    requirements = project["dependencies"] + project["optional-dependencies"]["book"]
    assert any(requirement.startswith("jupytext") for requirement in requirements)
    assert not [r for r in requirements if r.startswith(("nvidia", "cuda", "triton"))]


def test_every_pin_is_a_constraint(installation):
    pins = [line for lock in LOCKS for line in lock.read_text().splitlines()]
    assert installation["constraints"] == [line for line in pins if line != "-e ."]


def test_the_notebooks_are_those_of_the_book_built_in_little_memory(checkout, installation):
    assert installation["jupyter-book"] == ["build", "."]
    assert installation["cores"] == ["1"]
    made = ["notebooks/cnn.ipynb", "notebooks/index.ipynb"]
    assert installation["jupyter"] == ["trust", *made]
    assert all((checkout / notebook).exists() for notebook in made)


def test_assignments_lie_beside_the_notebooks_without_their_solutions(checkout, installation):
    made = ["-m", "conundrum.publishing.assignments", "_build/html", "_build/assignments"]
    assert installation["python"] == made
    assert [file.name for file in (checkout / "notebooks" / "assignments").iterdir()] == [
        "part-1.ipynb"
    ]
