"""Starts a kernel that notes its processor time, drawing and memory, for `benchmarks/build.py`.

It stands first on the path, so that `python -m ipykernel_launcher` finds it instead of IPython's
own, and does the same; the kernel writes its notes when it ends.
"""

import atexit
import json
import os
import resource
import sys
from functools import wraps
from pathlib import Path
from time import process_time

from ipykernel.kernelapp import IPKernelApp


class Notes:
    """What a kernel has used.

    Parameters
    ----------
    kernel
        The kernel, which has not run anything yet.
    """

    def __init__(self, kernel: IPKernelApp):
        self.kernel = kernel
        self.drawing = 0.0

    def timed(self, draw):
        """Return the function, whose processor time counts as drawing."""

        @wraps(draw)
        def run(*args, **kwargs):
            start = process_time()
            try:
                return draw(*args, **kwargs)
            finally:
                self.drawing += process_time() - start

        return run

    def write(self, folder: Path) -> None:
        """Write the notes into a file of their own."""
        own, children = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        notes = {
            "cells": self.kernel.shell.user_ns["In"][1:],
            "seconds": own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime,
            "drawing": self.drawing,
            "peak_kilobytes": own.ru_maxrss,
        }
        (folder / f"{os.getpid()}.json").write_text(json.dumps(notes), encoding="utf-8")


def main() -> None:
    """Start the kernel, and note what it uses."""
    if Path(sys.path[0]) == Path.cwd():
        del sys.path[0]  # no file beside a page is taken for a library
    kernel = IPKernelApp.instance()
    kernel.initialize()
    from conundrum import style  # now: the kernel chooses first how matplotlib draws

    notes = Notes(kernel)
    style.draw, style.draw_frames = notes.timed(style.draw), notes.timed(style.draw_frames)
    atexit.register(notes.write, Path(os.environ["KERNEL_NOTES"]))
    kernel.start()


if __name__ == "__main__":
    main()
