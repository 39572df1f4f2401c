"""What an experiment is: a pure function of arguments and a seed, whose results know their origin.

An experiment returns a frozen dataclass. The decorator notes on it which experiment made it, with
which arguments, so that a claim is never checked on the result of another experiment, and a page
can say where its figure and the stored evidence differ in size.
"""

from collections.abc import Callable
from dataclasses import dataclass, is_dataclass
from functools import partial, wraps
from inspect import signature
from typing import Any

_ORIGIN = "_origin"


@dataclass(frozen=True)
class Origin:
    """Which experiment made a result, and of what size.

    Attributes
    ----------
    experiment
        The full name of the function, ``package.module.function``.
    arguments
        All its arguments but the seed, defaults included.
    """

    experiment: str
    arguments: dict[str, Any]


def experiment(function: Callable[..., Any]) -> Callable[..., Any]:
    """Let the results of a function know that it made them, and with which arguments.

    Parameters
    ----------
    function
        Returns a dataclass. What is random in it depends on its argument ``seed`` alone.

    Raises
    ------
    TypeError
        When the function, once called, returns something that is no dataclass.
    """

    @wraps(function)
    def run(*args: Any, **kwargs: Any) -> Any:
        result = function(*args, **kwargs)
        if not is_dataclass(result):
            raise TypeError(
                f"{function.__qualname__} returns {type(result).__name__}; "
                "an experiment must return a dataclass"
            )
        # An attribute rather than a field: two results are equal if their values are.
        object.__setattr__(result, _ORIGIN, Origin(_name(function), _arguments(run, args, kwargs)))
        return result

    return run


def origin_of(result: Any) -> Origin | None:
    """Return where a result is from; None if no experiment made it."""
    return getattr(result, _ORIGIN, None)


def origin_of_draws(draw: Callable[..., Any]) -> Origin:
    """Return where the results of an experiment are from, before it is run.

    Parameters
    ----------
    draw
        An experiment, or a `functools.partial` of one.
    """
    if isinstance(draw, partial):
        return Origin(_name(draw.func), _arguments(draw.func, draw.args, draw.keywords))
    return Origin(_name(draw), _arguments(draw, (), {}))


def _arguments(function: Callable[..., Any], args: tuple, kwargs: dict) -> dict[str, Any]:
    bound = signature(function).bind_partial(*args, **kwargs)
    bound.apply_defaults()
    return {name: value for name, value in bound.arguments.items() if name != "seed"}


def _name(function: Callable[..., Any]) -> str:
    return f"{function.__module__}.{function.__qualname__}"
