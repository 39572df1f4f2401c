"""Reading twenty slices in a browser: by mouse, keys and finger, well and badly."""

import json

import pytest

from frames import reading, settle

NAME = "be-the-reader"
SLICE = ".br-slice"

pytestmark = pytest.mark.slow


@pytest.fixture
def slices(site) -> list[dict]:
    """What the figure shows, with the solutions."""
    script = (site / "_static" / "live" / f"{NAME}.data.js").read_text("utf-8")
    return json.loads(script.partition("] = ")[2].rpartition(";")[0])["slices"]


def code(rating: int, pixel: int | None) -> int:
    """An answer as it stands in the address."""
    return rating + 4 * (0 if pixel is None else pixel + 1)


def row_of(tab, name: str) -> list[str]:
    cells = f".br-table tr:has-text('{name}') td"
    return tab.eval_on_selector_all(cells, "all => all.map(cell => cell.textContent)")


def click_on(tab, pixel: int) -> None:
    box = tab.locator(SLICE).bounding_box()
    row, column = divmod(pixel, 64)
    place = {"x": (column + 0.5) * box["width"] / 64, "y": (row + 0.5) * box["height"] / 64}
    tab.click(SLICE, position=place)


def test_who_knows_the_solutions_is_perfect(live, slices):
    tab = live(NAME)
    assert not tab.is_visible("text=Surely none"), "first a prediction"
    tab.click("text=Better than the network")
    for each in slices:
        if each["patient"]:
            click_on(tab, each["hits"][0])
            tab.click("text=Surely a lesion")
        else:
            tab.click("text=Surely none")
        settle(tab)
    assert "rank 100 % of the pairs rightly" in reading(tab)
    assert row_of(tab, "You") == ["1.00", "10 of 10", "10 of 10", "0 of 10"]
    tab.click("text=Read them again")
    reading(tab)
    assert tab.is_visible(SLICE)


def test_keys_read_a_slice_and_take_it_back(live):
    tab = live(NAME)
    tab.click("text=Skip the prediction")
    tab.focus(SLICE)
    tab.keyboard.press("4")
    settle(tab)
    assert "Where is it? Mark the place first" in tab.inner_text(".br-note")
    for key in ("ArrowUp", "Shift+ArrowLeft", "Enter", "3"):
        tab.keyboard.press(key)
    assert "Slice 2 of 20" in reading(tab)
    tab.keyboard.press("1")
    assert "Slice 3 of 20" in reading(tab)
    settle(tab, 600)
    assert tab.evaluate("location.hash").endswith(f"answers={code(2, 31 * 64 + 27)}_0")
    tab.click("text=One back")
    assert "Slice 2 of 20" in reading(tab)


def test_scanner_and_prevalence_change_what_a_call_means(live):
    tab = live(NAME, settings="shown=1")
    home, network, rule = reading(tab), row_of(tab, "Network"), row_of(tab, "Brightest pixel")
    assert float(network[0]) > float(rule[0])
    tab.get_by_label("All brightness times").focus()
    tab.keyboard.press("Home")
    assert reading(tab) != home
    assert float(row_of(tab, "Network")[0]) < float(network[0]) - 0.2
    assert row_of(tab, "Brightest pixel") == rule
    tab.click(".live-mark:has-text('50 %')")
    assert "Where 50 % are ill" in reading(tab)


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ([], "You have read none of the slices."),
        ([code(0, None)], "all of one kind: there is no pair to rank"),
        (20 * [code(0, None)], "You called nobody ill."),
        (20 * [code(3, 0)], "You called everybody ill."),
    ],
)
def test_extreme_answers_say_what_happened(live, answers, words):
    written = "_".join(map(str, answers))
    tab = live(NAME, settings=f"shown=1&answers={written}")
    assert words in reading(tab)
    if words.startswith("You called nobody"):
        assert "no call can be right or wrong" in tab.inner_text(".br-called >> nth=0")
    assert "NaN" not in tab.inner_text("main")


@pytest.mark.parametrize(
    ("width", "mode", "settings"),
    [(1400, "dark", "answers=0"), (390, "light", "shown=1&answers=3_0_2")],
)
def test_axe_finds_nothing(live, axe, width, mode, settings):
    assert axe(live(NAME, width=width, mode=mode, settings=settings)) == []
