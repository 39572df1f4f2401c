"""The README shows what the package draws, and quotes what stands in the book."""

import re
from pathlib import Path

import pytest
from matplotlib.testing.compare import compare_images

from conundrum.chapters.index import experiments, figures
from conundrum.palette import LIGHT
from conundrum.style import WIDE, look

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PICTURE = ROOT / ".github" / "opening.png"


@pytest.mark.slow
def test_the_picture_is_the_landing_pages_figure(tmp_path):
    drawn = tmp_path / "opening.png"
    with look(WIDE):
        figure = figures.opening(experiments.interpolate(seed=1).draws[0])
        figure.savefig(drawn, dpi=160, facecolor=LIGHT["paper"])
    difference = compare_images(str(PICTURE), str(drawn), tol=3)
    assert difference is None, f"copy {drawn} to {PICTURE}: {difference}"


def test_the_landing_page_draws_the_same():
    landing = (ROOT / "book/index.md").read_text(encoding="utf-8")
    assert "experiments.interpolate(seed=1)" in landing


def test_the_claim_it_shows_is_one_of_the_book():
    [claim] = re.findall(r"```python\n(@claim.*?)```", README, re.DOTALL)
    claims = (ROOT / "code/conundrum/chapters/conundrum/claims.py").read_text(encoding="utf-8")
    assert claim.strip() in claims


def test_every_file_it_names_exists():
    for path in re.findall(r"\]\((?!http)([^)#]+)\)", README):
        assert (ROOT / path).exists(), path
    for path in re.findall(r"`([\w.]+/[\w./]*|_\w+\.yml)`", README):
        if "NAME" not in path:
            assert any(base.joinpath(path).exists() for base in (ROOT, ROOT / "tests")), path
