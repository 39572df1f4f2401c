"""A study like those that readers have: three sites, two sessions, gaps, text categories."""

import shutil

import numpy as np
import pytest

from conundrum.data.brains import draw_slices
from conundrum.data.scans import read_scans, write_scans
from conundrum.own_scans.honest import honest_test

PEOPLE = 24


@pytest.fixture(scope="session", autouse=True)
def _short():
    """Train networks for one pass."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("conundrum.own_scans.predictors.EPOCHS", 1)
        yield


@pytest.fixture(scope="session")
def original(tmp_path_factory):
    """Write the data set; return its folder, which nobody changes."""
    rng = np.random.default_rng(2)
    ages = rng.uniform(20, 80, PEOPLE)
    columns = {
        "age": [f"{age:.0f}" for age in ages],
        "sex": rng.choice(["F", "M"], PEOPLE),
        "site": ["Aachen", "Bonn", "Köln"] * (PEOPLE // 3),
    }
    columns["age"][3] = "n/a"
    folder = tmp_path_factory.mktemp("original") / "study"
    write_scans(folder, draw_slices(PEOPLE, visits=2, ages=ages, seed=3), columns)
    return folder


@pytest.fixture
def study(original, tmp_path):
    """Return a copy of the data set."""
    return shutil.copytree(original, tmp_path / "study")


@pytest.fixture(scope="session")
def scans(original):
    """Read it."""
    return read_scans(
        original, outcome="group", positive="patient", covariates=["age", "sex"], site="site"
    )


@pytest.fixture(scope="session")
def aged(original):
    """Read it with age as the outcome."""
    return read_scans(original, outcome="age", covariates=["sex"])


@pytest.fixture(scope="session")
def tested(scans):
    """Test it; return the result, and what was said before."""
    said = []
    return honest_test(scans, seed=1, permutations=2, say=said.append), said
