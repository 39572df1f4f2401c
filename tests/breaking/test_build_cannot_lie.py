"""A small book is broken on purpose; the build must fail, twice in a row, and say where.

The book has the configuration and the package of the real one, two chapters of its own instead of
the real ones, and is built by the command readers use.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
JUPYTER_BOOK = Path(sys.executable).with_name("jupyter-book")

HEADER = """\
---
jupytext: {text_representation: {extension: .md, format_name: myst}}
kernelspec: {display_name: Python 3, language: python, name: python3}
myst: {html_meta: {description: A page to break.}}
---
"""

PAGES = {
    "index.md": """\
---
myst: {html_meta: {description: A small book.}}
---
# Small book

See {doc}`dice` and {doc}`coins`.
""",
    "claims.md": """\
---
myst: {html_meta: {description: What the small book claims.}}
---
(claims)=
# Claims

```{claims}
```
""",
    "dice.md": HEADER
    + """
(dice)=
# Dice

```{code-cell} ipython3
from conundrum.chapters.dice import claims, experiments, figures
from conundrum.page import check, show
rolls = experiments.roll(seed=1)
```

```{code-cell} ipython3
:mystnb: {figure: {caption: Pips., name: fig-pips}}
show(figures.pips, rolls, alt=f"Bars of {len(rolls.pips)} rolls.")
```

There are twelve rolls.

```{code-cell} ipython3
:tags: [remove-input]
check(rolls, claims.there_are_twelve_rolls)
```

## Pips

It shows something.

```{code-cell} ipython3
check(rolls, claims.a_die_shows_one_to_six)
```

```{code-cell} ipython3
print("sides:", experiments.SIDES)
```
""",
    "coins.md": HEADER
    + """
# Coins

After {ref}`dice` and {ref}`fig-pips`.

```{code-cell} ipython3
print("a coin has", 2, "sides")
```
""",
}

PACKAGE = {
    "__init__.py": "",
    "experiments.py": """\
from dataclasses import dataclass

import numpy as np

from conundrum.experiment import experiment

SIDES = 6


@dataclass(frozen=True)
class Rolls:
    pips: np.ndarray


@experiment
def roll(*, seed):
    return Rolls(np.random.default_rng(seed).integers(1, SIDES + 1, size=12))


@experiment
def toss(*, seed):
    return Rolls(np.random.default_rng(seed).integers(0, 2, size=12))
""",
    "figures.py": """\
from conundrum.style import COLOUR, panels


def pips(rolls):
    figure, [axes] = panels()
    axes.bar(range(len(rolls.pips)), rolls.pips, color=COLOUR["train"])
    return figure
""",
    "claims.py": """\
from conundrum.chapters.dice import experiments
from conundrum.claims import EXACT, checked, claim


@claim(experiments.roll, above=0, below=7, unit=" pips")
def a_die_shows_one_to_six(rolls):
    \"\"\"A die shows one to six.\"\"\"
    return rolls.pips.max()


@checked(experiments.roll, above=11, below=13, kind=EXACT)
def there_are_twelve_rolls(rolls):
    \"\"\"There are twelve rolls.\"\"\"
    return len(rolls.pips)
""",
}


EVIDENCE = {
    "a_die_shows_one_to_six": {
        "experiment": "conundrum.chapters.dice.experiments.roll()",
        "fingerprint": "of this code",
        "seconds": 0.001,
        "seeds": list(range(1000, 1020)),
        "values": [6.0] * 13 + [5.0] * 6 + [4.0],
        "elsewhere": {},
    }
}


class Book:
    def __init__(self, root):
        self.root = root

    def path(self, name):
        chapter = self.root / "code/conundrum/chapters/dice" / name
        return chapter if name.endswith(".py") else self.root / "book" / name

    def store(self, evidence):
        self.path("evidence").mkdir(exist_ok=True)
        self.path("evidence/dice.json").write_text(json.dumps(evidence), encoding="utf-8")

    def replace(self, name, old, new):
        text = self.path(name).read_text(encoding="utf-8")
        assert old in text
        self.path(name).write_text(text.replace(old, new), encoding="utf-8")

    def build(self, **variables):
        return subprocess.run(
            [JUPYTER_BOOK, "build", "."],
            cwd=self.root,
            env={
                **os.environ,
                "PYTHONPATH": str(self.root / "code"),
                "NO_COLOR": "1",
                "GITHUB_REPOSITORY": "someone/small-book",  # so that there are links
                **variables,
            },
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
        )

    def site(self):
        """Return every file of the site, by its path."""
        html = self.root / "_build/html"
        files = [path for path in html.rglob("*") if path.is_file()]
        return {path.relative_to(html).as_posix(): path.read_bytes() for path in files}

    def notebook(self, name):
        return json.loads((self.root / f"_build/html/_sources/book/{name}.ipynb").read_bytes())

    def page(self, name):
        return (self.root / "_build/html/book" / name).read_text(encoding="utf-8")

    def parsed(self, name):
        return BeautifulSoup(self.page(name), "html.parser")

    def failure(self):
        """Build a broken book; return what the build said."""
        build = self.build()
        assert build.returncode != 0, build.stdout + build.stderr
        assert not (self.root / "_build/html").exists(), "a failed build left pages behind"
        return build.stdout + build.stderr

    def fails_twice_saying(self, *words):
        for _ in range(2):
            said = self.failure()
            for word in words:
                assert word in said


@pytest.fixture(scope="module")
def built_book(tmp_path_factory):
    root = tmp_path_factory.mktemp("book")
    for name in ("_config.yml", "requirements.txt"):
        shutil.copy(ROOT / name, root)
    shutil.copytree(ROOT / "code", root / "code", ignore=shutil.ignore_patterns("*.egg-info"))
    shutil.rmtree(root / "code/conundrum/chapters")
    (root / "code/conundrum/chapters/dice").mkdir(parents=True)
    shutil.copy(ROOT / "code/conundrum/chapters/__init__.py", root / "code/conundrum/chapters")
    for name, text in PACKAGE.items():
        (root / "code/conundrum/chapters/dice" / name).write_text(text, encoding="utf-8")
    shutil.copytree(
        ROOT / "book",
        root / "book",
        ignore=lambda _, names: [n for n in names if n.endswith(".md") or n == "evidence"],
    )
    for name, text in PAGES.items():
        (root / "book" / name).write_text(text, encoding="utf-8")
    (root / "_toc.yml").write_text(
        "format: jb-book\nroot: book/index\nchapters:\n"
        + "".join(f"  - file: book/{name}\n" for name in ("dice", "coins", "claims"))
    )
    book = Book(root)
    book.store(EVIDENCE)
    build = book.build()
    assert build.returncode == 0, build.stdout + build.stderr
    return book


@pytest.fixture
def book(built_book, tmp_path):
    shutil.copytree(built_book.root, tmp_path / "book", symlinks=True)
    return Book(tmp_path / "book")


def test_the_small_book_shows_its_claim_with_its_value_and_its_evidence(built_book):
    page, listed = built_book.parsed("dice.html"), built_book.parsed("claims.html")
    for place in (page.find(id="claim-a-die-shows-one-to-six"), listed.find(class_="what").parent):
        assert "A die shows one to six." in place.get_text()
        assert "20 of 20 new samples" in " ".join(place.get_text().split())
        assert "6 pips" in place.get_text()
        assert place.svg.find("path", class_="dots")["d"].count("h0") == 20
        assert "values from 4 pips to 6 pips, all allowed" in place.svg["aria-label"]
    [link] = listed.find_all("a", string="6 pips")
    assert link["href"] == "dice.html#claim-a-die-shows-one-to-six"


def test_checks_stand_folded_at_the_end_of_their_section(built_book):
    page = built_book.parsed("dice.html")
    [fold] = page.find_all("details", class_="checks")
    assert fold.find_next_sibling().name == "section"  # of the opening, before the first heading
    row = fold.find("tr", id="claim-there-are-twelve-rolls")
    assert row.find(class_="held").get_text(" ", strip=True) == "exact nothing in it is random"
    [mark] = page.find_all("a", class_="checked")
    assert mark["href"] == "#claim-there-are-twelve-rolls"
    assert mark.parent.get_text().startswith("There are twelve rolls.")
    assert not page.find_all(class_="cell_output", string=re.compile(r"^\s*$"))


def test_the_code_of_a_figure_is_one_click_away(built_book):
    page = built_book.parsed("dice.html")
    figure, experiment = page.find("figure").find(class_="code-links").find_all("a")
    for link, name, definition in (
        (figure, "figures.py", "def pips(rolls):"),
        (experiment, "experiments.py", "@experiment"),
    ):
        path, line = link["href"].split("#L")
        assert (
            path
            == f"https://github.com/someone/small-book/blob/HEAD/code/conundrum/chapters/dice/{name}"
        )
        assert built_book.path(name).read_text("utf-8").splitlines()[int(line) - 1] == definition


def test_new_evidence_is_shown_and_runs_nothing(book):
    values = [7.0, *EVIDENCE["a_die_shows_one_to_six"]["values"][1:]]
    book.store({"a_die_shows_one_to_six": EVIDENCE["a_die_shows_one_to_six"] | {"values": values}})
    build = book.build()
    assert build.returncode == 0, build.stdout + build.stderr
    for page in ("dice.html", "claims.html"):
        assert "19 of 20" in book.page(page)
    assert executed(build) == set()


def test_without_evidence_the_page_says_so(book):
    book.store({})
    build = book.build()
    assert build.returncode == 0, build.stdout + build.stderr
    assert "Not yet measured on new samples" in book.page("dice.html")
    assert not book.parsed("dice.html").find(class_="strip")


def test_a_failing_cell(book):
    book.replace("coins.md", 'print("a coin', 'raise RuntimeError("lost coin"); print("a coin')
    book.fails_twice_saying("coins.md", "lost coin", 'raise RuntimeError("lost coin")')


def test_a_false_claim(book):
    book.replace("claims.py", "below=7", "below=5")
    book.fails_twice_saying(
        "dice.md",
        "check(rolls, claims.a_die_shows_one_to_six)",
        "false claim in chapter 'dice': a_die_shows_one_to_six",
        "measured: 6 pips",
        "expected: between 0 and 5 pips",
    )


def test_a_claim_that_is_no_number(book):
    book.replace("claims.py", "return rolls.pips.max()", 'return float("nan")')
    book.fails_twice_saying(
        "false claim in chapter 'dice': a_die_shows_one_to_six",
        "measured: NaN pips",
        "expected: between 0 and 7 pips",
    )


def test_a_claim_about_another_experiment(book):
    book.replace(
        "dice.md", "check(rolls, claims.a_die", "check(experiments.toss(seed=1), claims.a_die"
    )
    book.fails_twice_saying(
        "claim a_die_shows_one_to_six of chapter 'dice'",
        "was made by conundrum.chapters.dice.experiments.toss",
        "must be a result of conundrum.chapters.dice.experiments.roll",
    )


def test_warnings(book):
    # Any one of them stops the build. It goes on to the last, so that one build shows all.
    book.path("bare.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    book.replace("coins.md", "{ref}`dice`", "{ref}`dies`, {term}`pip`")
    book.replace("coins.md", "# Coins", "# Coins\n\n![](bare.svg)\n\n$\\frac{1}{$")
    book.replace("coins.md", "print(", 'import warnings; warnings.warn("bent coin"); print(')
    book.replace("dice.md", "check(rolls, claims.a_die_shows_one_to_six)", "claims")
    twelve = "check(rolls, claims.there_are_twelve_rolls)"
    book.replace("dice.md", twelve, twelve.replace(")", ", claims.there_are_twelve_rolls)"))
    for _ in range(2):
        warnings = re.findall("^.*(?:WARNING|ERROR): .*$", book.failure(), re.MULTILINE)
        for page, words in (
            ("coins.md", "dies"),
            ("coins.md", "term not in glossary: 'pip'"),
            ("coins.md", "alternative text"),
            ("coins.md", "formula cannot be read"),
            ("coins.md", "stderr was found in the cell outputs"),
            ("claims.md", "'a_die_shows_one_to_six' of chapter 'dice' is checked on no page"),
            ("dice.md", "'there_are_twelve_rolls' of chapter 'dice' is checked twice"),
        ):
            assert any(page in line and words in line for line in warnings), (words, warnings)


def test_a_removed_alternative_text(book):
    book.replace("dice.md", 'f"Bars of {len(rolls.pips)} rolls."', '""')
    book.fails_twice_saying("dice.md", "alt=''")


def test_a_library_that_is_not_the_one_pinned(book):
    pins = book.root / "requirements.txt"
    pins.write_text(pins.read_text().replace("cycler==", "cycler==9."))
    book.fails_twice_saying("requirements.txt", "cycler==9.")


def test_another_checkouts_package(book):
    other = book.root.parent / "other"
    shutil.copytree(book.root / "code", other)
    build = subprocess.run(
        [JUPYTER_BOOK, "build", "."],
        cwd=book.root,
        env={**os.environ, "PYTHONPATH": str(other)},
        capture_output=True,
        text=True,
    )
    assert build.returncode != 0
    assert "not this book's" in build.stdout + build.stderr


def executed(build):
    return {page for page in ("dice", "coins") if f"executed {page}.md in" in build.stdout}


def test_an_unchanged_small_book_is_not_run_again(book):
    assert executed(book.build()) == set()


def test_a_constant_changed_in_the_package_changes_the_page_and_no_other_is_run(book):
    assert "sides: 6" in book.page("dice.html")
    book.replace("experiments.py", "SIDES = 6", "SIDES = 5")
    build = book.build()
    assert build.returncode == 0, build.stdout + build.stderr
    assert "sides: 5" in book.page("dice.html")
    assert "5 pips" in book.page("claims.html")
    assert executed(build) == {"dice"}


def test_a_changed_text_alone_runs_nothing_and_leaves_the_notebook_its_outputs(book):
    before = book.notebook("coins")
    book.replace("coins.md", "# Coins", "# Two coins")
    build = book.build()
    assert "Two coins" in book.page("coins.html")
    assert executed(build) == set()
    after = book.notebook("coins")
    assert "# Two coins" in after["cells"][1]["source"][0]
    assert after["cells"][2:] == before["cells"][2:]
    assert after["cells"][2]["outputs"][0]["text"] == ["a coin has 2 sides\n"]


def test_a_notebook_says_what_to_install_and_holds_what_the_page_shows(built_book):
    first, _, _, figure, caption, text, checked, *_ = built_book.notebook("dice")["cells"]
    url = "https://github.com/someone/small-book/archive/HEAD.zip"
    assert f'# %pip install "conundrum[book] @ {url}"' in "".join(first["source"])
    [output] = figure["outputs"]
    assert set(output["data"]) == {"text/html", "text/plain"}
    assert output["data"]["text/plain"] == ["Bars of 12 rolls."]
    assert caption["source"] == ["**Fig. 1.** Pips."]
    assert text["source"] == ["There are twelve rolls."]
    assert "There are twelve rolls. Here: 12" in checked["outputs"][0]["data"]["text/plain"][0]
    after = built_book.notebook("coins")["cells"][1]["source"]
    assert "After Dice and Pips.." in "".join(after)


def first_difference(one, other):
    assert one.keys() == other.keys()
    return next((name for name in one if one[name] != other[name]), None)


LITTER = (
    "code/conundrum/.DS_Store",
    "code/conundrum/data/.tables.py.swp",
    "code/conundrum/data/tables.py~",
    "code/conundrum/data/files/hitters.csv.orig",
    "code/conundrum/data/files/Copy of fashion_mnist.npz",
    "code/conundrum/fonts/Inter-Regular copy.otf",
    "code/conundrum/chapters/try.py",
    "code/conundrum/half-written.py",
    "code/conundrum/.ipynb_checkpoints/page-checkpoint.py",
    "code/conundrum/chapters/dice/#figures.py#",
    "book/try.ipynb",
    "book/numpy.py",
    "book/dice.md~",
    "book/matplotlibrc",
    "book/_static/book.css~",
    "book/_static/.book.css.swp",
    "book/evidence/dice.json.bak",
    "downloads/README.md",
    "docs.log",
)


def test_a_second_build_amid_litter_runs_nothing_and_changes_no_byte(book):
    before = book.site()
    for name in LITTER:
        file = book.root / name
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(
            b"axes.grid: True\n\xff" if file.name != "matplotlibrc" else b"axes.grid: 1"
        )
    (book.root / "code/conundrum/.#page.py").symlink_to("me@here.1:2")  # as Emacs locks a file
    build = book.build()
    assert build.returncode == 0, build.stdout + build.stderr
    assert executed(build) == set()
    assert first_difference(before, book.site()) is None


def test_who_builds_where_changes_no_byte(built_book, tmp_path):
    """Another kernel, settings of Jupyter, IPython, matplotlib and Python, no git, umlauts."""
    home = tmp_path / "Zuhause"
    (home / "kernels/python3").mkdir(parents=True)
    (home / "kernels/python3/kernel.json").write_text(
        '{"argv": ["false", "{connection_file}"], "display_name": "Python 3", "language": "python"}'
    )
    (home / ".ipython/profile_default/startup").mkdir(parents=True)
    (home / ".ipython/profile_default/startup/mine.py").write_text(
        "from conundrum.chapters.dice import experiments; experiments.SIDES = 4"
    )
    (home / "startup.py").write_text("raise SystemExit")
    (home / "matplotlibrc").write_text(
        "axes.grid: True\naxes.spines.left: False\npatch.force_edgecolor: True\n"
        "text.usetex: True\nlines.solid_capstyle: butt\nimage.cmap: gray\nfont.family: serif\n"
    )
    root = tmp_path / "Meine Bücher & mehr" / "das Buch #1 (50%) [x]"
    shutil.copytree(built_book.root, root, ignore=shutil.ignore_patterns("_build"))
    book = Book(root)
    build = book.build(
        HOME=str(home),
        JUPYTER_PATH=str(home),
        PYTHONSTARTUP=str(home / "startup.py"),
        PYTHONOPTIMIZE="1",
        MATPLOTLIBRC=str(home / "matplotlibrc"),
        LC_ALL="C",
        LANG="C",
        TZ="Pacific/Kiritimati",
        PATH="",
        http_proxy="http://127.0.0.1:9",
        https_proxy="http://127.0.0.1:9",
    )
    assert build.returncode == 0, build.stdout + build.stderr
    assert executed(build) == {"dice", "coins"}
    assert first_difference(built_book.site(), book.site()) is None


def test_two_builds_from_clean_give_the_same_bytes(built_book, book):
    shutil.rmtree(book.root / "_build")
    build = book.build()
    assert build.returncode == 0, build.stdout + build.stderr
    assert "_sources/book/dice.ipynb" in book.site()
    assert first_difference(built_book.site(), book.site()) is None


def test_a_chapter_taken_out_of_the_book_leaves_no_page(book):
    contents = book.root / "_toc.yml"
    contents.write_text(contents.read_text().replace("  - file: book/coins\n", ""))
    book.replace("index.md", " and {doc}`coins`", "")
    build = book.build()
    assert build.returncode == 0, build.stdout + build.stderr
    assert not (book.root / "_build/html/book/coins.html").exists()
    assert not (book.root / "_build/html/_sources/book/coins.ipynb").exists()
