"""Programs that nobody has read, run where they can do no harm.

Bubblewrap gives a program a small world of its own: the system and Python's libraries, which it
can read, an empty folder in memory, ``/tmp``, which alone it can write into, no network, and no
process but its own. The kernel limits what one process takes; a watch limits what all of them take
together. When one of the limits is passed, or the program ends, all of its processes are ended.

What it does not protect against: faults of the kernel. Where root runs it, the kernel does not
limit the number of processes, and a fork bomb goes on until the watch sees it, some hundredths of a
second later. For others it does from Linux 5.14 on; before, the user's own processes count too.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

import psutil

import conundrum

SYSTEM = ("/usr", "/bin", "/lib", "/lib64", "/etc/fonts", "/etc/ld.so.cache")
TICK = 0.05  # s between two looks
INSTALL = "install the package bubblewrap, on Debian and Ubuntu: apt install bubblewrap"
SETTINGS = {
    "HOME": "/tmp",
    "LANG": "C.UTF-8",
    "LOKY_MAX_CPU_COUNT": "1",
    "MKL_NUM_THREADS": "1",
    "MPLBACKEND": "agg",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "PATH": "/usr/bin:/bin",
    "PIP_NO_INDEX": "1",  # or pip would try again and again to reach one
}


class NotIsolatedError(Exception):
    """Programs cannot be run isolated on the machine."""


@dataclass(frozen=True)
class Limits:
    """What a program may take.

    Attributes
    ----------
    seconds
        From its start to its end.
    processor_seconds
        Of processor time, for each of its processes.
    gigabytes
        Of memory, for all of its processes; those which they share count for each.
    processes
        At the same time.
    megabytes
        That it may print, and that its folder may hold.
    """

    seconds: float = 300
    processor_seconds: int = 300
    gigabytes: float = 2
    processes: int = 32
    megabytes: int = 50

    def __post_init__(self):
        for name, value in vars(self).items():
            if value <= 0:
                raise ValueError(f"{name}={value!r} must be positive")


@dataclass(frozen=True)
class Ended:
    """How a program ended.

    Attributes
    ----------
    output
        What it wrote to its standard output.
    why
        Which limit it passed, or that it failed; empty when it ended by itself and well.
    """

    output: bytes
    why: str


def require_isolation() -> None:
    """Make sure that programs can be run isolated here.

    Raises
    ------
    NotIsolatedError
        When bubblewrap is missing or may not do its work; says what to do.
    """
    if shutil.which("bwrap") is None:
        raise NotIsolatedError(f"bwrap is not there: {INSTALL}")
    trial = subprocess.run(
        _isolated(["true"], (), Limits()), capture_output=True, text=True, check=False
    )
    if trial.returncode != 0:
        raise NotIsolatedError(
            f"bwrap cannot isolate programs here ({trial.stderr.strip()}): allow user namespaces"
        )


def run_isolated(command: Sequence[str], readable: Iterable[Path], limits: Limits) -> Ended:
    """Run a program isolated and within limits.

    Parameters
    ----------
    command
        The program and its arguments.
    readable
        Files and folders that it may read besides the system, Python and the package.
    limits
        What it may take.

    Returns
    -------
    Ended
        What it wrote, cut where it was too much, and how it ended.

    Raises
    ------
    NotIsolatedError
        When bubblewrap is missing. Nothing is run without it.
    """
    if shutil.which("bwrap") is None:
        raise NotIsolatedError(f"bwrap is not there: {INSTALL}")
    with TemporaryFile() as output, TemporaryFile() as printed:
        process = subprocess.Popen(
            _isolated(command, readable, limits),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=printed,
        )
        try:
            why = _watch(process, (output, printed), limits)
        finally:
            _end(process)
        output.seek(0)
        return Ended(output.read(limits.megabytes * 10**6), why)


def _isolated(command: Sequence[str], readable: Iterable[Path], limits: Limits) -> list[str]:
    """Return the command that runs another one isolated."""
    world = ["bwrap", "--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL"]
    size = str(limits.megabytes * 10**6)
    world += ["--proc", "/proc", "--dev", "/dev"]
    for place in ("/dev/shm", "/tmp"):
        world += ["--size", size, "--tmpfs", place]
    for place in SYSTEM:
        world += ["--ro-bind-try", place, place]
    libraries = [path for path in sys.path if Path(path).name == "site-packages"]
    package = Path(conundrum.__file__).parents[1]
    for place in (sys.base_prefix, sys.prefix, *libraries, package, *readable):
        world += ["--ro-bind", str(place), str(place)]
    world += ["--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/tmp", "--clearenv"]
    for name, value in SETTINGS.items():
        world += ["--setenv", name, value]
    limited = {
        "core": 0,
        "cpu": limits.processor_seconds,
        "data": int(2 * limits.gigabytes * 10**9),  # before the watch sees it
        "fsize": limits.megabytes * 10**6,
        "nproc": 4 * limits.processes,  # counts threads as well
    }
    world += ["prlimit", *(f"--{name}={value}" for name, value in limited.items())]
    return [*world, *command]


def _watch(process: subprocess.Popen, files: Sequence[IO], limits: Limits) -> str:
    """Wait until a program ends or passes a limit, and say which."""
    start, tree = time.monotonic(), psutil.Process(process.pid)
    while process.poll() is None:
        running = _running(tree)
        if time.monotonic() - start > limits.seconds:
            return f"stopped after {limits.seconds:g} s"
        if len(running) > limits.processes:
            return f"started more than {limits.processes} processes"
        if sum(running) > limits.gigabytes * 10**9:
            return f"used more than {limits.gigabytes:g} GB of memory"
        if _printed(files) >= limits.megabytes * 10**6:
            break
        time.sleep(TICK)
    if _printed(files) >= limits.megabytes * 10**6:
        return f"printed more than {limits.megabytes} MB"
    if process.returncode - 128 in (signal.SIGKILL, signal.SIGXCPU):  # sent by the kernel
        return f"used more than {limits.processor_seconds} s of processor time"
    return f"ended early, with status {process.returncode}" if process.returncode else ""


def _printed(files: Sequence[IO]) -> int:
    return sum(os.fstat(file.fileno()).st_size for file in files)


def _running(tree: psutil.Process) -> list[int]:
    """Return the memory of each process that a program has running, in bytes."""
    memory = []
    with suppress(psutil.NoSuchProcess):
        for process in tree.children(recursive=True):
            with suppress(psutil.NoSuchProcess):
                memory.append(process.memory_info().rss)
    return memory


def _end(process: subprocess.Popen) -> None:
    """End a program with all of its processes, which go with the one that watches over them."""
    left = []
    with suppress(psutil.NoSuchProcess):
        left = psutil.Process(process.pid).children(recursive=True)
    process.kill()
    process.wait()
    psutil.wait_procs(left, timeout=10)
