"""How long the book takes to build, chapter by chapter, and how much of that is drawing.

Run ``python benchmarks/build.py``, or ``python benchmarks/build.py . ../before`` to compare
checkouts, each of which has its environment in ``.venv``. Each is built from nothing in a folder
that is thrown away. Processor time is what the kernel of a chapter and its children used.
Linux only: macOS counts memory in other units.
"""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from tempfile import TemporaryDirectory
from time import perf_counter

KERNEL = Path(__file__).with_name("kernel")


@dataclass(frozen=True)
class Chapter:
    """What the kernel of a page used."""

    name: str
    seconds: float
    drawing: float
    peak_kilobytes: float


@dataclass(frozen=True)
class Build:
    """What a build used: by chapter, in all processes, and by the clock."""

    chapters: list[Chapter]
    seconds: float
    wall: float

    @property
    def sum_of_chapters(self) -> float:
        """Processor seconds of all kernels."""
        return sum(chapter.seconds for chapter in self.chapters)


def build(checkout: Path) -> Build:
    """Build a checkout from nothing, each kernel taking notes.

    Raises
    ------
    RuntimeError
        When the build fails; the message ends with what it printed last.
    """
    with TemporaryDirectory() as folder:
        notes = Path(folder, "notes")
        notes.mkdir()
        command = [".venv/bin/jupyter-book", "build", ".", "--path-output", f"{folder}/book"]
        used, start = _children_seconds(), perf_counter()
        done = subprocess.run(
            command,
            cwd=checkout,
            env={
                **os.environ,
                "PYTHONPATH": os.pathsep.join([str(KERNEL), str(checkout / "code")]),
                "KERNEL_NOTES": str(notes),
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        wall, used = perf_counter() - start, _children_seconds() - used
        if done.returncode:
            raise RuntimeError(f"{checkout} was not built: {done.stdout[-3000:]}")
        pages = {page.stem: page.read_text("utf-8") for page in checkout.glob("book/*.md")}
        chapters = [
            _chapter(json.loads(note.read_text("utf-8")), pages) for note in notes.iterdir()
        ]
    return Build(sorted(chapters, key=lambda chapter: -chapter.seconds), used, wall)


def _chapter(note: dict, pages: dict[str, str]) -> Chapter:
    """Find the page that has all cells which a kernel ran."""
    cells = note.pop("cells")
    [name] = [name for name, text in pages.items() if all(cell.strip() in text for cell in cells)]
    return Chapter(name, **note)


def _children_seconds() -> float:
    used = getrusage(RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def report(checkout: Path, measured: Build) -> None:
    """Print a table of the chapters, the slowest first, and the whole against their sum."""
    print(f"\n### {checkout.name}\n")
    print("| chapter | processor s | of it drawing | peak memory, GB |\n|---|---|---|---|")
    for chapter in measured.chapters:
        _row(chapter.name, chapter.seconds, chapter.drawing, chapter.peak_kilobytes)
    total = measured.sum_of_chapters
    drawing = sum(chapter.drawing for chapter in measured.chapters)
    _row("all chapters", total, drawing, max(c.peak_kilobytes for c in measured.chapters))
    print(f"\nReading and writing the pages: {measured.seconds - total:.0f} processor s. ", end="")
    print(f"The whole build: {measured.wall:.0f} s by the clock, ", end="")
    print(f"{measured.wall / total:.2f} times the sum of the chapters.", flush=True)


def _row(name: str, seconds: float, drawing: float, peak_kilobytes: float) -> None:
    peak = peak_kilobytes * 1024 / 1e9
    print(f"| {name} | {seconds:.1f} | {drawing / seconds:.0%} | {peak:.2f} |")


def main() -> None:
    """Build each checkout named on the command line, this one if none is, and compare them."""
    checkouts = [Path(name).resolve() for name in sys.argv[1:] or [KERNEL.parents[1]]]
    builds = []
    for checkout in checkouts:
        builds.append(build(checkout))
        report(checkout, builds[-1])
    for checkout, other in zip(checkouts[1:], builds[1:], strict=True):
        ratio = builds[0].sum_of_chapters / other.sum_of_chapters
        print(f"\nChapters of {checkouts[0].name} against those of {checkout.name}: {ratio:.2f}")
        print(f"By the clock: {builds[0].wall / other.wall:.2f}", flush=True)


if __name__ == "__main__":
    main()
