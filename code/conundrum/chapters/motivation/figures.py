"""Figures of the chapter *Motivation*: each takes a result and computes nothing."""

from matplotlib.figure import Figure

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
    name_line,
    panels,
    percent,
    picture,
    picture_grid,
    points,
    reference,
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
    [spline] = axes.plot(fits.pieces, fits.spline_error, "o-", color=COLOUR["spline"], ms=5)
    [tree] = axes.plot(fits.pieces, fits.tree_error, "s-", color=COLOUR["tree"], ms=5)
    reference(axes, y=fits.noise**2, role="truth")
    axes.set_ylim(0, None)
    name_line(spline, "spline", x=2, offset=(6, -3))
    name_line(tree, "tree", x=9, offset=(0, 6))
    label(axes, 2, fits.noise**2 - 0.07, "noise", "truth")
    axes.set_xlabel("degrees of freedom, or leaves")
    axes.set_ylabel("test error")
    ticks(axes.xaxis, range(2, 17, 2))
    return figure


def surface(position: Slice) -> Figure:
    """Each model at one value of the second input, beside the truth."""
    fits, chosen = position.surface, position.chosen
    figure, axes = panels(4, columns=2, height=2.5, sharex=True, sharey=True)
    moves = []
    for panel, (name, predictions) in zip(axes, fits.predictions.items(), strict=True):
        behind = truth(panel, fits.x, fits.truth[chosen])
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
    names_hang_on = (
        {
            "spline": (8, (6, -6)),
            "tree": (2, (2, 10)),
            "boosted trees": (8, (10, -8)),
            "network": (8, (10, 24)),
        },
        {
            "spline": (8, (22, -3)),
            "tree": (4, (-6, 24)),
            "boosted trees": (8, (6, 30)),
            "network": (16, (-8, 10)),
        },
    )
    for panel, shares, title, hung in zip(
        axes,
        (more.unmixed, more.mixed),
        ("inputs are traits", "inputs mix traits"),
        names_hang_on,
        strict=True,
    ):
        for model, share in shares.items():
            role, style = styles[model]
            [line] = panel.plot(more.inputs, share.mean(axis=0), style, color=COLOUR[role], ms=5)
            inputs, offset = hung[model]
            name_line(line, model, x=inputs, offset=offset)
        panel.set_title(title)
        panel.set_ylim(-0.08, 1.1)
        ticks(panel.xaxis, more.inputs)
        percent(panel.yaxis)
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
