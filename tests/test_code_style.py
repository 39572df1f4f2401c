"""Style, architecture and what is loaded, so that one summary says all that is wrong."""

import ast
import subprocess
import sys
from pathlib import Path

import jupytext
import pytest

ROOT = Path(__file__).parents[1]
SCRIPTS = Path(sys.executable).parent


@pytest.mark.parametrize(
    "command",
    ["ruff check", "ruff format --check", "lint-imports"],
)
def test_nothing_to_complain_about(command):
    program, *arguments = command.split()
    check = subprocess.run(
        [SCRIPTS / program, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert check.returncode == 0, check.stdout + check.stderr


def unsafe_loads(code: str) -> list[str]:
    """Return the calls that would run what somebody hid in a file."""
    found = []
    for call in ast.walk(ast.parse(code)):
        if not isinstance(call, ast.Call):
            continue
        name = ast.unparse(call.func)
        given = {keyword.arg: ast.unparse(keyword.value) for keyword in call.keywords}
        if (
            (name == "torch.load" and given.get("weights_only") != "True")
            or given.get("allow_pickle") == "True"
            or name in ("pickle.load", "pickle.loads", "joblib.load")
        ):
            found.append(ast.unparse(call))
    return found


def test_no_file_can_bring_code_of_its_own():
    sources = {file: file.read_text("utf-8") for file in (ROOT / "code").rglob("*.py")}
    for page in (ROOT / "book").glob("*.md"):
        cells = jupytext.read(page, fmt="md:myst").cells
        sources[page] = "\n".join(cell.source for cell in cells if cell.cell_type == "code")
    found = {file.name: unsafe_loads(code) for file, code in sources.items()}
    assert not any(found.values()), found


@pytest.mark.parametrize(
    "call",
    [
        "torch.load(file)",
        "torch.load(file, weights_only=False)",
        "np.load(file, allow_pickle=True)",
        "pickle.load(file)",
    ],
)
def test_a_call_that_can_run_what_is_in_a_file_is_found(call):
    assert unsafe_loads(f"with open(name) as file:\n    {call}\n") == [call]
