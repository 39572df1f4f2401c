"""The data of live figures are those that the package draws."""

import subprocess
import sys
from pathlib import Path

LIVE = Path(__file__).parents[2] / "live"


def test_data_are_those_of_the_package(tmp_path):
    subprocess.run([sys.executable, LIVE / "data.py", tmp_path], check=True)
    written = sorted(tmp_path.rglob("*.json"))
    assert len(written) == 2
    for file in written:
        assert file.read_bytes() == (LIVE / "src" / file.relative_to(tmp_path)).read_bytes()
