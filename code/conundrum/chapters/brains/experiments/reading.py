"""Twenty slices for the live figure, in which readers do the network's work."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Bool, Float, Int, UInt8
from sklearn.metrics import roc_auc_score

from conundrum.chapters.brains.experiments.detection import Detection
from conundrum.chapters.brains.experiments.lesions import widened
from conundrum.evaluation.attribution import gradient_times_input
from conundrum.training.detectors import scores_of

EACH = 10  # slices of patients, and of healthy participants
GAINS = tuple(g / 10 for g in range(5, 16))  # by how much another scanner multiplies all brightness
WHITE = 1.25  # the brightness that is stored as 255; what is brighter is cut off


@dataclass(frozen=True)
class ReadingTest:
    """Slices of twenty participants of the test, and what a network and a rule make of them.

    Attributes
    ----------
    greys
        The slices in 256 steps.
    patients
        1 where there is a lesion.
    hits
        Where a click counts as a hit: on a lesion or next to it.
    spots
        The pixel, counted row by row, that counts most for the network's score.
    gains
        By how much scanners multiply all brightness; 1 is the scanner of training.
    scores
        The network's, of the slices in 256 steps, for each gain.
    threshold
        Above it the network calls a slice ill; chosen on other participants, at a gain of 1.
    tested
        How many slices the test has.
    found, alarms, auc
        For each gain, on all slices of the test: the share of ill and of healthy ones that the
        network calls ill, and its AUC.
    """

    greys: UInt8[np.ndarray, "n 64 64"]
    patients: Int[np.ndarray, " n"]
    hits: Bool[np.ndarray, "n 64 64"]
    spots: Int[np.ndarray, " n"]
    gains: tuple[float, ...]
    scores: Float[np.ndarray, "gains n"]
    threshold: float
    tested: int
    found: Float[np.ndarray, " gains"]
    alarms: Float[np.ndarray, " gains"]
    auc: Float[np.ndarray, " gains"]

    @property
    def brightest(self) -> Int[np.ndarray, " n"]:
        """The brightest pixel of each slice, counted row by row."""
        return self.greys.reshape(len(self.greys), -1).argmax(axis=1)

    @property
    def brightness(self) -> Float[np.ndarray, " n"]:
        """How bright the brightest pixel of each slice is."""
        return self.greys.max(axis=(1, 2)) * WHITE / 255

    @property
    def data(self) -> dict[str, Any]:
        """What the live figure reads."""
        flat = self.hits.reshape(len(self.hits), -1)
        return {
            "slices": [
                {
                    "greys": b64encode(grey).decode(),
                    "patient": bool(patient),
                    "hits": np.flatnonzero(hit).tolist(),
                    "spot": int(spot),
                    "brightest": int(brightest),
                    "brightness": round(float(brightness), 4),
                }
                for grey, patient, hit, spot, brightest, brightness in zip(
                    self.greys,
                    self.patients,
                    flat,
                    self.spots,
                    self.brightest,
                    self.brightness,
                    strict=True,
                )
            ],
            "white": WHITE,
            "gains": list(self.gains),
            "scores": np.round(self.scores, 4).tolist(),
            "threshold": round(self.threshold, 4),
            "tested": self.tested,
            "found": np.round(self.found, 4).tolist(),
            "alarms": np.round(self.alarms, 4).tolist(),
            "auc": np.round(self.auc, 4).tolist(),
        }


def draw_reading_test(
    detection: Detection, *, seed: int, each: int = EACH, gains: Sequence[float] = GAINS
) -> ReadingTest:
    """Draw patients and healthy participants of the test, and one slice of each, in random order.

    Parameters
    ----------
    detection
        Trained models, and the participants that they are tested on.
    seed
        Decides who, and in which order.
    each
        How many patients, and how many healthy participants.
    gains
        By how much other scanners multiply all brightness.
    """
    test = detection.test
    rng = np.random.default_rng(seed)
    drawn = [
        rng.choice(np.unique(test.participants[test.patients == ill]), each, replace=False)
        for ill in (0, 1)
    ]
    rows = [rng.choice(np.flatnonzero(test.participants == who)) for who in np.concatenate(drawn)]
    slices = test[rng.permutation(rows)]
    greys = np.rint(255 * np.clip(slices.pixels[:, 0] / WHITE, 0, 1)).astype(np.uint8)
    shown = (greys[:, None] * np.float32(WHITE / 255)).astype(np.float32)
    maps = np.abs(gradient_times_input(detection.network, shown, np.zeros(len(slices), dtype=int)))
    of_all = np.array([_scores(detection, gain * test.pixels) for gain in gains])
    called = of_all > detection.threshold
    return ReadingTest(
        greys,
        slices.patients,
        widened(slices.lesions),
        maps.reshape(len(slices), -1).argmax(axis=1),
        tuple(gains),
        np.array([_scores(detection, gain * shown) for gain in gains]),
        detection.threshold,
        len(test),
        called[:, test.patients == 1].mean(axis=1),
        called[:, test.patients == 0].mean(axis=1),
        np.array([roc_auc_score(test.patients, scores) for scores in of_all]),
    )


def _scores(detection: Detection, pixels: np.ndarray) -> Float[np.ndarray, " n"]:
    return scores_of(detection.network, pixels.astype(np.float32))
