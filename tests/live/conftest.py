"""What computes in the reader's browser, tested by Node against the package."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

LIVE = Path(__file__).parents[2] / "live"
PROGRAMS = Path(sys.executable).parent


@pytest.fixture(scope="session")
def run_in_live():
    """Run one of Node's programs in live/, with the Node that the tests are pinned to."""
    if not (LIVE / "node_modules").exists():
        pytest.fail(f"nothing is installed in {LIVE}: run make live first", pytrace=False)

    def run(*command: str | Path, **environment: str) -> str:
        programs = f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}"
        done = subprocess.run(
            [PROGRAMS / "node", *command],
            cwd=LIVE,
            env=os.environ | environment | {"PATH": programs},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return run


@pytest.fixture
def node_test(run_in_live, tmp_path):
    """Run the tests of live/tests/NAME.test.ts on what the package computed."""

    def run(name: str, fixtures: object = None) -> None:
        file = tmp_path / "fixtures.json"
        file.write_text(json.dumps(fixtures), encoding="utf-8")
        run_in_live("--test", f"tests/{name}.test.ts", FIXTURES=str(file))

    return run
