"""The table of players is the one its publishers ship, complete and coded as in their lab."""

import numpy as np
import pytest

from conundrum.data import hitters as module
from conundrum.data.hitters import HITTERS_CHECKSUM, hitters


def test_players_with_a_salary_are_kept_in_order():
    players = hitters()
    assert players.X.shape == (263, 19)
    assert len(players.names) == 19
    assert "Salary" not in players.names
    # The first player of the file has no salary; the second is Alan Ashby.
    np.testing.assert_array_equal(
        players.X[0],
        [315, 81, 7, 24, 38, 39, 14, 3449, 835, 69, 321, 414, 375, 1, 1, 632, 43, 10, 1],
    )
    assert players.y[0] == 475
    assert players.y.mean() == pytest.approx(535.93, abs=0.01)


def test_leagues_and_divisions_are_zero_or_one():
    players = hitters()
    for name in ("League", "Division", "NewLeague"):
        assert set(players.X[:, players.names.index(name)]) == {0, 1}


def _folder(tmp_path, monkeypatch):
    folder = tmp_path / "data" / "files"
    folder.mkdir(parents=True)
    monkeypatch.setattr(module, "files", lambda package: tmp_path)
    return folder


def test_a_missing_file_says_what_to_do(tmp_path, monkeypatch):
    _folder(tmp_path, monkeypatch)
    with pytest.raises(FileNotFoundError, match="git checkout -- code/conundrum"):
        hitters()


def test_a_changed_file_is_noticed(tmp_path, monkeypatch):
    folder = _folder(tmp_path, monkeypatch)
    (folder / "hitters.csv").write_bytes(b"AtBat,Salary\n1,2\n")
    with pytest.raises(ValueError, match=r"is corrupt.*git checkout -- code/conundrum"):
        hitters()


def test_ends_of_lines_do_not_matter(tmp_path, monkeypatch):
    shipped = module.files("conundrum") / "data" / "files" / "hitters.csv"
    content, before = shipped.read_bytes(), hitters()
    folder = _folder(tmp_path, monkeypatch)
    (folder / "hitters.csv").write_bytes(content.replace(b"\n", b"\r\n"))
    np.testing.assert_array_equal(hitters().X, before.X)
    assert len(HITTERS_CHECKSUM) == 64
