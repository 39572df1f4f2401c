"""The trained network in a browser: moved, drawn, covered; by mouse, keys and finger."""

import gzip
import json

import pytest
from playwright.sync_api import expect

from frames import reading

NAME = "trained-network"
PICTURE = ".tn-picture"
HEAVIEST = 150_000  # bytes, compressed, of the weights of all three networks

pytestmark = pytest.mark.slow


def drag(tab, right: int, down: int) -> None:
    """Drag the picture by so many of its 28 pixels."""
    tab.locator(PICTURE).scroll_into_view_if_needed()
    box = tab.locator(PICTURE).bounding_box()
    x, y, pixel = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, box["width"] / 28
    tab.mouse.move(x, y)
    tab.mouse.down()
    tab.mouse.move(x + right * pixel, y + down * pixel, steps=5)
    tab.mouse.up()


def test_the_weights_are_light_enough(site):
    script = (site / "_static" / "live" / f"{NAME}.data.js").read_text("utf-8")
    networks = json.loads(script.partition("] = ")[2].rpartition(";")[0])["networks"]
    packed = json.dumps(networks, ensure_ascii=False, separators=(",", ":")).encode()
    assert len(gzip.compress(packed)) <= HEAVIEST


def test_a_mouse_moves_covers_draws_and_asks_where(live):
    tab = live(NAME)
    assert "A test image, trousers." in reading(tab)
    drag(tab, right=4, down=-2)
    assert "moved 2 up, 4 to the right" in reading(tab)
    tab.click(".tn-class:has-text('trousers')")
    assert "Map of “trousers”: its mean" in reading(tab)
    before = reading(tab)
    tab.click("label:has-text('Cover')")
    tab.click(PICTURE)
    assert "changed by you" in reading(tab)
    assert reading(tab) != before
    tab.click("text=Put it back")
    assert "A test image, trousers." in reading(tab)
    tab.click("[aria-label='nothing: draw one']")
    assert "The picture is black." in reading(tab)
    drag(tab, right=4, down=4)  # which draws now
    assert "Your drawing." in reading(tab)
    assert "black" not in reading(tab)
    tab.click("text=Every feature map")
    tab.click(".tn-sheet >> nth=1", position={"x": 5, "y": 5})
    reading(tab)
    assert tab.inner_text(".tn-one p").startswith("Map 1 of 32 after convolution 2, 7 × 7.")
    tab.click("text=Reset")
    assert "A test image, trousers." in reading(tab)


def test_keys_do_the_same(live):
    tab = live(NAME)
    tab.focus(PICTURE)
    tab.keyboard.press("ArrowRight")
    tab.keyboard.press("ArrowDown")
    assert "moved 1 down, 1 to the right" in reading(tab)
    tab.focus("input[value=cover]")
    tab.keyboard.press("Space")
    tab.focus(PICTURE)
    tab.keyboard.press("ArrowUp")
    tab.keyboard.press("Space")
    assert "changed by you" in reading(tab)
    tab.focus("[aria-label=bag]")
    tab.keyboard.press("Enter")
    assert "A test image, bag." in reading(tab)
    tab.focus("summary")
    tab.keyboard.press("Enter")
    tab.focus(".tn-sheet >> nth=3")
    tab.keyboard.press("ArrowDown")
    reading(tab)
    assert tab.inner_text(".tn-one p").startswith("Map 9 of 64 after convolution 4")
    assert "It adds" in tab.inner_text(".tn-one p")


def test_all_places_are_tried_beside_the_page(live):
    tab = live(NAME)
    tab.click("button:has-text('Try all places')")
    expect(tab.locator(".tn-everywhere")).to_contain_text("of 289 places", timeout=60_000)
    said = tab.eval_on_selector_all(".tn-places", "all => all.map(each => each.ariaLabel)")
    kept = [int(words.split(" at ")[1].split()[0]) for words in said]
    assert kept[0] > max(kept[1:]), "the pooled network survives most moves"
    tab.click(".tn-places >> nth=0", position={"x": 2, "y": 2})
    assert "moved 8 up, 8 to the left" in reading(tab)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ("garment=10", "The picture is black."),
        ("down=14&right=-14", "moved 14 down, 14 to the left"),
        ("down=999&garment=99&edits=-5_x&look=77", "Map of “ankle boot”"),
    ],
)
def test_extreme_settings_say_what_happened(live, settings, words):
    assert words in reading(live(NAME, settings=settings))


def test_a_task_answers_in_words(live):
    tab = live(NAME)
    tab.click("text=1. Move it")
    tab.click("text=Only the pooled one")
    drag(tab, right=5, down=0)
    reading(tab)
    assert tab.inner_text(".live-outcome").startswith("5 pixels to the right")


@pytest.mark.parametrize(("width", "mode"), [(1400, "light"), (390, "dark")])
def test_axe_finds_nothing(live, axe, width, mode):
    tab = live(NAME, width=width, mode=mode, settings="look=1&right=3")
    tab.click("text=Every feature map")
    tab.click("text=3. Draw one")
    assert axe(tab) == []
