"""How long live figures block the page: `python benchmarks/live.py [FIGURE ...]`, on built pages.

Five runs each in Chromium. A task is what the browser does without a pause in which it could draw
or answer; a browser reports those of 50 ms or more. Time is by the clock, except where it is said
to be the processor's: on a machine that others use too, only that is the figure's own.
"""

import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from playwright.sync_api import CDPSession, Page, sync_playwright

from conundrum.publishing.browser import launch

PAGES = Path(__file__).parents[1] / "_build" / "html" / "live"
RUNS = 5
MOVES = 120

# Notes long tasks, and how long each frame's work takes that a moved point causes.
WATCH = """
window.tasks = [];
new PerformanceObserver(list => tasks.push(...list.getEntries().map(entry => entry.duration)))
  .observe({type: "longtask"});
window.frames_ = [];
const later = requestAnimationFrame;
window.requestAnimationFrame = draw => later(time => {
  const start = performance.now();
  draw(time);
  frames_.push(performance.now() - start);
});
"""


def processor_seconds(session: CDPSession) -> float:
    """Return how long the page's main thread has had a processor since it was asked to count."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    return next(each["value"] for each in metrics if each["name"] == "TaskDuration")


def drag(tab: Page, what: str, index: int = 0) -> dict[str, float]:
    """Drag a part of the figure to and fro for two seconds."""
    part = tab.locator(what).nth(index)
    part.scroll_into_view_if_needed()
    box = part.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    tab.mouse.move(x, y)
    tab.mouse.down()
    tab.wait_for_timeout(500)
    tab.evaluate("tasks.length = frames_.length = 0")
    session = tab.context.new_cdp_session(tab)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    before = processor_seconds(session)
    for step in range(MOVES):
        by = 60 * ((step % 20) - 10) / 10
        tab.mouse.move(x + by, y + by)
        tab.wait_for_timeout(16)
    tab.mouse.up()
    processor = processor_seconds(session) - before
    work = tab.evaluate("frames_") or [0]  # what is small is drawn at once
    return {
        "processor's ms for each move": 1000 * processor / MOVES,
        **long_tasks(tab),
        "frames": len(work),
        "median work a frame, ms": statistics.median(work),
        "longest work a frame, ms": max(work),
    }


def train_ten_networks(tab: Page) -> dict[str, float]:
    """Train ten networks of 256 units from the beginning, until 2,000 steps are done."""
    tab.evaluate("tasks.length = frames_.length = 0")
    start = time.perf_counter()
    tab.get_by_role("button", name="New points").click()
    tab.get_by_label("Steps", exact=True).fill("338")  # about 2,000 on the slider
    tab.wait_for_function(
        """() => {
            const words = document.querySelector(".live-reading").textContent;
            return !words.includes("training:") && /After [12],\\d/.test(words);
        }"""
    )
    return {"seconds for 2,000 steps": time.perf_counter() - start, **long_tasks(tab)}


def long_tasks(tab: Page) -> dict[str, float]:
    """Return what the browser has reported since the counting began."""
    return {
        "tasks over 50 ms": tab.evaluate("tasks.length"),
        "longest task, ms": tab.evaluate("Math.max(0, ...tasks)"),
    }


@dataclass(frozen=True)
class Measured:
    """What is done to a figure that is opened with some settings."""

    settings: str
    do: Callable[[Page], dict[str, float]]


FIGURES = {
    "build-by-hand": Measured("", partial(drag, what="[aria-label='Slope of unit 2']")),
    "backpropagation": Measured("", partial(drag, what="[aria-label='The observation']")),
    "valley": Measured("steps=300", partial(drag, what="[aria-label='The start']")),
    "spline-laboratory": Measured("knots=200", partial(drag, what=".live-handles > g", index=9)),
    "train-it-yourself": Measured("many=1", train_ten_networks),
    "kernel-bench": Measured("picture=flower", partial(drag, what=".kb-cells", index=1)),
    # Each move shows the picture to all three networks, in one frame.
    "trained-network": Measured("look=1", partial(drag, what=".tn-picture")),
    "be-the-reader": Measured("answers=0", partial(drag, what=".br-slice")),
}


def main(*chosen: str) -> None:
    """Print the median of five runs, and the range."""
    with sync_playwright() as playwright:
        browser = launch(playwright)
        for name in chosen or FIGURES:
            found = []
            for _ in range(RUNS):
                tab = browser.new_page(viewport={"width": 1400, "height": 900})
                tab.add_init_script(WATCH)
                tab.goto(f"{(PAGES / name).as_uri()}.html#{name}?{FIGURES[name].settings}")
                tab.wait_for_selector(".live-figure")
                tab.wait_for_timeout(1000)
                found.append(FIGURES[name].do(tab))
                tab.close()
            print(name)
            for what in found[0]:
                values = sorted(run[what] for run in found)
                middle, low, high = statistics.median(values), values[0], values[-1]
                print(f"  {what}: {middle:.1f} ({low:.1f} to {high:.1f})")
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
