import numpy as np
import pytest
from matplotlib.colors import to_hex

from conundrum.shading import contours, learning_curve, shades
from conundrum.style import COLOUR, WIDE, look, panels


def test_lines_of_one_family_get_stronger():
    looks = shades(4)
    assert len(looks) == 4
    for name in ("alpha", "lw"):
        assert np.all(np.diff([each[name] for each in looks]) > 0)
    assert looks[-1]["alpha"] == 1
    assert shades(1)[0]["alpha"] == 1


def test_a_family_has_at_least_one_line():
    with pytest.raises(ValueError, match="count"):
        shades(0)


def test_contours_lie_at_their_levels():
    x, y = np.linspace(-1, 1, 21), np.linspace(-2, 2, 41)
    with look(WIDE):
        _, [axes] = panels(1)
        drawn = contours(axes, x, y, x**2 + y[:, None] ** 2, np.array([0.25, 0.8]))
    for level, points in zip(drawn.levels, drawn.allsegs, strict=True):
        np.testing.assert_allclose(np.linalg.norm(points[0], axis=1) ** 2, level, atol=0.02)


def test_a_curve_ends_where_its_loss_is_no_number():
    with look(WIDE):
        _, [axes] = panels(1)
        train, validation = learning_curve(
            axes, np.array([2.0, np.nan, np.nan]), np.array([2.0, 3.0, 1e9]), top=100
        )
    np.testing.assert_array_equal(train.get_ydata(), [2, np.nan, np.nan])
    np.testing.assert_array_equal(validation.get_ydata(), [2, 3, 1000])
    assert to_hex(train.get_color()) == COLOUR["train"]
    assert to_hex(validation.get_color()) == COLOUR["test"]
