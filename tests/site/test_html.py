"""The pages are valid HTML, as the W3C's checker sees it."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

# It comes with what live/ is built with; it is written in Java, which every runner of GitHub's has.
CHECKER = Path(__file__).parents[2] / "live" / "node_modules" / "vnu-jar/build/dist/vnu.jar"

FORGIVEN = re.compile(
    "|".join(
        [
            # Attributes of all elements in MathML Core, which the checker knows on few of them.
            "Attribute “(scriptlevel|displaystyle)” not allowed",
        ]
    )
)


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("java"), reason="the checker needs Java")
def test_the_checker_finds_no_error(site, pages):
    files = [site / page for page in pages]
    command = ["java", "-Xss8m", "-jar", CHECKER, "--format", "json", "--errors-only", "--stdout"]
    check = subprocess.run([*command, *files], capture_output=True, text=True, check=False)
    found = [
        f"{Path(error['url']).name}: {error['message']}: {error.get('extract', '')}"
        for error in json.loads(check.stdout)["messages"]
        if not FORGIVEN.match(error["message"])
    ]
    assert not found, "\n".join(found)
