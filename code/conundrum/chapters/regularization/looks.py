"""The colour of each remedy, the same in all figures of the chapter."""

from conundrum.chapters.regularization.experiments.ladder import (
    ALL,
    BY_ERROR,
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
    BY_ERROR: "spline",
    DECAY: "linear",
    DROPOUT: "variance",
    SHIFTS: "tree",
    ENSEMBLE: "polynomial",
    ALL: "ink",
}
