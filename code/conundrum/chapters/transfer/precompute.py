"""Makes ``data/files/pretrained.npz``: what is the same in every build, and takes minutes.

Run as ``python -m conundrum.chapters.transfer.precompute FILE``. The file holds the features of
both tasks at 224 pixels a side, in half precision, and the answers of networks to the test images,
for the draws of labelled images that belong to `SHIPPED_SEED`. A core takes a quarter of an hour.
"""

import sys
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import numpy as np

from conundrum.chapters.transfer.experiments import augmentation, few_labels, turned
from conundrum.chapters.transfer.experiments.tasks import (
    SHIPPED_SEED,
    Method,
    Task,
    pool_and_test_of_clothes,
    pool_and_test_of_digits,
)
from conundrum.data.images import Images
from conundrum.models.pretrained import pretrained_features
from conundrum.seeds import seeds_from

SEEDS = seeds_from(SHIPPED_SEED, few_labels.DRAWS)


def with_features(name: str, pool: Images, test: Images) -> Task:
    """Return a task with its features, computed and rounded to half precision."""
    features = [
        pretrained_features(images.pixels).astype(np.float16).astype(np.float32)
        for images in (pool, test)
    ]
    return Task(name, pool, test, *features)


def answers(
    task: Task,
    methods: dict[str, Method],
    per_class: tuple[int, ...],
    seeds: Sequence[int] = SEEDS,
) -> dict[str, np.ndarray]:
    """Let methods learn from each draw, with each number of labels; return what they answer."""
    return {
        f"{task.name}/{name}/{k}": np.array(
            [method(task, task.draw(k, seed=seed), seed) for seed in seeds], dtype=np.uint8
        )
        for name, method in methods.items()
        for k in per_class
    }


def slow(names: tuple[str, ...]) -> dict[str, Method]:
    """Return the methods of these names that take long."""
    return {name: few_labels.METHODS[name] for name in names if name not in few_labels.QUICK}


def main(file: Path) -> None:
    """Compute features and answers, write them, and print their checksum."""
    clothes = with_features("clothes", *pool_and_test_of_clothes())
    digits = with_features("digits", *pool_and_test_of_digits())
    arrays = {"seeds": np.array(SEEDS)}
    for task in (clothes, digits):
        arrays[f"{task.name}/pool"] = task.pool_features.astype(np.float16)
        arrays[f"{task.name}/test"] = task.test_features.astype(np.float16)
    arrays |= answers(clothes, slow(tuple(few_labels.METHODS)), few_labels.PER_CLASS)
    arrays |= answers(digits, slow(few_labels.OF_DIGITS), few_labels.PER_CLASS)
    moved = augmentation.with_moved_test(clothes, augmentation.MOVED_BY)
    arrays |= answers(moved, augmentation.TRAINING, (augmentation.PER_CLASS,))
    arrays |= answers(digits, turned.TRAINING, (turned.PER_CLASS,))
    np.savez_compressed(file, **arrays)
    print(sha256(file.read_bytes()).hexdigest())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
