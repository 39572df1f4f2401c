"""Figures of the chapter *Motivation*: each takes a result and computes nothing."""

from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from conundrum.chapters.motivation.experiments import (
    CloudFit,
    CloudFits,
    MoreInputs,
    MovedImages,
    Slice,
)
from conundrum.data.images import FASHION_CLASSES
from conundrum.style import (
    COLOUR,
    label,
    moving,
    name_axes,
    panels,
    picture,
    picture_grid,
    points,
    ticks,
    truth,
)


def curves(fit: CloudFit) -> Figure:
    """A spline and a tree of the same size on the same cloud."""
    fits, chosen = fit.fits, fit.chosen
    figure, axes = panels(2, height=3.0, sharex=True, sharey=True)
    for panel, role, drawn in zip(
        axes, ("spline", "tree"), (fits.spline[chosen], fits.tree[chosen]), strict=True
    ):
        points(panel, fits.sample.x, fits.sample.y)
        truth(panel, fits.x, fits.truth)
        [line] = panel.plot(fits.x, drawn, color=COLOUR[role], lw=2.4, zorder=4)
        line.set_gid(f"moving-{role}")
        panel.set_title(role)
        panel.set_ylim(fits.sample.y.min() - 0.4, fits.sample.y.max() + 0.4)
        name_axes(panel)
    return figure


def sizes(fits: CloudFits) -> Figure:
    """Test error against the number of pieces."""
    figure, [axes] = panels(1, height=2.9)
    axes.plot(fits.pieces, fits.spline_error, "o-", color=COLOUR["spline"], ms=5)
    axes.plot(fits.pieces, fits.tree_error, "s-", color=COLOUR["tree"], ms=5)
    axes.axhline(0.16, color=COLOUR["truth"], lw=1.2, ls=(0, (4, 2)))
    label(axes, 2.3, fits.spline_error[0] - 0.04, "spline", "spline")
    label(axes, 9, fits.tree_error[7] + 0.05, "tree", "tree")
    label(axes, 2, 0.09, "noise", "truth")
    axes.set_xlabel("degrees of freedom, or leaves")
    axes.set_ylabel("test error")
    axes.set_ylim(0, None)
    ticks(axes.xaxis, range(2, 17, 2))
    return figure


def surface(position: Slice) -> Figure:
    """Each model at one value of the second input, beside the truth."""
    fits, chosen = position.surface, position.chosen
    figure, axes = panels(4, columns=2, height=2.5, sharex=True, sharey=True)
    moves = []
    for panel, (name, predictions) in zip(axes, fits.predictions.items(), strict=True):
        [behind] = panel.plot(
            fits.x, fits.truth[chosen], color=COLOUR["truth"], lw=1.2, ls=(0, (4, 2))
        )
        role = "spline" if name == "sum of splines" else name
        [line] = panel.plot(fits.x, predictions[chosen], color=COLOUR[role], lw=2.4)
        moves += [behind, line]
        title = "spline with interactions" if name == "spline" else name
        panel.set_title(f"{title}: test error {fits.test_error[name]:.2f}")
        panel.set_ylim(fits.truth.min() - 2.5, fits.truth.max() + 2.5)
        name_axes(panel, "first input u", "outcome")
    moving(*moves)
    return figure


def more_inputs(more: MoreInputs) -> Figure:
    """How much each model leaves unexplained as inputs are added."""
    figure, axes = panels(2, height=3.4, sharey=True)
    styles = {
        "spline": ("spline", "o-"),
        "tree": ("tree", "s-"),
        "boosted trees": ("tree", "D--"),
        "network": ("network", "^-"),
    }
    places = (
        {
            "spline": (8.6, 0.88),
            "tree": (2.2, 0.13),
            "boosted trees": (9, -0.06),
            "network": (9, 0.2),
        },
        {
            "spline": (11, 0.36),
            "tree": (2.4, 0.80),
            "boosted trees": (8.6, 0.84),
            "network": (10, 0.14),
        },
    )
    for panel, shares, title, where in zip(
        axes,
        (more.unmixed, more.mixed),
        ("inputs are traits", "inputs mix traits"),
        places,
        strict=True,
    ):
        for model, share in shares.items():
            role, style = styles[model]
            panel.plot(more.inputs, share.mean(axis=0), style, color=COLOUR[role], ms=5)
            label(panel, *where[model], model, role)
        panel.set_title(title)
        panel.set_ylim(-0.08, 1.1)
        ticks(panel.xaxis, more.inputs)
        panel.yaxis.set_major_formatter(PercentFormatter(1))
        name_axes(panel, "number of inputs", "left unexplained")
    return figure


def strangers(moved: MovedImages, chosen: tuple[int, ...]) -> Figure:
    """Some photographs, themselves moved, and what is nearer."""
    figure, axes = picture_grid(len(chosen), 3, height=2.2)
    for row, image in enumerate(chosen):
        name = FASHION_CLASSES[moved.images.labels[image]]
        stranger = FASHION_CLASSES[moved.strangers.labels[image]]
        for panel, pixels, title in zip(
            axes[3 * row : 3 * row + 3],
            (
                moved.images.pixels[image, 0],
                moved.moved[image, 0],
                moved.strangers.pixels[image, 0],
            ),
            (
                name,
                f"moved: {moved.to_itself[image]:.1f}",
                f"{stranger}: {moved.to_stranger[image]:.1f}",
            ),
            strict=True,
        ):
            picture(panel, pixels)
            panel.set_title(title)
    return figure
