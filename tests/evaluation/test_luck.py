import numpy as np
import pytest

from conundrum.evaluation.luck import expected_maximum


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (1, 0),
        (2, 1 / np.sqrt(np.pi)),
        (3, 1.5 / np.sqrt(np.pi)),
        # Harter (1961), Biometrika 48, table 1
        (10, 1.53875),
        (100, 2.50759),
    ],
)
def test_known_values(count, expected):
    assert expected_maximum(count) == pytest.approx(expected, abs=1e-5)


def test_it_is_the_mean_of_many_largest():
    largest = np.random.default_rng(1).standard_normal((4000, 50)).max(axis=1)
    error = largest.std() / np.sqrt(len(largest))
    assert expected_maximum(50) == pytest.approx(largest.mean(), abs=4 * error)


@pytest.mark.parametrize("count", [0, -1])
def test_a_count_is_a_positive_integer(count):
    with pytest.raises(ValueError, match=f"count.*{count}"):
        expected_maximum(count)
