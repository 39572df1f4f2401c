"""Pages are run again when, and only when, something they run has changed.

The cache of executed pages that Jupyter Book keeps is keyed by the cells of a page alone, so a
change in the package would leave old figures standing. Here each page has a cache of its own,
named after everything its cells reach: the modules of the package they import, directly or not,
the data files that these name, and the pinned libraries. What else lies in the package's folders,
such as the copies that editors and file managers leave, counts for nothing.
"""

import ast
import hashlib
import os
import shutil
import sys
from collections.abc import Iterable
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import resolve_name
from pathlib import Path

import jupytext
from packaging.requirements import Requirement
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError

import conundrum
from conundrum.evidence.fingerprint import strings_in

PACKAGE = Path(conundrum.__file__).parent
DATA = ("data/files", "fonts")


def modules_run_by(page: str) -> set[str]:
    """Find the modules of the package that the cells of a page import, directly or not.

    Parameters
    ----------
    page
        A chapter in MyST Markdown.

    Raises
    ------
    SyntaxError
        When a cell is not valid Python.
    """
    unseen = {_module(name) for cell in _cells(page) for name in _imports(ast.parse(cell), "")}
    reached = set()
    while unseen := unseen - reached - {""}:
        name = unseen.pop()
        reached.add(name)
        # To import a module is to run the packages it lies in as well, and what they import.
        unseen |= _imported_by(name) | {name.rpartition(".")[0]}
    return reached


def files_run_by(page: str) -> list[Path]:
    """List the files of the package that the figures of a page depend on."""
    modules = {_file(name) for name in modules_run_by(page)}
    data = {file.name: file for folder in DATA for file in (PACKAGE / folder).iterdir()}
    strings = {text for module in modules for text in strings_in(_tree(module))}
    return sorted(modules | {data[name] for name in strings & data.keys()})


def fingerprint(files: Iterable[Path], versions: dict[str, str]) -> str:
    """Name what a page depends on: contents of files, versions of libraries and of Python."""
    digest = hashlib.sha256(sys.version.encode())
    for name, installed in sorted(versions.items()):
        digest.update(f"{name}=={installed}\n".encode())
    for file in files:
        digest.update(f"{file.relative_to(PACKAGE)}\n".encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def pinned_versions(requirements: Path) -> dict[str, str]:
    """Read which version of each pinned library is installed, of those that are.

    Raises
    ------
    ExtensionError
        When another version is installed: the book would not be the one the pins describe.
    """
    return _installed_of(requirements.read_text(encoding="utf-8"), requirements.name)


def require_own_package(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Refuse to build one checkout's pages with another checkout's package."""
    own = Path(app.srcdir) / "code" / "conundrum"
    if own.resolve() != PACKAGE.resolve():
        raise ExtensionError(
            f"the package imported is {PACKAGE}, not this book's {own}: run pip install -e ."
        )
    pinned_versions(_requirements(app))


def use_one_thread(app: Sphinx, config: Config) -> None:
    """Let kernels compute on one thread: faster at these sizes, and the same bits each time."""
    for library in ("OMP", "OPENBLAS", "MKL", "VECLIB_MAXIMUM"):
        os.environ[f"{library}_NUM_THREADS"] = "1"


def has_cells(page: str) -> bool:
    """Say whether there is anything to run on a page."""
    return "{code-cell}" in page


def cache_of(app: Sphinx, docname: str, page: str) -> Path:
    """Name the folder of a page's results: it belongs to the state of everything the page runs."""
    name = fingerprint(_dependencies(page), pinned_versions(_requirements(app)))
    return _caches(app) / f"{docname.replace('/', '-')}.{name}"


def key_cache(app: Sphinx, docname: str, source: list[str]) -> None:
    """Read a page's results from its cache, and remove those of earlier states."""
    if not has_cells(source[0]):
        return
    for file in [*_dependencies(source[0]), _requirements(app)]:
        app.env.note_dependency(str(file))
    own = cache_of(app, docname, source[0])
    for outdated in set(_caches(app).glob(f"{own.stem}.*")) - {own}:
        shutil.rmtree(outdated)
    app.env.mystnb_config = app.env.mystnb_config.copy(execution_cache_path=str(own))


def setup(app: Sphinx) -> None:
    """Connect the cache to the build."""
    app.connect("env-before-read-docs", require_own_package)
    app.connect("config-inited", use_one_thread)
    app.connect("source-read", key_cache)


@cache
def _installed_of(pins: str, requirements: str) -> dict[str, str]:
    versions = {}
    for line in pins.splitlines():
        if not line.strip() or line.startswith(("#", "-")):
            continue
        pin = Requirement(line)
        if pin.marker and not pin.marker.evaluate():
            continue
        try:
            versions[pin.name] = version(pin.name)
        except PackageNotFoundError:
            continue  # what is not there computes nothing; a CPU build of torch needs no CUDA
        if not pin.specifier.contains(versions[pin.name], prereleases=True):
            raise ExtensionError(
                f"{requirements} pins {pin}, but {versions[pin.name]} is installed: "
                f"run pip install -r {requirements}"
            )
    return versions


@cache
def _dependencies(page: str) -> list[Path]:
    try:
        return files_run_by(page)
    except SyntaxError:
        return sorted(PACKAGE.rglob("*.py"))  # the kernel will report it, with its traceback


def _requirements(app: Sphinx) -> Path:
    return Path(app.srcdir) / "requirements.txt"


def _caches(app: Sphinx) -> Path:
    return Path(app.outdir).parent / ".executed"


def _cells(page: str) -> list[str]:
    notebook = jupytext.reads(page, fmt="md:myst")
    return [cell.source for cell in notebook.cells if cell.cell_type == "code"]


@cache
def _imported_by(module: str) -> set[str]:
    file = _file(module)
    package = module if file.name == "__init__.py" else module.rpartition(".")[0]
    return {_module(name) for name in _imports(_tree(file), package)}


@cache
def _tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def _imports(tree: ast.Module, package: str) -> set[str]:
    """List the full names of what code in a package imports."""
    names = set()
    for statement in ast.walk(tree):
        if isinstance(statement, ast.Import):
            names |= {alias.name for alias in statement.names}
        elif isinstance(statement, ast.ImportFrom):
            source = resolve_name("." * statement.level + (statement.module or ""), package)
            names |= {f"{source}.{alias.name}" for alias in statement.names}
    return names


def _module(name: str) -> str:
    """Return the module of the package that a full name lies in; nothing if it lies in none."""
    while name.partition(".")[0] == "conundrum" and not _file(name).exists():
        name = name.rpartition(".")[0]
    return name if name.partition(".")[0] == "conundrum" else ""


def _file(module: str) -> Path:
    path = PACKAGE.parent.joinpath(*module.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
