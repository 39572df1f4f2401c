"""The fingerprint of a value: a hash of everything that the value comes from.

That is, for a statement of the book:

- the experiment with the values of its arguments, and the body of the measurement;
- every definition that these two reach, by name and directly or not: functions, classes,
  assignments. They are read as syntax trees, without docstrings, comments, annotations and layout,
  so that what is merely reworded costs nothing;
- the data files of the package that these definitions name;
- the pins of the libraries that they use.

Nothing is run to find out. A name reaches all that is ever bound to it in its module, whether as
a global or not; a module that is used as a value reaches all that is in it. So a fingerprint may
change without need, but does not stay the same where a definition that the value needs has changed.
"""

import ast
import hashlib
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path, PurePosixPath
from typing import Any

from conundrum.claims import Statement
from conundrum.evidence.writing import written_experiment

ROOT = Path(__file__).parents[3]

# What notes where a result is from does not decide what it is.
BOOKKEEPING = "conundrum.experiment"
# All numbers go through the first two; the others only hand out work and show its progress.
ALWAYS_PINNED, NEVER_PINNED = {"numpy", "scipy"}, {"joblib", "tqdm"}
# What these look up cannot be read from the source.
BLIND = {"__import__", "eval", "exec", "globals", "import_module"}
FULL_NAME = r"[^\W\d]\w*(?:\.[^\W\d]\w*)+"  # package.module.function
# Fields of a syntax tree that change nothing, or that only some versions of Python fill in.
IDLE = {"annotation", "returns", "ctx", "kind", "simple", "type_comment", "type_params"}


@dataclass
class Module:
    """A module, taken apart.

    Attributes
    ----------
    definitions
        By the name that they bind: the statements of the module, other than imports.
    imports
        By the name that they bind, anywhere in the module: full names of what is imported.
    loose
        Statements that do more than bind names: they count wherever the module is imported.
    """

    definitions: dict[str, list[ast.stmt]] = field(default_factory=dict)
    imports: dict[str, set[str]] = field(default_factory=dict)
    loose: list[ast.stmt] = field(default_factory=list)


class Fingerprints:
    """Takes fingerprints of statements.

    Parameters
    ----------
    code
        The folder in which the packages lie whose definitions are followed.
    requirements
        The file with the pins of all other packages.
    """

    def __init__(self, code: Path = ROOT / "code", requirements: Path = ROOT / "requirements.txt"):
        self.code = code
        self.pins = requirements.read_text(encoding="utf-8").splitlines()
        self.data = {
            file.name: file
            for file in sorted(code.rglob("*"))
            if file.is_file() and file.suffix not in {".py", ".pyc"}
        }
        self._file = cache(self._find_file)
        self._module = cache(self._read_module)
        self._content = cache(self._read_content)
        self._bytes = cache(lambda file: hashlib.sha256(file.read_bytes()).hexdigest())

    def of(self, statement: Statement) -> str:
        """Return the fingerprint of the values of a statement, 16 hexadecimal digits.

        Raises
        ------
        ValueError
            When it cannot be read from the source what the values come from: the measurement is
            no function of its module, an argument has no name, or code looks names up at run time.
        """
        reached = self._reach(statement)
        lines = {f"experiment {written_experiment(statement)}"}
        lines |= {f"{name} {text}" for name, text in reached.code.items()}
        lines |= {f"data {name} {self._bytes(self.data[name])}" for name in reached.files}
        lines |= {f"pin {pin}" for pin in self._pins_of(reached.libraries)}
        return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()[:16]

    def reached(self, statement: Statement) -> set[str]:
        """Return the full names of the definitions that the values of a statement come from."""
        return set(self._reach(statement).code)

    def _reach(self, statement: Statement) -> "_Reached":
        reached = _Reached()
        module, name = statement.measure.__module__, statement.measure.__qualname__
        measures = self._module(module).definitions.get(name) if self._owns(module) else None
        if measures is None:
            raise ValueError(f"measure={name} must be a function of its module, {module}")
        pending = re.findall(FULL_NAME, written_experiment(statement))
        # Its decorator holds bounds and words, by which stored values are judged afresh.
        bare = [
            ast.FunctionDef(node.name, node.args, node.body, [], lineno=0)
            for node in measures
            if isinstance(node, ast.FunctionDef)
        ]
        pending += self._note(f"measure {module}.{name}", Content.of(bare), module, reached)
        seen = set()
        while pending:
            name = pending.pop()
            if name not in seen:
                seen.add(name)
                pending += self._visit(name, reached)
        return reached

    def _visit(self, name: str, reached: "_Reached") -> Iterator[str]:
        """Note what a full name stands for, and yield the full names that it reaches."""
        if not self._owns(name):
            reached.libraries.add(name.partition(".")[0])
            return
        module, rest = self._split(name)
        if module == BOOKKEEPING:
            return
        yield from self._load(module, reached)
        read = self._module(module)
        first, _, tail = rest.partition(".")
        known = first in read.definitions or first in read.imports
        if not known:  # the module itself, or something that Python puts there
            yield from (f"{module}.{bound}" for bound in (*read.definitions, *read.imports))
        if first in read.definitions:
            yield from self._note(
                f"{module}.{first}", self._content(module, first), module, reached
            )
        for target in sorted(read.imports.get(first, ())):
            reached.code[f"{module}.{first} is {target}"] = ""
            yield f"{target}.{tail}" if tail else target

    def _load(self, module: str, reached: "_Reached") -> Iterator[str]:
        """Note what importing a module does, in it and in all that it imports."""
        if module in reached.loaded or module == BOOKKEEPING:
            return
        reached.loaded.add(module)
        read = self._module(module)
        if read.loose:
            yield from self._note(f"importing {module}", Content.of(read.loose), module, reached)
        parent = module.rpartition(".")[0]
        for name in {parent, *(target for targets in read.imports.values() for target in targets)}:
            if name and self._owns(name):
                yield from self._load(self._split(name)[0], reached)

    def _note(
        self, key: str, content: "Content", module: str, reached: "_Reached"
    ) -> Iterator[str]:
        """Note what a definition says, and yield the full names that it reaches."""
        read = self._module(module)
        reached.code[key] = content.text
        for name in content.names:
            first, _, last = name.partition(".")[0], *name.rpartition(".")[1:]
            if first in BLIND or last in BLIND - {"eval"}:
                raise ValueError(f"{key} uses {name}, which hides what it reaches")
            if first in read.definitions or first in read.imports:
                yield f"{module}.{name}"
        for text in content.strings:
            if (name := PurePosixPath(text).name) in self.data:
                reached.files.add(name)

    def _owns(self, name: str) -> bool:
        return self._file(name.partition(".")[0]) is not None

    def _find_file(self, module: str) -> Path | None:
        path = self.code.joinpath(*module.split("."))
        files = (path / "__init__.py", path.with_name(f"{path.name}.py"))
        return next((file for file in files if file.exists()), None)

    def _split(self, name: str) -> tuple[str, str]:
        """Split a full name into the module, which is as long as can be, and the rest."""
        parts = name.split(".")
        for length in range(len(parts), 0, -1):
            if self._file(module := ".".join(parts[:length])):
                return module, ".".join(parts[length:])
        raise ValueError(f"name={name} must lie in a module below {self.code}")

    def _read_content(self, module: str, name: str) -> "Content":
        return Content.of(self._module(module).definitions[name])

    def _read_module(self, name: str) -> Module:
        file = self._file(name)
        package = name if file.name == "__init__.py" else name.rpartition(".")[0]
        module = Module()
        tree = ast.parse(file.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Import | ast.ImportFrom):
                for bound, target in _imported(node, package):
                    module.imports.setdefault(bound, set()).add(target)
        for node in tree.body:
            if isinstance(node, ast.Import | ast.ImportFrom) or _is_remark(node):
                continue
            for bound in _bound(node):
                module.definitions.setdefault(bound, []).append(node)
            if not _only_binds(node):
                module.loose.append(node)
        return module

    def _pins_of(self, libraries: set[str]) -> list[str]:
        """Return the lines that pin the distributions of imported packages, on every system."""
        distributions = _distributions()
        named = {name for library in libraries for name in distributions.get(library, ())}
        wanted = {_normal(name) for name in (named | ALWAYS_PINNED) - NEVER_PINNED}
        return [pin for pin in self.pins if _normal(re.match(r"[\w.-]*", pin)[0]) in wanted]


@dataclass(frozen=True)
class Content:
    """What some statements of a module say.

    Attributes
    ----------
    text
        Their syntax trees.
    names
        The names in them, with the attributes that are looked up in them.
    strings
        The strings in them.
    """

    text: str
    names: frozenset[str]
    strings: frozenset[str]

    @classmethod
    def of(cls, nodes: list[ast.stmt]) -> "Content":
        """Read syntax trees."""
        return cls(dump(nodes), frozenset(names_used(nodes)), frozenset(strings_in(nodes)))


@dataclass
class _Reached:
    code: dict[str, str] = field(default_factory=dict)
    libraries: set[str] = field(default_factory=set)
    files: set[str] = field(default_factory=set)
    loaded: set[str] = field(default_factory=set)


def dump(node: Any) -> str:
    """Write a syntax tree in the same way under every version of Python."""
    match node:
        case ast.AST():
            fields = (f"{name}={dump(value)}" for name, value in _fields(node))
            return f"{type(node).__name__}({', '.join(fields)})"
        case list():
            return f"[{', '.join(dump(item) for item in node if not _is_remark(item))}]"
        case _:
            return ascii(node)


def names_used(node: Any) -> Iterator[str]:
    """Yield the names in a syntax tree, with the attributes that are looked up in them: a.b.c."""
    if isinstance(node, ast.Name | ast.Attribute) and (dotted := _dotted(node)):
        yield dotted
        return
    for child in _children(node):
        yield from names_used(child)


def strings_in(node: Any) -> Iterator[str]:
    """Yield the strings in a syntax tree, but for docstrings."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    for child in _children(node):
        yield from strings_in(child)


def _children(node: Any) -> Iterator[Any]:
    if isinstance(node, ast.AST):
        yield from (value for _, value in _fields(node))
    elif isinstance(node, list):
        yield from (item for item in node if not _is_remark(item))


def _fields(node: ast.AST) -> Iterator[tuple[str, Any]]:
    for name, value in ast.iter_fields(node):
        if name not in IDLE and value is not None and value != []:
            yield name, value


def _dotted(node: ast.expr) -> str | None:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and (value := _dotted(node.value)):
        return f"{value}.{node.attr}"
    return None


def _is_remark(node: Any) -> bool:
    """Whether a statement is a docstring, or another value that nobody takes."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _bound(node: ast.stmt) -> set[str]:
    """Return the names of its module that a statement may bind."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return {node.name}
    inner = list(ast.walk(node))
    return {n.id for n in inner if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)} | {
        n.name for n in inner if isinstance(n, ast.FunctionDef | ast.ClassDef)
    }


def _only_binds(node: ast.stmt) -> bool:
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            return True
        case ast.Assign(targets=targets):
            places = [place for target in targets for place in getattr(target, "elts", [target])]
            return all(isinstance(place, ast.Name) for place in places)
        case ast.AnnAssign(target=target) | ast.AugAssign(target=target):
            return isinstance(target, ast.Name)
    return False


def _imported(node: ast.Import | ast.ImportFrom, package: str) -> Iterator[tuple[str, str]]:
    """Yield the names that an import binds, with the full names of what they stand for."""
    if isinstance(node, ast.Import):
        for alias in node.names:
            if alias.asname:
                yield alias.asname, alias.name
            else:
                yield alias.name.partition(".")[0], alias.name.partition(".")[0]
                yield f"import {alias.name}", alias.name  # binds no name, but is loaded
        return
    above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
    source = ".".join([*above, node.module] if node.module else above)
    for alias in node.names:
        if alias.name == "*":
            raise ValueError(f"from {source} import * hides what it reaches")
        yield alias.asname or alias.name, f"{source}.{alias.name}"


@cache
def _distributions() -> dict[str, list[str]]:
    return {
        name: found
        for name, found in packages_distributions().items()
        if name not in sys.stdlib_module_names
    }


def _normal(distribution: str) -> str:
    return re.sub(r"[-_.]+", "-", distribution).lower()
