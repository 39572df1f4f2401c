"""Every claim of the book, on fresh seeds, held to the rate it promises."""

from functools import lru_cache, partial

import jaxtyping
import pytest

from conundrum.claims import Claim, all_claims

FIRST_FRESH_SEED = 1000  # chapters use small seeds: nothing is tested on what it was chosen on


def claims_by_experiment() -> list[Claim]:
    """All claims, those next to each other that are measured on the same results."""
    by_experiment = {}
    for claim in all_claims():
        by_experiment.setdefault((claim.chapter, claim.experiment), []).append(claim)
    return [claim for claims in by_experiment.values() for claim in claims]


def name_of(experiment) -> str:
    return name_of(experiment.func) if isinstance(experiment, partial) else experiment.__name__


# Claims about the same experiment are tested in one process, which computes each result once.
CLAIMS = [
    pytest.param(
        claim,
        id=claim.name,
        marks=pytest.mark.xdist_group(claim.chapter + name_of(claim.experiment)),
    )
    for claim in claims_by_experiment()
]


@pytest.fixture(autouse=True)
def unchecked_shapes():
    """Shapes are checked by all other tests; here it would take most of the time."""
    jaxtyping.config.update("jaxtyping_disable", True)
    yield
    jaxtyping.config.update("jaxtyping_disable", False)


@lru_cache(maxsize=max(claim.seeds for claim in all_claims()))
def result_of(experiment, seed):
    return experiment(seed=seed)


@pytest.mark.slow
@pytest.mark.parametrize("claim", CLAIMS)
def test_claim_holds_at_its_rate(claim):
    seeds = range(FIRST_FRESH_SEED, FIRST_FRESH_SEED + claim.seeds)
    values = {seed: float(claim.measure(result_of(claim.experiment, seed))) for seed in seeds}
    false = {seed: value for seed, value in values.items() if not claim.holds(value)}
    held = 1 - len(false) / claim.seeds
    assert held >= claim.rate, (
        f"{claim.sentence}\n  must be {claim.expectation} for {claim.rate:.0%} of seeds, "
        f"held for {held:.0%}; where it did not: {false}"
    )
