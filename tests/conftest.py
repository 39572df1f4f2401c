"""What all tests share: shapes are checked, one thread, the same examples in every run."""

import torch
from hypothesis import settings
from jaxtyping import install_import_hook

install_import_hook("conundrum", "beartype.beartype")
torch.set_num_threads(1)
settings.register_profile("same every time", derandomize=True, deadline=None)
settings.load_profile("same every time")
