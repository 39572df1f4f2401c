import pytest

from conundrum.training.patience import stop_with_patience


@pytest.mark.parametrize(
    ("errors", "patience", "expected"),
    [
        ([3, 2, 1], 2, (2, 2)),
        ([3, 1, 2, 2, 0], 2, (1, 3)),
        ([3, 1, 2, 2, 0], 3, (4, 4)),
        ([1, 1, 1], 5, (0, 2)),
    ],
)
def test_patience_keeps_the_best_and_says_where_it_ended(errors, patience, expected):
    assert stop_with_patience(errors, patience) == expected
