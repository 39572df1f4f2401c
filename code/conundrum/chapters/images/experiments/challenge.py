"""The ImageNet challenge: published errors, and those of one person."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from scipy.stats import binom

from conundrum.data.imagenet import CHALLENGE, TRAINED_PERSON, Entry
from conundrum.experiment import experiment


@dataclass(frozen=True)
class ChallengeErrors:
    """Errors of the challenge, as published.

    Attributes
    ----------
    entries : tuple of Entry
        The entries, in the order of their years; one of each year won.
    person : float
        Top-5 error of one trained person, in percent.
    person_interval : (float, float)
        The interval in which, for 95 % of samples of as many images, that person's error would lie.
    """

    entries: tuple[Entry, ...]
    person: float
    person_interval: tuple[float, float]

    @property
    def winners(self) -> dict[int, float]:
        """The error of the best entry, by year."""
        return {entry.year: entry.error for entry in self.entries if entry.won}

    @property
    def falls(self) -> dict[int, float]:
        """By how many points the best error fell from the year before, by year."""
        return {year: before - error for year, before, error in self._steps}

    @property
    def divisions(self) -> dict[int, float]:
        """How many times as large the best error of the year before was, by year."""
        return {year: before / error for year, before, error in self._steps}

    @property
    def _steps(self) -> list[tuple[int, float, float]]:
        best = list(self.winners.items())
        return [(year, before, error) for (_, before), (year, error) in pairwise(best)]

    def error_of(self, name: str) -> float:
        """Return the error of the entry with a name."""
        return next(entry.error for entry in self.entries if entry.name == name)


@experiment
def compare_with_person(*, entries: Sequence[Entry] = CHALLENGE) -> ChallengeErrors:
    """Compare the published errors of some entries with those of one person.

    Parameters
    ----------
    entries : sequence of Entry
        The entries, in the order of their years.
    """
    images, error = TRAINED_PERSON.images, TRAINED_PERSON.person_error
    low, high = binom.ppf([0.025, 0.975], images, error / 100) * 100 / images
    return ChallengeErrors(tuple(entries), error, (float(low), float(high)))
