"""The scripts that the pages load are what the sources in live/ give."""

from pathlib import Path

import pytest

STATIC = Path(__file__).parents[2] / "book" / "_static" / "live"


def test_types_are_right(run_in_live):
    run_in_live("node_modules/typescript/bin/tsc")


def test_what_is_committed_is_what_the_sources_give(run_in_live, tmp_path):
    run_in_live("build.mjs", tmp_path)
    built = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    committed = {file.name: file.read_bytes() for file in STATIC.iterdir()}
    assert built.keys() == committed.keys(), "run make live"
    for name, content in built.items():
        assert content == committed[name], f"{name}: run make live"


@pytest.mark.parametrize("name", ["address", "random", "words"])
def test_shared_parts(node_test, name):
    node_test(name)
