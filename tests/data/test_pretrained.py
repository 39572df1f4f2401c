"""What is shipped is read only if it is what was made."""

import numpy as np
import pytest

from conundrum.data import pretrained
from conundrum.data.pretrained import checksum, shipped_arrays


@pytest.fixture(autouse=True)
def no_cache():
    shipped_arrays.cache_clear()
    yield
    shipped_arrays.cache_clear()


def test_the_file_is_small_and_has_features_of_every_image():
    arrays = shipped_arrays()
    for name, n in (
        ("clothes/pool", 1000),
        ("clothes/test", 1000),
        ("digits/pool", 1000),
        ("digits/test", 797),
    ):
        assert arrays[name].shape == (n, 1280)
        assert arrays[name].dtype == np.float16
        assert np.isfinite(arrays[name]).all()
    place = pretrained.files("conundrum") / "data" / "files" / pretrained.PRETRAINED_FILE
    assert place.stat().st_size < 8e6


@pytest.mark.parametrize("damaged", [b"", b"PK no archive", None])
def test_a_missing_or_corrupt_file_says_what_to_do(monkeypatch, tmp_path, damaged):
    folder = tmp_path / "data" / "files"
    folder.mkdir(parents=True)
    if damaged is not None:
        (folder / pretrained.PRETRAINED_FILE).write_bytes(damaged)
    monkeypatch.setattr(pretrained, "files", lambda package: tmp_path)
    with pytest.raises((FileNotFoundError, ValueError), match="git checkout -- code/conundrum"):
        shipped_arrays()


def test_other_numbers_in_the_file_are_noticed(monkeypatch, tmp_path):
    arrays = shipped_arrays() | {"seeds": np.arange(5)}
    shipped_arrays.cache_clear()
    folder = tmp_path / "data" / "files"
    folder.mkdir(parents=True)
    np.savez(folder / pretrained.PRETRAINED_FILE, **arrays)
    monkeypatch.setattr(pretrained, "files", lambda package: tmp_path)
    with pytest.raises(ValueError, match=r"corrupt, its checksum is [0-9a-f]{64}"):
        shipped_arrays()


def test_a_checksum_sees_names_and_numbers_but_not_their_order():
    one, two = np.arange(3), np.ones(2)
    assert checksum({"a": one, "b": two}) == checksum({"b": two, "a": one})
    assert checksum({"a": one, "b": two}) != checksum({"a": two, "b": one})
