"""What a claim is: a sentence about a result, with the measurement that decides whether it is true.

A claim is written once, as a function in a chapter's ``claims.py``. Its docstring is the sentence
that readers see::

    @claim(experiments.spline_risk, above=4, rate=1.0, unit="×")
    def the_peak_towers_over_the_first_minimum(risk):
        "At its peak the median test error is more than four times its first minimum."
        return risk.peak / risk.first_minimum

The chapter shows it with the value of the build (`conundrum.page.check`), the tests measure it on
fresh seeds, and one page of the book lists all of them.
"""

import importlib
import math
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from inspect import cleandoc, getsourcefile, getsourcelines
from numbers import Real
from pathlib import Path
from types import ModuleType
from typing import Any

from conundrum.notation import number

FEWEST_SEEDS = 20


class FalseClaimError(AssertionError):
    """A claim does not hold for the result it was checked on."""


@dataclass(frozen=True)
class Claim:
    """A sentence about the result of an experiment, and the check that makes it true or false.

    Attributes
    ----------
    measure
        Takes a result of `experiment` and returns the one number the sentence is about.
    experiment
        Draws a fresh result, as ``experiment(seed=seed)``.
    above, below
        The open interval in which the number must lie; infinite where there is no bound.
    rate
        Share of seeds for which the claim must hold, in (0, 1].
    seeds
        How many seeds the tests try.
    unit
        What the number counts, appended to it: ``"×"``, ``" knots"``.
    digits
        Significant digits with which the number is shown.
    source
        Citation key of the publication which the claim is taken from; empty if it is ours.
    reason_for_few_seeds
        Why `seeds` is below 20; empty otherwise.
    """

    measure: Callable[[Any], float]
    experiment: Callable[..., Any]
    above: Real = -math.inf
    below: Real = math.inf
    rate: Real = 1.0
    seeds: int = FEWEST_SEEDS
    unit: str = ""
    digits: int = 3
    source: str = ""
    reason_for_few_seeds: str = ""

    def __post_init__(self):
        if not self.measure.__doc__:
            raise ValueError(f"measure={self.name} must have a docstring: the claim's sentence")
        if not self.above < self.below or (math.isinf(self.above) and math.isinf(self.below)):
            raise ValueError(
                f"above={self.above}, below={self.below} must leave an interval with a bound: "
                f"set one of them, and above < below"
            )
        if not 0 < self.rate <= 1:
            raise ValueError(f"rate={self.rate} must be a share of seeds in (0, 1]")
        if self.seeds < 1 or (self.seeds < FEWEST_SEEDS and not self.reason_for_few_seeds):
            raise ValueError(
                f"seeds={self.seeds} must be at least {FEWEST_SEEDS}, "
                "or positive with a reason_for_few_seeds"
            )

    @property
    def name(self) -> str:
        """The name of the measuring function."""
        return self.measure.__name__

    @property
    def chapter(self) -> str:
        """The page it belongs to: the folder its function was written in."""
        return self.measure.__module__.split(".")[-2]

    @property
    def sentence(self) -> str:
        """What is claimed, in words (MyST Markdown)."""
        return " ".join(cleandoc(self.measure.__doc__).split())

    @property
    def expectation(self) -> str:
        """What the number must be, in words."""
        if math.isinf(self.below):
            return f"above {self._with_unit(self.above)}"
        if math.isinf(self.above):
            return f"below {self._with_unit(self.below)}"
        return f"between {number(self.above)} and {self._with_unit(self.below)}"

    @property
    def promise(self) -> str:
        """How often it must hold when the tests draw afresh, in words."""
        return f"holds for at least {math.ceil(self.rate * self.seeds)} of {self.seeds} fresh seeds"

    @property
    def where(self) -> tuple[Path, int]:
        """File and line of the check."""
        return Path(getsourcefile(self.measure)), getsourcelines(self.measure)[1]

    def holds(self, value: Real) -> bool:
        """Whether a measured number bears the sentence out; never for NaN."""
        return self.above < value < self.below

    def check(self, result: Any) -> float:
        """Measure a result.

        Returns
        -------
        float
            The number, when the claim holds.

        Raises
        ------
        FalseClaimError
            When it does not hold: names chapter, claim, value and what was expected.
        """
        value = float(self.measure(result))
        if not self.holds(value):
            raise FalseClaimError(
                f"false claim in chapter '{self.chapter}': {self.name}\n"
                f"  it says:  {self.sentence}\n"
                f"  measured: {self.show(value)}\n"
                f"  expected: {self.expectation}"
            )
        return value

    def show(self, value: Real) -> str:
        """Write a measured number with its unit, as readers see it."""
        return self._with_unit(float(f"{value:.{self.digits}g}"))

    def _with_unit(self, value: Real) -> str:
        return f"{number(value)}{self.unit}"


def claim(experiment: Callable[..., Any], **terms: Any) -> Callable[[Callable], Claim]:
    """Make a claim of a measuring function whose docstring is the sentence.

    Parameters
    ----------
    experiment
        Draws a fresh result, as ``experiment(seed=seed)``.
    **terms
        Further fields of `Claim`: bounds, rate, seeds, unit, digits, source.
    """
    return lambda measure: Claim(measure, experiment, **terms)


def claims_in(module: ModuleType) -> list[Claim]:
    """List the claims a module makes, in the order they are written."""
    return [value for value in vars(module).values() if isinstance(value, Claim)]


def all_claims() -> Iterator[Claim]:
    """Every claim of every chapter."""
    chapters = importlib.import_module("conundrum.chapters")
    for chapter in pkgutil.iter_modules(chapters.__path__, f"{chapters.__name__}."):
        yield from claims_in(importlib.import_module(f"{chapter.name}.claims"))
