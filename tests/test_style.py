import base64
import io
import re
from dataclasses import replace

import matplotlib
import numpy as np
import pytest
from matplotlib.font_manager import fontManager
from PIL import Image

from conundrum import style
from conundrum.style import (
    COLOUR,
    DASHED,
    NARROW,
    WIDE,
    band,
    draw,
    draw_frames,
    fields,
    identity,
    label,
    log_x,
    log_y,
    moving,
    name_line,
    name_rows,
    panels,
    percent,
    picture,
    picture_grid,
    points,
    reference,
    ticks,
    truth,
)


@pytest.fixture
def axes():
    [axes] = panels()[1]
    return axes


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


def pixels_of(svg):
    encoded = re.search(r"base64,([^\"]+)", svg)[1]
    return Image.open(io.BytesIO(base64.b64decode(encoded)))


@pytest.mark.parametrize(
    ("pixels", "mode"),
    [
        (np.linspace(0, 1, 12).reshape(3, 4), "L"),
        (np.linspace(0, 1, 36).reshape(3, 4, 3), "RGB"),
        (np.ma.masked_less(np.linspace(0, 1, 12).reshape(3, 4), 0.5), "LA"),
    ],
)
def test_a_picture_has_no_channel_it_does_not_need_and_the_same_pixels(pixels, mode):
    def figure():
        drawn, [axes] = panels()
        picture(axes, pixels)
        return drawn

    found = pixels_of(draw(figure, layout=WIDE, salt="x"))
    assert found.mode == mode
    drawn = np.asarray(found.convert("RGBA"))
    if mode == "LA":
        assert np.array_equal(drawn[..., 3] == 255, ~np.ma.getmaskarray(pixels))
        pixels, drawn = pixels.compressed(), drawn[drawn[..., 3] == 255][:, :1].squeeze()
    elif mode == "L":
        drawn = drawn[..., 0]
    else:
        drawn = drawn[..., :3]
    assert drawn == pytest.approx(255 * pixels, abs=1)


def test_points_say_once_how_they_look_and_where_they_are_to_a_hundredth():
    def figure():
        drawn, [axes] = panels()
        axes.plot([1, 2, 3], [1, 4, 9], "o", color=COLOUR["test"], alpha=0.6)
        axes.scatter([1, 2], [2, 3], c=[COLOUR["train"], COLOUR["bias"]])
        return drawn

    svg = draw(figure, layout=WIDE, salt="x")
    alike = r'<use xlink:href="#\w+" x="\d+(\.\d\d?)?" y="\d+(\.\d\d?)?" />'
    assert len(re.findall(alike, svg)) >= 3
    assert svg.count("fill-opacity: 0.6") == 1
    assert "var(--train," in svg
    assert "var(--bias," in svg


def test_a_colour_outside_the_palette_is_refused():
    def pink():
        figure, [axes] = panels()
        axes.plot([0, 1], color="#ff00ff")
        return figure

    with pytest.raises(ValueError, match="colour=#ff00ff must be one of the palette"):
        draw(pink, layout=WIDE, salt="x")


def test_the_same_figure_is_the_same_bytes():
    assert draw(two_lines, layout=WIDE, salt="x") == draw(two_lines, layout=WIDE, salt="x")


SEABORN = {  # what seaborn.set_theme() sets
    "axes.grid": True,
    "axes.spines.left": True,
    "axes.spines.top": True,
    "font.family": ["sans-serif"],
    "grid.linestyle": "-",
    "image.cmap": "viridis",
    "lines.solid_capstyle": "round",
    "patch.edgecolor": "w",
    "patch.force_edgecolor": True,
    "xtick.bottom": False,
    "ytick.left": False,
}


@pytest.mark.parametrize(
    "settings",
    [
        SEABORN,
        {"text.usetex": True},
        {"lines.markersize": 20, "lines.dashed_pattern": (1, 1), "lines.antialiased": False},
        {"axes.formatter.use_mathtext": True, "axes.formatter.limits": (0, 0)},
        {"axes.xmargin": 0.3, "figure.dpi": 300, "path.simplify": False, "hatch.linewidth": 4},
        {"svg.fonttype": "path", "svg.image_inline": False, "image.origin": "lower"},
        {"axes.prop_cycle": matplotlib.cycler(color="rgb"), "axes.autolimit_mode": "round_numbers"},
    ],
    ids=lambda settings: next(iter(settings)),
)
def test_what_a_reader_has_set_changes_no_byte_and_stays_set(settings):
    def everything():
        figure, (one, other) = panels(2)
        one.bar([1, 2], [3e5, 1], hatch="/")
        one.plot([1, 2], [1, 3e5], "o--", color=COLOUR["test"])
        band(one, [1, 2], [0, 1], [1e5, 2e5], "spline")
        picture(other, np.eye(3))
        return figure

    def everything_in_the_palette():
        figure = everything()
        for bar in figure.axes[0].patches:
            bar.set(color=COLOUR["train"])
        return figure

    plain = draw(everything_in_the_palette, layout=WIDE, salt="x")
    with matplotlib.rc_context(settings):
        before = dict(matplotlib.rcParams)
        assert draw(everything_in_the_palette, layout=WIDE, salt="x") == plain
        assert dict(matplotlib.rcParams) == before


def test_another_font_of_the_same_name_is_not_taken(monkeypatch):
    plain = draw(two_lines, layout=WIDE, salt="x")
    [other, *_] = (font for font in fontManager.ttflist if font.name == "DejaVu Sans Mono")
    fonts = [font for font in fontManager.ttflist if font.name != "Inter"]
    monkeypatch.setattr(fontManager, "ttflist", [replace(other, name="Inter"), *fonts])
    style._register_fonts.cache_clear()
    assert draw(two_lines, layout=WIDE, salt="x") == plain


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


def test_moving_parts_are_drawn_in_each_frame_as_they_would_be_alone():
    def up_to(height):
        figure, [axes] = panels()
        axes.plot([0, 1], [0, 1], "o", color=COLOUR["train"])
        axes.set(ylim=(0, 2), xlabel="x", title=f"up to {height}")
        moving(*axes.plot([0, 1], [0, height], "o-", color=COLOUR["spline"]))
        return figure

    def moving_part(svg):
        return re.search(r'<g id="moving-0">.*?</g>\s*</g>', svg, re.DOTALL)[0]

    whole = [draw(up_to, height, layout=WIDE, salt="x") for height in (1, 1.5, 2)]
    frames = draw_frames(up_to, (1, 1.5, 2), layout=WIDE, salt="x", start=2)
    assert frames[0] == whole[0]
    assert frames[2] == whole[2]
    assert list(map(moving_part, frames)) == list(map(moving_part, whole))
    assert "up to 1.5" in frames[1]
    assert ">x</text>" not in frames[1]


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


def written(axis):
    """The texts at the ticks of an axis, once it is drawn."""
    axis.figure.draw_without_rendering()
    return [tick.get_text() for tick in axis.get_ticklabels()]


def test_observations_and_truth_are_drawn_in_their_colours_and_can_be_moved(axes):
    x, y = np.array([0.0, 1.0]), np.array([2.0, 3.0])
    seen, behind = points(axes, x, y), truth(axes, x, y)
    moving(seen, behind)
    assert list(axes.lines) == [seen, behind]
    assert [line.get_color() for line in axes.lines] == [COLOUR["train"], COLOUR["truth"]]
    assert [line.get_gid() for line in axes.lines] == ["moving-0", "moving-1"]


def test_a_band_lies_between_its_bounds(axes):
    drawn = band(axes, np.array([0, 1]), np.array([2, 3]), np.array([5, 7]), "test")
    [outline] = drawn.get_paths()
    assert {(0, 2), (1, 3), (0, 5), (1, 7)} == {tuple(corner) for corner in outline.vertices}


def test_a_reference_line_crosses_the_panel_at_its_value(axes):
    upright, level = reference(axes, x=3), reference(axes, y=0.5, role="truth")
    axes.set(xlim=(0, 10), ylim=(0, 1))
    to_panel = axes.transAxes.inverted()
    assert to_panel.transform(upright.get_transform().transform(upright.get_xydata())) == (
        pytest.approx(np.array([[0.3, 0], [0.3, 1]]))
    )
    assert to_panel.transform(level.get_transform().transform(level.get_xydata())) == (
        pytest.approx(np.array([[0, 0.5], [1, 0.5]]))
    )
    assert (upright.get_color(), level.get_color()) == (COLOUR["muted"], COLOUR["truth"])


@pytest.mark.parametrize("values", [{}, {"x": 1, "y": 0}])
def test_a_reference_line_is_upright_or_level(axes, values):
    with pytest.raises(ValueError, match=r"x=.* and y=.*: exactly one of them must be a number"):
        reference(axes, **values)


def test_the_identity_runs_where_both_are_equal(axes):
    line = identity(axes)
    axes.set(xlim=(-1, 4), ylim=(0, 9))
    assert line.get_xy1() == (0, 0)
    assert line.get_slope() == 1


def test_a_name_hangs_on_the_last_point_that_is_seen_and_has_its_colour(axes):
    [line] = axes.plot([0, 1, 2, 3], [5, 6, 7, np.nan], color=COLOUR["spline"], ls=DASHED)
    assert name_line(line, "spline").xy == pytest.approx((2, 7))
    axes.set_ylim(0, 6.5)
    name = name_line(line, "spline")
    assert name.xy == pytest.approx((1, 6))
    axes.set_ylim(8, 9)
    assert name_line(line, "spline").xy == pytest.approx((2, 7))
    assert (name.get_text(), name.get_color()) == ("spline", COLOUR["spline"])


def test_a_name_hangs_on_the_point_nearest_to_a_place_and_lies_where_its_offset_says(axes):
    [line] = axes.plot([1, 10, 100], [5, 6, 7], color=COLOUR["spline"])
    log_x(axes)
    above = name_line(line, "spline", x=12, offset=(0, 4))
    assert above.xy == pytest.approx((10, 6))
    assert (above.get_ha(), above.get_va()) == ("center", "bottom")
    left = name_line(line, "spline", offset=(-3, 0))
    assert (left.get_ha(), left.get_va()) == ("right", "center")
    axes.figure.draw_without_rendering()
    box = left.get_window_extent()
    points_per_dot = 72 / axes.figure.dpi
    assert (box.x1 - axes.transData.transform((100, 7))[0]) * points_per_dot == (
        pytest.approx(-3, abs=0.1)
    )


def test_fields_hold_their_texts_and_are_fuller_where_they_are_stronger(axes):
    strength = np.array([[0, 1, 2.0], [0.5, 0.5, 0.5]])
    roles = np.array([["test", "test", "test"], ["train", "test", "test"]])
    drawn = fields(axes, [["a", "b", "c"], ["d", "e", "f"]], strength, roles)
    colours = np.asarray(drawn.get_array())
    assert colours[..., 3] == pytest.approx(0.45 * np.minimum(strength, 1))
    assert np.all(colours[0, :, :3] == colours[1, 1, :3])
    assert np.any(colours[1, 0, :3] != colours[1, 1, :3])
    places = {text.get_text(): text.get_position() for text in axes.texts}
    assert places == {"a": (0, 0), "b": (1, 0), "c": (2, 0), "d": (0, 1), "e": (1, 1), "f": (2, 1)}
    assert tuple(drawn.get_coordinates()[0, 0]) == (-0.5, -0.5)
    top, bottom = axes.transData.transform([(0, 0), (0, 1)])[:, 1]
    assert top > bottom


def test_rows_are_named_from_the_top(axes):
    name_rows(axes, ["first", "second"])
    assert written(axes.yaxis) == ["first", "second"]
    top, bottom = axes.transData.transform([(0, 0), (0, 1)])[:, 1]
    assert top > bottom


def test_logarithmic_axes_have_the_ticks_they_are_given_or_powers_of_ten(axes):
    axes.plot([1, 200], [0.01, 5])
    log_x(axes, (2, 50))
    log_y(axes)
    axes.set_ylim(0.01, 10)
    assert (axes.get_xscale(), axes.get_yscale()) == ("log", "log")
    assert written(axes.xaxis) == ["2", "50"]
    assert {"10⁻²", "10⁻¹", "10⁰", "10¹"} <= set(written(axes.yaxis))
    assert axes.xaxis.get_minorticklocs().size == axes.yaxis.get_minorticklocs().size == 0


def test_shares_are_written_in_percent(axes):
    axes.set_xticks([0.5, 1])
    percent(axes.xaxis)
    assert written(axes.xaxis) == ["50%", "100%"]
