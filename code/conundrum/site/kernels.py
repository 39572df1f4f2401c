"""Kernels that compute with what the build runs on, and with nobody's settings.

Jupyter would start whatever kernel is called ``python3`` on this machine. Here it is the build's
own interpreter, without the settings of whoever builds. What cannot be kept from a kernel it is
asked about before it runs anything.
"""

import ast
import asyncio
import os
import sys
from pathlib import Path

import matplotlib
import psutil
from jupyter_client import AsyncKernelClient, AsyncKernelManager
from jupyter_client.kernelspec import KernelSpec
from nbclient import NotebookClient

import conundrum

# Of Python's own variables only these count: where modules and their compiled forms are.
WHERE_MODULES_ARE = {
    "PYTHONHOME",
    "PYTHONNOUSERSITE",
    "PYTHONPATH",
    "PYTHONPYCACHEPREFIX",
    "PYTHONUSERBASE",
}
OPTIONS = [
    "--log-level=CRITICAL",  # errors of cells come as results
    "--InteractiveShellApp.ignore_cwd=True",  # no file beside a page is taken for a library
]
ANSWERS = {
    "package": "__import__('os').fsencode(__import__('conundrum').__file__)",
    "folders": "[*map(__import__('os').fsencode, __import__('sys').path)]",
    "settings": "get_ipython().kernel.parent.loaded_config_files",
}
LOOK = 1.0  # seconds between two looks at a kernel


class ForeignKernelError(Exception):
    """A kernel would compute with something else than the build."""


class HangingCellError(Exception):
    """A cell has worked, or waited, for longer than it may."""


class OwnKernel(AsyncKernelManager):
    """Starts this interpreter, whichever kernels are installed."""

    @property
    def kernel_spec(self) -> KernelSpec:
        """The command that starts the kernel."""
        return KernelSpec(
            argv=[sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
            language="python",
            metadata={"kernel_provisioner": {"provisioner_name": "local-provisioner"}},
        )


def environment(settings: Path) -> dict[str, str]:
    """Return the variables that a kernel sees.

    Parameters
    ----------
    settings
        An empty folder, in which IPython finds no settings.
    """
    kept = {
        name: value
        for name, value in os.environ.items()
        if name in WHERE_MODULES_ARE or not name.startswith(("PYTHON", "IPYTHON", "MPLBACKEND"))
    }
    return kept | {
        "IPYTHONDIR": str(settings),
        "MATPLOTLIBRC": str(Path(matplotlib.get_data_path(), "matplotlibrc")),
        "PYTHONHASHSEED": "0",
        "PYTHONUTF8": "1",
    }


async def require_own_kernel(client: AsyncKernelClient) -> None:
    """Ask a kernel which package, which folders of modules and whose settings it has.

    Raises
    ------
    ForeignKernelError
        When the package or a folder is not the build's, or there are settings.
    """
    reply = await client.execute("", silent=True, user_expressions=ANSWERS, reply=True)
    answers = reply["content"]["user_expressions"]
    said = {name: ast.literal_eval(answers[name]["data"]["text/plain"]) for name in ANSWERS}
    package, folder = said["package"], set(said["folders"]) - set(map(os.fsencode, sys.path))
    if package != os.fsencode(conundrum.__file__):
        raise ForeignKernelError(
            f"its kernel imports {os.fsdecode(package)}, the build {conundrum.__file__}"
        )
    if folder:
        raise ForeignKernelError(
            f"its kernel looks for libraries in {os.fsdecode(folder.pop())}; the build does not"
        )
    if said["settings"]:
        raise ForeignKernelError(
            f"its kernel has read the settings {said['settings'][0]}, which may change what is "
            "computed: move them away for the build"
        )


async def stop_what_hangs(client: NotebookClient, limit: float) -> None:
    """Watch the kernel of a notebook for as long as it runs.

    What counts is the processor time that a cell takes, so that no machine is too slow or too busy.
    A kernel that does nothing at all does not take any: then each second counts as one.

    Parameters
    ----------
    client
        Runs the notebook.
    limit
        Seconds that a cell may take.

    Raises
    ------
    HangingCellError
        When a cell takes longer.
    """
    cell, spent, before = 0, 0.0, 0.0
    while True:
        await asyncio.sleep(LOOK)
        worked = seconds_worked(client)
        if client.code_cells_executed != cell:
            cell, spent = client.code_cells_executed, 0.0
        spent += max(worked - before, 0) or LOOK
        before = worked
        if spent > limit:
            raise HangingCellError(
                f"code cell {cell} has worked or waited for more than {limit:g} s"
            )


def seconds_worked(client: NotebookClient) -> float:
    """Return how much processor time a kernel and what it has started have taken."""
    if client.km is None or not client.km.has_kernel:
        return 0.0
    try:
        kernel = psutil.Process(client.km.provisioner.pid)
        running = [kernel, *kernel.children(recursive=True)]
        return sum(sum(process.cpu_times()[:2]) for process in running)
    except psutil.NoSuchProcess:
        return 0.0  # it has ended; whoever runs it will say so
