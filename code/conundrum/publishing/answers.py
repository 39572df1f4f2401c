"""Answers of a hand-in as data, so that they can be judged where the hand-in cannot reach.

A function is written down as what it returns for the inputs that the exercise tries it on.
"""

import reprlib
from collections.abc import Callable
from typing import Any

import numpy as np

from conundrum.exercises import Function, Numbers, Words


class StoppedError(Exception):
    """Tells of the error at which a function of a hand-in stopped."""


class Shown:
    """Stands for an answer that is no data, and shows itself as that did."""

    def __init__(self, shown: str):
        self.shown = shown

    def __repr__(self) -> str:
        return self.shown


def write_down(answer: Any, kind: Numbers | Words | Function) -> dict[str, Any]:
    """Return an answer as what JSON can hold.

    Parameters
    ----------
    answer
        Anything; it is called if the exercise asks for a function.
    kind
        What the exercise asks for.
    """
    if isinstance(kind, Function) and callable(answer):
        return {"calls": [_call(answer, arguments) for arguments in kind.inputs]}
    for dtype in (None, float):
        try:
            array = np.asarray(answer, dtype=dtype)
        except Exception:  # an answer may be anything
            continue
        if array.dtype.kind in "biufU":
            return {"is": array.tolist()}
    return {"shown": reprlib.repr(answer)}


def read_back(written: dict[str, Any]) -> Any:
    """Return what an answer was: data, or a function that returns again what was written down."""
    if "calls" in written:
        calls = iter(written["calls"])
        return lambda *_: _repeat(next(calls))
    return written["is"] if "is" in written else Shown(str(written.get("shown")))


def _call(function: Callable[..., Any], arguments: tuple[Any, ...]) -> dict[str, Any]:
    try:
        return write_down(function(*arguments), Numbers())
    except Exception as error:  # of whatever kind: it is the hand-in's
        return {"stopped": f"{type(error).__name__}: {error}"}


def _repeat(call: dict[str, Any]) -> Any:
    if "stopped" in call:
        raise StoppedError(call["stopped"])
    return read_back(call)
