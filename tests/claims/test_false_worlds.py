"""Every claim fails where it is false: in a world without noise, with another norm, and so on.

Chapters name these worlds in ``tests/chapters/NAME/worlds.py``: ``WORLDS`` holds, by the name of
the claim, a function without arguments that returns a result from the world in which it is false.
"""

import importlib.util
import math
from functools import cache
from pathlib import Path

import pytest

from conundrum.claims import Claim, all_statements, chapters

CHAPTERS = Path(__file__).parents[1] / "chapters"
CLAIMS = [statement for statement in all_statements() if isinstance(statement, Claim)]


@cache
def worlds(chapter):
    file = CHAPTERS / chapter / "worlds.py"
    if not file.exists():
        return {}
    spec = importlib.util.spec_from_file_location(f"worlds_of_{chapter}", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.WORLDS


@pytest.mark.parametrize("chapter", chapters())
def test_every_claim_has_a_world_in_which_it_is_false(chapter):
    assert set(worlds(chapter)) == {claim.name for claim in CLAIMS if claim.chapter == chapter}


@pytest.mark.parametrize(
    "claim",
    [
        pytest.param(
            claim, id=claim.name, marks=pytest.mark.xdist_group(f"worlds of {claim.chapter}")
        )
        for claim in CLAIMS
    ],
)
def test_a_claim_fails_in_its_false_world(claim):
    world = worlds(claim.chapter).get(claim.name)
    assert world is not None, f"{claim.chapter}: {claim.name} is false in no world"
    value = float(claim.measure(world()))
    assert math.isfinite(value)
    assert not claim.holds(value), f"{claim.sentence}: {claim.show(value)} in a false world"
