"""What `benchmarks/build.py` lets each kernel do: note its processor time, drawing and memory.

IPython runs this file when a kernel starts, and the kernel writes its notes when it ends.
"""

import atexit
import json
import os
import resource
from functools import wraps
from pathlib import Path
from time import process_time

from conundrum import style

_drawing = 0.0


def _timed(draw):
    @wraps(draw)
    def run(*args, **kwargs):
        global _drawing
        start = process_time()
        try:
            return draw(*args, **kwargs)
        finally:
            _drawing += process_time() - start

    return run


def _write_notes():
    own, children = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    notes = {
        "cells": get_ipython().user_ns["In"][1:],  # noqa: F821 (a name that IPython provides)
        "seconds": own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime,
        "drawing": _drawing,
        "peak_kilobytes": own.ru_maxrss,
    }
    folder = Path(os.environ["IPYTHONDIR"]) / "notes"
    (folder / f"{os.getpid()}.json").write_text(json.dumps(notes), encoding="utf-8")


style.draw, style.draw_frames = _timed(style.draw), _timed(style.draw_frames)
atexit.register(_write_notes)
