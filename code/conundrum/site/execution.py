"""Pages are run side by side, as many at a time as there are cores, before they are read.

Jupyter Book reads one page after the other and runs each when it comes to it. Here the pages whose
results are not in their caches are run first, each in a kernel of its own.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

from joblib import cpu_count
from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn, JupyterCacheAbstract
from myst_nb.core.read import create_nb_reader
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError
from nbformat import NotebookNode
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import SphinxError
from sphinx.util import logging

from conundrum.evidence import read_evidence
from conundrum.site.freshness import cache_of, has_cells
from conundrum.site.kernels import (
    OPTIONS,
    ForeignKernelError,
    HangingCellError,
    OwnKernel,
    environment,
    require_own_kernel,
    stop_what_hangs,
)

LOGGER = logging.getLogger(__name__)

NEVER = 10**9  # seconds: what hangs is stopped by the processor time it takes
REASONS = (
    CellExecutionError,
    DeadKernelError,
    ForeignKernelError,
    HangingCellError,
    RuntimeError,  # a kernel that ends before it is ready
)


class PageNotRunError(SphinxError):
    """A cell raised an error, took more than `execute.timeout` allows, or had a foreign kernel."""

    category = "A page could not be run"


@dataclass(frozen=True)
class Page:
    """A page that has to be run, and where its results go."""

    file: Path
    notebook: NotebookNode
    cache: JupyterCacheAbstract

    async def run(self, timeout: float) -> float:
        """Run all cells in a new kernel and store what they put out.

        Parameters
        ----------
        timeout
            Seconds of processor time after which a cell is taken to hang.

        Returns
        -------
        float
            Seconds it took.

        Raises
        ------
        PageNotRunError
            When a cell raises an error or hangs, or the kernel is killed.
        """
        client = NotebookClient(
            self.notebook,
            km=OwnKernel(),
            startup_timeout=NEVER,
            iopub_timeout=NEVER,  # or outputs that come late are left out without a word
            record_timing=False,  # the time of day would be part of the results
            resources={"metadata": {"path": str(self.file.parent)}},
        )
        start = monotonic()
        try:
            await _run(client, timeout)
        except REASONS as reason:
            raise PageNotRunError(f"{self.file}: {type(reason).__name__}\n{reason}") from None
        seconds = monotonic() - start
        self.cache.cache_notebook_bundle(
            CacheBundleIn(self.notebook, self.file.name, data={"execution_seconds": seconds}),
            check_validity=False,
            overwrite=True,
        )
        return seconds


async def _run(client: NotebookClient, timeout: float) -> None:
    """Run a notebook until it ends, or a cell hangs."""
    run = asyncio.create_task(_run_in_own_kernel(client))
    watch = asyncio.create_task(stop_what_hangs(client, timeout))
    try:
        done, _ = await asyncio.wait({run, watch}, return_when=asyncio.FIRST_COMPLETED)
        await done.pop()
    finally:
        run.cancel()  # which ends the kernel
        watch.cancel()
        await asyncio.gather(run, watch, return_exceptions=True)


async def _run_in_own_kernel(client: NotebookClient) -> None:
    kernel = client.km
    folder = client.resources["metadata"]["path"]
    with TemporaryDirectory(ignore_cleanup_errors=True) as settings:
        await kernel.start_kernel(
            extra_arguments=OPTIONS, env=environment(Path(settings)), cwd=folder
        )
        try:
            async with client.async_setup_kernel(cleanup_kc=True):
                await require_own_kernel(client.kc)
                await client.async_execute(cleanup_kc=False)
        finally:
            if kernel.has_kernel:
                await kernel.shutdown_kernel(now=True)


def pages_to_run(app: Sphinx, docnames: list[str]) -> list[Page]:
    """Find the pages with cells whose results are not in their cache."""
    env = app.env
    pages = []
    for docname in docnames:
        file = Path(env.doc2path(docname))
        source = file.read_text(encoding="utf-8")
        if not has_cells(source):
            continue
        reader = create_nb_reader(str(file), env.myst_config, env.mystnb_config, source)
        page = Page(file, reader.read(source), get_cache(cache_of(app, docname, source)))
        try:
            page.cache.match_cache_notebook(page.notebook)
        except KeyError:
            pages.append(page)
    return pages


def expected_effort(page: Page) -> tuple[float, int]:
    """Guess how long a page takes: seconds of its experiments as last measured, number of cells."""
    evidence = read_evidence(page.file.stem).values()
    seconds = {record.experiment: record.seconds for record in evidence}
    return sum(seconds.values()), sum(cell.cell_type == "code" for cell in page.notebook.cells)


def run_side_by_side(
    pages: list[Page], *, timeout: float, report: Callable[[Page, float], None]
) -> None:
    """Run pages in their order, as many at a time as there are cores.

    Parameters
    ----------
    pages
        The pages.
    timeout
        Seconds of processor time after which a cell is taken to hang.
    report
        Called with each page that has been run, and the seconds it took.

    Raises
    ------
    PageNotRunError
        When one page cannot be run. The others are stopped; no kernel is left running, nor is one
        when the reader presses Ctrl-C.
    """
    with asyncio.Runner(loop_factory=_LoopWithoutSignalHandlers) as runner:
        runner.run(_run_side_by_side(pages, timeout, report))


async def _run_side_by_side(
    pages: list[Page], timeout: float, report: Callable[[Page, float], None]
) -> None:
    free_core = asyncio.Semaphore(cpu_count())

    async def run(page: Page) -> None:
        async with free_core:
            report(page, await page.run(timeout))

    runs = [asyncio.create_task(run(page)) for page in pages]
    try:
        for finished in asyncio.as_completed(runs):
            await finished
    finally:
        for unfinished in runs:
            unfinished.cancel()  # which ends its kernel
        await asyncio.gather(*runs, return_exceptions=True)


class _LoopWithoutSignalHandlers(asyncio.SelectorEventLoop):
    """Leaves Ctrl-C to `asyncio.Runner`: nbclient's own handler would end one kernel of many."""

    def add_signal_handler(self, *_: object) -> None:
        raise RuntimeError("signals are handled by asyncio.Runner")


def run_pages(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Run what has to be run of the pages that are about to be read, the slowest first."""
    pages = sorted(pages_to_run(app, docnames), key=expected_effort, reverse=True)
    run_side_by_side(
        pages,
        timeout=env.mystnb_config.execution_timeout,
        report=lambda page, seconds: LOGGER.info("executed %s in %.1f s", page.file.name, seconds),
    )


def setup(app: Sphinx) -> None:
    """Run the pages once it is known that the package is this book's."""
    app.connect("env-before-read-docs", run_pages, priority=600)
