import numpy as np
import pytest

from conundrum.data.labels import redraw

LABELS = np.arange(1000) % 10


def test_a_tenth_of_those_redrawn_are_right_again():
    changed = (redraw(LABELS, 0.5, classes=10, seed=1) != LABELS).mean()
    assert changed == pytest.approx(0.45, abs=0.03)


def test_none_and_all():
    np.testing.assert_array_equal(redraw(LABELS, 0, classes=10, seed=1), LABELS)
    assert (redraw(LABELS, 1, classes=10, seed=1) == LABELS).mean() < 0.15


def test_a_larger_share_redraws_the_same_and_more():
    few, many = (redraw(LABELS, share, classes=10, seed=3) for share in (0.1, 0.3))
    changed = few != LABELS
    np.testing.assert_array_equal(few[changed], many[changed])


def test_labels_are_left_alone_and_the_seed_decides():
    before = LABELS.copy()
    one, again, other = (redraw(LABELS, 0.2, classes=10, seed=s) for s in (1, 1, 2))
    np.testing.assert_array_equal(LABELS, before)
    np.testing.assert_array_equal(one, again)
    assert (one != other).any()


@pytest.mark.parametrize("share", [-0.1, 1.1])
def test_a_share_is_between_none_and_all(share):
    with pytest.raises(ValueError, match=f"share must be between 0 and 1, got {share}"):
        redraw(LABELS, share, classes=10, seed=1)


def test_there_are_at_least_two_classes():
    with pytest.raises(ValueError, match="classes must be at least 2, got 1"):
        redraw(LABELS, 0.1, classes=1, seed=1)
