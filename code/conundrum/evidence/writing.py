"""An experiment as it is called, with its arguments written out."""

import ast
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import partial
from inspect import getsourcefile
from pathlib import Path
from types import FunctionType, MethodType
from typing import Any

import numpy as np

from conundrum.claims import Statement


def written_experiment(statement: Statement) -> str:
    """Write the experiment of a statement as it is called, but for the seed.

    Raises
    ------
    ValueError
        When an argument is a function without a name, or an object whose value cannot be written.
    """
    origin = statement.origin
    return f"{origin.experiment}({_pairs(origin.arguments)})"


def written(value: Any) -> str:
    """Write a value so that values which are not equal are written differently.

    Functions and classes are written by their full names.
    """
    match value:
        case Enum():
            return f"{_full_name(type(value))}.{value.name}"
        case np.generic():
            return repr(value.item())
        case None | str() | bytes() | bool() | int() | float() | complex() | range():
            return repr(value)
        case list():
            return f"[{_series(value)}]"
        case tuple():
            return f"({_series(value)}{',' if len(value) == 1 else ''})"
        case set() | frozenset():
            return f"{{{', '.join(sorted(map(written, value)))}}}"
        case dict():
            return f"{{{', '.join(f'{written(k)}: {written(v)}' for k, v in value.items())}}}"
        case partial():
            given = f"{written(value.func)}, {_series(value.args)}, {_pairs(value.keywords)}"
            return f"partial({given})"
        case MethodType():
            return f"{written(value.__self__)}.{value.__name__}"
    if callable(value) and hasattr(value, "__name__"):
        return _full_name(value)
    if hasattr(value, "tolist"):  # an array or a tensor
        return f"{type(value).__name__}({value.tolist()}, {value.dtype})"
    if is_dataclass(value):
        parts = {part.name: getattr(value, part.name) for part in fields(value)}
        return f"{_full_name(type(value))}({_pairs(parts)})"
    if hasattr(value, "__dict__"):
        return f"{_full_name(type(value))}({_pairs(vars(value))})"
    raise ValueError(f"argument={value!r} must be a number, a text, an array, a function, …")


def _full_name(value: Any) -> str:
    name = getattr(value, "__qualname__", value.__name__)
    module = getattr(value, "__module__", None) or type(value).__module__
    if name == "<lambda>":
        return f"{module}.({_source_of_lambda(value)})"
    if "<" in name:
        raise ValueError(f"argument={name} of {module} must be defined at the top of its module")
    return f"{module}.{name}"


def _source_of_lambda(function: FunctionType) -> str:
    line = function.__code__.co_firstlineno
    tree = ast.parse(Path(getsourcefile(function)).read_text(encoding="utf-8"))
    found = [n for n in ast.walk(tree) if isinstance(n, ast.Lambda) and n.lineno == line]
    if len(found) != 1:
        raise ValueError(f"argument=<lambda> in line {line} must be alone in its line, or a def")
    return ast.unparse(found[0])


def _series(values: list | tuple) -> str:
    return ", ".join(map(written, values))


def _pairs(named: dict[str, Any]) -> str:
    return ", ".join(f"{name}={written(value)}" for name, value in named.items())
