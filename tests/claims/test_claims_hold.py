"""Every claim of the book, on fresh seeds, held to the rate it promises."""

from functools import cache

import jaxtyping
import pytest

from conundrum.claims import all_claims

FIRST_FRESH_SEED = 1000  # chapters use small seeds: nothing is tested on what it was chosen on


@pytest.fixture(autouse=True)
def unchecked_shapes():
    """Shapes are checked by all other tests; here it would take most of the time."""
    jaxtyping.config.update("jaxtyping_disable", True)
    yield
    jaxtyping.config.update("jaxtyping_disable", False)


@cache
def result_of(experiment, seed):
    return experiment(seed=seed)


@pytest.mark.slow
@pytest.mark.parametrize("claim", list(all_claims()), ids=lambda claim: claim.name)
def test_claim_holds_at_its_rate(claim):
    seeds = range(FIRST_FRESH_SEED, FIRST_FRESH_SEED + claim.seeds)
    values = {seed: float(claim.measure(result_of(claim.experiment, seed))) for seed in seeds}
    false = {seed: value for seed, value in values.items() if not claim.holds(value)}
    held = 1 - len(false) / claim.seeds
    assert held >= claim.rate, (
        f"{claim.sentence}\n  must be {claim.expectation} for {claim.rate:.0%} of seeds, "
        f"held for {held:.0%}; where it did not: {false}"
    )
