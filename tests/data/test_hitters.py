"""The table of players is the one its publishers ship, complete and coded as in their lab."""

import numpy as np
import pytest

from conundrum.data.hitters import hitters


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
