"""Every control of every live figure answers to a mouse, to keys and to fingers."""

import pytest

from controls import by_finger, by_keys, by_mouse, walk
from frames import FIGURES

# How a figure is opened: with all of its controls in sight, and nothing slow to compute.
SETTINGS = {"be-the-reader": "answers=0", "train-it-yourself": "width=16"}
# Its one prediction is made or skipped, not both.
LEFT = {"be-the-reader": {"button: Skip the prediction"}}
DESK = {"width": 1400, "height": 4000}
PHONE = {"width": 390, "height": 6000, "has_touch": True, "is_mobile": True}
WAYS = {"mouse": (by_mouse, DESK), "keys": (by_keys, DESK), "fingers": (by_finger, PHONE)}

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("figure", FIGURES)
def test_every_control_answers_to_mouse_keys_and_fingers(live, figure):
    used = {}
    for name, (way, options) in WAYS.items():
        tab = live(figure, settings=SETTINGS.get(figure, ""), stopped=True, **options)
        used[name], left = walk(tab, way)
        assert left <= LEFT.get(figure, set()), name
    assert used["mouse"] == used["keys"] == used["fingers"]
    assert len(used["mouse"]) > 10
