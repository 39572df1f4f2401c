"""Training in the browser: every control, by mouse, keyboard and touch; what extremes do."""

import re

import pytest
from playwright.sync_api import Page, expect

from frames import reading, settings, settle

NAME = "train-it-yourself"
QUICK = "width=8&"

pytestmark = pytest.mark.slow


@pytest.fixture
def trainer(live):
    """Open the figure; narrow networks, which are trained in no time, unless told."""

    def open_trainer(more: str = "", quick: str = QUICK, **options) -> Page:
        return live(NAME, settings=f"{quick}{more}", reduced_motion="reduce", **options)

    return open_trainer


def wait_until_trained(tab: Page) -> None:
    tab.get_by_label("Steps", exact=True).fill("400")  # the right end of the slider
    expect(tab.locator(".live-reading")).to_contain_text("After 8,000 steps", timeout=30_000)


def test_play_stop_and_reveal(trainer):
    tab = trainer()
    expect(tab.locator(".live-reading")).to_contain_text("Stop where you think")
    assert "Test error" not in reading(tab)
    tab.get_by_role("button", name="Play").click()
    expect(tab.locator(".live-reading")).not_to_contain_text("After 0 steps")
    tab.get_by_role("button", name="Pause").click()
    stopped = re.search(r"After ([\d,]+) steps", reading(tab))[1]
    settle(tab, 900)
    assert f"After {stopped} steps" in reading(tab)
    tab.get_by_role("button", name="Stop here and reveal").click()
    expect(tab.locator(".live-reading")).to_contain_text("The least on the way was")
    expect(tab.get_by_role("button", name="Stop here and reveal")).to_be_disabled()


def test_another_training_hides_the_test_error_again(trainer):
    tab = trainer("revealed=1&at=100")
    expect(tab.locator(".live-reading")).to_contain_text("Test error")
    tab.get_by_label("Dropout").press("ArrowRight")
    expect(tab.locator(".live-reading")).to_contain_text("Stop where you think")
    assert settings(tab) == "width=8&dropout=0.05"


def test_tasks_notice_when_they_are_done(trainer):
    tab = trainer()
    tab.get_by_role("button", name="4. Width").click()
    tab.get_by_role("button", name="They hardly differ").click()
    expect(tab.locator(".live-verdict")).to_contain_text("Well predicted")
    tab.get_by_role("button", name="Stop here and reveal").click()
    expect(tab.locator(".live-outcome")).to_contain_text("8 units: 0.", timeout=30_000)
    tab.get_by_role("button", name="3. A large start").click()
    tab.get_by_role("button", name="Skip").click()
    tab.get_by_role("button", name="Hidden units: 8").click()
    wait_until_trained(tab)
    tab.get_by_role("button", name="Stop here and reveal").click()
    expect(tab.locator(".live-outcome")).to_contain_text("Now with λ")


@pytest.mark.parametrize(
    ("extreme", "words"),
    [
        ("optimiser=descent&rate=10", "grown beyond all bounds"),
        ("rate=10&", "train error"),
        ("width=1", "train error"),
        ("scale=4&penalty=1&dropout=0.8&corrupted=5", "train error"),
        ("width=9999&scale=0&rate=x&at=-3&draw=0", "train error"),
    ],
)
def test_extreme_settings_stay_sensible_and_say_what_happened(trainer, extreme, words):
    tab = trainer(extreme + "&at=8000&revealed=1")
    expect(tab.locator(".live-reading")).to_contain_text(words, timeout=30_000)
    settle(tab, 500)
    for plot in tab.locator(".live-plot").all():
        assert "NaN" not in plot.inner_html()
    assert "undefined" not in reading(tab)


@pytest.mark.parametrize(("width", "mode"), [(1400, "light"), (390, "dark")])
def test_axe_finds_nothing_in_any_state(trainer, axe, width, mode):
    tab = trainer("many=1", width=width, mode=mode)
    tab.get_by_role("button", name="1. Stop in time").click()
    tab.get_by_role("button", name="Stop here and reveal").click()
    assert not axe(tab)
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
