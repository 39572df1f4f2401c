import ast
import asyncio
import itertools
import os
import re
import signal
import sys
from pathlib import Path

import pytest
from jupyter_cache import get_cache
from nbformat import v4

from conundrum import evidence
from conundrum.site import execution, kernels
from conundrum.site.execution import Page, PageNotRunError, expected_effort, run_side_by_side


@pytest.fixture(autouse=True)
def no_running_loop():
    """Put aside the event loop that the browser of other tests may have left in this process."""
    running = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(running)


@pytest.fixture
def page(tmp_path):
    def make(name, *cells):
        notebook = v4.new_notebook(cells=[v4.new_code_cell(cell) for cell in cells])
        return Page(tmp_path / name, notebook, get_cache(tmp_path / f"{name}.cache"))

    return make


def run(*pages, timeout=60):
    done = []
    run_side_by_side(list(pages), timeout=timeout, report=lambda page, _: done.append(page))
    return [page.file.name for page in done]


def is_alive(process):
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


WAITS = "import os, pathlib, time; pathlib.Path('process').write_text(str(os.getpid())); "
FOREVER = WAITS + "time.sleep(600)"
ONCE_THE_OTHER_WAITS = """\
import os, pathlib, signal, time
while not pathlib.Path('process').exists():
    time.sleep(0.05)
"""


def test_what_a_page_puts_out_is_found_when_it_is_read(page):
    dice = page("dice.md", "sides = 6", "sides")
    assert run(dice) == ["dice.md"]
    _, stored = dice.cache.merge_match_into_notebook(
        v4.new_notebook(cells=[v4.new_code_cell("sides = 6"), v4.new_code_cell("sides")])
    )
    assert stored.cells[1].outputs[0].data["text/plain"] == "6"


def test_pages_run_at_the_same_time(page, monkeypatch):
    monkeypatch.setattr(execution, "cpu_count", lambda: 2)
    meet = """\
import pathlib, time
pathlib.Path('{}').touch()
while not pathlib.Path('{}').exists():
    time.sleep(0.05)
"""
    pages = page("a.md", meet.format("a", "b")), page("b.md", meet.format("b", "a"))
    assert sorted(run(*pages)) == ["a.md", "b.md"]


def test_pages_run_in_their_order_where_there_is_one_core(page, monkeypatch):
    monkeypatch.setattr(execution, "cpu_count", lambda: 1)
    assert run(*(page(f"{name}.md", "1") for name in "bca")) == ["b.md", "c.md", "a.md"]


def test_a_failing_cell_is_shown_with_its_page_and_stops_the_other_pages(
    page, monkeypatch, tmp_path
):
    monkeypatch.setattr(execution, "cpu_count", lambda: 2)
    failing = page("coins.md", ONCE_THE_OTHER_WAITS, "raise RuntimeError('lost ' + 'coin')")
    with pytest.raises(PageNotRunError) as caught:
        run(page("long.md", FOREVER), failing)
    for word in ("coins.md", "raise RuntimeError('lost ' + 'coin')", "lost coin"):
        assert word in str(caught.value)
    assert not is_alive(int((tmp_path / "process").read_text()))


@pytest.mark.parametrize("does", ["time.sleep(600)", "exec('while True: pass')"])
def test_a_cell_that_waits_or_works_without_end_is_stopped(page, tmp_path, does):
    with pytest.raises(
        PageNotRunError, match=r"slow\.md: HangingCellError\ncode cell 2 has worked"
    ):
        run(page("slow.md", "1", WAITS + does), timeout=2)
    assert not is_alive(int((tmp_path / "process").read_text()))


def test_a_cell_that_gets_little_of_a_busy_machine_may_take_its_time(page, monkeypatch):
    # At each look it has worked a little: a hundred looks at a machine a hundred times too busy.
    worked = itertools.count()
    monkeypatch.setattr(kernels, "LOOK", 0.01)
    monkeypatch.setattr(kernels, "seconds_worked", lambda client: next(worked) / 1000)
    assert run(page("slow.md", "import time; time.sleep(1.5)"), timeout=1) == ["slow.md"]


def test_outputs_that_come_late_are_not_lost(page):
    # The last of them comes five seconds after the cell has ended.
    late = """\
import threading, time
shell = get_ipython().kernel
publish, publisher = shell.iopub_socket.send_multipart, shell.iopub_socket
def slowly(*arguments, **options):
    time.sleep(5 if b'idle' in b''.join(map(bytes, arguments[0])) else 0)
    return publish(*arguments, **options)
"""
    slow = page("slow.md", late, "1 + 1")
    run(slow)
    assert slow.notebook.cells[1].outputs[0].data["text/plain"] == "2"


def test_a_kernel_is_the_builds_own_and_has_nobodys_settings(page, monkeypatch, tmp_path):
    other = tmp_path / "jupyter/kernels/python3"
    other.mkdir(parents=True)
    (other / "kernel.json").write_text('{"argv": ["false"], "display_name": "", "language": ""}')
    startup = tmp_path / "ipython/profile_default/startup"
    startup.mkdir(parents=True)
    (startup / "mine.py").write_text("sides = 4")
    (tmp_path / "ipython/profile_default/ipython_config.py").write_text("get_config().a.b = 1")
    (tmp_path / "startup.py").write_text("sides = 4")
    (tmp_path / "matplotlibrc").write_text("axes.grid: True")
    (tmp_path / "random.py").write_text("raise RuntimeError('not the library')")
    for name, place in {
        "JUPYTER_PATH": "jupyter",
        "IPYTHONDIR": "ipython",
        "PYTHONSTARTUP": "startup.py",
        "MATPLOTLIBRC": "matplotlibrc",
    }.items():
        monkeypatch.setenv(name, str(tmp_path / place))
    monkeypatch.setenv("PYTHONOPTIMIZE", "2")
    dice = page(
        "dice.md",
        "import random, sys",
        "sys.executable, 'sides' in globals(), sys.flags.optimize, hash('dice')",
    )
    run(dice, page("again.md", "1"))
    executable, sides, optimize, _ = ast.literal_eval(
        dice.notebook.cells[1].outputs[0].data["text/plain"]
    )
    assert (executable, sides, optimize) == (sys.executable, False, 0)


@pytest.mark.parametrize("change", ["package", "folder", "settings"])
def test_a_kernel_that_would_compute_something_else_stops_the_build(
    page, monkeypatch, tmp_path, change
):
    other = tmp_path / "other"
    (other / "conundrum").mkdir(parents=True)
    (other / "profile_default").mkdir()
    if change == "package":
        (other / "conundrum/__init__.py").touch()
    (other / "profile_default/ipython_config.py").write_text("get_config().a.b = 1")
    variable = "IPYTHONDIR" if change == "settings" else "PYTHONPATH"
    monkeypatch.setattr(execution, "environment", lambda _: {**os.environ, variable: str(other)})
    words = {
        "package": f"imports {other}/conundrum/__init__.py, the build",
        "folder": f"looks for libraries in {other}",
        "settings": f"has read the settings {other}/profile_default/ipython_config.py",
    }
    with pytest.raises(PageNotRunError, match=re.escape(words[change])):
        run(page("dice.md", "1"))


def test_a_kernel_that_does_not_start_is_an_error(page, monkeypatch):
    monkeypatch.setattr(kernels, "OPTIONS", ["--no-such-option"])
    monkeypatch.setattr(execution, "OPTIONS", ["--profile=no-such-profile"])
    with pytest.raises(PageNotRunError, match="RuntimeError"):
        run(page("dice.md", "1"))


def test_a_kernel_that_is_killed_is_named_by_its_page(page):
    killed = page("large.md", "import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
    with pytest.raises(PageNotRunError, match=r"large\.md: DeadKernelError"):
        run(killed)


def test_ctrl_c_leaves_no_kernel(page, monkeypatch, tmp_path):
    monkeypatch.setattr(execution, "cpu_count", lambda: 2)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            run(
                page("long.md", FOREVER),
                page(
                    "c.md", ONCE_THE_OTHER_WAITS + "os.kill(os.getppid(), 2)\n", "time.sleep(600)"
                ),
            )
    finally:
        signal.signal(signal.SIGINT, before)
    assert not is_alive(int((tmp_path / "process").read_text()))


def test_pages_whose_experiments_take_longer_come_first(page, monkeypatch):
    def read_evidence(chapter):
        of = {"dice": [("roll", 3.0), ("roll", 3.0), ("throw", 1.0)], "coins": [("flip", 5.0)]}
        return {
            f"claim {number}": evidence.Evidence(name, "", seconds, {})
            for number, (name, seconds) in enumerate(of.get(chapter, []))
        }

    monkeypatch.setattr(execution, "read_evidence", read_evidence)
    pages = [page("new.md"), page("long.md", "1", "2"), page("dice.md"), page("coins.md")]
    ordered = sorted(pages, key=expected_effort, reverse=True)
    assert [Path(p.file).stem for p in ordered] == ["coins", "dice", "long", "new"]
