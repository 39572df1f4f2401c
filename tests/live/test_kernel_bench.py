"""The kernel bench computes what PyTorch computes."""

import numpy as np
import torch
from torch.nn.functional import avg_pool2d, conv2d, max_pool2d

from conundrum.chapters.convolution.experiments.bench import draw_bench
from conundrum.chapters.convolution.experiments.geometry import windows

SETTINGS = 200


def settings(rng: np.random.Generator) -> dict:
    """Draw a picture, kernels and a geometry, and compute what comes out."""
    planes = int(rng.choice([1, 3]))
    rows, columns = (int(n) for n in rng.integers(3, 13, size=2))
    stride, padding, dilation, size = (
        int(rng.integers(low, high)) for low, high in ((1, 4), (0, 4), (1, 4), (1, 5))
    )
    image = rng.integers(0, 17, size=(planes, rows, columns))
    kernels, bias = rng.normal(size=(planes, 3, 3)), float(rng.normal())
    along = [
        windows(n, kernel=3, stride=stride, padding=padding, dilation=dilation)
        for n in (rows, columns)
    ]
    drawn = {
        "image": image.tolist(),
        "kernels": kernels.reshape(planes, 9).tolist(),
        "bias": bias,
        "geometry": {"stride": stride, "padding": padding, "dilation": dilation},
        "size": size,
        "windows": [[list(window) for window in side] for side in along],
        "map": [],
        "max": [],
        "mean": [],
    }
    if all(along):
        out = conv2d(
            torch.tensor(image[None], dtype=torch.float64),
            torch.tensor(kernels[None]),
            torch.tensor([bias], dtype=torch.float64),
            stride=stride,
            padding=padding,
            dilation=dilation,
        )
        drawn["map"] = out[0, 0].tolist()
        if min(out.shape[2:]) >= size:
            drawn |= {
                "max": max_pool2d(out.relu(), size)[0, 0].tolist(),
                "mean": avg_pool2d(out.relu(), size)[0, 0].tolist(),
            }
    return drawn


def test_it_computes_what_pytorch_computes(node_test):
    rng = np.random.default_rng(1)
    drawn = [settings(rng) for _ in range(SETTINGS)]
    empty = sum(not each["map"] for each in drawn)
    assert 0 < empty < SETTINGS / 4, "some windows should be larger than their image, not most"
    node_test("kernel-bench", {"settings": drawn, "bench": draw_bench().data})
