"""How a slice is made, and what a lesion looks like."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from conundrum.chapters.brains.experiments.lesions import surroundings
from conundrum.data.brains import Scanner, Slices, average_slice, draw_slices
from conundrum.experiment import experiment


@dataclass(frozen=True)
class Making:
    """How a patient's slice is made, step by step.

    Attributes
    ----------
    steps
        Names of the steps.
    pixels
        What there is after each.
    around
        In the last slice: 1 where a lesion is or begins at the next pixel, else less.
    """

    steps: tuple[str, ...]
    pixels: Float[np.ndarray, "steps 64 64"]
    around: Float[np.ndarray, "64 64"]


@experiment
def make_a_slice(*, seed: int) -> Making:
    """Draw one patient with more and more of what makes slices differ."""
    clean = Scanner(noise=0.0, field=0.0, spread=0.0)
    drawn = {
        "own anatomy": draw_slices(2, scanner=clean, misplacement=0.0, seed=seed),
        "own position": draw_slices(2, scanner=clean, seed=seed),
        "as scanned": draw_slices(2, seed=seed),
    }
    patients = [slices[slices.patients == 1] for slices in drawn.values()]
    pixels = [patient.pixels[0, 0] for patient in patients]
    return Making(
        ("average brain", *drawn),
        np.array([average_slice(), *pixels]),
        surroundings(patients[-1].lesions)[0],
    )


@dataclass(frozen=True)
class Gallery:
    """Slices of some participants.

    Attributes
    ----------
    slices
        Participant after participant, each at all visits.
    around
        For each slice: 1 where a lesion is or begins at the next pixel, else less.
    """

    slices: Slices
    around: Float[np.ndarray, "n 64 64"]

    def of(self, participant: int) -> tuple[Float[np.ndarray, "visits 64 64"], ...]:
        """Return the slices of one participant, and where lesions are in them."""
        rows = self.slices.participants == participant
        return self.slices.pixels[rows, 0], self.around[rows]

    def is_patient(self, participant: int) -> bool:
        """Whether the participant is a patient."""
        return bool(self.slices.patients[self.slices.participants == participant][0])

    @property
    def lesion_share(self) -> float:
        """The share of a patient's slice that is lesion."""
        return float((self.slices.lesions[self.slices.patients == 1] > 0.5).mean())


@experiment
def draw_gallery(*, seed: int, participants: int = 40, visits: int = 2) -> Gallery:
    """Draw participants to look at."""
    slices = draw_slices(participants, visits=visits, seed=seed)
    return Gallery(slices, surroundings(slices.lesions))
