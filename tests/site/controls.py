"""Using all that a live figure offers: by mouse, by keys, by finger.

`walk` finds the controls of a figure on its page, one after the other, also those that come into
sight when others are used, and notes which of them changed something. Time stands still on the page
but for what is let pass after each of them, so that a change is the doing of the control.
"""

from collections import Counter
from collections.abc import Callable
from itertools import count
from typing import Any

from playwright.sync_api import Page

PAUSE = 1000  # of the page's time, in ms: a figure has drawn, its address and its words follow
MOMENT = 50  # of real time, in ms
TRIES = 3
PATIENCE = 20  # moments, before something has had no effect

# Finds what can be used, with a name in which numbers do not count, and says what has changed
# since it was asked last: the address, or anything at all.
SURVEY = """
figure => {
  const KINDS = {
    slider: "input[type=range]", choice: ".live-choices", switch: "input[type=checkbox]",
    text: "input[type=text]", point: "g[role=slider]", surface: "[role=application]",
    button: "button, summary, [role=button]",
  };
  const names = {
    slider: part => part.labels[0].textContent,
    choice: part => part.querySelector("legend").textContent,
    switch: part => part.labels[0].textContent,
    surface: part => {
      const [name] = part.classList;
      return `${name} ${"abcd"[[...figure.getElementsByClassName(name)].indexOf(part)]}`;
    },
    button: part => part.matches(".live-options > :not(.live-skip)") ? "an answer"
      : part.querySelector("canvas") ? `picture of ${part.ariaLabel}`
      : part.ariaLabel?.split(" = ")[0] ?? part.textContent,
  };
  const named = (kind, part) => (names[kind] ?? (part => part.ariaLabel))(part)
    .replace(/, done$/, "").replace(/[\\d.,]*\\d/g, "#");
  const target = part => part.querySelector?.("input:not(:checked), .live-point") ?? part;
  const controls = Object.entries(KINDS).flatMap(([kind, selector]) =>
    [...figure.querySelectorAll(selector)]
      .filter(part => part.checkVisibility())
      .map(part => ({
        part, kind, key: `${kind}: ${named(kind, part)}`, disabled: part.disabled ?? false,
        box: target(part).getBoundingClientRect().toJSON(),
        share: kind == "slider" ? (part.value - part.min) / (part.max - part.min) : null,
      })));
  controls.sort((one, other) =>
    one.part.compareDocumentPosition(other.part) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1);
  window.parts = controls.map(({ part }) => part);
  controls.forEach((each, i) => { each.index = i; delete each.part; });
  const before = window.survey;
  const content = figure.innerHTML.replace(/ tabindex="[^"]*"/g, "");
  window.survey = { hash: location.hash, all: location.hash + content };
  return {
    controls,
    moved: before?.hash !== window.survey.hash,
    changed: before?.all !== window.survey.all,
  };
}
"""

Control = dict[str, Any]
Way = Callable[[Page, Control, int], None]


def walk(tab: Page, way: Way) -> tuple[set[str], set[str]]:
    """Use all controls of the figure on a page whose clock is Playwright's.

    Returns
    -------
    used, left
        Those that did something, and those that did not. A setting must have changed the address.
    """
    used, seen, tries = set(), {}, Counter()  # with when a control came into sight
    patience = PATIENCE
    found = survey(tab)
    for step in count():
        for each in found["controls"]:
            seen.setdefault(each["key"], step)
        fresh = [each for each in found["controls"] if each["key"] not in used]
        able = [each for each in fresh if not each["disabled"] and tries[each["key"]] < TRIES]
        if not able and any(each["disabled"] for each in fresh) and patience:
            patience -= 1
            # What cannot be used yet may want a mark on a picture, or what is still computed.
            able = [each for each in found["controls"] if each["kind"] == "surface"]
            if not able:
                tab.wait_for_timeout(MOMENT)
                found = survey(tab)
                continue
        if not able:
            return used, seen.keys() - used
        # What has just come into sight first: it may not stay.
        control = min(able, key=lambda each: (-seen[each["key"]], tries[each["key"]]))
        tries[control["key"]] += 1
        if tries[control["key"]] > 1:
            unsettle(tab, found, way)
        way(tab, control, tries[control["key"]] % 2)
        found, did_something = effect(tab, control)
        if did_something:
            used.add(control["key"])


def effect(tab: Page, control: Control) -> tuple[dict[str, Any], bool]:
    """Let time pass, and see whether a control did something, which may take real time as well."""
    kind = "changed" if control["kind"] in ("button", "surface") else "moved"
    for _ in range(PATIENCE):
        tab.clock.run_for(PAUSE)
        found = survey(tab)
        if found[kind]:
            break
        tab.wait_for_timeout(MOMENT)
    return found, found[kind]


def unsettle(tab: Page, found: dict[str, Any], way: Way) -> None:
    """Move the first slider: to start anew does something only where something has been done."""
    for slider in [each for each in found["controls"] if each["kind"] == "slider"][:1]:
        way(tab, slider, 1)
        tab.clock.run_for(PAUSE)
        survey(tab)


def survey(tab: Page) -> dict[str, Any]:
    """Look at the figure."""
    return tab.locator(".live-figure").evaluate(SURVEY)


def middle(box: dict[str, float]) -> tuple[float, float]:
    """Return the middle of a box."""
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def place(control: Control) -> tuple[float, float]:
    """Return where to point at: the middle, or the emptier side of a slider."""
    x, y = middle(control["box"])
    if control["kind"] == "slider":
        x += control["box"]["width"] * (0.3 if control["share"] < 0.5 else -0.3)
    return x, y


def stroke(control: Control, turn: int) -> list[tuple[float, float]]:
    """Return places along which to drag, now one way and now the other; not the middle alone."""
    x, y = place(control)
    by = 12 if turn else -12
    first = 0 if control["kind"] == "point" else 1
    return [(x + share * by, y - share * by) for share in range(first, first + 3)]


def write(tab: Page, turn: int) -> None:
    """Write a number into the field that has the focus."""
    tab.keyboard.press("ControlOrMeta+a")
    tab.keyboard.type("7" if turn else "5")


def by_mouse(tab: Page, control: Control, turn: int) -> None:
    """Click on a control, or drag it."""
    if control["kind"] in ("point", "surface"):
        start, *rest = stroke(control, turn)
        tab.mouse.move(*start)
        tab.mouse.down()
        for at in rest:
            tab.mouse.move(*at)
        tab.mouse.up()
    else:
        tab.mouse.click(*place(control))
        if control["kind"] == "text":
            write(tab, turn)


def by_keys(tab: Page, control: Control, turn: int) -> None:
    """Go to a control and press its keys."""
    tab.evaluate(
        "i => (parts[i].querySelector('input:checked') ?? parts[i]).focus()", control["index"]
    )
    arrows = ["ArrowRight", "ArrowUp"] if turn else ["ArrowLeft", "ArrowDown"]
    match control["kind"]:
        case "slider" | "choice":
            keys = arrows[:1]
        case "point":
            keys = [f"Shift+{arrow}" for arrow in arrows]
        case "surface":
            keys = [*arrows, "Space"]
        case "switch":
            keys = ["Space"]
        case "text":
            keys = []
            write(tab, turn)
        case _:
            keys = ["Enter"]
    for key in keys:
        tab.keyboard.press(key)


def by_finger(tab: Page, control: Control, turn: int) -> None:
    """Tap on a control, or drag it."""
    if control["kind"] in ("point", "surface"):
        session = tab.context.new_cdp_session(tab)
        kinds = ["touchStart", "touchMove", "touchMove"]
        for kind, (x, y) in zip(kinds, stroke(control, turn), strict=True):
            points = [{"x": x, "y": y}]
            session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        session.detach()
    else:
        tab.touchscreen.tap(*place(control))
        if control["kind"] == "text":
            write(tab, turn)
