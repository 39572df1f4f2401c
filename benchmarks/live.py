"""How long live figures block the page: `python benchmarks/live.py`, on the built pages.

Five runs each in Chromium. A task is what the browser does without a pause in which it could draw
or answer; a browser reports those of 50 ms or more. Time is by the clock, except where it is said
to be the processor's: on a machine that others use too, only that is the figure's own.
"""

import shutil
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import CDPSession, Page, sync_playwright

PAGES = Path(__file__).parents[1] / "_build" / "html" / "live"
RUNS = 5

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


def drag_a_point(tab: Page) -> dict[str, float]:
    """Drag the tenth of twenty points up and down for two seconds, with 200 knots."""
    point = tab.locator(".live-handles > g").nth(9).bounding_box()
    x, y = point["x"] + point["width"] / 2, point["y"] + point["height"] / 2
    tab.mouse.move(x, y)
    tab.mouse.down()
    tab.wait_for_timeout(500)
    tab.evaluate("tasks.length = frames_.length = 0")
    session = tab.context.new_cdp_session(tab)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    before = processor_seconds(session)
    for step in range(120):
        tab.mouse.move(x, y + 60 * ((step % 20) - 10) / 10)
        tab.wait_for_timeout(16)
    tab.mouse.up()
    processor = processor_seconds(session) - before
    work = tab.evaluate("frames_")
    return {
        "processor's ms for each move": 1000 * processor / 120,
        "tasks over 50 ms": tab.evaluate("tasks.length"),
        "longest task, ms": tab.evaluate("Math.max(0, ...tasks)"),
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
    took = time.perf_counter() - start
    return {
        "seconds for 2,000 steps": took,
        "tasks over 50 ms": tab.evaluate("tasks.length"),
        "longest task, ms": tab.evaluate("Math.max(0, ...tasks)"),
    }


MEASURED: dict[str, tuple[str, Callable[[Page], dict[str, float]]]] = {
    "spline-laboratory": ("knots=200", drag_a_point),
    "train-it-yourself": ("many=1", train_ten_networks),
}


def main() -> None:
    """Print the median of five runs, and the range."""
    installed = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed)
        for name, (settings, measure) in MEASURED.items():
            found = []
            for _ in range(RUNS):
                tab = browser.new_page(viewport={"width": 1400, "height": 900})
                tab.add_init_script(WATCH)
                tab.goto(f"{(PAGES / name).as_uri()}.html#{name}?{settings}")
                tab.wait_for_selector(".live-figure")
                tab.wait_for_timeout(1000)
                found.append(measure(tab))
                tab.close()
            print(name)
            for what in found[0]:
                values = sorted(run[what] for run in found)
                middle, low, high = statistics.median(values), values[0], values[-1]
                print(f"  {what}: {middle:.1f} ({low:.1f} to {high:.1f})")
        browser.close()


if __name__ == "__main__":
    main()
