"""Colours can be read on their page and told apart, by readers who do not see all of them too."""

import re
from itertools import combinations

import numpy as np
import pytest

from conundrum.palette import DARK, LIGHT
from conundrum.site.colours import as_css

MODES = pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
NEUTRAL = {"ink", "paper", "muted", "grid"}

# Linear sRGB as seen with no cone of one kind: Machado, Oliveira and Fernandes (2009), severity 1.
EYES = {
    "all cones": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
}
SRGB_TO_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)
WHITE = SRGB_TO_XYZ @ np.ones(3)


def test_light_and_dark_have_the_same_roles():
    assert LIGHT.keys() == DARK.keys()


@MODES
def test_no_two_roles_share_a_colour(palette):
    assert len(set(palette.values())) == len(palette)


@MODES
def test_colours_of_data_can_be_read_as_text(palette):
    # 3:1 is enough for a line; 4.5:1 lets a line's name be written in its colour (WCAG 1.4.3).
    for role in palette.keys() - NEUTRAL:
        assert contrast(palette[role], palette["paper"]) >= 4.5, role


@MODES
def test_ink_and_the_greys_can_be_read(palette):
    assert contrast(palette["ink"], palette["paper"]) >= 7
    assert contrast(palette["muted"], palette["paper"]) >= 4.5


@MODES
@pytest.mark.parametrize("eye", EYES)
def test_colours_of_data_can_be_told_apart(palette, eye):
    seen = {
        role: lab(np.clip(EYES[eye] @ linear(palette[role]), 0, 1))
        for role in palette.keys() - NEUTRAL
    }
    for one, other in combinations(seen, 2):
        assert difference(seen[one], seen[other]) >= 10, (one, other)


def test_the_pages_get_the_palette():
    css = as_css()
    light, dark = css.splitlines()
    assert light.startswith("html {")
    assert dark.startswith("html[data-theme=dark] {")
    assert dict(re.findall(r"--(\w+): (#\w{6});", light)) == LIGHT
    assert dict(re.findall(r"--(\w+): (#\w{6});", dark)) == DARK


# Of what a figure stands on, which only notebooks see: the pages set it to nothing.
FRAME = {"figure-paper", "figure-width"}


def test_figures_use_no_colour_that_the_pages_do_not_define(site):
    drawings = list((site / "drawings").rglob("*.svg"))
    assert len(drawings) > 300
    for drawing in drawings:
        used = set(re.findall(r"var\(--([\w-]+)", drawing.read_text("utf-8")))
        assert used - FRAME <= LIGHT.keys(), drawing


@pytest.mark.parametrize(
    ("one", "other", "published"),
    [  # Sharma, Wu and Dalal (2005), Table 1: pairs 1, 7, 13, 17, 25 and 34
        ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
        ((50, 0, 0), (50, -1, 2), 2.3669),
        ((50, -0.001, 2.49), (50, 0.0009, -2.49), 4.8045),
        ((50, 2.5, 0), (73, 25, -18), 27.1492),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
        ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_differences_are_ciede2000(one, other, published):
    assert difference(np.array(one), np.array(other)) == pytest.approx(published, abs=1e-4)


def linear(colour: str) -> np.ndarray:
    encoded = np.array([int(colour[start : start + 2], 16) for start in (1, 3, 5)]) / 255
    return np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    """Contrast ratio of WCAG 2."""
    lighter, darker = sorted((SRGB_TO_XYZ[1] @ linear(c) for c in (one, other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def lab(rgb: np.ndarray) -> np.ndarray:
    xyz = SRGB_TO_XYZ @ rgb / WHITE
    x, y, z = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def difference(one: np.ndarray, other: np.ndarray) -> float:
    """CIEDE2000, in the notation of Sharma, Wu and Dalal (2005)."""
    (l1, a1, b1), (l2, a2, b2) = one, other
    c_bar = (np.hypot(a1, b1) + np.hypot(a2, b2)) / 2
    g = 0.5 * (1 - np.sqrt(c_bar**7 / (c_bar**7 + 25**7)))
    a1, a2 = (1 + g) * a1, (1 + g) * a2
    c1, c2 = np.hypot(a1, b1), np.hypot(a2, b2)
    h1, h2 = np.degrees(np.arctan2([b1, b2], [a1, a2])) % 360

    delta_h = (h2 - h1 + 180) % 360 - 180 if c1 * c2 else 0
    delta_hue = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(delta_h / 2))
    h_bar = (h1 + delta_h / 2) % 360 if c1 * c2 else h1 + h2
    l_bar, c_bar = (l1 + l2) / 2, (c1 + c2) / 2

    t = (
        1
        - 0.17 * np.cos(np.radians(h_bar - 30))
        + 0.24 * np.cos(np.radians(2 * h_bar))
        + 0.32 * np.cos(np.radians(3 * h_bar + 6))
        - 0.20 * np.cos(np.radians(4 * h_bar - 63))
    )
    s_l = 1 + 0.015 * (l_bar - 50) ** 2 / np.sqrt(20 + (l_bar - 50) ** 2)
    s_c, s_h = 1 + 0.045 * c_bar, 1 + 0.015 * c_bar * t
    r_c = 2 * np.sqrt(c_bar**7 / (c_bar**7 + 25**7))
    r_t = -r_c * np.sin(np.radians(60 * np.exp(-(((h_bar - 275) / 25) ** 2))))
    lightness, chroma, hue = (l2 - l1) / s_l, (c2 - c1) / s_c, delta_hue / s_h
    return np.sqrt(lightness**2 + chroma**2 + hue**2 + r_t * chroma * hue)
