"""Hand-ins are graded by their answers alone, and do no harm."""

import csv
import os
import re
import shutil
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import nbformat
import numpy as np
import pytest
from nbformat import NotebookNode

from conundrum.exercises import Function, Numbers, Words
from conundrum.publishing import isolation
from conundrum.publishing.answers import read_back, write_down
from conundrum.publishing.grading import grade_folder, main
from conundrum.publishing.isolation import Limits, NotIsolatedError, run_isolated

ROOT = Path(__file__).parents[2]
WRONG = {"ex-screening": "predictive_value, accuracy, balanced = 0, 0, 0", "ex-auc": "auc = len"}
LIMITS = {
    "seconds": 60,
    "processor_seconds": 4,
    "gigabytes": 0.7,
    "processes": 12,
    "megabytes": 5,
    "jobs": 2,
}
PATCHES = """\
import conundrum.exercises, otter, sys
conundrum.exercises.Exercise.judge = lambda *_: conundrum.exercises.Verdict(True, "")
check_answer = lambda *_: conundrum.exercises.Verdict(True, "")
grader.check = lambda *_: None
open("results.json", "w").write('{"score": 2}')
sys.exit()"""
FORGERY = """\
import os
for channel in range(1, 12):
    try:
        os.write(channel, b'{"score": 2, "points": 2}')
    except OSError:
        pass
os._exit(0)"""


def reason_for_no_isolation() -> str:
    try:
        isolation.require_isolation()
    except NotIsolatedError as error:
        return str(error)
    return ""


WHY_NOT = reason_for_no_isolation()
isolated = pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT)


class Site(BaseHTTPRequestHandler):
    """Notes who comes."""

    visits: tuple[str, ...] = ()

    def do_GET(self):
        Site.visits += (self.path,)
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_):
        pass


def state_of(folder: Path) -> dict[Path, tuple[int, int]]:
    files = (file for file in folder.rglob("*") if "__pycache__" not in file.parts)
    return {file: (file.stat().st_size, file.stat().st_mtime_ns) for file in files}


def solutions_in(master: NotebookNode) -> dict[str, str]:
    """Return the solutions of the two exercises as they stand for the teacher."""
    marked = [cell.source for cell in master.cells if "# BEGIN SOLUTION NO PROMPT" in cell.source]
    solutions = [cell.split("NO PROMPT\n")[1] for cell in marked]
    return dict(zip(("ex-screening", "ex-auc"), solutions, strict=True))


def graded(otter: Path, assignment: Path, folder: Path, table: Path, **limits: float) -> list[dict]:
    """Run the command that grades hand-ins, and return the rows of its table."""
    command = [otter, "-m", "conundrum.publishing.grading", assignment, folder, table]
    command += [f"--{name.replace('_', '-')}={value}" for name, value in limits.items()]
    subprocess.run(command, check=True, cwd=table.parent)
    with table.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def table(small_assignments, otter, tmp_path_factory) -> dict[str, dict[str, str]]:
    """Grade honest and hostile hand-ins in one folder, and see that nothing else has changed."""
    folder, treasure = tmp_path_factory.mktemp("hand-ins"), tmp_path_factory.mktemp("treasure")
    treasure.joinpath("thesis.md").write_text("years of work")
    server = HTTPServer(("127.0.0.1", 0), Site)
    Thread(target=server.serve_forever, daemon=True).start()
    site = f"http://127.0.0.1:{server.server_port}"
    teacher = small_assignments / "teachers" / "part-1"
    blank = nbformat.read(small_assignments / "students" / "part-1.ipynb", as_version=4)
    right = solutions_in(nbformat.read(teacher / "part-1.ipynb", as_version=4))

    def hand_in(name: str, answers: dict[str, str], extra: str = "pass") -> None:
        """Write a notebook with answers, and with something below its first cells."""
        notebook = nbformat.from_dict(blank.copy())
        cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
        notebook.cells = [nbformat.from_dict(dict(cell)) for cell in cells]
        notebook.cells[0].source = extra if "grader" not in extra else ""
        notebook.cells[3].source = answers["ex-screening"]
        notebook.cells[5].source = answers["ex-auc"]
        if "grader" in extra:
            notebook.cells[2].source += f"\n{extra}"
        nbformat.write(notebook, folder / f"{name}.ipynb")

    hand_in("right", right)
    hand_in("wrong", right | {"ex-screening": right["ex-screening"].replace("40 / 135", "0.8")})
    hand_in("loop", right, "while True: pass")
    hand_in("fork", right, "import os\nwhile True: os.fork()")
    fills = "held.append(b'x' * 10**7)\n    time.sleep(0.001)"
    hand_in("memory", right, f"import time\nheld = []\nwhile True:\n    {fills}")
    package = ROOT / "code" / "conundrum"
    deletes = "\n".join(
        [
            "import shutil",
            f"for place in ({str(treasure)!r}, {str(folder)!r}, {str(Path.home())!r}):",
            "    shutil.rmtree(place, ignore_errors=True)",
            f"shutil.rmtree({str(package)!r})",
        ]
    )
    hand_in("delete", right, deletes)
    hand_in("network", right, f"import urllib.request\nurllib.request.urlopen({site!r})")
    hand_in("patch", WRONG, PATCHES)
    hand_in("forge", WRONG, FORGERY)
    hand_in("flood", right, "while True: print('x' * 10**5)")
    hand_in("syntax", right | {"ex-auc": "def auc(labels, scores:"})
    folder.joinpath("empty.ipynb").touch()
    folder.joinpath("latin.ipynb").write_bytes('{"cells": ["café"]}'.encode("latin-1"))
    folder.joinpath("essay.ipynb").write_text("I have run out of time.")

    places = (folder, treasure, small_assignments, package)
    before = [state_of(place) for place in places]
    out = tmp_path_factory.mktemp("table") / "table.csv"
    rows = graded(otter, teacher, folder, out, **LIMITS)
    server.shutdown()
    server.server_close()
    assert [state_of(place) for place in places] == before
    assert Site.visits == ()
    assert list(out.parent.iterdir()) == [out]
    return {Path(row["hand in"]).stem: row for row in rows}


SCREENING_SAYS = "ex-screening: The first is the sensitivity"
REPORTS = {
    "right": (2, ""),
    "wrong": (1, re.escape(SCREENING_SAYS)),
    "loop": (0, "used more than 4 s of processor time"),
    "fork": (0, "started more than 12 processes"),
    "memory": (0, "used more than 0.7 GB of memory"),
    "delete": (2, "code cell 1 stopped: OSError: .*Read-only file system"),
    "network": (2, "code cell 1 stopped: URLError.*(unreachable|refused)"),
    "patch": (0, "code cell 3 stopped: SystemExit\nex-screening: .*\nex-auc: "),
    "forge": (0, "has written something else than answers"),
    "flood": (0, "printed more than 5 MB"),
    "syntax": (1, "code cell 6 stopped: SyntaxError.*\nex-auc: Yours is None"),
    "empty": (0, "is empty"),
    "latin": (0, "is not written in UTF-8"),
    "essay": (0, "is no notebook"),
}


@isolated
@pytest.mark.slow
@pytest.mark.parametrize("name", REPORTS)
def test_a_hand_in_is_reported_rightly(table, name):
    points, report = REPORTS[name]
    row = table[name]
    assert (float(row["points"]), row["of"]) == (points, "2")
    assert re.match(f"({report})", row["what happened"]), row["what happened"]
    assert bool(row["what happened"]) == bool(report)


@isolated
@pytest.mark.slow
def test_every_hand_in_has_a_row(table):
    assert set(table) == set(REPORTS)


@isolated
@pytest.mark.slow
@pytest.mark.parametrize(
    ("program", "limits", "why"),
    [
        (["sleep", "60"], Limits(seconds=0.3), "stopped after 0.3 s"),
        (["false"], Limits(), "ended early, with status 1"),
        (["yes"], Limits(megabytes=1), "printed more than 1 MB"),
        (["true"], Limits(), ""),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_a_program_ends_at_its_limits(program, limits, why):
    assert run_isolated(program, (), limits).why == why


@isolated
def test_a_program_sees_and_changes_its_own_folder_alone(tmp_path):
    secret, given = tmp_path / "secret", tmp_path / "given"
    secret.write_text("grades")
    given.write_text("a hand-in")
    script = f"""
cat {given}; ls {secret} {ROOT / "book"} /home; touch {given} /new /usr/new /dev/new; echo mine > it
cat it; kill -0 {os.getpid()}; ls /proc | grep -c '^[0-9]'"""
    ended = run_isolated(["sh", "-c", script], (given,), Limits(processes=9))
    assert re.fullmatch(r"a hand-inmine\n[3-6]\n", ended.output.decode())
    assert given.read_text() == "a hand-in"
    assert not Path("/new").exists()


@isolated
@pytest.mark.slow
def test_nothing_is_left_running():
    run_isolated(["sh", "-c", "setsid sleep 4321 & sleep 4321"], (), Limits(seconds=0.3))
    running = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True)
    assert "sleep 4321" not in running.stdout


def test_without_bubblewrap_nothing_is_run(monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NotIsolatedError, match="apt install bubblewrap"):
        run_isolated([sys.executable, "-c", f"open({str(tmp_path / 'ran')!r}, 'w')"], (), Limits())
    with pytest.raises(SystemExit, match=r"isolated or not at all.*apt install bubblewrap"):
        main([str(tmp_path), str(tmp_path), str(tmp_path / "table.csv")])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(shutil.which("true") is None, reason="there is no command `true` to stand in")
def test_a_bubblewrap_that_may_not_work_is_told_of(monkeypatch, tmp_path):
    forbidden = tmp_path / "bwrap"
    forbidden.write_text("#!/bin/sh\necho 'bwrap: No permissions' >&2\nexit 1\n")
    forbidden.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    with pytest.raises(NotIsolatedError, match=r"No permissions.*allow user namespaces"):
        isolation.require_isolation()


@pytest.mark.parametrize("name", ["seconds", "gigabytes", "processes"])
def test_limits_have_to_be_positive(name):
    with pytest.raises(ValueError, match=f"{name}=0 must be positive"):
        Limits(**{name: 0})


def test_a_folder_that_is_no_assignment_is_refused(tmp_path):
    with pytest.raises(ValueError, match="run make assignments"):
        list(grade_folder(tmp_path, tmp_path, Limits()))


def test_a_folder_of_hand_ins_has_to_be_there(tmp_path):
    (tmp_path / "autograder.zip").touch()
    with pytest.raises(ValueError, match="must be a folder of hand-ins"):
        list(grade_folder(tmp_path / "none", tmp_path, Limits()))


@pytest.mark.parametrize(
    ("kind", "answer"),
    [
        (Numbers(), 3),
        (Numbers(), np.float32(0.5)),
        (Numbers(), [1, 2.5]),
        (Numbers(), np.arange(6).reshape(3, 2)),
        (Words(("yes", "no")), "yes"),
        (Words(("yes", "no")), ["yes", "no"]),
    ],
)
def test_data_come_back_as_they_were(kind, answer):
    back = kind.read(read_back(write_down(answer, kind)))
    assert kind.same(back, kind.read(answer))


@pytest.mark.parametrize("answer", [None, ..., print, {1}, [[1, 2], [3]], 1j])
def test_what_is_no_data_is_shown(answer):
    back = read_back(write_down(answer, Words(("yes",))))
    assert np.isnan(back) if answer is None else repr(back)


def test_a_function_returns_again_what_it_returned():
    kind = Function(((1,), (2,), (0,)))
    back = read_back(write_down(lambda x: [1 / x], Function(kind.inputs[:2])))
    assert [back(1), back(2)] == [[1.0], [0.5]]
    back = read_back(write_down(lambda x: 1 / x, kind))
    assert [back(1), back(2)] == [1.0, 0.5]
    with pytest.raises(Exception, match="ZeroDivisionError: division by zero"):
        back(0)
