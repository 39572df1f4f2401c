import re

import numpy as np
import pytest

from conundrum.style import (
    COLOUR,
    NARROW,
    WIDE,
    draw,
    draw_frames,
    label,
    moving,
    panels,
    picture,
    picture_grid,
    ticks,
)


def two_lines():
    figure, axes = panels(2)
    for panel in axes:
        [line] = panel.plot([0, 1], [0, 1], color=COLOUR["spline"])
        label(panel, 0.5, 0.5, "spline", "spline")
    moving(line)
    return figure


def view_box(svg):
    return [float(number) for number in re.search(r'viewBox="([^"]+)"', svg)[1].split()]


def test_panels_stand_side_by_side_on_a_desk_and_stacked_on_a_phone():
    wide, narrow = (view_box(draw(two_lines, layout=layout, salt="x")) for layout in (WIDE, NARROW))
    assert wide[2] == pytest.approx(72 * 7.2)
    assert narrow[2] == pytest.approx(72 * 3.7)
    assert narrow[3] == pytest.approx(2 * wide[3])


def test_a_row_of_pictures_may_be_lower_on_a_phone():
    def pictures():
        figure, [axes] = panels(1, height=2, narrow_height=1.5)
        picture(axes, np.eye(3))
        return figure

    wide, narrow = (view_box(draw(pictures, layout=layout, salt="x")) for layout in (WIDE, NARROW))
    assert (wide[3], narrow[3]) == pytest.approx((72 * 2, 72 * 1.5))


def test_colours_are_variables_that_fall_back_to_the_light_palette():
    svg = draw(two_lines, layout=WIDE, salt="x")
    assert f"var(--spline, {COLOUR['spline']})" in svg
    assert not re.search(r"(?<!, )#[0-9a-f]{6}", svg)


def test_a_colour_outside_the_palette_is_refused():
    def pink():
        figure, [axes] = panels()
        axes.plot([0, 1], color="#ff00ff")
        return figure

    with pytest.raises(ValueError, match="colour=#ff00ff must be one of the palette"):
        draw(pink, layout=WIDE, salt="x")


def test_the_same_figure_is_the_same_bytes():
    assert draw(two_lines, layout=WIDE, salt="x") == draw(two_lines, layout=WIDE, salt="x")


def test_axes_of_all_frames_stand_where_those_of_the_first_do():
    def up_to(height):
        figure, [axes] = panels()
        axes.plot([0, 1], [0, height], color=COLOUR["spline"])
        return figure

    def frame_of_axes(svg):
        _, frame, *_ = re.findall(r'<path d="([^"]+)" style="fill: none"', svg)
        return frame

    low, high = draw_frames(up_to, (1, 10_000), layout=WIDE, salt="x")
    assert low == draw(up_to, 1, layout=WIDE, salt="x")
    assert frame_of_axes(high) == frame_of_axes(low)
    assert frame_of_axes(draw(up_to, 10_000, layout=WIDE, salt="x")) != frame_of_axes(low)


def test_identifiers_of_two_figures_on_a_page_differ():
    def identifiers(salt):
        return set(re.findall(r'id="([^"]+)"', draw(two_lines, layout=WIDE, salt=salt)))

    assert identifiers("one") & identifiers("other") == {"moving-0"}


def test_text_stays_text_in_the_books_font():
    svg = draw(two_lines, layout=WIDE, salt="x")
    assert "<text" in svg
    assert set(re.findall(r"font-family: '([^']+)'", svg)) == {"Inter"}


def test_pictures_stay_side_by_side_and_are_not_smoothed():
    def two_pictures():
        figure, axes = picture_grid(1, 2, height=2)
        for panel in axes:
            picture(panel, np.eye(3))
        return figure

    wide, narrow = (draw(two_pictures, layout=layout, salt="x") for layout in (WIDE, NARROW))
    assert view_box(wide)[3] / view_box(wide)[2] == pytest.approx(2 / 7.2)
    assert view_box(narrow)[3] / view_box(narrow)[2] == pytest.approx(2 / 7.2)
    assert wide.count("image-rendering:pixelated") == narrow.count("image-rendering:pixelated") == 2


def test_ticks_are_written_as_they_are_with_a_true_minus_sign():
    def left_of_zero():
        figure, [axes] = panels()
        axes.plot([-1, 1], [0, 1], color=COLOUR["spline"])
        ticks(axes.xaxis, (-0.5, 0.25))
        return figure

    svg = draw(left_of_zero, layout=WIDE, salt="x")
    assert ">−0.5</text>" in svg
    assert ">0.25</text>" in svg
    assert ">-0.5" not in svg
