"""Baseball players and their salaries: the table of the deep-learning lab in ISLP."""

import csv
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from conundrum.data.shipped import shipped_bytes

HITTERS_FILE = "hitters.csv"
HITTERS_CHECKSUM = "ebf7b9dff89366b0544fea09c0ac2df9abdbf5b4ce8d96651316c2c12793d952"
OUTCOME = "Salary"
# Two levels each; the second is coded 1, the first 0.
LEVELS = {"League": ("A", "N"), "Division": ("E", "W"), "NewLeague": ("A", "N")}


@dataclass(frozen=True)
class Players:
    """Players with a known salary.

    Attributes
    ----------
    X : ndarray, shape (263, 19)
        What they did in 1986 and in their career, and their league and division, coded 0 or 1.
    y : ndarray, shape (263,)
        Salary at the beginning of 1987, in thousands of dollars.
    names : tuple of str
        Of the predictors.
    """

    X: Float[np.ndarray, "n p"]
    y: Float[np.ndarray, " n"]
    names: tuple[str, ...]


def hitters() -> Players:
    """Return the 263 of 322 players whose salary is known, in the order of the file.

    ``hitters.txt`` beside the file says where it is from and under which licence.

    Raises
    ------
    FileNotFoundError
        If the file is not where the package has it.
    ValueError
        If the file does not hold what its publishers put into it.
    """
    stored = shipped_bytes(HITTERS_FILE, HITTERS_CHECKSUM)
    players = [row for row in csv.DictReader(stored.decode("ascii").splitlines()) if row[OUTCOME]]
    names = tuple(name for name in players[0] if name != OUTCOME)
    X = [[_coded(name, player[name]) for name in names] for player in players]
    return Players(np.array(X), np.array([float(player[OUTCOME]) for player in players]), names)


def _coded(name: str, value: str) -> float:
    return float(LEVELS[name].index(value) if name in LEVELS else value)
