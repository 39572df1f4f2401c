"""How to cite the book, and under which terms it may be used."""

import subprocess
import sys
import tomllib
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]
CITATION = ROOT / "CITATION.cff"


def test_citation_is_of_the_citation_file_format():
    command = [sys.executable, "-m", "check_jsonschema"]
    command += ["--builtin-schema", "vendor.citation-file-format", CITATION]
    check = subprocess.run(command, capture_output=True, text=True, check=False)
    assert check.returncode == 0, check.stdout + check.stderr


def test_citation_says_what_the_package_and_the_book_say():
    citation = yaml.safe_load(CITATION.read_text())
    package = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    book = yaml.safe_load((ROOT / "_config.yml").read_text())
    assert citation["version"] == package["version"]
    assert citation["title"] == book["title"]
    assert [author["name"] for author in citation["authors"]] == [book["author"]]
    assert citation["license"] == [package["license"], "CC-BY-4.0"]


def test_licences_are_there_in_full():
    code = (ROOT / "LICENSE").read_text()
    text = (ROOT / "LICENSE-TEXT").read_text()
    assert code.startswith("MIT License")
    assert "without restriction, including without limitation" in code
    assert text.startswith("Attribution 4.0 International")
    for number in range(1, 9):
        assert f"\nSection {number} -- " in text
