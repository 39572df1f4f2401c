"""What all tests share: shapes are checked, one thread, the same examples in every run."""

import os
from pathlib import Path

# Two processes test side by side: before the libraries are loaded, each is told to use one thread.
os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", MKL_NUM_THREADS="1")

import pytest
import torch
from hypothesis import settings
from jaxtyping import install_import_hook

# A reader writes -5 where a float is meant, as the language allows.
CHECKER = "beartype.beartype(conf=beartype.BeartypeConf(is_pep484_tower=True))"

install_import_hook("conundrum", CHECKER)
torch.set_num_threads(1)
settings.register_profile("same every time", derandomize=True, deadline=None)
settings.load_profile("same every time")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Keep the tests of a folder in one process, since they share what is costly to make."""
    for item in items:
        if not item.get_closest_marker("xdist_group"):
            folder = item.path.parent.relative_to(Path(__file__).parent)
            item.add_marker(pytest.mark.xdist_group(folder.as_posix()))
