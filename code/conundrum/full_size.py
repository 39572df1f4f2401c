"""The comparison of the chapter *Networks that see*, on all images of a public data set.

Run as ``python -m conundrum.full_size cifar10`` or ``… fashion``; on a GPU if there is one. Without
one, all of Fashion-MNIST takes one core about five minutes.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import torch

from conundrum.chapters.cnn.experiments.shifts import ShiftedAccuracy, shift_own_images
from conundrum.data.full_size import DOWNLOADS, full_size

SHIFTS = (0, 2, 4)


def report(result: ShiftedAccuracy) -> str:
    """Write test accuracies as a table, a row a model."""
    lines = [
        f"{'model':<11}{'parameters':>11}" + "".join(f"{f'{by} px':>8}" for by in result.shifts)
    ]
    lines += [
        f"{name:<11}{result.parameters(name):>11,}" + "".join(f"{a:>8.3f}" for a in accuracies)
        for name, accuracies in result.by_shift.items()
    ]
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> None:
    """Load the images, train the four models, and print their test accuracy, images shifted."""
    parser = argparse.ArgumentParser(prog="python -m conundrum.full_size", description=__doc__)
    parser.add_argument("data", choices=list(DOWNLOADS))
    parser.add_argument("--folder", type=Path, default=Path("downloads"), help="for downloads")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(arguments)
    train, test, source = full_size(asked.data, asked.folder)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    print(f"{source}\n{len(train):,} for training, {len(test):,} for testing, on {device}.")
    result = shift_own_images(train, test, seed=asked.seed, shifts=SHIFTS, device=device)
    print(report(result))


if __name__ == "__main__":
    main()
