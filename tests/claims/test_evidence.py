"""The evidence for what the book says is there, is current and suffices; some is measured again."""

import subprocess
from functools import cache
from pathlib import Path

import jaxtyping
import joblib
import pytest

from conundrum.claims import EXACT, all_statements, chapters, statements_of
from conundrum.evidence.fingerprint import Fingerprints
from conundrum.evidence.measuring import by_experiment
from conundrum.evidence.repeating import disagreement, seed_to_repeat
from conundrum.evidence.stored import problems, read_evidence

ROOT = Path(__file__).parents[2]

EXPERIMENTS = by_experiment(all_statements())
EXACT_STATEMENTS = [statement for statement in all_statements() if statement.kind is EXACT]

fingerprints = cache(Fingerprints)


@pytest.fixture
def unchecked_shapes():
    """Shapes are checked by all other tests; here it would take most of the time."""
    jaxtyping.config.update("jaxtyping_disable", True)
    yield
    jaxtyping.config.update("jaxtyping_disable", False)


@pytest.fixture(scope="session")
def commit():
    """Name the commit that is tested; nothing where there is no git."""
    command = ["git", "-C", ROOT, "rev-parse", "HEAD"]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()


@pytest.mark.parametrize("chapter", chapters())
def test_evidence_is_there_current_sufficient_and_at_its_rate(chapter):
    wrong = list(problems(chapter, statements_of(chapter), fingerprints()))
    assert not wrong, "\n".join(["make evidence", *wrong])


@pytest.mark.parametrize("chapter", chapters())
@pytest.mark.usefixtures("unchecked_shapes")
def test_another_seed_changes_something_unless_nothing_is_random(chapter):
    evidence = read_evidence(chapter)
    for experiment, statements in by_experiment(statements_of(chapter)).items():
        values = [evidence[s.name].values.values() for s in statements if s.name in evidence]
        if values and all(len(set(of_statement)) == 1 for of_statement in values):
            # No statement tells seeds apart: do the results?
            one, other = (vars(statements[0].draw(seed)) for seed in (1000, 1001))
            assert joblib.hash(one) != joblib.hash(other), experiment


@pytest.mark.slow
@pytest.mark.usefixtures("unchecked_shapes")
@pytest.mark.parametrize(
    "statements",
    [
        pytest.param(
            statements,
            id=f"{statements[0].chapter} {statements[0].name}",
            marks=pytest.mark.xdist_group(experiment),
        )
        for experiment, statements in EXPERIMENTS.items()
    ],
)
def test_what_is_measured_again_is_what_is_stored(statements, commit):
    evidence = {s.name: read_evidence(s.chapter).get(s.name) for s in statements}
    assert all(evidence.values()), "make evidence"
    seed = seed_to_repeat(statements, evidence, commit)
    result = statements[0].draw(seed)
    again = {s.name: float(s.measure(result)) for s in statements}
    differ = [disagreement(s, evidence[s.name], seed, again[s.name]) for s in statements]
    assert not any(differ), "\n".join(filter(None, [f"on seed {seed}:", *differ]))


@pytest.mark.parametrize(
    "statement", EXACT_STATEMENTS, ids=lambda statement: f"{statement.chapter} {statement.name}"
)
@pytest.mark.usefixtures("unchecked_shapes")
def test_what_is_exact_holds_and_depends_on_no_seed(statement):
    values = [float(statement.measure(statement.draw(seed))) for seed in (1000, 1001)]
    assert values[0] == pytest.approx(values[1], rel=1e-5)  # up to rounding
    assert statement.holds(values[0]), f"{statement.sentence}: {statement.show(values[0])}"
