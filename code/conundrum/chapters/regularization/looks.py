"""The colour of each remedy, the same in all figures of the chapter."""

from conundrum.chapters.regularization.experiments.ladder import (
    ALL,
    DECAY,
    DROPOUT,
    ENSEMBLE,
    NOTHING,
    SHIFTS,
    STOPPED,
)

ROLE = {
    NOTHING: "test",
    STOPPED: "spline",
    DECAY: "linear",
    DROPOUT: "variance",
    SHIFTS: "tree",
    ENSEMBLE: "polynomial",
    ALL: "ink",
}
