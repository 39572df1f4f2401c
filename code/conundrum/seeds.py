"""Seeds for many draws, from the one seed of an experiment."""

import numpy as np


def seeds_from(seed: int, draws: int) -> list[int]:
    """Give each of many draws a seed of its own.

    Experiments with different seeds share none: seeds are hashed, not counted on.
    """
    return [int(state) for state in np.random.SeedSequence(seed).generate_state(draws)]
