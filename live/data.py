"""Writes the data that live figures start from, as the package draws them.

``python live/data.py [FOLDER]``; the folder is ``live/src`` unless given.
"""

import json
import sys
from dataclasses import asdict
from pathlib import Path

from conundrum.chapters.training.experiments.momentum import draw_people
from conundrum.data.curves import QUARTIC
from conundrum.seeds import seeds_from


def cloud() -> list[dict[str, float]]:
    """Draw the 100 points of *One neuron, then many*, and the curve behind them there."""
    sample = QUARTIC.sample(100, seed=1)
    columns = zip(sample.x, sample.y, QUARTIC.function(sample.x), strict=True)
    return [{"x": float(x), "y": float(y), "truth": float(truth)} for x, y, truth in columns]


def people() -> dict[str, list]:
    """Draw the 200 people of the narrow valley of *Training*."""
    drawn, _ = seeds_from(1, 2)
    return {name: numbers.tolist() for name, numbers in asdict(draw_people(seed=drawn)).items()}


FILES = {"build-by-hand/cloud.json": cloud, "valley/people.json": people}

if __name__ == "__main__":
    folder = Path(*sys.argv[1:] or [Path(__file__).parent / "src"])
    for name, draw in FILES.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(draw()) + "\n", encoding="utf-8")
