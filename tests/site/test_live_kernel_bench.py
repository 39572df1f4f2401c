"""The kernel bench in a browser: drawn on, written, walked; by mouse, keys and finger."""

import pytest

from frames import reading, settle

NAME = "kernel-bench"
PICTURE, MAP = ".kb-cells >> nth=0", ".kb-cells >> nth=1"

pytestmark = pytest.mark.slow


def numbers(tab, where: str) -> list[str]:
    return tab.locator(where).locator("css=text").all_text_contents()


def at(tab, grid: str, row: int, column: int, cells: int = 12) -> dict[str, float]:
    box = tab.locator(grid).bounding_box()
    return {
        "x": (column + 0.5) * box["width"] / cells,
        "y": (row + 0.5) * box["height"] / cells,
    }


def test_a_mouse_walks_draws_and_writes(live):
    tab = live(NAME)
    tab.hover(MAP, position=at(tab, MAP, 1, 6, 10))
    assert "row 2, column 7: 9 products add up to 41." in reading(tab)
    assert "sum 41" in tab.inner_text(".kb-sum")
    tab.click("label:has-text('Grey')")
    tab.click(PICTURE, position=at(tab, PICTURE, 0, 0))
    reading(tab)
    map_before = numbers(tab, MAP)
    assert numbers(tab, PICTURE)[0] == "8"
    assert tab.is_checked("input[value=own]")
    tab.click("text=Vertical")
    reading(tab)
    assert numbers(tab, MAP) != map_before
    tab.fill("input[aria-label='weight, row 1, column 1']", "−2.5")
    settle(tab, 600)  # the address follows after a pause
    assert "kernel=-2.5_2_-1_" in tab.evaluate("location.hash")
    tab.click("text=All zero")
    assert "All weights are zero" in reading(tab)
    tab.click("label:has-text('ReLU')")
    tab.click("button[aria-label='Move the picture right']")
    reading(tab)
    assert numbers(tab, PICTURE)[1] == "8"
    tab.click("text=Reset")
    assert "row 2, column 7: 9 products add up to 41." in reading(tab)


def test_keys_do_the_same(live):
    tab = live(NAME)
    tab.focus(MAP)
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("ArrowLeft")
    assert "row 3, column 6" in reading(tab)
    tab.focus(PICTURE)
    for key in ("ArrowRight", "ArrowDown", "Space"):
        tab.keyboard.press(key)
    reading(tab)
    assert numbers(tab, PICTURE)[13] == "16"
    tab.focus("input[aria-label='weight, row 2, column 2']")
    tab.keyboard.press("ArrowUp")
    reading(tab)
    assert tab.input_value("input[aria-label='weight, row 2, column 2']") == "3"
    for name, count in (("Stride", 5), ("Dilation", 4), ("Padding", 5)):
        tab.locator("summary").first.evaluate("fold => fold.parentElement.open = true")
        tab.get_by_label(name, exact=True).focus()
        tab.keyboard.press("ArrowRight")
        reading(tab)
        assert len(numbers(tab, MAP)) == count**2, name
    tab.get_by_label("Max of all").focus()
    tab.keyboard.press("Space")
    reading(tab)
    assert len(tab.query_selector_all(".kb-numbers > span")) == 1


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ("picture=black", "The picture is black, so every sum is the bias alone."),
        ("kernel=0", "All weights are zero, so every sum is the bias alone."),
        ("dilation=6", "the window spans 13 pixels; the picture with its padding has 12"),
        ("dilation=5&pooling=max+4", "nothing is left after pooling"),
        ("bias=-999", "No sum is above zero"),
        ("picture=blocks&kernel=-1_-1_-1_-1_8_-1_-1_-1_-1&bias=-64", "All 8 corners and nothing"),
        ("picture=blocks&kernel=-1_-1_-1_-1_8_-1_-1_-1_-1", "8 of 8 corners, 20 of 20 edge pixels"),
        ("kernel=a_b&stride=99&place=50_50&own=x", "9 products add up to"),
    ],
)
def test_extreme_settings_say_what_happened(live, settings, words):
    assert words in reading(live(NAME, settings=settings))


def test_only_corners_is_a_task_that_answers_in_words(live, axe):
    tab = live(NAME)
    tab.click("text=2. Only corners")
    tab.click("text=Skip the prediction")
    for k in range(9):
        place = f"row {k // 3 + 1}, column {k % 3 + 1}"
        tab.fill(f"input[aria-label='weight, {place}']", "8" if k == 4 else "-1")
    assert "20 of 20 edge pixels" in reading(tab)
    tab.get_by_label("Bias", exact=True).fill("-64")
    reading(tab)
    assert axe(tab) == []
    assert tab.inner_text(".live-outcome").startswith("All 8 corners and nothing else.")


@pytest.mark.parametrize(
    ("width", "mode", "settings"),
    [
        (390, "dark", "picture=flower&padding=3&stride=2&pooling=max+2"),
        (390, "light", "dilation=6"),
    ],
)
def test_axe_finds_nothing(live, axe, width, mode, settings):
    tab = live(NAME, width=width, mode=mode, settings=settings)
    assert axe(tab) == []
