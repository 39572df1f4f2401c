"""Learning curves: six that are named, four that are not, and where to stop."""

from collections.abc import Mapping

from matplotlib.figure import Figure

from conundrum.chapters.training.experiments.curves import EarlyStopping, LearningCurves
from conundrum.chapters.training.experiments.digits import GUESSING, LearningCurve
from conundrum.shading import learning_curve
from conundrum.style import COLOUR, name_line, panels, reference

TITLES = {
    "works": "works",
    "underfits": "underfits",
    "overfits": "overfits",
    "rate_too_high": "rate too high",
    "plateau": "plateau",
    "dead": "dead units",
}


def learning_curves(result: LearningCurves) -> Figure:
    """Six ways in which training can go."""
    figure, axes = panels(6, columns=3, height=2.4)
    for panel, (name, title) in zip(axes, TITLES.items(), strict=True):
        curve = getattr(result, name)
        top = 1e6 if name == "rate_too_high" else 10
        train, validation = learning_curve(panel, curve.train, curve.validation, top=top)
        reference(panel, y=GUESSING)
        panel.set_title(title)
        if name == "works":
            name_line(validation, "validation", x=12, offset=(0, 4))
            name_line(train, "train", x=12, offset=(-4, -4))
    return figure


def quiz(curves: Mapping[str, LearningCurve]) -> Figure:
    """Learning curves by the letters that stand for them."""
    figure, axes = panels(len(curves), columns=4, height=2.3)
    for panel, (letter, curve) in zip(axes, curves.items(), strict=True):
        learning_curve(panel, curve.train, curve.validation)
        reference(panel, y=GUESSING)
        panel.set_title(letter)
        panel.set_xticks((0, 20))  # so that no number hangs over the edge
    return figure


def early_stopping(result: EarlyStopping) -> Figure:
    """Train and validation loss, with the epochs that some patience keeps and stops at."""
    figure, (losses, errors) = panels(2, height=3.2)
    train, validation = learning_curve(losses, result.train, result.validation)
    losses.set_ylim(0.005, 6)
    losses.set_title("loss")
    name_line(train, "train", x=60, offset=(0, -6))
    name_line(validation, "validation", x=70, offset=(0, 5))
    errors.plot(100 * result.test_error, color=COLOUR["test"])
    errors.set_xlim(0, len(result.test_error) - 1)
    errors.set_ylim(0, 60)
    errors.set_xlabel("epoch")
    errors.set_ylabel("wrong test labels (%)")
    errors.set_title("what each patience would have kept")
    for place, patience in enumerate(result.patience):
        epoch = result.kept(patience)
        errors.plot([epoch], [100 * result.test_error[epoch]], "o", color=COLOUR["test"], ms=7)
        reference(losses, x=epoch)
        errors.annotate(
            f"patience {patience}: keeps epoch {epoch}, stops at {result.stopped(patience)}",
            (0.2, 0.95 - 0.08 * place),
            xycoords="axes fraction",
        )
    return figure
