"""What a claim is: a sentence about a result, with the measurement that decides whether it is true.

A claim is written once, as a function in a chapter's ``claims.py``. Its docstring is the sentence
that readers see::

    @claim(experiments.descend_in_slope, above=4, unit="×")
    def the_peak_towers_over_the_first_minimum(descent):
        "At the peak the median test error is more than four times its first minimum."
        return descent.risk.rise

`claim` is for the few findings of a chapter that a sceptic would doubt; `checked` for everything
else that must hold: identities, sanity checks, numbers in passing. Both stop the build where they
do not hold (`conundrum.page.check`), and both have their values on fresh seeds stored as evidence
(`conundrum.evidence`).
"""

import importlib
import math
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from inspect import cleandoc, getsourcefile, getsourcelines, signature
from numbers import Real
from pathlib import Path
from types import ModuleType
from typing import Any

from conundrum.experiment import Origin, origin_of, origin_of_draws
from conundrum.notation import number


class Kind(Enum):
    """What another seed changes."""

    EXACT = "exact"
    FRESH_SAMPLES = "fresh samples"
    SAME_DATA = "same data, fresh splits or starts"


EXACT, FRESH_SAMPLES, SAME_DATA = Kind


class FalseClaimError(AssertionError):
    """A claim does not hold for the result it was checked on."""


@dataclass(frozen=True)
class Statement:
    """A sentence about the result of an experiment, and the measurement that decides about it.

    Attributes
    ----------
    measure
        Takes a result of `experiment` and returns the one number the sentence is about.
    experiment
        Draws a fresh result, as ``experiment(seed=seed)``; an exact one may do without the seed.
    above, below
        The open interval in which the number must lie; infinite where there is no bound.
    kind
        What another seed changes: fresh samples, fresh splits or starts of the same data, nothing.
    rate
        Share of seeds for which the statement must hold, in (0, 1].
    unit
        What the number counts, appended to it: ``"×"``, ``" knots"``.
    digits
        Significant digits with which the number is shown.
    source
        Citation key of the publication in which the finding stands; empty if it is ours.
    """

    measure: Callable[[Any], float]
    experiment: Callable[..., Any]
    above: Real = -math.inf
    below: Real = math.inf
    kind: Kind = FRESH_SAMPLES
    rate: Real = 1.0
    unit: str = ""
    digits: int = 3
    source: str = ""

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
        if self.kind is EXACT and self.rate != 1:
            raise ValueError(f"rate={self.rate} must be 1 where nothing is random: kind=EXACT")

    @property
    def name(self) -> str:
        """The name of the measuring function."""
        return self.measure.__name__

    @property
    def chapter(self) -> str:
        """The page it belongs to: the folder its function was written in, or else its module."""
        return self.measure.__module__.rpartition(".claims")[0].rpartition(".")[2] or (
            self.measure.__module__
        )

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
    def where(self) -> tuple[Path, int]:
        """File and line of the measurement."""
        return Path(getsourcefile(self.measure)), getsourcelines(self.measure)[1]

    @property
    def origin(self) -> Origin:
        """The experiment, and the arguments with which evidence is drawn."""
        return origin_of_draws(self.experiment)

    def draw(self, seed: int) -> Any:
        """Run the experiment once."""
        takes_seed = "seed" in signature(self.experiment).parameters
        return self.experiment(seed=seed) if takes_seed else self.experiment()

    def holds(self, value: Real) -> bool:
        """Whether a measured number bears the sentence out; never for NaN or infinity."""
        return math.isfinite(value) and self.above < value < self.below

    def check(self, result: Any) -> float:
        """Measure a result of the experiment.

        Returns
        -------
        float
            The number, when the statement holds.

        Raises
        ------
        ValueError
            When `result` was made by another experiment than the one that the statement is about.
        FalseClaimError
            When it does not hold: names chapter, claim, value and what was expected.
        """
        origin = origin_of(result)
        if origin is None or origin.experiment != self.origin.experiment:
            made_by = "no experiment" if origin is None else origin.experiment
            raise ValueError(
                f"claim {self.name} of chapter '{self.chapter}': "
                f"result={type(result).__name__} was made by {made_by}; "
                f"it must be a result of {self.origin.experiment}"
            )
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


class Claim(Statement):
    """A finding that a sceptic would doubt; stands in a box of its own."""


class Check(Statement):
    """Whatever else must hold; listed at the end of its section."""


def claim(experiment: Callable[..., Any], **terms: Any) -> Callable[[Callable], Claim]:
    """Make a claim of a measuring function whose docstring is the sentence.

    Parameters
    ----------
    experiment
        Draws a fresh result, as ``experiment(seed=seed)``.
    **terms
        Further fields of `Statement`: bounds, kind, rate, unit, digits, source.
    """
    return lambda measure: Claim(measure, experiment, **terms)


def checked(experiment: Callable[..., Any], **terms: Any) -> Callable[[Callable], Check]:
    """Make a check of a measuring function, as `claim` makes a claim."""
    return lambda measure: Check(measure, experiment, **terms)


def statements_in(module: ModuleType) -> list[Statement]:
    """List the claims and checks of a module, in the order they are written."""
    return [value for value in vars(module).values() if isinstance(value, Statement)]


def chapters() -> list[str]:
    """List the chapters of the book, by the names of their pages."""
    package = importlib.import_module("conundrum.chapters")
    return [
        chapter.name
        for chapter in pkgutil.iter_modules(package.__path__)
        if chapter.ispkg and chapter.name.isidentifier()
    ]


def statements_of(chapter: str) -> list[Statement]:
    """List the claims and checks of a chapter, in the order they are written."""
    return statements_in(importlib.import_module(f"conundrum.chapters.{chapter}.claims"))


def all_statements() -> Iterator[Statement]:
    """Every claim and every check of every chapter."""
    for chapter in chapters():
        yield from statements_of(chapter)
