"""Nothing sticks out, covers something else, or is too small to read, on a desk or a phone."""

from itertools import combinations

import pytest

from frames import show_all

SMALLEST = 9  # CSS pixels
SLACK = 1  # of a box, in CSS pixels
MOST_SHIFT = 0.05  # half of what browsers' makers call good

# How much of what was seen has moved by itself since the page began, as browsers count it.
SHIFT = """
() => new Promise((done) => {
  let sum = 0;
  const watch = new PerformanceObserver((list) => {
    for (const { value } of list.getEntries()) sum += value;
  });
  watch.observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(sum), 50);
})
"""

pytestmark = pytest.mark.slow


def test_no_page_is_wider_than_the_window(visits):
    wide = [f"{visit}: by {visit.overflow} px" for visit in visits if visit.overflow > 0]
    assert not wide, "\n".join(wide)


@pytest.mark.parametrize(("width", "height"), [(1350, 940), (412, 823)], ids=["desk", "phone"])
def test_hardly_anything_moves_while_a_page_comes(served, readable, browser, width, height):
    def shift_of(page):
        context = browser.new_context(viewport={"width": width, "height": height})
        tab = context.new_page()
        tab.goto(f"{served}/{page}", wait_until="load")
        tab.evaluate("document.fonts.ready")
        shift = tab.evaluate(SHIFT)
        context.close()
        return shift

    # On a busy machine fonts may come late once, but not three times.
    moved = [page for page in readable if all(shift_of(page) > MOST_SHIFT for _ in range(3))]
    assert not moved, "\n".join(moved)


def test_text_in_figures_is_large_enough(visits):
    found = {
        f"{place}: “{text['text']}” of {text['size']:.1f} px"
        for place, figure in figures_of(visits)
        for text in figure["texts"]
        if text["size"] < SMALLEST
    }
    assert not found, "\n".join(sorted(found))


def test_text_stays_inside_its_figure(visits):
    found = {
        f"{place}: “{text['text']}”"
        for place, figure in figures_of(visits)
        for text in figure["texts"]
        if not inside(text["box"], figure["box"])
    }
    assert not found, "\n".join(sorted(found))


def test_texts_in_figures_do_not_cover_each_other(visits):
    found = {
        f"{place}: “{one['text']}” and “{other['text']}”"
        for place, figure in figures_of(visits)
        for one, other in combinations(figure["texts"], 2)
        if overlap(one, other)
    }
    assert not found, "\n".join(sorted(found))


def test_paper_gets_one_title_and_dark_ink(site, readable, browser):
    context = browser.new_context(color_scheme="dark")
    tab = context.new_page()
    tab.emulate_media(media="print")
    for page in readable:
        tab.goto((site / page).as_uri())
        show_all(tab)
        tab.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert tab.locator("h1").is_visible(), page
        assert luminance(tab.locator("h1").evaluate("title => getComputedStyle(title).color")) < 0.1
        for figure in tab.locator(".computed-figure").all():
            assert figure.locator(".wide svg").is_visible(), page
    context.close()


def figures_of(visits):
    for visit in visits:
        for figure in visit.figures:
            yield f"{visit.page} ({visit.width} px), {figure['name'][:60]}", figure


def inside(box, frame) -> bool:
    return (
        box["left"] >= frame["left"] - SLACK
        and box["right"] <= frame["right"] + SLACK
        and box["top"] >= frame["top"] - SLACK
        and box["bottom"] <= frame["bottom"] + SLACK
    )


def overlap(one, other) -> bool:
    # A line's box is higher than its letters by about a fifth of their size, above and below.
    slack = max(SLACK, 0.2 * min(one["size"], other["size"]))
    one, other = one["box"], other["box"]
    across = min(one["right"], other["right"]) - max(one["left"], other["left"])
    down = min(one["bottom"], other["bottom"]) - max(one["top"], other["top"])
    return across > slack and down > slack


def luminance(colour: str) -> float:
    red, green, blue = (float(part) / 255 for part in colour[4:-1].split(",")[:3])
    return 0.2126 * red**2.2 + 0.7152 * green**2.2 + 0.0722 * blue**2.2
