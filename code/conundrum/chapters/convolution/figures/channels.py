"""One kernel over three planes, and layers as stacks of maps."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from conundrum.chapters.convolution.experiments.channels import ChannelSum, LayerSize
from conundrum.notation import number
from conundrum.style import COLOUR, panels, picture, picture_grid


def channel_sum(result: ChannelSum) -> Figure:
    """Each plane with what its nine weights give, then the photograph and the feature map."""
    figure, axes = picture_grid(4, 2, height=2.2)
    *of_planes, (photo, feature_map) = zip(axes[::2], axes[1::2], strict=True)
    for (before, after), (name, plane) in zip(of_planes, result.planes.items(), strict=True):
        picture(before, plane)
        before.set_title(name)
        picture(after, 0.5 + result.parts[name] / (2 * result.largest))
        after.set_title(f"nine weights of {number(int(result.kernel[name][0, 0]))}")
    picture(photo, result.image)
    photo.set_title("photograph")
    picture(feature_map, result.feature_map / result.feature_map.max())
    feature_map.set_title("sum, bias, ReLU")
    return figure


def layers(sizes: Mapping[str, LayerSize]) -> Figure:
    """Layers as stacks: channels that come in, the window of one kernel, maps that go out."""
    figure, axes = panels(len(sizes), columns=2, height=1.9, narrow_height=1.8)
    for panel, (name, size) in zip(axes, sizes.items(), strict=True):
        panel.set_title(name)
        panel.set_aspect("equal")
        panel.axis("off")
        panel.set_xlim(-0.3, 11.4)
        panel.set_ylim(-1.1, 3.7)
        depth = _stack(panel, 0, size.channels, "muted")
        _kernel(panel, depth, size)
        _stack(panel, 8, size.maps, "convolution")
        panel.annotate(
            "",
            (7.8, 1.2),
            (4.0, 1.2),
            arrowprops={"arrowstyle": "->", "color": COLOUR["ink"], "lw": 1.2},
        )
        window = " × ".join(map(str, (size.channels, *size.window)))
        for x, y, text in ((5.8, 1.4, window), (5.8, 0.9, "weights\na map")):
            panel.annotate(text, (x, y), ha="center", va="bottom" if y > 1.2 else "top")
        for x, text in ((0, f"{size.channels} in"), (8, f"{size.maps} out")):
            panel.annotate(text, (x, -0.2), va="top")
    return figure


def _stack(axes: Axes, x: float, count: int, role: str) -> float:
    """Draw planes behind each other, eight at most; return how far the last is set off."""
    drawn = min(count, 8)
    steps = np.linspace(0, 0.9, drawn) if drawn > 1 else np.zeros(1)
    for step in steps[::-1]:
        axes.add_patch(
            Rectangle(
                (x + step, step),
                2.3,
                2.3,
                facecolor=COLOUR["paper"],
                edgecolor=COLOUR[role],
                lw=1,
                zorder=2 - step,
            )
        )
    return float(steps[-1])


def _kernel(axes: Axes, depth: float, size: LayerSize) -> None:
    """Mark the window of one kernel, through all planes; in a volume it has a depth in each."""
    side, x, y = 0.25 * size.window[0], 0.5, 0.7
    look = {"color": COLOUR["convolution"], "lw": 1, "zorder": 3}
    for across, up in ((0, side), (side, side), (side, 0)):
        axes.plot([x + across, x + across + depth], [y + up, y + up + depth], **look)
    axes.plot(
        [x + depth, x + side + depth, x + side + depth],
        [y + side + depth] * 2 + [y + depth],
        **look,
    )
    axes.add_patch(Rectangle((x, y), side, side, facecolor=COLOUR["convolution"], lw=0, zorder=3))
